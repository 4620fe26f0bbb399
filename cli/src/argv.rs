//! `--policy a.polar b.polar`: one option, several files.
//!
//! In: the words of the command line. Out: the same with `--policy` before each file. Only words that end in `.polar` and
//! cannot be a value such as `File:a.polar` are taken, so that the words of a question stay what they are.

use std::ffi::{OsStr, OsString};
use std::path::Path;

const OPTION: &str = "--policy";

/// Repeats `--policy` before every policy file that follows a first one.
pub fn spread(words: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut out: Vec<OsString> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let ends_options = word == "--";
        let alone = word == OPTION;
        let joined = word.to_str().is_some_and(|word| word.starts_with("--policy="));
        out.push(word);
        if ends_options {
            out.extend(words);
            return out;
        }
        if alone {
            out.extend(words.next());
        }
        let mut more = || words.next_if(|word| (alone || joined) && is_policy_file(word));
        while let Some(file) = more() {
            out.extend([OsString::from(OPTION), file]);
        }
    }
    out
}

fn is_policy_file(word: &OsStr) -> bool {
    let Some(word) = word.to_str() else { return false };
    Path::new(word).extension().is_some_and(|extension| extension == "polar")
        && !word.starts_with('-')
        && !word.contains([':', '{', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread_text(line: &str) -> String {
        let words = spread(line.split(' ').map(OsString::from));
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn files_after_the_first_get_the_option_again() {
        assert_eq!(
            spread_text("arctos compile --policy a.polar b.polar dir/c.polar --facts f.yaml authorize User:7 read"),
            "arctos compile --policy a.polar --policy b.polar --policy dir/c.polar --facts f.yaml authorize User:7 read"
        );
        assert_eq!(spread_text("arctos --policy=a.polar b.polar"), "arctos --policy=a.polar --policy b.polar");
        assert_eq!(spread_text("arctos --policy - b.polar"), "arctos --policy - --policy b.polar");
    }

    #[test]
    fn words_of_a_question_stay() {
        for line in [
            "arctos compile --policy a.polar authorize User:7 read File:b.polar",
            "arctos authorize --policy a.polar User:7 read File:b.polar",
            "arctos authorize --policy a.txt User:7 read",
            "arctos check a.polar b.polar",
            "arctos check -- --policy a.polar b.polar",
            "arctos list --policy",
            "arctos query --policy a.polar p(\"x.polar",
        ] {
            assert_eq!(spread_text(line), line);
        }
    }
}

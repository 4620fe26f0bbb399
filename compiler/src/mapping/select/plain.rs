//! Queries that do nothing but name columns of one table, and perhaps one that is true, which most do: they are understood
//! without a parser.
//!
//! In: the text of a query. Out: what the parser and the steps after it would make of `SELECT a, b FROM t` or of
//! `SELECT a, b FROM t WHERE c`, or nothing when the query is anything else, even if only in the way it is written.

use super::{Checked, Filter, Output, ident};
use crate::mapping::model::{Projection, Select, SelectColumn, Table};
use crate::mapping::text::LocatedText;
use std::ops::Range;

/// Names that the parser takes for something else in some grammar, although they need no quotes elsewhere.
const TAKEN: [&str; 11] = [
    "distinctrow",
    "high_priority",
    "sql_big_result",
    "sql_buffer_result",
    "sql_calc_found_rows",
    "sql_no_cache",
    "sql_small_result",
    "straight_join",
    "top",
    "trim",
    "unnest",
];

/// Understands a query of the plainest kind.
pub fn read(query: &LocatedText) -> Option<Checked> {
    let text = query.text();
    let mut words = Words { text, at: 0 };
    words.keyword("select")?;
    let mut columns: Vec<Range<usize>> = Vec::new();
    loop {
        columns.push(words.name()?);
        if !words.comma() {
            break;
        }
    }
    words.keyword("from")?;
    let table = text.get(words.name()?)?;
    let condition = if words.is_over() {
        None
    } else {
        words.keyword("where")?;
        Some(text.get(words.name()?)?)
    };
    if !words.is_over() {
        return None;
    }
    let names: Vec<&str> = columns.iter().filter_map(|column| text.get(column.clone())).collect();
    let repeated = names.iter().enumerate().any(|(at, name)| names.iter().take(at).any(|other| other == name));
    // The table's own name stands for a whole row.
    if repeated || names.contains(&table) || condition == Some(table) {
        return None;
    }
    let column = |name: &&str| SelectColumn { name: (*name).to_owned(), sql_type: None, not_null: false };
    let projection = Projection {
        table: Table { schema: None, name: table.to_owned() },
        columns: names.iter().map(ToString::to_string).collect(),
        as_text: vec![false; names.len()],
        keys: Vec::new(),
        indexed: Vec::new(),
        common: Vec::new(),
        filter: condition.map(Filter::of_column),
    };
    let mut written = format!("SELECT {} FROM {table}", names.join(", "));
    if let Some(condition) = condition {
        written.push_str(" WHERE ");
        written.push_str(condition);
    }
    let select =
        Select { text: written, columns: names.iter().map(column).collect(), projection: Some(projection), joins: Vec::new() };
    let outputs = columns.into_iter().map(|column| Output { span: query.part(column), cast: None }).collect();
    Some(Checked { select, outputs })
}

/// The words of a text, one after the other.
struct Words<'t> {
    text: &'t str,
    at: usize,
}

impl Words<'_> {
    fn rest(&mut self) -> &str {
        let rest = self.text.get(self.at..).unwrap_or("");
        let trimmed = rest.trim_start_matches([' ', '\n', '\t']);
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    fn word(&mut self) -> Option<Range<usize>> {
        let length = self.rest().bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let word = self.at..self.at + length;
        self.at = word.end;
        (length > 0).then_some(word)
    }

    fn keyword(&mut self, wanted: &str) -> Option<()> {
        let word = self.word()?;
        self.text.get(word)?.eq_ignore_ascii_case(wanted).then_some(())
    }

    /// A name that is the same with and without quotes.
    fn name(&mut self) -> Option<Range<usize>> {
        let word = self.word()?;
        let name = self.text.get(word.clone())?;
        (ident::is_plain(name) && !ident::is_special_name(name) && !TAKEN.contains(&name)).then_some(word)
    }

    fn comma(&mut self) -> bool {
        let is_comma = self.rest().starts_with(',');
        self.at += usize::from(is_comma);
        is_comma
    }

    /// Whether nothing is left but a final semicolon.
    fn is_over(&mut self) -> bool {
        let rest = self.rest();
        rest.strip_prefix(';').unwrap_or(rest).trim_matches([' ', '\n', '\t']).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::mapping::select::{Grammar, examine};
    use crate::source::{SourceId, Span};
    use sqlparser::keywords::ALL_KEYWORDS;

    fn located(text: &str) -> LocatedText {
        LocatedText::new(text.to_owned(), text, Span::new(SourceId(0), 0, text.len()))
    }

    /// What is understood of a query without the parser, if that is the same as with it.
    fn both(text: &str) -> Result<Option<String>, String> {
        let query = located(text);
        let Some(plain) = read(&query) else { return Ok(None) };
        for grammar in [Grammar::Postgres, Grammar::Sqlite, Grammar::MySql] {
            let mut found = Diagnostics::new();
            let parsed = examine(&query, grammar, &mut found);
            let (plain, parsed) = (format!("{plain:?}"), format!("{:?}", parsed.ok().flatten()));
            if parsed != format!("Some({plain})") || !found.0.is_empty() {
                return Err(format!("{text}, {grammar:?}: {parsed}, {found:?}"));
            }
        }
        Ok(Some(plain.select.text))
    }

    #[test]
    fn plain_queries_are_what_the_parser_makes_of_them() {
        for text in [
            "SELECT id FROM issues",
            "SELECT id FROM issues WHERE public",
            "select a from t\nwhere\n  a;",
            "select a,b , c\n  from\tt ;\n",
            "  SELECT _a1, role FROM b2_",
        ] {
            assert!(matches!(both(text), Ok(Some(_))), "{:?}", both(text));
        }
        assert_eq!(both("select a,b , c\n  from\tt ;\n"), Ok(Some("SELECT a, b, c FROM t".to_owned())));
    }

    #[test]
    fn everything_else_is_left_to_the_parser() {
        let texts = [
            "",
            "SELECT",
            "SELECT a",
            "SELECT a FROM",
            "SELECT FROM t",
            "SELECT a b FROM t",
            "SELECT a, FROM t",
            "SELECT A FROM t",
            "SELECT a FROM T",
            "SELECT a FROM s.t",
            "SELECT t.a FROM t",
            "SELECT a FROM t x",
            "SELECT a FROM t WHERE t",
            "SELECT a FROM t WHERE NOT b",
            "SELECT a FROM t WHERE b AND c",
            "SELECT a FROM t WHERE b = 1",
            "SELECT a FROM t WHERE t.b",
            "SELECT a FROM t WHERE true",
            "SELECT a FROM t WHERE",
            "SELECT a FROM t b WHERE c",
            "SELECT a, a FROM t",
            "SELECT t FROM t",
            "SELECT * FROM t",
            "SELECT 1 FROM t",
            "SELECT \"a\" FROM t",
            "SELECT a FROM t;;",
            "SELECT a FROM t; SELECT b FROM t",
            "SELECT user FROM t",
            "SELECT current_user FROM t",
            "SELECT distinct a FROM t",
            "SELECT a FROM t -- b",
            "SELECT a\u{a0}FROM t",
            "SELECTa FROM t",
        ];
        for text in texts {
            assert!(read(&located(text)).is_none(), "{text}");
        }
    }

    /// No word means more to the parser than it means here.
    #[test]
    fn every_keyword_means_the_same_to_the_parser() {
        let mut wrong = Vec::new();
        for word in ALL_KEYWORDS.iter().map(|word| word.to_ascii_lowercase()) {
            let texts = [
                format!("SELECT {word} FROM t0"),
                format!("SELECT {word}, b0 FROM t0"),
                format!("SELECT a0, {word} FROM t0"),
                format!("SELECT a0, {word}, b0 FROM t0"),
                format!("SELECT a0 FROM {word}"),
                format!("SELECT a0 FROM {word} WHERE b0"),
                format!("SELECT a0 FROM t0 WHERE {word}"),
            ];
            if texts.iter().any(|text| both(text).is_err()) {
                wrong.push(word);
            }
        }
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

//! The notation of `questions.sql`: `Type:id`, bare and quoted words, `?name: Type`, `predicate(…)`.

use arctos_compiler::plan::question::{QueryArg, QueryCall, Subject};
use arctos_compiler::value::{STRING, Value};

/// A reader of one question.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

/// What went wrong, and where.
pub(super) type Outcome<T> = Result<T, String>;

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text.trim() }
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads `token` if it is next, and the blanks after it.
    pub(super) fn eat(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest.trim_start();
        true
    }

    pub(super) fn expect(&mut self, token: &str) -> Outcome<()> {
        if self.eat(token) { Ok(()) } else { Err(format!("`{token}` expected at `{}`", self.rest)) }
    }

    /// A word, quoted or not.
    pub(super) fn word(&mut self) -> Outcome<String> {
        let word = self.word_here()?;
        self.rest = self.rest.trim_start();
        Ok(word)
    }

    /// `Type:id`
    pub(super) fn value(&mut self) -> Outcome<Value> {
        let first = self.word_here()?;
        self.expect(":")?;
        Ok(Value::new(first, self.word()?))
    }

    /// `predicate(argument, …)`
    pub(super) fn call(&mut self) -> Outcome<QueryCall> {
        let predicate = self.word()?.into();
        self.expect("(")?;
        let mut args = vec![self.argument()?];
        while self.eat(",") {
            args.push(self.argument()?);
        }
        self.expect(")")?;
        Ok(QueryCall { predicate, args })
    }

    fn argument(&mut self) -> Outcome<QueryArg> {
        if self.eat("?") {
            let name = self.word()?.into();
            self.expect(":")?;
            return Ok(QueryArg::Variable(name, Some(self.word()?.into())));
        }
        let first = self.word()?;
        let value = if self.eat(":") { Value::new(first, self.word()?) } else { Value::new(STRING, first) };
        Ok(QueryArg::Subject(Subject::Value(value)))
    }

    fn word_here(&mut self) -> Outcome<String> {
        if let Some(inside) = self.rest.strip_prefix('"') {
            return self.quoted(inside);
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./@".contains(c);
        // An arrow is no part of a word.
        let end = self.rest.find(|c| !plain(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return Err(format!("a word expected at `{}`", self.rest));
        }
        self.rest = rest;
        Ok(word.to_owned())
    }

    fn quoted(&mut self, inside: &'a str) -> Outcome<String> {
        let mut word = String::new();
        let mut chars = inside.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &inside[at + 1..];
                    return Ok(word);
                }
                '\\' => word.extend(chars.next().map(|(_, escaped)| escaped)),
                _ => word.push(c),
            }
        }
        Err(format!("no end of the word at `{}`", self.rest))
    }
}

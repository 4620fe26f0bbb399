//! Where values leave the query builder: parameter slots become `$n`, everything else an escaped literal.

use super::literal::text_literal;
use sea_query::{QueryBuilder, SqlWriter, Value};
use std::fmt::{self, Write};

/// A writer that knows the final number of each slot.
pub struct Writer<'a> {
    text: String,
    numbers: &'a [usize],
}

impl<'a> Writer<'a> {
    /// `numbers[slot]` is the number of the placeholder of a slot.
    pub fn new(numbers: &'a [usize]) -> Self {
        Self { text: String::with_capacity(512), numbers }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }
}

impl fmt::Display for Writer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl SqlWriter for Writer<'_> {
    fn push_param<T: QueryBuilder>(&mut self, value: Value, builder: &T) {
        match value {
            // Slots travel through the builder as 32-bit unsigned numbers, which nothing else uses.
            Value::Unsigned(Some(slot)) => {
                let number = self.numbers.get(slot as usize).copied().unwrap_or_default();
                self.text.push('$');
                self.text.push_str(&number.to_string());
            }
            Value::String(Some(text)) => self.text.push_str(&text_literal(&text)),
            other => {
                let mut literal = String::new();
                if builder.write_value(&mut literal, &other).is_ok() {
                    self.text.push_str(&literal);
                }
            }
        }
    }

    fn as_writer(&mut self) -> &mut dyn Write {
        self
    }
}

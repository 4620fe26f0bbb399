//! Where values leave the query builder: parameter slots become placeholders, everything else an escaped literal.

use super::Parameter;
use super::dialect::Spelling;
use crate::mapping::sql_type::SqlType;
use sea_query::{Expr, QueryBuilder, SqlWriter, Value};
use std::fmt::{self, Write};

/// Bits of a slot's code that hold its place; the others hold a type.
const PLACE_BITS: u32 = 24;

/// Types as a slot's code numbers them.
const TYPES: [SqlType; 9] = [
    SqlType::SmallInt,
    SqlType::Integer,
    SqlType::BigInt,
    SqlType::Numeric,
    SqlType::Uuid,
    SqlType::Text,
    SqlType::Char,
    SqlType::Boolean,
    SqlType::Other,
];

/// A slot on its way through the builder, as a 32-bit unsigned number, which nothing else uses.
pub fn slot(at: usize, ty: Option<SqlType>) -> Expr {
    let place = u32::try_from(at).unwrap_or(u32::MAX) & ((1 << PLACE_BITS) - 1);
    let number = ty.and_then(|ty| TYPES.iter().position(|known| *known == ty)).map_or(0, |at| at + 1);
    Expr::val(place | u32::try_from(number).unwrap_or_default() << PLACE_BITS)
}

/// A writer that knows the parameters and the final number of each slot.
pub struct Writer<'a> {
    text: String,
    spelling: &'a dyn Spelling,
    params: &'a [Parameter],
    numbers: &'a [usize],
    met: Vec<usize>,
}

impl<'a> Writer<'a> {
    /// `numbers[slot]` is the number of the placeholder of a slot.
    pub fn new(spelling: &'a dyn Spelling, params: &'a [Parameter], numbers: &'a [usize]) -> Self {
        Self { text: String::with_capacity(512), spelling, params, numbers, met: Vec::new() }
    }

    /// The text, and the slots in the order in which their placeholders stand in it.
    pub fn finish(self) -> (String, Vec<usize>) {
        (self.text, self.met)
    }

    fn placeholder(&mut self, code: u32) {
        let at = (code & ((1 << PLACE_BITS) - 1)) as usize;
        let ty = ((code >> PLACE_BITS) as usize).checked_sub(1).and_then(|at| TYPES.get(at)).copied();
        // INVARIANT: a slot is the place of a parameter, and each has a number.
        let (Some(number), Some(param)) = (self.numbers.get(at), self.params.get(at)) else { return };
        self.met.push(at);
        self.spelling.placeholder(&mut self.text, *number, param, ty);
    }
}

impl Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.text.push_str(text);
        Ok(())
    }

    fn write_char(&mut self, c: char) -> fmt::Result {
        self.text.push(c);
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
            Value::Unsigned(Some(code)) => self.placeholder(code),
            Value::String(Some(text)) => self.text.push_str(&self.spelling.text(&text)),
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

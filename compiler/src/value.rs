//! Values of the policy language: a type name and an id, both text.
//!
//! Two values are equal only if type and id are equal, byte for byte. Integers and booleans are values of the
//! primitive types with the canonical spelling as id (`"42"`, `"true"`).

use smol_str::SmolStr;
use std::fmt;

/// Name of a type: `User`, `String`, `Integer`, `Boolean`, …
pub type TypeName = SmolStr;

/// The primitive type of text.
pub const STRING: &str = "String";
/// The primitive type of signed 64-bit integers.
pub const INTEGER: &str = "Integer";
/// The primitive type of booleans.
pub const BOOLEAN: &str = "Boolean";
/// The abstract type of all actors; extends [`RESOURCE`].
pub const ACTOR: &str = "Actor";
/// The abstract type of everything declared with `actor` or `resource`.
pub const RESOURCE: &str = "Resource";

/// Whether `name` is `String`, `Integer` or `Boolean`.
pub fn is_primitive(name: &str) -> bool {
    matches!(name, STRING | INTEGER | BOOLEAN)
}

/// A constant of the language.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value {
    /// Type name.
    pub ty: TypeName,
    /// Id as text.
    pub id: SmolStr,
}

impl Value {
    /// A value of any type. Integers and booleans must be spelled canonically; see [`Value::canonical`].
    pub fn new(ty: impl Into<SmolStr>, id: impl Into<SmolStr>) -> Self {
        Self { ty: ty.into(), id: id.into() }
    }

    /// A `String`.
    pub fn string(text: impl Into<SmolStr>) -> Self {
        Self::new(STRING, text)
    }

    /// An `Integer`.
    pub fn integer(number: i64) -> Self {
        Self::new(INTEGER, SmolStr::from(number.to_string()))
    }

    /// A `Boolean`.
    pub fn boolean(truth: bool) -> Self {
        Self::new(BOOLEAN, if truth { "true" } else { "false" })
    }

    /// Builds a value from a type and a text, bringing integers to their canonical spelling.
    /// `None` when the text is no integer of 64 bits or no boolean.
    pub fn canonical(ty: &str, id: &str) -> Option<Self> {
        match ty {
            INTEGER => id.parse::<i64>().ok().map(Self::integer),
            BOOLEAN => id.parse::<bool>().ok().map(Self::boolean),
            _ => Some(Self::new(ty, id)),
        }
    }

    /// The number, if this is an `Integer`.
    pub fn as_integer(&self) -> Option<i64> {
        if self.ty == INTEGER { self.id.parse().ok() } else { None }
    }
}

/// Prints Polar syntax: `"x"`, `42`, `true`, `User{"7"}`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ty.as_str() {
            STRING => write_string(f, &self.id),
            INTEGER | BOOLEAN => f.write_str(&self.id),
            ty => {
                write!(f, "{ty}{{")?;
                write_string(f, &self.id)?;
                f.write_str("}")
            }
        }
    }
}

fn write_string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0' => f.write_str("\\0")?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_as_polar() {
        assert_eq!(Value::new("User", "a\"b\\c\n").to_string(), r#"User{"a\"b\\c\n"}"#);
        assert_eq!(Value::integer(-3).to_string(), "-3");
        assert_eq!(Value::string("x").to_string(), "\"x\"");
    }

    #[test]
    fn canonical_integers_have_one_spelling() {
        assert_eq!(Value::canonical(INTEGER, "+07"), Some(Value::integer(7)));
        assert_eq!(Value::canonical(INTEGER, "9223372036854775808"), None);
        assert_eq!(Value::canonical(BOOLEAN, "True"), None);
    }
}

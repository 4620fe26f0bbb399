//! The mapping: which `SELECT` over the application's tables yields which facts.

use super::join::Join;
use super::select::Filter;
use super::sql_type::SqlType;
use super::tables::Tables;
use crate::source::Span;
use crate::value::{TypeName, Value};
use indexmap::IndexMap;
use smol_str::SmolStr;
use std::fmt;
use std::sync::Arc;

/// A checked mapping file.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// One entry per signature, in file order.
    pub facts: Vec<FactMapping>,
    /// SQL type of the ids of a Polar type, where the file says so.
    pub sql_types: IndexMap<TypeName, SqlType>,
    /// The columns of all tables, where a database tells of them.
    pub tables: Option<Arc<Tables>>,
}

impl Mapping {
    /// Whether some query may read a table of this name, which is plain and in small letters: a relation of a statement with that
    /// name would hide the table.
    pub fn may_read(&self, name: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        self.facts.iter().any(|fact| match &fact.select.projection {
            Some(projection) => projection.table.name.eq_ignore_ascii_case(name),
            None => fact.select.text.split(|c: char| !is_part(c)).any(|word| word.eq_ignore_ascii_case(name)),
        })
    }

    /// Whether some query has this name in it, of whatever it may be the name. In any case of letters.
    pub fn mentions(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let plain = name.chars().all(is_part);
        self.facts.iter().any(|fact| {
            let text = fact.select.text.to_lowercase();
            if plain { text.split(|c: char| !is_part(c)).any(|word| word == name) } else { text.contains(&name) }
        })
    }
}

/// One signature and its query.
#[derive(Clone, Debug)]
pub struct FactMapping {
    /// Which facts.
    pub signature: Signature,
    /// The query, one output column per [`SignatureArg::Column`], in order.
    pub select: Select,
    /// Where the signature stands in the YAML.
    pub span: Span,
    /// Where the query stands in the YAML.
    pub query_span: Span,
    /// Whether it is no entry of the file, but the rows of one table of a [`Join`].
    pub is_part: bool,
}

/// `has_relation(Issue:_, repository, Repository:_)`
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// Predicate name.
    pub predicate: SmolStr,
    /// One entry per argument.
    pub args: Vec<SignatureArg>,
}

impl Signature {
    /// The types of the arguments that the query returns, in order.
    pub fn column_types(&self) -> Vec<&TypeName> {
        let columns = self.args.iter().filter_map(|arg| match arg {
            SignatureArg::Column(ty) => Some(ty),
            SignatureArg::Constant(_) => None,
        });
        columns.collect()
    }
}

/// `has_relation(Issue:_, "repository", Repository:_)`, constants as Polar writes them.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(", self.predicate)?;
        for (at, arg) in self.args.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            match arg {
                SignatureArg::Column(ty) => write!(f, "{separator}{ty}:_")?,
                SignatureArg::Constant(value) => write!(f, "{separator}{value}")?,
            }
        }
        f.write_str(")")
    }
}

/// One argument of a signature.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SignatureArg {
    /// `Type:_`: the next column of the query holds ids of exactly this type.
    Column(TypeName),
    /// A constant that the query does not return.
    Constant(Value),
}

/// A mapped query, checked to be one read-only query.
#[derive(Clone, Debug)]
pub struct Select {
    /// The query, without a final semicolon, every output column having the name given in `columns`.
    pub text: String,
    /// Output columns, in order.
    pub columns: Vec<SelectColumn>,
    /// Set when the query is a plain projection of one table.
    pub projection: Option<Projection>,
    /// Where it is no projection: the selects that it is the union of, each a [`Join`]; none where some is not.
    pub joins: Vec<Join>,
}

impl Select {
    /// Notes that what is read by its text form has no other.
    pub(super) fn assume_text(&mut self) {
        let texts = self.projection.iter().flat_map(|projection| &projection.as_text);
        for (column, _) in self.columns.iter_mut().zip(texts).filter(|(_, as_text)| **as_text) {
            column.sql_type = Some(SqlType::Other);
        }
    }
}

/// An output column of a mapped query.
#[derive(Clone, Debug)]
pub struct SelectColumn {
    /// Its name in `Select::text`, unique within the query.
    pub name: String,
    /// Its SQL type, as far as `sql_types` or a database tells.
    pub sql_type: Option<SqlType>,
    /// Whether a database told that it is never NULL.
    pub not_null: bool,
}

/// `SELECT a, b FROM schema.t WHERE …` and nothing more: bare columns of one table, and a filter without sub-queries.
#[derive(Clone, Debug)]
pub struct Projection {
    /// The table.
    pub table: Table,
    /// The table's column behind each output column, in order.
    pub columns: Vec<String>,
    /// For each of them, whether the output is its text form, as in `role::text`.
    pub as_text: Vec<bool>,
    /// Columns of the table known to identify a row, each alone: told by a database (unique and not NULL), or, where no
    /// database was asked, the column `id`, or `<type>_id` of the table named after the type.
    pub keys: Vec<String>,
    /// Columns of the table of which a database told that an index starts with them.
    pub indexed: Vec<String>,
    /// Columns of which a database told the values that many rows have, with these values.
    pub common: Vec<(String, Vec<String>)>,
    /// The `WHERE`, if any.
    pub filter: Option<Filter>,
}

/// A table name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table {
    /// Schema, where written.
    pub schema: Option<String>,
    /// Name, case as PostgreSQL would fold it.
    pub name: String,
}

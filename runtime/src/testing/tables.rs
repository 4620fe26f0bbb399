//! One table for each signature of the tests' facts, and the mapping that finds the facts there.
//!
//! In: the facts of all tests. Out: tables, the mapping over them, and the rows of a test. Guaranteed: every name of a
//! table or a column is made here, so that nothing of a policy enters the text of a statement but its string constants.

use super::case::{Case, Fact};
use arctos_compiler::mapping::model::{FactMapping, Mapping, Projection, Select, SelectColumn, Signature, SignatureArg, Table};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::policy::program::{Predicate, Program};
use arctos_compiler::source::Span;
use arctos_compiler::value::{BOOLEAN, INTEGER, TypeName, Value, is_primitive};
use indexmap::{IndexMap, IndexSet};

/// A table of facts.
#[derive(Clone, Debug)]
pub(super) struct FactTable {
    /// Its name.
    pub name: String,
    /// The type of each column; the columns are called [`column`].
    pub columns: Vec<SqlType>,
    /// Where the first fact of its signature stands.
    span: Span,
}

/// The tables of a policy's tests, by signature.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables(IndexMap<(Predicate, Vec<TypeName>), FactTable>);

/// Rows of a table, by its number.
pub(super) type Rows<'a> = IndexMap<usize, IndexSet<&'a [Value]>>;

/// The name of a column.
pub(super) fn column(at: usize) -> String {
    format!("c{at}")
}

impl Tables {
    /// The tables that the facts of these tests need.
    pub fn of(cases: &[Case]) -> Self {
        let mut tables = Self::default();
        for fact in cases.iter().flat_map(|case| &case.facts) {
            let number = tables.0.len();
            tables.0.entry(signature(fact)).or_insert_with(|| FactTable {
                name: format!("arctos_test_{number}"),
                columns: fact.args.iter().map(|value| sql_type(&value.ty)).collect(),
                span: fact.span,
            });
        }
        tables
    }

    /// Every table, in order.
    pub fn iter(&self) -> impl Iterator<Item = &FactTable> {
        self.0.values()
    }

    /// A table by its number.
    pub fn get(&self, number: usize) -> Option<&FactTable> {
        self.0.get_index(number).map(|(_, table)| table)
    }

    /// The rows that some facts are; each once.
    pub fn rows<'a>(&self, facts: &'a [Fact]) -> Rows<'a> {
        let mut rows = Rows::new();
        for fact in facts {
            if let Some(number) = self.0.get_index_of(&signature(fact)) {
                rows.entry(number).or_default().insert(fact.args.as_slice());
            }
        }
        rows
    }

    /// The mapping over the tables. Ids are texts, whatever they look like.
    pub fn mapping(&self, program: &Program) -> Mapping {
        let declared = program.types.blocks.keys();
        let in_facts = self.0.keys().flat_map(|(_, types)| types);
        let entities = declared.chain(in_facts).filter(|ty| !is_primitive(ty));
        Mapping {
            facts: self.0.iter().map(|((predicate, types), table)| mapped(predicate, types, table)).collect(),
            sql_types: entities.map(|ty| (ty.clone(), SqlType::Text)).collect(),
            tables: None,
        }
    }
}

fn signature(fact: &Fact) -> (Predicate, Vec<TypeName>) {
    (fact.predicate.clone(), fact.args.iter().map(|value| value.ty.clone()).collect())
}

fn sql_type(ty: &str) -> SqlType {
    match ty {
        INTEGER => SqlType::BigInt,
        BOOLEAN => SqlType::Boolean,
        _ => SqlType::Text,
    }
}

fn mapped(predicate: &Predicate, types: &[TypeName], table: &FactTable) -> FactMapping {
    let names: Vec<String> = (0..types.len()).map(column).collect();
    let columns = names.iter().zip(&table.columns);
    let columns = columns.map(|(name, ty)| SelectColumn { name: name.clone(), sql_type: Some(*ty), not_null: true }).collect();
    let text = format!("SELECT {} FROM {}", names.join(", "), table.name);
    let projection = Projection {
        table: Table { schema: None, name: table.name.clone() },
        as_text: vec![false; names.len()],
        columns: names,
        keys: Vec::new(),
        indexed: Vec::new(),
        common: Vec::new(),
        filter: None,
    };
    let signature =
        Signature { predicate: predicate.name.clone(), args: types.iter().map(|ty| SignatureArg::Column(ty.clone())).collect() };
    let select = Select { text, columns, projection: Some(projection), joins: Vec::new() };
    FactMapping { signature, select, span: table.span, query_span: table.span, is_part: false }
}

//! What a part of a plan reads from around it.
//!
//! In: a condition, a scalar or a query. Out: the names of the sources and of the relations of a `WITH` that it reads and
//! does not bring along. A part that reads nothing has one value in the whole statement.

use super::{Condition, Cte, CteRows, Query, Rows, Scalar, Source};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// Something outside of a part that the part reads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Free {
    /// A source, by its alias; `None` for the row of a bare column.
    Source(Option<SmolStr>),
    /// A relation of a `WITH`.
    Relation(SmolStr),
}

/// What a condition reads from around it.
pub fn of_condition(condition: &Condition) -> BTreeSet<Free> {
    let mut reader = Reader::default();
    reader.condition(condition);
    reader.found
}

/// What a scalar reads from around it.
pub fn of_scalar(scalar: &Scalar) -> BTreeSet<Free> {
    let mut reader = Reader::default();
    reader.scalar(scalar);
    reader.found
}

/// What a query reads from around it.
pub fn of_query(query: &Query) -> BTreeSet<Free> {
    let mut reader = Reader::default();
    reader.query(query);
    reader.found
}

/// What the relations of a `WITH` read from around it.
pub fn of_relations(ctes: &[Cte]) -> BTreeSet<Free> {
    let mut reader = Reader::default();
    reader.relations.extend(ctes.iter().map(|cte| cte.name.as_str()));
    for cte in ctes {
        reader.cte(cte);
    }
    reader.found
}

/// Those of some relations, in their order, that are wanted, and those that they read.
pub fn needed(mut wanted: BTreeSet<Free>, relations: &[Cte]) -> Vec<Cte> {
    let mut found = Vec::new();
    for cte in relations.iter().rev() {
        if wanted.remove(&Free::Relation(cte.name.clone())) {
            wanted.append(&mut of_relations(std::slice::from_ref(cte)));
            found.push(cte.clone());
        }
    }
    found.reverse();
    found
}

/// What a source reads from around it.
pub fn of_source(source: &Source) -> BTreeSet<Free> {
    let mut reader = Reader::default();
    reader.source(source);
    reader.found
}

#[derive(Default)]
struct Reader<'p> {
    aliases: Vec<&'p str>,
    relations: Vec<&'p str>,
    found: BTreeSet<Free>,
}

impl<'p> Reader<'p> {
    fn alias(&mut self, alias: Option<&str>) {
        if alias.is_none_or(|alias| !self.aliases.contains(&alias)) {
            self.found.insert(Free::Source(alias.map(SmolStr::new)));
        }
    }

    fn relation(&mut self, name: &str) {
        if !self.relations.contains(&name) {
            self.found.insert(Free::Relation(name.into()));
        }
    }

    fn condition(&mut self, condition: &'p Condition) {
        match condition {
            Condition::True | Condition::False => {}
            Condition::Filter(_, alias) => self.alias(Some(alias)),
            Condition::Outnumbers { relation, .. } => self.relation(relation),
            Condition::Compare(_, left, right) => {
                self.scalar(left);
                self.scalar(right);
            }
            Condition::Among(scalar, _)
            | Condition::AmongGiven(scalar, ..)
            | Condition::Overlaps(scalar, _)
            | Condition::Holds(scalar)
            | Condition::NotNull(scalar) => self.scalar(scalar),
            Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) | Condition::SameRow(scalar, query) => {
                self.scalar(scalar);
                self.query(query);
            }
            Condition::Exists(query) => self.query(query),
            Condition::Not(inner) => self.condition(inner),
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| self.condition(part)),
            Condition::Gate { key, value, gate } => {
                self.scalar(key);
                if let Some(value) = value {
                    self.scalar(value);
                }
                self.condition(gate);
            }
        }
    }

    fn scalar(&mut self, scalar: &'p Scalar) {
        match scalar {
            Scalar::Column(column) => self.alias(column.source.as_deref()),
            Scalar::Last(name) => self.relation(name),
            Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Unnest(inner) | Scalar::Plus(inner, _) => {
                self.scalar(inner);
            }
            Scalar::Truth(condition) => self.condition(condition),
            Scalar::Set(query) | Scalar::Extreme { query, .. } => self.query(query),
            Scalar::Packed(_, parts) => parts.iter().for_each(|part| self.scalar(part)),
            Scalar::Value(..) | Scalar::Param(..) | Scalar::Own(..) | Scalar::Now | Scalar::Null(_) | Scalar::One => {}
        }
    }

    fn query(&mut self, query: &'p Query) {
        let relations = self.relations.len();
        // A recursive relation reads itself.
        self.relations.extend(query.with.iter().map(|cte| cte.name.as_str()));
        query.with.iter().for_each(|cte| self.cte(cte));
        let aliases = self.aliases.len();
        self.aliases.extend(query.from.iter().map(|source| source.alias.as_str()));
        query.from.iter().for_each(|source| self.source(source));
        query.columns.iter().for_each(|column| self.scalar(&column.value));
        query.filter.iter().for_each(|condition| self.condition(condition));
        self.aliases.truncate(aliases);
        query.unions.iter().for_each(|(_, member)| self.query(member));
        self.relations.truncate(relations);
    }

    fn cte(&mut self, cte: &'p Cte) {
        match &cte.rows {
            CteRows::Plain(rows, _) => self.query(rows),
            CteRows::Recursive(start, step) => {
                self.query(start);
                self.query(step);
            }
        }
    }

    fn source(&mut self, source: &'p Source) {
        match &source.rows {
            Rows::Query(query) => self.query(query),
            Rows::Unpacked { array, .. } => self.scalar(array),
            Rows::Cte(name) => self.relation(name),
            Rows::Table(_) | Rows::Select(_) | Rows::Known(_) | Rows::Candidates(..) => {}
        }
    }
}

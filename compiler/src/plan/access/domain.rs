//! The known ids of a type: what "every" means when every one has to be named.
//!
//! An id is known when a mapped column of its type holds it, or a known fact names it.

use super::Planner;
use super::columns::mapped_columns;
use crate::mapping::model::{FactMapping, Table};
use crate::plan::relation::compare::column;
use crate::plan::relation::{Condition, Output, Query, Rows, Source};
use crate::plan::residual::Literal;
use crate::value::{TypeName, Value};
use std::rc::Rc;

/// One place where ids of a type are found.
pub enum Home {
    /// A column of a table.
    Column(Table, String),
    /// A column of a mapped query or of a filtered table: fact and position.
    Fact(usize, usize),
}

impl Planner<'_> {
    /// Where ids of the type are found, each place once.
    pub fn homes(&self, polar: &TypeName) -> Vec<Home> {
        let mut homes = Vec::new();
        let facts = || self.mapping.facts.iter().enumerate();
        for (_, fact) in facts() {
            let Some(projection) = &fact.select.projection else { continue };
            for column in mapped_columns(fact).iter().filter(|column| column.polar == *polar && projection.filter.is_none()) {
                let known =
                    homes.iter().any(|home| matches!(home, Home::Column(t, c) if *t == projection.table && *c == column.name));
                if !known {
                    homes.push(Home::Column(projection.table.clone(), column.name.clone()));
                }
            }
        }
        for (at, fact) in facts() {
            for (position, column) in mapped_columns(fact).iter().enumerate().filter(|(_, column)| column.polar == *polar) {
                if !covered(&homes, fact, &column.name) {
                    homes.push(Home::Fact(at, position));
                }
            }
        }
        homes
    }

    /// A query for the ids of one home, under a condition that says nothing about them.
    pub fn home_query(&mut self, home: &Home, gate: &Condition) -> Option<Query> {
        let (source, name, ty, not_null, mut filter) = match home {
            Home::Column(table, name) => {
                let alias = self.names.alias(&table.name);
                let column = self.table_column(table, name)?;
                (Source { alias, rows: Rows::Table(table.clone()), lateral: false }, name.clone(), column.0, column.1, Vec::new())
            }
            Home::Fact(at, position) => {
                let fact = self.mapping.facts.get(*at)?;
                let column = mapped_columns(fact).into_iter().nth(*position)?;
                let (rows, alias, filter) = match &fact.select.projection {
                    Some(projection) => {
                        let alias = self.names.alias(&projection.table.name);
                        let filter = projection.filter.as_ref().map(|filter| Condition::Filter(filter.qualified(&alias)));
                        (Rows::Table(projection.table.clone()), alias, filter.into_iter().collect())
                    }
                    None => (Rows::Select(fact.select.text.clone()), self.names.alias(&fact.signature.predicate), Vec::new()),
                };
                (Source { alias, rows, lateral: false }, column.name, column.ty, column.not_null, filter)
            }
        };
        let value = column(&source.alias, &name, ty, not_null);
        if !not_null {
            filter.push(Condition::NotNull(value.clone()));
        }
        if *gate != Condition::True {
            filter.push(gate.clone());
        }
        let columns = vec![Output { value, name: "c0".to_owned() }];
        Some(Query { columns, from: vec![source], filter, ..Query::default() })
    }

    fn table_column(&self, table: &Table, name: &str) -> Option<(Option<crate::mapping::sql_type::SqlType>, bool)> {
        self.mapping.facts.iter().find_map(|fact| {
            fact.select.projection.as_ref().filter(|projection| projection.table == *table)?;
            mapped_columns(fact).into_iter().find(|column| column.name == name).map(|column| (column.ty, column.not_null))
        })
    }

    /// Ids of the type that known facts name, in any relation the goal reaches.
    pub fn named_ids(&self, polar: &TypeName) -> Rc<Vec<Vec<Value>>> {
        let mut ids: Vec<Vec<Value>> = Vec::new();
        for clause in self.residual.relations.iter().flat_map(|relation| &relation.clauses) {
            for term in clause.head.iter().chain(clause.body.iter().flat_map(Literal::terms)) {
                if let crate::plan::residual::Term::Const(value) = term {
                    ids.push(vec![value.clone()]);
                }
            }
            for literal in &clause.body {
                match literal {
                    Literal::Known { rows, .. } => ids.extend(rows.iter().flatten().map(|value| vec![value.clone()])),
                    Literal::In { values, .. } => ids.extend(values.iter().map(|value| vec![value.clone()])),
                    _ => {}
                }
            }
        }
        ids.retain(|row| row.first().is_some_and(|value| value.ty == *polar));
        ids.sort();
        ids.dedup();
        Rc::new(ids)
    }
}

fn covered(homes: &[Home], fact: &FactMapping, name: &str) -> bool {
    let Some(projection) = &fact.select.projection else { return false };
    homes.iter().any(|home| matches!(home, Home::Column(table, column) if *table == projection.table && column == name))
}

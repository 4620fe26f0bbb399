//! The known ids of a type: what "every" means when every one has to be named.
//!
//! An id is known when a mapped column of its type holds it, or a known fact names it.

use super::Planner;
use super::columns::mapped_columns;
use super::join::Join;
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::{FactMapping, Table};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, column};
use crate::plan::relation::{Array, Condition, KnownColumn, Rows, Scalar, Source};
use crate::plan::residual::unbound::singles_out;
use crate::plan::residual::{Clause, Term, Var};
use crate::value::{BOOLEAN, INTEGER, TypeName, Value};
use smol_str::SmolStr;

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
            for column in mapped_columns(fact).filter(|column| column.polar == polar && projection.filter.is_none()) {
                let known =
                    homes.iter().any(|home| matches!(home, Home::Column(t, c) if *t == projection.table && *c == column.name));
                if !known {
                    homes.push(Home::Column(projection.table.clone(), column.name.to_owned()));
                }
            }
        }
        for (at, fact) in facts() {
            for (position, column) in mapped_columns(fact).enumerate().filter(|(_, column)| column.polar == polar) {
                if !covered(&homes, fact, column.name) {
                    homes.push(Home::Fact(at, position));
                }
            }
        }
        homes
    }

    /// One home as a join, with the scalar that holds its ids.
    pub fn home_join(&mut self, home: &Home) -> Option<(Join, Scalar)> {
        let (source, name, ty, not_null, mut filter) = match home {
            Home::Column(table, name) => {
                let alias = self.names.alias(&table.name);
                let column = self.table_column(table, name)?;
                (Source { alias, rows: Rows::Table(table.clone()), lateral: false }, name.clone(), column.0, column.1, Vec::new())
            }
            Home::Fact(at, position) => {
                let fact = self.mapping.facts.get(*at)?;
                let column = mapped_columns(fact).nth(*position)?;
                let (rows, alias, filter) = match &fact.select.projection {
                    Some(projection) => {
                        let alias = self.names.alias(&projection.table.name);
                        let filter = projection.filter.as_ref().map(|filter| Condition::Filter(filter.clone(), alias.clone()));
                        (Rows::Table(projection.table.clone()), alias, filter.into_iter().collect())
                    }
                    None => (Rows::Select(fact.select.text.clone()), self.names.alias(&fact.signature.predicate), Vec::new()),
                };
                (Source { alias, rows, lateral: false }, column.name.to_owned(), column.ty, column.not_null, filter)
            }
        };
        let value = column(&source.alias, &name, ty, not_null);
        if !not_null {
            filter.push(Condition::NotNull(value.clone()));
        }
        let mut join = Join::default();
        join.from.push(source);
        join.filter = filter;
        Some((join, value))
    }

    /// The ids that known facts, the policy and the question name, as a join; `None` when there are none.
    pub fn named_join(&mut self, polar: &TypeName) -> Option<(Join, Scalar)> {
        let values: Vec<Value> = match polar.as_str() {
            BOOLEAN => vec![Value::boolean(false), Value::boolean(true)],
            _ => self.named_ids(polar),
        };
        if values.is_empty() {
            return None;
        }
        let declared = self.type_of_values(polar);
        let ty = if values.iter().all(|value| declared.fits(&value.id)) { declared } else { SqlType::Text };
        let alias = self.names.unique("k");
        let value = column(&alias, "c0", Some(ty), true);
        let rows = Rows::Known(vec![KnownColumn { name: SmolStr::new_static("c0"), values: Array { ty, values } }]);
        let mut join = Join::default();
        join.from.push(Source { alias, rows, lateral: false });
        Some((join, value))
    }

    /// The values that the question gives, each as a join without sources.
    pub fn given_joins(&self, polar: &TypeName) -> Vec<(Join, Scalar)> {
        let ty = self.type_of_values(polar);
        let params = self.residual.slots_of(polar).map(|slot| Scalar::Param(slot, ty));
        let given = self.residual.given.iter().filter(|value| value.ty == *polar && !value.id.contains('\0'));
        let given = given.map(|value| Scalar::Value(value.clone(), if ty.fits(&value.id) { ty } else { SqlType::Text }));
        params.chain(given).map(|value| (Join::default(), value)).collect()
    }

    /// The ways to start a select of a clause: one, or, where a head variable is only compared or negated, one for each
    /// place where values of its type are known.
    pub fn enumerations(&mut self, clause: &Clause) -> Vec<Join> {
        let mut joins = vec![Join::default()];
        let mut seen: Vec<Var> = Vec::new();
        for term in &clause.head {
            let Term::Var(var) = term else { continue };
            let repeated = clause.head.iter().filter(|other| *other == term).count() > 1;
            let mentioned = clause.body.iter().any(|literal| literal.mentions(*var));
            if clause.is_bound(*var) || seen.contains(var) || !(mentioned || repeated) {
                continue;
            }
            seen.push(*var);
            let polar = clause.type_of(*var);
            if polar == INTEGER {
                let message = "an integer of the answer is only compared, never bound, so there is no end to its values";
                let help = "bind it with a fact, or ask about a given value";
                self.errors.push(Diagnostic::placeless(codes::NOT_ENUMERABLE, message).help(help));
                return Vec::new();
            }
            let single = singles_out(clause, *var, self.residual);
            joins = joins.iter().flat_map(|join| self.extended(join, *var, &polar, single)).collect();
        }
        joins
    }

    fn extended(&mut self, join: &Join, var: Var, polar: &TypeName, single: bool) -> Vec<Join> {
        let mut places: Vec<(Join, Scalar)> = Vec::new();
        for home in self.homes(polar) {
            places.extend(self.home_join(&home));
        }
        places.extend(self.named_join(polar));
        if single {
            places.extend(self.given_joins(polar));
        }
        let add = |(place, value): (Join, Scalar)| {
            let mut join = join.clone();
            join.from.extend(place.from);
            join.filter.extend(place.filter);
            join.env.insert(var, Operand::Scalar(value));
            join
        };
        places.into_iter().map(add).collect()
    }

    /// Type and nullness of a table's column, as far as some mapped query tells.
    pub fn table_column(&self, table: &Table, name: &str) -> Option<(Option<SqlType>, bool)> {
        self.mapping.facts.iter().find_map(|fact| {
            fact.select.projection.as_ref().filter(|projection| projection.table == *table)?;
            mapped_columns(fact).find(|column| column.name == name).map(|column| (column.ty, column.not_null))
        })
    }

    /// Ids of the type that known facts and the policy name.
    fn named_ids(&self, polar: &TypeName) -> Vec<Value> {
        self.residual.named.iter().filter(|value| value.ty == *polar && !value.id.contains('\0')).cloned().collect()
    }
}

fn covered(homes: &[Home], fact: &FactMapping, name: &str) -> bool {
    let Some(projection) = &fact.select.projection else { return false };
    homes.iter().any(|home| matches!(home, Home::Column(table, column) if *table == projection.table && column == name))
}

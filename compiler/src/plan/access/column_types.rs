//! SQL types of relations' columns: what their clauses can stand in together.

use super::Planner;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::common_type;
use crate::plan::residual::{Clause, Literal, RelId, Term};
use crate::value::{TypeName, Value};

impl Planner<'_> {
    /// The SQL types of a relation's columns: what its clauses can stand in together.
    pub fn column_types(&self, relation: RelId, path: &mut Vec<RelId>) -> Vec<SqlType> {
        let Some(found) = self.residual.get(relation) else { return Vec::new() };
        path.push(relation);
        let types =
            (0..found.columns.len()).map(|at| self.clauses_type(&found.clauses, at, found.columns.get(at), path)).collect();
        path.pop();
        types
    }

    /// The SQL type of one head position over some clauses.
    pub fn clauses_type(&self, clauses: &[Clause], at: usize, polar: Option<&TypeName>, path: &mut Vec<RelId>) -> SqlType {
        let told: Vec<Option<SqlType>> = clauses.iter().filter_map(|clause| self.head_type(clause, at, path)).map(Some).collect();
        if told.is_empty() {
            return polar.map_or(SqlType::Text, |ty| self.type_of_values(ty));
        }
        common_type(&told)
    }

    /// The type of a clause's head term; `None` when it takes any type.
    fn head_type(&self, clause: &Clause, at: usize, path: &mut Vec<RelId>) -> Option<SqlType> {
        let var = match clause.head.get(at)? {
            Term::Var(var) => var,
            Term::Now => return Some(SqlType::BigInt),
            Term::Const(value) => {
                return Some(self.value_type(value));
            }
            Term::Param(slot) => {
                let polar = self.residual.params.get(*slot)?;
                return Some(self.type_of_values(polar));
            }
        };
        let mut types = Vec::new();
        for literal in &clause.body {
            match literal {
                Literal::Fact { fact, args } => {
                    let Some(mapped) = self.mapping.facts.get(*fact) else { continue };
                    let columns = super::columns::mapped_columns(mapped).into_iter().zip(args);
                    types.extend(columns.filter(|(_, arg)| **arg == Term::Var(*var)).map(|(column, _)| column.ty));
                }
                Literal::Call { relation, args } if !path.contains(relation) && args.contains(&Term::Var(*var)) => {
                    let theirs = self.column_types(*relation, path);
                    let columns = theirs.into_iter().zip(args);
                    types.extend(columns.filter(|(_, arg)| **arg == Term::Var(*var)).map(|(ty, _)| Some(ty)));
                }
                Literal::Known { rows, args } => {
                    let at = args.iter().position(|arg| *arg == Term::Var(*var));
                    let values = at.into_iter().flat_map(|at| rows.iter().filter_map(move |row| row.get(at)));
                    types.extend(values.map(|value| Some(self.value_type(value))));
                }
                Literal::In { term, values } if *term == Term::Var(*var) => {
                    types.extend(values.iter().map(|value| Some(self.value_type(value))));
                }
                _ => {}
            }
        }
        (!types.is_empty()).then(|| common_type(&types))
    }

    fn value_type(&self, value: &Value) -> SqlType {
        let ty = self.type_of_values(&value.ty);
        if ty.fits(&value.id) { ty } else { SqlType::Text }
    }
}

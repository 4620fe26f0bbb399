//! SQL types of relations' columns: what their clauses can stand in together.
//!
//! Computed once for a statement, callees first; relations that call each other are repeated until their types agree.

use super::Planner;
use crate::hash::HashMap;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{Operand, common_type};
use crate::plan::residual::{Clause, Literal, RelId, Term};
use crate::value::Value;

/// Types found so far; `None` for a column that takes any type.
pub type ColumnTypes = HashMap<RelId, Vec<Option<SqlType>>>;

/// How often the types of one relation can change: each time they become wider, and there are three widths.
const WIDTHS: usize = 4;

impl Planner<'_> {
    /// The SQL types of a relation's columns.
    pub fn column_types(&self, relation: RelId) -> Vec<SqlType> {
        let Some(found) = self.residual.get(relation) else { return Vec::new() };
        let told = self.types.get(&relation);
        let columns = found.columns.iter().enumerate();
        let of = |(at, polar)| told.and_then(|told| *told.get(at)?).unwrap_or_else(|| self.type_of_values(polar));
        columns.map(of).collect()
    }

    /// Finds the types of all relations.
    pub(super) fn find_column_types(&mut self) {
        for component in self.components.clone() {
            // A type is handed on from relation to relation; a round changes at least one of them, or it is the last.
            for _ in 0..WIDTHS * component.len() {
                let mut is_stable = true;
                for id in &component {
                    let types = self.told_types(*id);
                    is_stable &= self.types.insert(*id, types.clone()) == Some(types);
                }
                if is_stable || !component.iter().any(|id| self.is_recursive(*id)) {
                    break;
                }
            }
        }
    }

    fn told_types(&self, relation: RelId) -> Vec<Option<SqlType>> {
        let width = self.residual.get(relation).map_or(0, |relation| relation.columns.len());
        let clauses = self.residual.clauses(relation);
        let of = |at: usize| {
            let told: Vec<Option<SqlType>> = clauses.iter().filter_map(|clause| self.head_type(clause, at)).map(Some).collect();
            (!told.is_empty()).then(|| common_type(&told))
        };
        (0..width).map(of).collect()
    }

    /// The type of a clause's head term; `None` when it takes any type.
    fn head_type(&self, clause: &Clause, at: usize) -> Option<SqlType> {
        self.term_type(clause, clause.head.get(at)?)
    }

    /// The type of a term of a clause, as far as its positive literals tell.
    pub(super) fn term_type(&self, clause: &Clause, term: &Term) -> Option<SqlType> {
        let var = match term {
            Term::Var(var) => var,
            Term::Now => return Some(SqlType::BigInt),
            Term::Const(value) => return Some(self.value_type(value)),
            Term::Param(slot) => return Some(self.type_of_values(self.residual.params.get(*slot)?)),
        };
        let mut types = Vec::new();
        for literal in &clause.body {
            match literal {
                Literal::Fact { fact, args } => {
                    let Some(mapped) = self.mapping.facts.get(*fact) else { continue };
                    let columns = super::columns::mapped_columns(mapped).zip(args);
                    types.extend(columns.filter(|(_, arg)| **arg == Term::Var(*var)).map(|(column, _)| column.ty));
                }
                Literal::Call { relation, args } => {
                    let theirs = self.types.get(relation).into_iter().flatten().zip(args);
                    types.extend(theirs.filter(|(_, arg)| **arg == Term::Var(*var)).filter_map(|(ty, _)| ty.map(Some)));
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

    /// The type in which an operand can stand in a column.
    pub(super) fn operand_type(&self, operand: &Operand) -> SqlType {
        match operand {
            Operand::Scalar(scalar) => scalar.ty().unwrap_or(SqlType::Text),
            Operand::Value(value) => self.value_type(value),
            Operand::Param(_, ty) => self.type_of_values(ty),
        }
    }

    fn value_type(&self, value: &Value) -> SqlType {
        let ty = self.type_of_values(&value.ty);
        if ty.fits(&value.id) { ty } else { SqlType::Text }
    }
}

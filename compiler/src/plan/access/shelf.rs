//! Parts of clauses that were planned before.
//!
//! In: literals of a clause and what their variables stand for. Out: a key that is equal for equal parts of two clauses,
//! however their variables are numbered, and what the part was planned as. A shelf serves clauses that are planned with
//! the same row at hand and the same names taken, and is dropped with them.

use super::Env;
use super::condition::Part;
use crate::hash::HashMap;
use crate::plan::relation::compare::Operand;
use crate::plan::residual::{Clause, Literal, Term, Var};
use crate::value::TypeName;
use smallvec::SmallVec;

/// The planned parts, by their literals.
#[derive(Default)]
pub struct Shelf(HashMap<Vec<Literal>, SmallVec<[Planned; 1]>>);

/// What the variables of the literals stand for, and what the part was planned as; `None` when it cannot hold.
type Planned = (Vec<Meaning>, Option<Part>);

/// What a variable stands for, and its type.
type Meaning = (Option<Operand>, TypeName);

/// A part of a clause, its variables numbered by first use.
pub struct Key {
    literals: Vec<Literal>,
    variables: Vec<Meaning>,
}

impl Key {
    /// The key of some literals of a clause. `None` where other literals of the clause matter, too: known rows are chosen
    /// by the columns that their variables stand for elsewhere.
    pub fn of(clause: &Clause, part: &[usize], env: &Env) -> Option<Self> {
        let mut literals: Vec<Literal> = Vec::with_capacity(part.len());
        let mut order: Vec<Var> = Vec::new();
        for literal in part.iter().filter_map(|at| clause.body.get(*at)) {
            if matches!(literal, Literal::Known { .. }) {
                return None;
            }
            let mut literal = literal.clone();
            for term in literal.terms_mut() {
                let Term::Var(var) = term else { continue };
                let at = order.iter().position(|known| known == var).unwrap_or_else(|| {
                    order.push(*var);
                    order.len() - 1
                });
                *var = Var(at);
            }
            literals.push(literal);
        }
        let variables = order.into_iter().map(|var| (env.get(var).cloned(), clause.type_of(var))).collect();
        Some(Self { literals, variables })
    }
}

impl Shelf {
    /// What the part was planned as, if it was.
    pub fn get(&self, key: &Key) -> Option<&Option<Part>> {
        let alike = self.0.get(&key.literals)?;
        alike.iter().find(|(variables, _)| *variables == key.variables).map(|(_, part)| part)
    }

    /// Keeps what a part was planned as.
    pub fn put(&mut self, key: Key, part: Option<Part>) {
        self.0.entry(key.literals).or_default().push((key.variables, part));
    }
}

//! Finding what fits the types of a call without looking at everything there is.

use super::types::Ty;
use crate::hash::HashMap;
use crate::value::TypeName;

/// Entries with a type for each argument, numbered in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct TypeIndex {
    count: usize,
    positions: Vec<Position>,
}

/// The entries by the type of one argument.
#[derive(Clone, Debug, Default)]
struct Position {
    exact: HashMap<TypeName, Vec<usize>>,
    open: Vec<usize>,
}

impl TypeIndex {
    /// Adds an entry.
    pub fn add<'t>(&mut self, types: impl Iterator<Item = &'t Ty>) {
        for (at, ty) in types.enumerate() {
            if self.positions.len() <= at {
                self.positions.push(Position::default());
            }
            let Some(position) = self.positions.get_mut(at) else { continue };
            match ty {
                Ty::Exactly(name) => position.exact.entry(name.clone()).or_default().push(self.count),
                Ty::Any(_) => position.open.push(self.count),
            }
        }
        self.count += 1;
    }

    /// Numbers of the entries that may fit the types, ascending: all that do, and perhaps others.
    pub fn fitting<'t>(&self, types: impl Iterator<Item = &'t Ty>) -> Vec<usize> {
        let mut best: Option<(&[usize], &[usize])> = None;
        for (ty, position) in types.zip(&self.positions) {
            let Ty::Exactly(name) = ty else { continue };
            let exact = position.exact.get(name).map_or(&[][..], Vec::as_slice);
            let found = exact.len() + position.open.len();
            if best.is_none_or(|(exact, open)| found < exact.len() + open.len()) {
                best = Some((exact, &position.open));
            }
        }
        let Some((exact, open)) = best else { return (0..self.count).collect() };
        let mut all = [exact, open].concat();
        all.sort_unstable();
        all
    }
}

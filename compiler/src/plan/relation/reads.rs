//! How often a plan reads something.
//!
//! In: a plan. Out: the number of tables, mapped queries and known rows in it. Where a database reads a relation of a `WITH`
//! anew wherever it is named, those of the relation count once for each such place, be it in another relation. A chain of relations that each name the one before twice has a number
//! that doubles with each; a statement of a few pages can be beyond what a database can hold.

use super::{Body, Condition, Cte, CteRows, Query, Rows, Scalar};
use std::collections::HashMap;

/// How large a plan is.
pub struct Size {
    /// How often it reads something, at most `u64::MAX`.
    pub reads: u64,
    /// The most relations that can be read in one place.
    pub relations: usize,
}

/// The size of a whole plan. `anew` says that relations are read anew wherever they are named.
pub fn size(body: &Body, anew: bool) -> Size {
    let mut counter = Counter { relations: HashMap::new(), anew, readable: 0, most: 0 };
    let reads = match body {
        Body::Query(query) => counter.query(query),
        Body::Condition(condition) => counter.condition(condition),
        Body::Woven(woven) => {
            let with = counter.with(&woven.with);
            with.saturating_add(counter.sum(&woven.conditions, Counter::condition))
        }
    };
    Size { reads, relations: counter.most }
}

/// The numbers of the relations seen so far; names are unique in a statement.
struct Counter<'a> {
    relations: HashMap<&'a str, u64>,
    anew: bool,
    /// How many relations can be read here, and at most anywhere so far.
    readable: usize,
    most: usize,
}

impl<'a> Counter<'a> {
    fn sum<T>(&mut self, items: &'a [T], count: impl Fn(&mut Self, &'a T) -> u64) -> u64 {
        items.iter().fold(0, |sum: u64, item| sum.saturating_add(count(self, item)))
    }

    /// What relations of a `WITH` read where they stand: nothing, where that is counted at the places that name them.
    fn with(&mut self, ctes: &'a [Cte]) -> u64 {
        self.readable += ctes.len();
        self.most = self.most.max(self.readable);
        ctes.iter().fold(0, |sum: u64, cte| sum.saturating_add(self.define(cte)))
    }

    fn define(&mut self, cte: &'a Cte) -> u64 {
        let count = match &cte.rows {
            CteRows::Plain(rows, _) => self.query(rows),
            CteRows::Recursive(start, step) => {
                let start = self.query(start);
                self.relations.insert(&cte.name, 1);
                start.saturating_add(self.query(step))
            }
        };
        self.relations.insert(&cte.name, if self.anew { count.max(1) } else { 1 });
        if self.anew { 0 } else { count }
    }

    fn relation(&self, name: &str) -> u64 {
        self.relations.get(name).copied().unwrap_or(1)
    }

    fn query(&mut self, query: &'a Query) -> u64 {
        let around = self.readable;
        let parts = [
            self.with(&query.with),
            self.sum(&query.columns, |counter, column| counter.scalar(&column.value)),
            self.sum(&query.from, |counter, source| counter.rows(&source.rows)),
            self.sum(&query.filter, Self::condition),
            self.sum(&query.unions, |counter, (_, member)| counter.query(member)),
        ];
        self.readable = around;
        parts.into_iter().fold(0, u64::saturating_add)
    }

    fn rows(&mut self, rows: &'a Rows) -> u64 {
        match rows {
            Rows::Table(_) | Rows::Select(_) | Rows::Known(_) | Rows::Candidates(..) => 1,
            Rows::Cte(name) => self.relation(name),
            Rows::Query(query) => self.query(query),
            Rows::Unpacked { array, .. } => self.scalar(array).saturating_add(1),
        }
    }

    fn condition(&mut self, condition: &'a Condition) -> u64 {
        match condition {
            Condition::True | Condition::False | Condition::Filter(..) => 0,
            Condition::Outnumbers { relation, .. } => self.relation(relation),
            Condition::Compare(_, left, right) => self.scalar(left).saturating_add(self.scalar(right)),
            Condition::Among(scalar, _)
            | Condition::AmongGiven(scalar, ..)
            | Condition::Overlaps(scalar, _)
            | Condition::Holds(scalar)
            | Condition::NotNull(scalar) => self.scalar(scalar),
            Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) | Condition::SameRow(scalar, query) => {
                self.scalar(scalar).saturating_add(self.query(query))
            }
            Condition::Exists(query) => self.query(query),
            Condition::Not(inner) => self.condition(inner),
            Condition::And(parts) | Condition::Or(parts) => self.sum(parts, Self::condition),
            Condition::Gate { key, gate, .. } => self.scalar(key).saturating_add(self.condition(gate)),
        }
    }

    fn scalar(&mut self, scalar: &'a Scalar) -> u64 {
        match scalar {
            Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) | Scalar::Unnest(inner) | Scalar::Plus(inner, _) => {
                self.scalar(inner)
            }
            Scalar::Truth(condition) => self.condition(condition),
            Scalar::Set(query) | Scalar::Extreme { query, .. } => self.query(query),
            Scalar::Packed(_, parts) => self.sum(parts, Self::scalar),
            Scalar::Last(name) => self.relation(name),
            Scalar::Column(_)
            | Scalar::Value(..)
            | Scalar::Param(..)
            | Scalar::Own(..)
            | Scalar::Now
            | Scalar::Null(_)
            | Scalar::One => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;
    use smol_str::SmolStr;

    fn reading(names: &[&str]) -> Query {
        let source = |name: &&str| Source { alias: SmolStr::default(), rows: Rows::Cte((*name).into()), lateral: false };
        Query { from: names.iter().map(source).collect(), ..Query::default() }
    }

    #[test]
    fn a_chain_of_relations_that_name_the_one_before_twice_doubles() {
        let known = Source { alias: SmolStr::default(), rows: Rows::Known(Vec::new()), lateral: false };
        let first = Query { from: vec![known.clone(), known], ..Query::default() };
        let plain =
            |name: &str, rows: Query| Cte { name: name.into(), columns: Vec::new(), rows: CteRows::Plain(Box::new(rows), false) };
        let closure = Cte {
            name: "c".into(),
            columns: Vec::new(),
            rows: CteRows::Recursive(Box::new(reading(&["b"])), Box::new(reading(&["b", "c"]))),
        };
        let with = vec![plain("a", first), plain("b", reading(&["a", "a"])), closure];
        // 2, then 4, then 4 to start and 4 and itself to step.
        let query = Query { with, ..reading(&["c", "b"]) };
        assert_eq!(size(&Body::Query(query), true).reads, 9 + 4);
        let mut long: Vec<Cte> = vec![plain("0", reading(&[]))];
        for at in 1..200_u32 {
            let before = (at - 1).to_string();
            long.push(plain(&at.to_string(), reading(&[&before, &before])));
        }
        assert_eq!(size(&Body::Query(Query { with: long, ..reading(&["199"]) }), true).reads, u64::MAX, "no overflow");
    }
}

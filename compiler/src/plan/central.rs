//! Which facts of a second database a question can reach.
//!
//! In: what is left of a policy for a question, over the facts of two mappings, those of the second, the central ones, after
//! the others. Out: for each central fact that is reached, a residual over the second mapping alone whose goal yields those
//! of its rows that can matter. Guaranteed: with these rows as known facts the question has the answer that it has with all
//! of them.
//!
//! A row matters where it takes part in a way for a clause to hold. So it is asked for with what its clause says of it:
//! constants, other central facts, and relations that hold of central facts alone, recursive ones among them. What depends
//! on both databases restricts nothing.

use super::residual::{Bounds, Clause, Inclusions, Literal, Name, Origins, RelId, Relation, Residual, Term, Terms, Var};
use crate::hash::{IndexMap, IndexSet};
use crate::mapping::model::{FactMapping, Mapping};
use crate::value::TypeName;

/// What a question asks of the second database.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// The facts that it reaches.
    pub wanted: Vec<Wanted>,
    /// Whether it reaches no facts of the first.
    pub alone: bool,
}

/// The rows of a central fact that a question can reach.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Its number in the second mapping.
    pub fact: usize,
    /// Its rows that can matter, one column for each of the fact's.
    pub narrow: Residual,
    /// More of them, in a simpler form: with the constants alone.
    pub wide: Residual,
}

/// Which ids a question asks for by "every".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Each of those that some fact has, so that every fact with such an id is reached.
    Known,
    /// None by name.
    Unnamed,
}

/// Finds what a residual reaches; `mapping` is that of all facts, of which the central ones start at `first`.
pub fn reach(residual: &Residual, mapping: &Mapping, first: usize, every: Every) -> Reach {
    let split = Split { residual, first, central: central(residual, first) };
    let mut narrow: IndexMap<usize, Vec<Clause>> = IndexMap::default();
    let mut wide: IndexMap<usize, Vec<Clause>> = IndexMap::default();
    let clauses = || residual.relations.iter().flat_map(|relation| &relation.clauses);
    for clause in clauses() {
        for (at, literal) in clause.body.iter().enumerate() {
            let Literal::Fact { fact, .. } = literal else { continue };
            let Some(own) = fact.checked_sub(first) else { continue };
            narrow.entry(own).or_default().extend(split.asked(clause, at, Asked::WithRelations));
            wide.entry(own).or_default().extend(split.asked(clause, at, Asked::WithConstants));
        }
    }
    let universal: IndexSet<TypeName> = clauses().flat_map(unbound).collect();
    if every == Every::Known {
        for (own, fact) in mapping.facts.iter().skip(first).enumerate() {
            if fact.signature.column_types().into_iter().any(|ty| universal.contains(ty)) {
                narrow.entry(own).or_default().push(all_rows(fact, own));
                wide.entry(own).or_default().push(all_rows(fact, own));
            }
        }
    }
    let is_local = |literal: &Literal| matches!(literal, Literal::Fact { fact, .. } if *fact < first);
    let named = every == Every::Known && !universal.is_empty();
    let alone = !narrow.is_empty() && !named && !clauses().flat_map(|clause| &clause.body).any(is_local);
    let base = split.base();
    let wanted = narrow.into_iter().zip(wide.into_values()).filter_map(|((own, narrow), wide)| {
        let fact = mapping.facts.get(first + own)?;
        Some(Wanted { fact: own, narrow: with_goal(&base, fact, narrow), wide: with_goal(&base, fact, wide) })
    });
    Reach { wanted: wanted.collect(), alone }
}

/// What a row is asked for with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// What its clause says of it and of the central facts beside it.
    WithRelations,
    /// The constants in its own columns.
    WithConstants,
}

struct Split<'r> {
    residual: &'r Residual,
    first: usize,
    /// The relations that hold of central facts alone.
    central: Vec<bool>,
}

impl Split<'_> {
    /// The clause that yields the rows of one of a clause's literals.
    fn asked(&self, clause: &Clause, at: usize, asked: Asked) -> Option<Clause> {
        let own = clause.body.get(at)?;
        let Literal::Fact { args, .. } = own else { return None };
        let mut body = vec![self.moved(own)];
        let mut bound: IndexSet<Var> = variables(own).collect();
        let others = || clause.body.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, literal)| literal);
        if asked == Asked::WithRelations {
            let mut open: Vec<&Literal> = others().filter(|literal| self.may_bind(literal)).collect();
            // What shares no variable with the row says nothing about it.
            while let Some(next) = open.iter().position(|literal| variables(literal).any(|var| bound.contains(&var))) {
                let literal = open.remove(next);
                bound.extend(variables(literal));
                body.push(self.moved(literal));
            }
        } else {
            let lists = others().filter(|literal| matches!(literal, Literal::In { .. }) && is_over(literal, &bound));
            body.extend(lists.cloned());
        }
        let compares = |literal: &&Literal| matches!(literal, Literal::Compare { .. } | Literal::Apart { .. });
        body.extend(others().filter(compares).filter(|literal| !mentions_now(literal) && is_over(literal, &bound)).cloned());
        Some(Clause { head: args.clone(), body, vars: clause.vars.clone(), origins: Origins::new() })
    }

    /// Whether a literal supplies values that the second database has, or that are known.
    fn may_bind(&self, literal: &Literal) -> bool {
        match literal {
            Literal::Fact { fact, .. } => *fact >= self.first,
            Literal::Known { .. } | Literal::In { .. } => true,
            Literal::Call { relation, .. } => self.is_central(*relation),
            _ => false,
        }
    }

    fn is_central(&self, relation: RelId) -> bool {
        self.central.get(relation.0).copied().unwrap_or(false)
    }

    /// The literal over the second mapping.
    fn moved(&self, literal: &Literal) -> Literal {
        match literal {
            Literal::Fact { fact, args } => Literal::Fact { fact: fact.saturating_sub(self.first), args: args.clone() },
            other => other.clone(),
        }
    }

    /// The residual over the second mapping, without the relations that depend on the first.
    fn base(&self) -> Residual {
        let moved = |clause: &Clause| Clause {
            head: clause.head.clone(),
            body: clause.body.iter().map(|literal| self.moved(literal)).collect(),
            vars: clause.vars.clone(),
            origins: Origins::new(),
        };
        let relations = self.residual.relations.iter().zip(&self.central).map(|(relation, central)| Relation {
            name: relation.name.clone(),
            columns: relation.columns.clone(),
            clauses: if *central { relation.clauses.iter().map(moved).collect() } else { Vec::new() },
        });
        Residual {
            inclusions: Inclusions::default(),
            bounds: Bounds::default(),
            known: IndexMap::default(),
            ..self.residual.with_relations(relations.collect())
        }
    }
}

/// Which relations hold of central facts alone, whatever the time is, and for no value that nothing names: the greatest
/// such set, as relations may call each other.
fn central(residual: &Residual, first: usize) -> Vec<bool> {
    let mut central = vec![true; residual.relations.len()];
    loop {
        let holds = |literal: &Literal| match literal {
            _ if mentions_now(literal) => false,
            Literal::Fact { fact, .. } => *fact >= first,
            Literal::Call { relation, .. } | Literal::Not { relation, .. } => central.get(relation.0).copied().unwrap_or(false),
            _ => true,
        };
        let is_central = |clause: &Clause| {
            let timeless = !clause.head.contains(&Term::Now);
            timeless && unbound(clause).next().is_none() && clause.body.iter().all(holds)
        };
        let relations = residual.relations.iter().zip(&central);
        let next: Vec<bool> = relations.map(|(relation, now)| *now && relation.clauses.iter().all(is_central)).collect();
        if next == central {
            return central;
        }
        central = next;
    }
}

/// The types of the head's variables that nothing binds.
fn unbound(clause: &Clause) -> impl Iterator<Item = TypeName> + '_ {
    let vars = clause.head.iter().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None });
    vars.filter(|var| !clause.is_bound(*var)).map(|var| clause.type_of(var))
}

fn variables(literal: &Literal) -> impl Iterator<Item = Var> + '_ {
    literal.terms().filter_map(|term| if let Term::Var(var) = term { Some(*var) } else { None })
}

fn is_over(literal: &Literal, bound: &IndexSet<Var>) -> bool {
    variables(literal).all(|var| bound.contains(&var))
}

/// Whether it depends on the time, which is a later one when the first database is asked.
fn mentions_now(literal: &Literal) -> bool {
    literal.terms().any(|term| *term == Term::Now)
}

fn all_rows(fact: &FactMapping, own: usize) -> Clause {
    let vars: Vec<TypeName> = fact.signature.column_types().into_iter().cloned().collect();
    let args: Terms = (0..vars.len()).map(|at| Term::Var(Var(at))).collect();
    Clause { head: args.clone(), body: vec![Literal::Fact { fact: own, args }], vars, origins: Origins::new() }
}

/// The residual whose goal is what these clauses yield.
fn with_goal(base: &Residual, fact: &FactMapping, clauses: Vec<Clause>) -> Residual {
    let mut residual = base.clone();
    let columns = fact.signature.column_types().into_iter().cloned().collect();
    residual.relations.push(Relation { name: Name::of(fact.signature.to_string()), columns, clauses });
    residual.goal = RelId(residual.relations.len() - 1);
    residual.drop_unreached();
    residual
}

//! Sets by fewer keys.
//!
//! In: a set of keys, as "the repositories of the organizations in which the actor has a role". Out: the same set cut one
//! step nearer to the actor, as "the repositories whose organization is among those in which the actor has a role". The
//! inner set has fewer keys. Members of the union that cannot be cut stay together in a set of their own.

use crate::mapping::sql_type::SqlType;
use crate::plan::relation::free::{self, Free};
use crate::plan::relation::{Condition, Cte, Output, Query, Rows, Scalar, Source, Union};
use crate::policy::program::Compare;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// "The scalar is in the set", its members cut where they can be. The first set of the condition is the one with the
/// inner sets. `None` where no member can be cut.
pub fn coarsened(scalar: &Scalar, query: &Query) -> Option<Condition> {
    if query.ordered || query.fence || query.limit.is_some() {
        return None;
    }
    let (mut cut, mut whole) = (Vec::new(), Vec::new());
    for member in members(query) {
        match split(&member, &query.with) {
            Some(split) => cut.push(split),
            None => whole.push(member),
        }
    }
    let cut = Query::union(Union::All, cut)?;
    let mut conditions = vec![Condition::InOnce(scalar.clone(), Box::new(cut))];
    if let Some(mut whole) = Query::union(Union::All, whole) {
        whole.with.clone_from(&query.with);
        conditions.push(Condition::InOnce(scalar.clone(), Box::new(whole)));
    }
    Some(if conditions.len() > 1 { Condition::Or(conditions) } else { conditions.swap_remove(0) })
}

/// The members of a union, without what stands around it: a set does not tell how often a key is in it.
fn members(query: &Query) -> Vec<Query> {
    let first = Query { with: Vec::new(), unions: Vec::new(), distinct: false, ..query.clone() };
    std::iter::once(first).chain(query.unions.iter().map(|(_, member)| member.clone())).collect()
}

/// A select of the source that the key is read from, where the others are tied to it by one equation: the other side of
/// that equation is then among the inner set.
fn split(member: &Query, with: &[Cte]) -> Option<Query> {
    let plain = member.unions.is_empty() && member.with.is_empty() && !member.fence && member.limit.is_none();
    let [output] = member.columns.as_slice() else { return None };
    let near = source_of(&output.value)?;
    let (own, others): (Vec<&Source>, Vec<&Source>) = member.from.iter().partition(|source| source.alias == near);
    let [own] = own.as_slice() else { return None };
    let stands_alone = matches!(own.rows, Rows::Table(_) | Rows::Select(_)) && !own.lateral;
    if !plain || !stands_alone || others.is_empty() || others.iter().any(|source| reads(&free::of_source(source), near)) {
        return None;
    }
    let (mut here, mut there, mut tie) = (Vec::new(), Vec::new(), None);
    for condition in &member.filter {
        let read = free::of_condition(condition);
        let of_others = others.iter().any(|other| reads(&read, &other.alias));
        match (reads(&read, near), of_others) {
            (true, false) => here.push(condition.clone()),
            (false, _) => there.push(condition.clone()),
            (true, true) if tie.is_none() => tie = Some(tied(condition, near)?),
            (true, true) => return None,
        }
    }
    // Relations of the `WITH` go with the far side.
    if here.iter().flat_map(free::of_condition).any(|read| matches!(read, Free::Relation(_))) {
        return None;
    }
    let (outer, inner) = tie?;
    let columns = vec![Output { value: inner, name: output.name.clone() }];
    let from = others.into_iter().cloned().collect();
    let far = Query { with: with.to_vec(), columns, from, filter: there, ..Query::default() };
    here.push(Condition::InOnce(outer, Box::new(far)));
    Some(Query { columns: member.columns.clone(), from: vec![(*own).clone()], filter: here, ..Query::default() })
}

/// The sides of an equation, the one that reads the source first. Both are compared as they are.
fn tied(condition: &Condition, near: &str) -> Option<(Scalar, Scalar)> {
    let Condition::Compare(Compare::Equal, a, b) = condition else { return None };
    let same = a.ty().is_some() && a.ty().map(SqlType::family) == b.ty().map(SqlType::family);
    let reads_near = |scalar: &Scalar| reads(&free::of_scalar(scalar), near);
    match (reads_near(a), reads_near(b)) {
        (true, false) if same => Some((a.clone(), b.clone())),
        (false, true) if same => Some((b.clone(), a.clone())),
        _ => None,
    }
}

fn reads(read: &BTreeSet<Free>, alias: &str) -> bool {
    read.contains(&Free::Source(Some(SmolStr::new(alias))))
}

/// The source that a scalar is a column of.
fn source_of(scalar: &Scalar) -> Option<&str> {
    match scalar {
        Scalar::Column(column) => column.source.as_deref(),
        Scalar::Cast(inner, _) | Scalar::Spelled(inner, _) => source_of(inner),
        _ => None,
    }
}

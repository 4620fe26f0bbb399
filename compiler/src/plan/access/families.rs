//! Families: recursive relations that differ in lists of constants alone become one relation that tells the constant.
//!
//! In: the residual of a goal. Out: one with the same answers, where "has a role among viewer, editor and owner on the
//! folder", "among editor and owner" and "is its owner" are one recursion with the role as a column, and the goal's clauses
//! ask for their lists of roles. Such a recursion is followed once for all of them.
//!
//! A column of a family holds a *tag*: every member of the family is the part of the rows whose tag is in a list of the
//! member's own. Where the members' rules say which constants of a column they take, the column's values are the tags. A
//! rule without such a list gets one tag that all members have in whose rules it is, and no other.

use crate::hash::IndexMap;
use crate::plan::residual::factor::{canonical, close_constants, open_constants};
use crate::plan::residual::inline::components;
use crate::plan::residual::{Clause, Literal, RelId, Relation, Residual, Term, Terms};
use crate::value::{STRING, Value};
use std::collections::BTreeSet;

/// A member of a family, taken apart.
struct Member<'r> {
    id: RelId,
    relation: &'r Relation,
    /// The rules without recursion.
    exits: Vec<&'r Clause>,
    /// The rules with one call of the relation itself.
    steps: Vec<&'r Clause>,
}

/// Members of a family, by their places in it.
type Places = BTreeSet<usize>;

/// Head and body of a rule without the constants of its lists.
type Shape = (Terms, Vec<Literal>);

/// A rule of some members, of which each takes constants of its own from one list.
struct Exit {
    clause: Clause,
    /// The place of the list in the clause; `None` where there is no list.
    at: Option<usize>,
    /// Which constants each member takes.
    taken: IndexMap<usize, BTreeSet<Value>>,
}

/// The residual with the families among the relations that the goal calls, as far as the goal reaches it; `None` when there
/// are none.
pub(super) fn with_families(residual: &Residual) -> Option<Residual> {
    let mut families: Vec<Vec<Member<'_>>> = Vec::new();
    for member in members(residual) {
        match families.iter_mut().find(|family| family.first().is_some_and(|first| is_akin(first, &member))) {
            Some(family) => family.push(member),
            None => families.push(vec![member]),
        }
    }
    for family in &mut families {
        let ids: Vec<RelId> = family.iter().map(|member| member.id).collect();
        // A member that reads another one would have the family follow itself.
        family.retain(|member| !member.exits.iter().any(|exit| exit.body.iter().any(|literal| calls_one(literal, &ids))));
    }
    families.retain(|family| family.len() > 1);
    if families.is_empty() {
        return None;
    }
    let mut goal = residual.get(residual.goal)?.clone();
    let mut united: Vec<Relation> = Vec::new();
    for family in &families {
        united.extend(unite(&mut goal, family, RelId(residual.relations.len() + united.len())));
    }
    Some(with_relations(residual, goal, united))
}

/// What the goal reaches, with another goal and further relations.
fn with_relations(residual: &Residual, goal: Relation, more: Vec<Relation>) -> Residual {
    let reached = residual.reached_from(std::iter::once(&goal).chain(&more).flat_map(Relation::callees));
    let kept = |(relation, reached): (&Relation, bool)| {
        if reached {
            relation.clone()
        } else {
            Relation { name: relation.name.clone(), columns: Vec::new(), clauses: Vec::new() }
        }
    };
    let mut relations: Vec<Relation> = residual.relations.iter().zip(reached).map(kept).collect();
    if let Some(slot) = relations.get_mut(residual.goal.0) {
        *slot = goal;
    }
    relations.extend(more);
    residual.with_relations(relations)
}

/// The relations that the goal's clauses call, that are recursive, linear and start somewhere, and that no other relation is
/// recursive with; in order of first use.
fn members(residual: &Residual) -> Vec<Member<'_>> {
    let Some(goal) = residual.get(residual.goal) else { return Vec::new() };
    let mut found: Vec<Member<'_>> = Vec::new();
    let mut seen: Vec<RelId> = Vec::new();
    for literal in goal.clauses.iter().flat_map(|clause| &clause.body) {
        if let Literal::Call { relation, .. } = literal
            && !seen.contains(relation)
        {
            seen.push(*relation);
            found.extend(member(residual, *relation));
        }
    }
    // Most questions have nothing to unite, and components are not for nothing.
    if found.len() < 2 {
        return Vec::new();
    }
    let components = components(residual);
    found.retain(|member| components.iter().any(|component| component.as_slice() == [member.id]));
    found
}

/// The relation taken apart. `None` where it is not recursive, more than linear, or never starts.
fn member(residual: &Residual, id: RelId) -> Option<Member<'_>> {
    let relation = residual.get(id)?;
    let mut member = Member { id, relation, exits: Vec::new(), steps: Vec::new() };
    for clause in &relation.clauses {
        match clause.body.iter().filter(|literal| calls_one(literal, &[id])).count() {
            0 => member.exits.push(clause),
            1 => member.steps.push(clause),
            _ => return None,
        }
    }
    (!member.steps.is_empty() && !member.exits.is_empty()).then_some(member)
}

/// Whether a literal asks for one of these relations.
fn calls_one(literal: &Literal, ids: &[RelId]) -> bool {
    matches!(literal, Literal::Call { relation, .. } | Literal::Not { relation, .. } if ids.contains(relation))
}

/// Whether two relations have the same columns and go on in the same steps.
fn is_akin(first: &Member<'_>, other: &Member<'_>) -> bool {
    let is_shared = |step: &&Clause| other.steps.iter().any(|others| is_same_step((step, first.id), (others, other.id)));
    first.relation.columns == other.relation.columns
        && first.steps.len() == other.steps.len()
        && first.steps.iter().all(is_shared)
}

/// Whether two steps are the same, each a step of its own relation.
fn is_same_step((one, of): (&Clause, RelId), (other, theirs): (&Clause, RelId)) -> bool {
    let is_same = |(a, b): (&Literal, &Literal)| match (a, b) {
        (Literal::Call { relation: x, args }, Literal::Call { relation: y, args: others }) if *x == of && *y == theirs => {
            args == others
        }
        _ => a == b,
    };
    if one.head != other.head || one.body.len() != other.body.len() {
        return false;
    }
    if one.body.iter().zip(&other.body).all(is_same) {
        return true;
    }
    // Calls stand in the order of their relations, so that a body may be the same in another order.
    let calls = one.body.iter().filter(|literal| matches!(literal, Literal::Call { .. })).count();
    calls > 1 && {
        let (one, other) = (of_another(one, of, of), of_another(other, theirs, of));
        one.head == other.head && one.body == other.body
    }
}

/// The step as one of another relation.
fn of_another(step: &Clause, from: RelId, to: RelId) -> Clause {
    let mut step = step.clone();
    for literal in &mut step.body {
        if let Literal::Call { relation, .. } = literal
            && *relation == from
        {
            *relation = to;
        }
    }
    canonical(step)
}

/// The relation of a family, which the goal calls instead of the members from now on.
fn unite(goal: &mut Relation, family: &[Member<'_>], id: RelId) -> Option<Relation> {
    let first = family.first()?;
    let mut columns = first.relation.columns.clone();
    columns.push(STRING.into());
    let mut tags = vec![BTreeSet::new(); family.len()];
    let mut clauses = tagged_exits(exits_of(family), &mut tags);
    clauses.extend(first.steps.iter().map(|step| tagged_step(step, first.id, id)));
    for clause in &mut goal.clauses {
        ask_family(clause, family, &tags, id);
    }
    Some(Relation { name: first.relation.name.clone(), columns, clauses })
}

/// A member's step as the family's, which hands the tag on.
fn tagged_step(step: &Clause, from: RelId, to: RelId) -> Clause {
    let mut step = step.clone();
    let tag = Term::Var(step.fresh(STRING.into()));
    step.head.push(tag.clone());
    for literal in &mut step.body {
        if let Literal::Call { relation, args } = literal
            && *relation == from
        {
            *relation = to;
            args.push(tag.clone());
        }
    }
    step
}

/// Replaces a clause's calls of members by calls of the family with the members' tags.
fn ask_family(clause: &mut Clause, family: &[Member<'_>], tags: &[BTreeSet<Value>], id: RelId) {
    for at in 0..clause.body.len() {
        let Some(Literal::Call { relation, .. }) = clause.body.get(at) else { continue };
        let Some(tags) = family.iter().zip(tags).find(|(member, _)| member.id == *relation).map(|(_, tags)| tags) else {
            continue;
        };
        let tag = Term::Var(clause.fresh(STRING.into()));
        if let Some(Literal::Call { relation, args }) = clause.body.get_mut(at) {
            *relation = id;
            args.push(tag.clone());
        }
        clause.body.push(Literal::In { term: tag, values: tags.iter().cloned().collect() });
    }
}

/// The members' exits, those that differ in one list of constants as one.
fn exits_of(family: &[Member<'_>]) -> Vec<Exit> {
    let mut shapes: IndexMap<Shape, Vec<(usize, Clause)>> = IndexMap::default();
    for (place, member) in family.iter().enumerate() {
        for exit in &member.exits {
            let exit = canonical(open_constants(Clause::clone(exit)));
            let shape = exit.body.iter().map(without_values).collect();
            shapes.entry((exit.head.clone(), shape)).or_default().push((place, exit));
        }
    }
    let mut exits = Vec::new();
    for same in shapes.into_values() {
        let Some((_, first)) = same.first() else { continue };
        let lists = (0..first.body.len()).filter(|at| first.body.get(*at).is_some_and(is_list_of_names));
        let ways = lists.map(|at| by_list(&same, Some(at)));
        exits.extend(ways.min_by_key(Vec::len).unwrap_or_else(|| by_list(&same, None)));
    }
    exits
}

fn without_values(literal: &Literal) -> Literal {
    match literal {
        Literal::In { term, .. } => Literal::In { term: term.clone(), values: Vec::new() },
        other => other.clone(),
    }
}

fn is_list_of_names(literal: &Literal) -> bool {
    matches!(literal, Literal::In { term: Term::Var(_), values } if values.iter().all(|value| value.ty == STRING))
}

/// Exits of one shape, those that are equal but for the list at a place as one.
fn by_list(same: &[(usize, Clause)], at: Option<usize>) -> Vec<Exit> {
    let mut exits: IndexMap<Vec<Literal>, Exit> = IndexMap::default();
    for (place, clause) in same {
        let mut rest = clause.body.clone();
        let list = at.and_then(|at| rest.get_mut(at));
        let values = match list {
            Some(Literal::In { values, .. }) => std::mem::take(values),
            _ => Vec::new(),
        };
        let exit = exits.entry(rest).or_insert_with(|| Exit { clause: clause.clone(), at, taken: IndexMap::default() });
        exit.clause.add_origins(&clause.origins);
        exit.taken.entry(*place).or_default().extend(values);
    }
    exits.into_values().collect()
}

/// The exits with a tag each, and the tags of the members.
fn tagged_exits(exits: Vec<Exit>, tags: &mut [BTreeSet<Value>]) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut others = Vec::new();
    for exit in exits {
        match exit.at.filter(|_| tells_tags(&exit, tags)) {
            Some(at) => clauses.extend(told(exit, at)),
            None => others.push(exit),
        }
    }
    for exit in others {
        for (places, values) in exit.classes() {
            let tag = tag_of(&places, tags);
            clauses.push(exit.with_tag(tag, values));
        }
    }
    clauses
}

/// Whether the values of the exit's list can be tags; then they are.
fn tells_tags(exit: &Exit, tags: &mut [BTreeSet<Value>]) -> bool {
    if exit.taken.values().all(|values| Some(values) == exit.taken.values().next()) {
        return false;
    }
    let all: BTreeSet<&Value> = exit.taken.values().flatten().collect();
    let own = |place: usize| exit.taken.get(&place);
    // A constant that a member takes elsewhere and not here would tell it too much.
    let fits = |(place, tags): (usize, &BTreeSet<Value>)| {
        tags.iter().all(|tag| !all.contains(tag) || own(place).is_some_and(|own| own.contains(tag)))
    };
    // And one that it takes here and not elsewhere would do so there.
    let known: BTreeSet<&Value> = tags.iter().flatten().collect();
    let adds = |(place, tags): (usize, &BTreeSet<Value>)| {
        own(place).is_none_or(|own| own.iter().all(|value| tags.contains(value) || !known.contains(value)))
    };
    let may = tags.iter().enumerate().all(fits) && tags.iter().enumerate().all(adds);
    if may {
        for (place, values) in &exit.taken {
            if let Some(tags) = tags.get_mut(*place) {
                tags.extend(values.iter().cloned());
            }
        }
    }
    may
}

/// The exit for all members, with what its list finds as the tag.
fn told(exit: Exit, at: usize) -> Option<Clause> {
    let mut clause = exit.clause;
    let Some(Literal::In { term, values }) = clause.body.get_mut(at) else { return None };
    *values = exit.taken.into_values().flatten().collect::<BTreeSet<Value>>().into_iter().collect();
    let tag = term.clone();
    clause.head.push(tag);
    Some(canonical(close_constants(clause)))
}

/// The tag of exactly these members, which is theirs from now on.
fn tag_of(places: &Places, tags: &mut [BTreeSet<Value>]) -> Value {
    let is_theirs = |tag: &&Value| tags.iter().enumerate().all(|(place, tags)| tags.contains(*tag) == places.contains(&place));
    if let Some(tag) = tags.iter().flatten().filter(is_theirs).min() {
        return tag.clone();
    }
    let mut name = String::from("#");
    while tags.iter().any(|tags| tags.contains(&Value::string(&name))) {
        name.push('#');
    }
    let tag = Value::string(name);
    for (place, tags) in tags.iter_mut().enumerate() {
        if places.contains(&place) {
            tags.insert(tag.clone());
        }
    }
    tag
}

impl Exit {
    /// The constants of the list by the members that take them; everything at once where no member has a list.
    fn classes(&self) -> Vec<(Places, Vec<Value>)> {
        if self.at.is_none() {
            return vec![(self.taken.keys().copied().collect(), Vec::new())];
        }
        let all: BTreeSet<&Value> = self.taken.values().flatten().collect();
        let mut classes: IndexMap<Places, Vec<Value>> = IndexMap::default();
        for value in all {
            let takers = self.taken.iter().filter(|(_, taken)| taken.contains(value)).map(|(place, _)| *place).collect();
            classes.entry(takers).or_default().push(value.clone());
        }
        classes.into_iter().collect()
    }

    /// The exit with a constant tag, for some constants of its list.
    fn with_tag(&self, tag: Value, taken: Vec<Value>) -> Clause {
        let mut clause = self.clause.clone();
        if let Some(Literal::In { values, .. }) = self.at.and_then(|at| clause.body.get_mut(at)) {
            *values = taken;
        }
        clause.head.push(Term::from(tag));
        canonical(close_constants(clause))
    }
}

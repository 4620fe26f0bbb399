//! The condition of a page: `ORDER BY … LIMIT n` over rows that a condition lets through.
//!
//! For an actor with few grants the rows are found from the grants, by an index; for one with many they are met soon
//! enough by reading in order and looking each up in the set of grants; for one with very many, without computing the set. No
//! plan is good for all. So the grants become a relation that is computed once, as far as it is read, and the query gets two
//! or three arms, of which the number of grants leaves one open.
//!
//! In: a filter's condition. Out: one condition for a query in one piece, or one for each of several arms, of which exactly one
//! is open, with what they share. Guaranteed: each row satisfies the given condition if and only if the arm that is open has it.

use super::Closing;
use super::arms::{divided, is_searched};
use crate::mapping::model::Table;
use crate::plan::relation::compare::{Operand, compare};
use crate::plan::relation::members::{Members, members, united};
use crate::plan::relation::{Column, Condition, Cte, CteRows, Output, Query, Rows, Scalar, Skip, Source, Union};
use crate::policy::program::Compare;
use crate::value::Value;
use smol_str::SmolStr;
use std::sync::Arc;

/// How many rows a grant has where it is not a row itself, in the data for which it was measured how many are few: so many times
/// more grants of single rows find as many rows.
const ROWS_OF_A_GRANT: u32 = 30;

/// So many times the few are very many: to read them takes longer than to look up each of the rows that are met until twenty are
/// the actor's. With `r` rows and `g` grants of thirty rows, these are `20 r / 30 g` if they are met evenly; a look-up takes some
/// five times as long as reading a grant, which makes both equal at 1.8 √r grants, and few are 0.06 √r. It is twice that, so that
/// rows which are not met evenly do not make look-ups the slower ones.
const MOST: u32 = 60;

/// The same for grants of single rows: twice 10 √r.
const MOST_SINGLE: u32 = 330;

/// A page's conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What they share.
    pub with: Vec<Cte>,
    /// How many arms there are.
    pub arms: usize,
    /// The condition of each arm's rows. Behind them, where those do not say it, what opens each arm.
    pub conditions: Vec<Condition>,
}

/// What decides about the form of a page.
pub struct Choice<'a> {
    /// How many grants are few on a table of a million rows.
    pub few: u32,
    /// The table of the rows, where it is known.
    pub table: Option<&'a Table>,
    /// Whether each value of a column finds one row, or hardly more.
    pub is_single: &'a dyn Fn(&Column) -> bool,
    /// Whether a value stands in the policy: then many rows may have it.
    pub is_common: &'a dyn Fn(&Value) -> bool,
    /// Whether a relation may have this name.
    pub is_free: &'a dyn Fn(&str) -> bool,
}

/// Other forms of the condition of a page, where there are such.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// With a look-up for each row in the place of its sets. An actor with very many grants gets it: of some ten rows that are met,
    /// most are the actor's, and none of the sets is computed.
    pub each: Option<Condition>,
    /// For a database that reads a whole table for an `OR` with sets.
    pub own: Option<OwnRows>,
}

/// The rows of the page's table, apart from the page.
#[derive(Clone, Debug)]
pub struct OwnRows {
    /// The same condition on them.
    pub condition: Condition,
    /// The table.
    pub table: Table,
    /// Its alias there.
    pub alias: SmolStr,
    /// The column of the page's rows that tells them apart.
    pub key: Column,
}

/// The conditions of a page whose rows satisfy `condition`.
pub fn page(condition: &Condition, forms: &Forms, closing: Closing, choice: &Choice<'_>) -> Page {
    let condition = &looked_up(condition);
    let mut parts = Parts::default();
    parts.collect(condition, choice);
    let one = |condition| Page { with: Vec::new(), arms: 1, conditions: vec![condition] };
    if parts.grants.is_empty() && parts.gates.is_empty() {
        return one(condition.clone());
    }
    if closing == Closing::Alone {
        return by_rows(condition, &parts, forms.own.as_ref(), choice).unwrap_or_else(|| one(condition.clone()));
    }
    let sparse = sparse(condition, &|query| query.clone());
    if sparse == Condition::False || !is_served(&sparse, choice) {
        return one(dense(condition, &|query| query.clone()));
    }
    let pieces = pieces(&parts.grants, choice);
    let read = |query: &Query| parts.grants.iter().position(|grant| *grant == query).and_then(|at| reading(at, query, &pieces));
    let read = |query: &Query| read(query).unwrap_or_else(|| query.clone());
    let arms = name("many", 0, choice);
    let many = Condition::Exists(Arc::new(Query::exists(vec![source(&arms)], Vec::new())));
    let (few, sparse, dense) = (many.clone().negate(), self::sparse(condition, &read), dense(condition, &read));
    let switch = self::switch(&arms, &parts, &pieces, choice);
    let most = forms.each.as_ref().and_then(|each| Some((each, most(&name("most", 0, choice), &parts, &pieces, choice)?)));
    let (arms, conditions) = match (closing, &most) {
        (Closing::Limit | Closing::Alone, _) => (2, vec![sparse, unindexed(dense), few, many]),
        (Closing::Condition, None) => (2, vec![Condition::all(vec![few, sparse]), Condition::And(vec![many, dense])]),
        (Closing::Condition, Some((each, switch))) => {
            let most = Condition::Exists(Arc::new(Query::exists(vec![source(&switch.name)], Vec::new())));
            let dense = Condition::And(vec![many.clone(), most.clone().negate(), dense]);
            (3, vec![Condition::all(vec![few, sparse]), dense, Condition::And(vec![many, most, (*each).clone()])])
        }
    };
    let switches = [Some(switch), most.map(|(_, switch)| switch)].into_iter().flatten();
    let with = pieces.into_iter().map(|piece| shared(piece.name, piece.query)).chain(switches).collect();
    Page { with, arms, conditions }
}

/// The condition with a look-up in the place of each set that no row may be in: a page has few rows, and such a set may be large.
fn looked_up(condition: &Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::And(parts.iter().map(looked_up).collect()),
        Condition::Or(parts) => Condition::Or(parts.iter().map(looked_up).collect()),
        Condition::Not(inner) => match &**inner {
            Condition::InSet(scalar, set) => look_up(scalar, set).map_or_else(|| condition.clone(), Condition::negate),
            _ => condition.clone(),
        },
        other => other.clone(),
    }
}

/// That a set has the value, asked of the tables that it is read from; `None` where these are not all.
fn look_up(value: &Scalar, set: &Query) -> Option<Condition> {
    let is_table = |source: &Source| matches!(source.rows, Rows::Table(_));
    let is_plain = set.unions.is_empty() && set.with.is_empty() && set.limit.is_none() && set.skip.is_none();
    if !is_plain || !set.from.iter().all(is_table) {
        return None;
    }
    let found = Operand::Scalar(set.columns.first()?.value.clone());
    let mut filter = set.filter.clone();
    filter.push(compare(Compare::Equal, found, Operand::Scalar(value.clone())));
    Some(Condition::Exists(Arc::new(Query::exists(set.from.clone(), filter))))
}

/// The page in two arms, where what opens them cannot be a relation that both read: the number of grants is asked for in each. For few
/// grants the rows are found apart, each way by its index; for many, the condition is as it was.
fn by_rows(condition: &Condition, parts: &Parts<'_>, own: Option<&OwnRows>, choice: &Choice<'_>) -> Option<Page> {
    let found = match sparse(condition, &|query| query.clone()) {
        Condition::False => return None,
        some if !is_served(&some, choice) => return None,
        led @ Condition::InOnce(..) if !is_searched(&led) => led,
        _ => own_rows(own?)?,
    };
    let pieces = pieces(&parts.grants, choice);
    let gates = parts.gates.iter().map(|gate| (*gate).clone());
    let many = Condition::any(gates.chain(counts(parts, &pieces, choice)).collect());
    let few = Condition::all(vec![many.clone().negate(), found]);
    Some(Page { with: Vec::new(), arms: 2, conditions: vec![few, Condition::And(vec![many, condition.clone()])] })
}

/// That a row is one of those that are found by the ways of a condition, each beginning with a set or a value.
fn own_rows(own: &OwnRows) -> Option<Condition> {
    let key = |source: &SmolStr| Column { source: Some(source.clone()), ..own.key.clone() };
    let filter = match sparse(&own.condition, &|query| query.clone()) {
        Condition::And(parts) => parts,
        one => vec![one],
    };
    let columns = vec![Output { value: Scalar::Column(key(&own.alias)), name: own.key.name.clone() }];
    let from = vec![Source { alias: own.alias.clone(), rows: Rows::Table(own.table.clone()), lateral: false }];
    let arms = divided(Query { columns, from, filter, ..Query::default() }, &SmolStr::new(format!("{}_grants", own.alias)));
    let is_divided = arms.len() > 1 || arms.iter().any(|arm| arm.from.len() > 1);
    let ways = Query::union(Union::Distinct, arms).filter(|_| is_divided)?;
    Some(Condition::SameRow(Scalar::Column(own.key.clone()), Box::new(ways)))
}

/// Whether there are more grants than are few, of those that have several rows each and of the others: no more of each are
/// computed than it takes to know.
fn counts(parts: &Parts<'_>, pieces: &[Piece], choice: &Choice<'_>) -> Vec<Condition> {
    let few = choice.few;
    kinds(parts, pieces, [1, ROWS_OF_A_GRANT])
        .filter_map(|(pieces, times)| {
            let few = few.saturating_mul(times);
            let rows = pieces.into_iter().flat_map(|piece| members(piece.query.clone()));
            let all = rows.map(|(_, select)| one_of_each(Query { limit: Some(u64::from(few) + 1), ..select })).collect();
            let rows = rows_of("all_grants", Query::union(Union::All, all)?);
            let counted = Query::exists(vec![rows], Vec::new());
            Some(Condition::Exists(Arc::new(Query { skip: Some(Skip { rows: few, of: choice.table.cloned() }), ..counted })))
        })
        .collect()
}

/// A row for each of a query's rows.
fn one_of_each(query: Query) -> Query {
    Query::exists(vec![rows_of("each_grant", query)], Vec::new())
}

fn rows_of(alias: &str, query: Query) -> Source {
    Source { alias: alias.into(), rows: Rows::Query(Box::new(query)), lateral: false }
}

/// What a condition is made of.
#[derive(Default)]
struct Parts<'c> {
    /// Sets of keys that the actor alone decides, each once.
    grants: Vec<&'c Query>,
    /// Those by which rows are found, each key having several.
    leading: Vec<&'c Query>,
    /// Those of which each key is that of one row.
    single: Vec<&'c Query>,
    /// Conditions on the actor alone.
    gates: Vec<&'c Condition>,
}

impl<'c> Parts<'c> {
    fn collect(&mut self, condition: &'c Condition, choice: &Choice<'_>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| self.collect(part, choice)),
            Condition::InOnce(scalar, query) => {
                let is_single = matches!(scalar, Scalar::Column(column) if (choice.is_single)(column));
                add(if is_single { &mut self.single } else { &mut self.leading }, query);
                add(&mut self.grants, query);
            }
            Condition::InSet(_, query) => add(&mut self.grants, query),
            Condition::Gate { gate, .. } => self.gates.push(gate),
            _ => {}
        }
    }
}

fn add<'c>(known: &mut Vec<&'c Query>, query: &'c Query) {
    if !known.contains(&query) {
        known.push(query);
    }
}

/// A part of one or several grants, computed once.
struct Piece {
    name: String,
    /// The grants that have it, by number.
    of: Vec<usize>,
    query: Query,
}

/// The grants in pieces, such that what several have is a piece by itself.
fn pieces(grants: &[&Query], choice: &Choice<'_>) -> Vec<Piece> {
    let mut selects: Vec<(Vec<usize>, (Union, Query))> = Vec::new();
    for (at, grant) in grants.iter().enumerate() {
        for member in members((*grant).clone()) {
            match selects.iter_mut().find(|(_, (_, known))| *known == member.1) {
                Some((of, _)) if of.contains(&at) => {}
                Some((of, _)) => of.push(at),
                None => selects.push((vec![at], member)),
            }
        }
    }
    let mut pieces: Vec<(Vec<usize>, Members)> = Vec::new();
    for (of, select) in selects {
        match pieces.iter_mut().find(|(known, _)| *known == of) {
            Some((_, piece)) => piece.push(select),
            None => pieces.push((of, vec![select])),
        }
    }
    let piece = |(at, (of, selects))| united(selects).map(|query| Piece { name: name("grants", at, choice), of, query });
    pieces.into_iter().enumerate().filter_map(piece).collect()
}

/// The condition where every gate is closed, grants as arrays.
fn sparse(condition: &Condition, read: &dyn Fn(&Query) -> Query) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.iter().map(|part| sparse(part, read)).collect()),
        Condition::Or(parts) => Condition::any(parts.iter().map(|part| sparse(part, read)).collect()),
        Condition::InOnce(scalar, query) => Condition::InOnce(scalar.clone(), Box::new(read(query))),
        Condition::InSet(scalar, query) => Condition::InSet(scalar.clone(), Box::new(read(query))),
        Condition::Gate { .. } => Condition::False,
        other => other.clone(),
    }
}

/// The condition for rows that are met in order: grants searched by hash, after the gates, which are looked at once.
fn dense(condition: &Condition, read: &dyn Fn(&Query) -> Query) -> Condition {
    match condition {
        Condition::And(parts) => Condition::And(parts.iter().map(|part| dense(part, read)).collect()),
        Condition::Or(parts) => {
            let (gates, others): (Vec<_>, Vec<_>) = parts.iter().partition(|part| matches!(part, Condition::Gate { .. }));
            Condition::Or(gates.into_iter().chain(others).map(|part| dense(part, read)).collect())
        }
        Condition::InOnce(scalar, query) | Condition::InSet(scalar, query) => {
            Condition::InSet(scalar.clone(), Box::new(read(query)))
        }
        Condition::Gate { key: Scalar::Column(Column { not_null: true, .. }), gate, .. } => (**gate).clone(),
        Condition::Gate { key, gate, .. } => Condition::And(vec![Condition::NotNull(key.clone()), (**gate).clone()]),
        other => other.clone(),
    }
}

/// The condition such that the database does not look for rows of it by an index of its own, instead of reading in order.
fn unindexed(condition: Condition) -> Condition {
    match condition {
        Condition::And(parts) => Condition::And(parts.into_iter().map(unindexed).collect()),
        Condition::Or(_) | Condition::InSet(..) => Condition::Holds(Scalar::Truth(Box::new(condition))),
        other => other,
    }
}

/// Whether indexes find the rows: each arm of a disjunction has a column that is one of a few values.
fn is_served(condition: &Condition, choice: &Choice<'_>) -> bool {
    let is_common = |scalar: &Scalar| matches!(scalar, Scalar::Value(value, _) if (choice.is_common)(value));
    match condition {
        Condition::False | Condition::InOnce(Scalar::Column(_), _) => true,
        Condition::Compare(Compare::Equal, Scalar::Column(_), other) => !matches!(other, Scalar::Column(_)) && !is_common(other),
        Condition::Among(Scalar::Column(_), array) => !array.values.iter().any(|value| (choice.is_common)(value)),
        Condition::And(parts) => parts.iter().any(|part| is_served(part, choice)),
        Condition::Or(parts) => parts.iter().all(|part| is_served(part, choice)),
        _ => false,
    }
}

/// A name like `base` that nothing else has.
fn name(base: &str, at: usize, choice: &Choice<'_>) -> String {
    let numbered = (2..).map(|number| format!("{base}{number}"));
    let mut free = std::iter::once(base.to_owned()).chain(numbered).filter(|name| (choice.is_free)(name));
    free.nth(at).unwrap_or_default()
}

fn source(relation: &str) -> Source {
    Source { alias: relation.into(), rows: Rows::Cte(relation.into()), lateral: false }
}

/// A query for what the pieces of a grant have found.
fn reading(grant: usize, query: &Query, pieces: &[Piece]) -> Option<Query> {
    let read = |piece: &Piece| {
        let column = |(output, named): (&Output, &Output)| {
            let source = Some(SmolStr::new(&piece.name));
            let value = Column { source, name: named.name.clone(), ty: output.value.ty(), not_null: false };
            Output { value: Scalar::Column(value), name: output.name.clone() }
        };
        let columns = query.columns.iter().zip(&piece.query.columns).map(column).collect();
        Query { columns, from: vec![source(&piece.name)], ..Query::default() }
    };
    Query::union(Union::All, pieces.iter().filter(|piece| piece.of.contains(&grant)).map(read).collect())
}

fn shared(name: String, query: Query) -> Cte {
    let columns = query.columns.iter().map(|column| column.name.clone()).collect();
    Cte { name: name.into(), columns, rows: CteRows::Plain(Box::new(query), true) }
}

/// A row if a gate is open or there are more than a few grants, of single rows or of others. As many rows are read by an index
/// for each grant in a small table as in a large one; read in order, twenty of the actor's rows are found the later the more
/// rows there are. So the number at which both cost the same grows with the square root of the table's rows.
fn switch(name: &str, parts: &Parts<'_>, pieces: &[Piece], choice: &Choice<'_>) -> Cte {
    let gates = parts.gates.iter().map(|gate| (*gate).clone());
    let open = Condition::any(gates.chain(grants(parts, pieces, [1, ROWS_OF_A_GRANT], choice)).collect());
    row_if(name, open)
}

/// A row if there are so many grants that twenty rows are found sooner by looking each up than the grants are read; `None` where
/// there are none. That number, too, grows with the square root of the table's rows.
fn most(name: &str, parts: &Parts<'_>, pieces: &[Piece], choice: &Choice<'_>) -> Option<Cte> {
    let open = Condition::any(grants(parts, pieces, [MOST, MOST_SINGLE], choice));
    (open != Condition::False).then(|| row_if(name, open))
}

/// Whether there are more grants than so many times the few, of those that have several rows each and of the others.
fn grants(parts: &Parts<'_>, pieces: &[Piece], times: [u32; 2], choice: &Choice<'_>) -> Vec<Condition> {
    let more = |(pieces, times): (Vec<&Piece>, u32)| more_than(choice.few.saturating_mul(times), &pieces, choice);
    kinds(parts, pieces, times).filter_map(more).collect()
}

/// The pieces of grants that have several rows each, and those of single rows, each with its number.
fn kinds<'p>(parts: &Parts<'_>, pieces: &'p [Piece], times: [u32; 2]) -> impl Iterator<Item = (Vec<&'p Piece>, u32)> {
    let among = |sets: &[&Query], piece: &Piece| {
        piece.of.iter().any(|at| parts.grants.get(*at).is_some_and(|grant| sets.contains(grant)))
    };
    let all_lead = parts.leading.is_empty() && parts.single.is_empty();
    let (leading, others): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|piece| all_lead || among(&parts.leading, piece));
    let single = others.into_iter().filter(|piece| among(&parts.single, piece)).collect();
    [leading, single].into_iter().zip(times)
}

fn row_if(name: &str, open: Condition) -> Cte {
    let column = Output { value: Scalar::One, name: SmolStr::new_static("one") };
    let query = Query { columns: vec![column], filter: vec![open], ..Query::default() };
    Cte { name: name.into(), columns: vec![SmolStr::new_static("one")], rows: CteRows::Plain(Box::new(query), true) }
}

/// Whether some pieces have more rows than are few; `None` where there are no pieces.
fn more_than(few: u32, pieces: &[&Piece], choice: &Choice<'_>) -> Option<Condition> {
    let rows = pieces.iter().map(|piece| Query::exists(vec![source(&piece.name)], Vec::new())).collect();
    let mut all = Query::union(Union::All, rows)?;
    let of = choice.table.cloned();
    if of.is_some() && !all.unions.is_empty() {
        all = Query::exists(vec![rows_of("all_grants", all)], Vec::new());
    }
    all.skip = Some(Skip { rows: few, of });
    Some(Condition::Exists(Arc::new(all)))
}

//! Disjunctions with sets, so that no set is searched through row by row.
//!
//! In: a condition on the rows of a query whose sets are computed once. Out: an equivalent one. A database answers an `OR`
//! from indexes where each arm is nothing but a condition that an index serves. An arm with a further condition makes it
//! read the whole `OR` again for every row found, and an arm that no index serves makes it read every row; an array is
//! then searched from its start each time. So the further conditions move behind the `OR`, and sets that are read row by
//! row are searched by hash.

use super::factor::any_of;
use crate::mapping::model::{Mapping, Projection, Table};
use crate::mapping::sql_type::Family;
use crate::plan::relation::compare::{Operand, column, compare};
use crate::plan::relation::reads::size;
use crate::plan::relation::{Body, Column, Condition, Query, Rows, Scalar, Source, Union};
use crate::policy::program::Compare;
use crate::value::{Value, is_primitive};
use smol_str::SmolStr;

/// The most arms that a query is divided into.
const MOST_ARMS: usize = 8;

/// How many tables may be read by what is asked for in each arm.
const MOST_READS: u64 = 16;

/// What a database told of the rows that a condition is about.
#[derive(Clone, Copy, Default)]
pub struct Told<'m> {
    /// Their table, and where it is mapped.
    table: Option<(&'m Mapping, &'m Table)>,
    /// Their alias.
    alias: Option<&'m str>,
}

impl<'m> Told<'m> {
    /// Of the rows of a table.
    pub fn of(mapping: &'m Mapping, table: Option<&'m Table>, alias: Option<&'m str>) -> Self {
        Self { table: table.map(|table| (mapping, table)), alias }
    }

    /// Whether few rows have the value in a column with an index.
    fn is_rare(&self, column: &Column, value: &Value) -> bool {
        let Some((mapping, table)) = self.table else { return false };
        let mut own = mapping.facts.iter().filter_map(|fact| fact.select.projection.as_ref()).filter(|own| own.table == *table);
        let of = |own: &Projection| {
            let common = own.common.iter().find(|(name, _)| *name == column.name)?;
            own.indexed.iter().any(|name| *name == column.name).then(|| !common.1.iter().any(|common| *common == value.id))
        };
        column.source.as_deref() == self.alias && own.find_map(of) == Some(true)
    }
}

/// The condition in the form described above.
pub fn shaped(condition: Condition, told: Told<'_>) -> Condition {
    match condition {
        Condition::And(parts) => Condition::all(parts.into_iter().map(|part| shaped(part, told)).collect()),
        Condition::Or(arms) if arms.iter().any(has_set) => disjunction(arms, told),
        other => other,
    }
}

/// Whether an index on a column of the row can serve the condition, with or without further conditions.
pub fn is_indexable(condition: &Condition, told: Told<'_>) -> bool {
    index_part(condition, told).is_some()
}

/// Whether a query of its own for the rows of the condition can begin with a value or with a set.
fn can_lead(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(can_lead),
        Condition::Or(parts) => parts.iter().all(can_lead),
        other => is_attribute(other) || is_indexable(other, Told::default()),
    }
}

/// Whether the condition compares a column with constants that identify nothing, such as `visibility = 'public'`. Many rows
/// may have them, so that the database reads the table from end to end; a set is then not to be an array.
fn is_attribute(condition: &Condition) -> bool {
    match condition {
        Condition::Compare(Compare::Equal, Scalar::Column(_), Scalar::Value(value, _)) => is_primitive(&value.ty),
        Condition::Among(Scalar::Column(_), array) => array.values.iter().any(|value| is_primitive(&value.ty)),
        _ => false,
    }
}

/// The rows of a select in arms, one for each way of a disjunction with sets: each begins with a set or with a value, and the table's
/// rows are found by it. A row may be found by several. `alias` is a free name. The select alone, where it cannot be divided.
pub fn divided(query: Query, alias: &SmolStr) -> Vec<Query> {
    let is_divisible = |condition: &Condition| match condition {
        Condition::Or(arms) => arms.len() <= MOST_ARMS && arms.iter().any(has_set) && arms.iter().all(can_lead),
        _ => false,
    };
    let Some(at) = query.filter.iter().position(is_divisible) else { return vec![led_by_its_set(query, alias)] };
    let mut rest = query.clone();
    let Condition::Or(arms) = rest.filter.remove(at) else { return vec![query] };
    if size(&Body::Condition(Condition::all(rest.filter.clone())), true).reads > MOST_READS {
        return vec![query];
    }
    arms.into_iter().map(|arm| led(rest.clone(), arm, alias)).collect()
}

/// Whether a database that compares texts by their bytes searches a set for each row, since it converts the row's column for that.
pub fn is_searched(condition: &Condition) -> bool {
    let is_native = |scalar: &Scalar| scalar.ty().is_some_and(|ty| matches!(ty.family(), Family::Integer | Family::Boolean));
    matches!(condition, Condition::InOnce(scalar @ Scalar::Column(_), _) if !is_native(scalar))
}

/// The select, started from the values of a set that is the only way to its rows, if the database would not start there itself.
fn led_by_its_set(mut query: Query, alias: &SmolStr) -> Query {
    let is_other = |part: &Condition| !has_set(part) && can_lead(part);
    match query.filter.iter().position(is_searched) {
        Some(at) if !query.filter.iter().any(is_other) => {
            let way = query.filter.remove(at);
            led(query, way, alias)
        }
        _ => query,
    }
}

/// A select with one more condition, from whose values it starts where these are a set.
fn led(mut query: Query, arm: Condition, alias: &SmolStr) -> Query {
    let mut parts = if let Condition::And(parts) = arm { parts } else { vec![arm] };
    let by_value = parts.iter().any(|part| can_lead(part) && !has_set(part));
    let is_start = |part: &Condition| matches!(part, Condition::InOnce(Scalar::Column(_), set) if set.limit.is_none());
    if !by_value
        && let Some(at) = parts.iter().position(is_start)
        && let Condition::InOnce(scalar, set) = parts.remove(at)
    {
        let values = set.columns.first().map(|output| column(alias, &output.name, output.value.ty(), true));
        let values = values.unwrap_or(Scalar::One);
        parts.insert(0, compare(Compare::Equal, Operand::Scalar(scalar), Operand::Scalar(values)));
        query.from.insert(0, Source { alias: alias.clone(), rows: Rows::Query(Box::new(each_once(*set))), lateral: false });
    }
    query.filter.extend(parts);
    query
}

/// The rows of a query without their repetitions.
fn each_once(mut query: Query) -> Query {
    query.distinct = query.unions.is_empty();
    query.unions.iter_mut().for_each(|(kind, _)| *kind = Union::Distinct);
    query
}

fn disjunction(arms: Vec<Condition>, told: Told<'_>) -> Condition {
    let Some(sides) = arms.iter().map(|arm| index_part(arm, told)).collect::<Option<Vec<Condition>>>() else {
        return Condition::any(arms.into_iter().map(hashed).collect());
    };
    let impure = arms.iter().zip(&sides).filter(|(arm, side)| arm != side).count();
    if impure == 0 {
        return Condition::Or(arms);
    }
    // (a AND f) OR b is (a OR b) AND (f OR b): with one such arm, its index part need not be asked again.
    let rest = arms.into_iter().zip(&sides).map(|(arm, side)| match arm {
        Condition::And(parts) if impure == 1 => Condition::all(parts.into_iter().filter(|part| part != side).collect()),
        other => other,
    });
    let rest = Condition::any(rest.map(hashed).collect());
    Condition::all(vec![any_of(sides), rest])
}

/// The part of an arm that an index serves by itself, and that the arm implies.
fn index_part(arm: &Condition, told: Told<'_>) -> Option<Condition> {
    match arm {
        Condition::Filter(filter, alias) if filter.is_selective && Some(alias.as_str()) == told.alias => Some(arm.clone()),
        attribute if is_attribute(attribute) => has_few_rows(attribute, told).then(|| arm.clone()),
        Condition::Compare(Compare::Equal, Scalar::Column(_), other) if !matches!(other, Scalar::Column(_)) => Some(arm.clone()),
        Condition::Among(Scalar::Column(_), _) | Condition::InOnce(Scalar::Column(_), _) | Condition::Gate { .. } => {
            Some(arm.clone())
        }
        Condition::And(parts) => parts.iter().filter_map(|part| index_part(part, told)).min_by_key(rank),
        Condition::Or(parts) => {
            parts.iter().map(|part| index_part(part, told)).collect::<Option<Vec<Condition>>>().map(Condition::any)
        }
        _ => None,
    }
}

/// Whether few rows have what a column is compared with.
fn has_few_rows(attribute: &Condition, told: Told<'_>) -> bool {
    match attribute {
        Condition::Compare(_, Scalar::Column(column), Scalar::Value(value, _)) => told.is_rare(column, value),
        Condition::Among(Scalar::Column(column), array) => array.values.iter().all(|value| told.is_rare(column, value)),
        _ => false,
    }
}

/// How many rows an index finds by a condition, in comparison: for a value fewer than for a set, and for a set fewer than
/// for what identifies nothing.
fn rank(part: &Condition) -> u8 {
    match part {
        Condition::Filter(..) => 2,
        attribute if is_attribute(attribute) => 2,
        other => u8::from(has_set(other)),
    }
}

/// Whether a set is asked for in the condition itself.
fn has_set(condition: &Condition) -> bool {
    match condition {
        Condition::InOnce(..) => true,
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(has_set),
        _ => false,
    }
}

/// The condition with its sets searched by hash.
fn hashed(condition: Condition) -> Condition {
    match condition {
        Condition::InOnce(scalar, query) => Condition::InSet(scalar, query),
        Condition::And(parts) => Condition::all(parts.into_iter().map(hashed).collect()),
        Condition::Or(parts) => Condition::any(parts.into_iter().map(hashed).collect()),
        other => other,
    }
}

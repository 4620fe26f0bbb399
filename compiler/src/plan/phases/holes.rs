//! Finding the uncorrelated parts of a condition, and filling their places.
//!
//! Places are numbered by the order in which the condition is walked, which is the same while parts are found and while
//! they are filled in.

use super::coarse::coarsened;
use super::{Found, Lifted};
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::meeting_type;
use crate::plan::relation::{Array, Condition, Query, Scalar, free, walk};
use crate::policy::program::Compare;
use crate::value::Value;
use smol_str::SmolStr;

/// Grants are coarsened at most so many times: from issues to repositories, to organizations, and so on.
const MAX_LEVELS: usize = 4;

/// The type of keys that a database told, of which only their SQL type is known.
const FOUND_KEY: &str = "key";

/// A condition with holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    condition: Condition,
    /// By the number of their place, ascending.
    holes: Vec<(usize, Hole)>,
    /// The place of the set that is looked into.
    entered: Option<usize>,
}

/// What stands in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Hole {
    /// The gate of this number.
    Gate(usize),
    /// "Among the keys of the set of this number", and the same by coarser keys, if there are any.
    Set(usize, Option<Box<Template>>),
}

/// A template with answers filled in.
pub struct Filled {
    /// The condition, not simplified.
    pub condition: Condition,
    /// How many holes were.
    pub count: usize,
    /// Those of the sets that have few keys.
    pub few: Vec<Array>,
}

impl Template {
    /// Finds the holes of a condition and adds what they stand for to the parts, unless it is among them.
    pub fn new(condition: Condition, parts: &mut Vec<Lifted>) -> Self {
        Self::build(condition, parts, false, 0)
    }

    /// With `entered`, the first set of the condition is one whose query is looked into rather than taken out.
    fn build(mut condition: Condition, parts: &mut Vec<Lifted>, entered: bool, level: usize) -> Self {
        let (mut at, mut enter, mut holes) = (0, None, Vec::new());
        walk::conditions(&mut condition, &mut |node| {
            let place = at;
            at += 1;
            let before = entered && enter.is_none();
            if before && is_set(node) {
                enter = Some(place);
                return true;
            }
            match if before { None } else { hole(node, parts, level) } {
                Some(hole) => {
                    holes.push((place, hole));
                    false
                }
                None => !is_set(node),
            }
        });
        Self { condition, holes, entered: enter }
    }

    /// Fills in answers. Sets with at most `few` keys are told.
    pub fn fill(&self, parts: &[Lifted], found: &[Found], few: usize) -> Filled {
        let (mut filled, mut small) = (0, Vec::new());
        let condition = self.at_holes(&mut |hole, node| match hole {
            Hole::Gate(part) => {
                if let Some(Found::Gate(open)) = found.get(*part) {
                    filled += 1;
                    *node = if *open { Condition::True } else { Condition::False };
                }
            }
            Hole::Set(part, coarse) => {
                let (Condition::InOnce(scalar, _) | Condition::InSet(scalar, _)) = &*node else { return };
                if let (Some(Lifted::Set(_, ty)), Some(Found::Set(keys))) = (parts.get(*part), found.get(*part))
                    && let Some(constants) = among(scalar, keys, *ty)
                {
                    filled += 1;
                    if let Condition::Among(_, array) = &constants
                        && array.values.len() <= few
                    {
                        small.push(array.clone());
                    }
                    *node = constants;
                    return;
                }
                let coarse = coarse.as_ref().map(|coarse| coarse.fill(parts, found, few));
                if let Some(coarse) = coarse.filter(|coarse| coarse.count > 0) {
                    filled += coarse.count;
                    small.extend(coarse.few);
                    *node = coarse.condition;
                }
            }
        });
        Filled { condition, count: filled, few: small }
    }

    /// Fills in what the caller decides.
    pub fn replace(
        &self,
        gate: &mut dyn FnMut(usize) -> Option<Condition>,
        set: &mut dyn FnMut(usize, &Scalar) -> Option<Condition>,
    ) -> Condition {
        self.at_holes(&mut |hole, node| {
            let replaced = match (hole, &*node) {
                (Hole::Gate(part), _) => gate(*part),
                (Hole::Set(part, _), Condition::InOnce(scalar, _) | Condition::InSet(scalar, _)) => set(*part, scalar),
                (Hole::Set(..), _) => None,
            };
            if let Some(replaced) = replaced {
                *node = replaced;
            }
        })
    }

    fn at_holes(&self, fill: &mut dyn FnMut(&Hole, &mut Condition)) -> Condition {
        let mut condition = self.condition.clone();
        let (mut at, mut holes) = (0, self.holes.iter().peekable());
        walk::conditions(&mut condition, &mut |node| {
            let place = at;
            at += 1;
            if let Some((_, hole)) = holes.next_if(|(hole, _)| *hole == place) {
                fill(hole, node);
                return false;
            }
            !is_set(node) || self.entered == Some(place)
        });
        condition
    }
}

fn is_set(node: &Condition) -> bool {
    matches!(node, Condition::InOnce(..) | Condition::InSet(..))
}

/// What a node stands for, if it does not depend on rows.
fn hole(node: &Condition, parts: &mut Vec<Lifted>, level: usize) -> Option<Hole> {
    if matches!(node, Condition::True | Condition::False) {
        return None;
    }
    if free::of_condition(node).is_empty() {
        return Some(Hole::Gate(number(Lifted::Gate(node.clone()), parts)));
    }
    let (Condition::InOnce(scalar, query) | Condition::InSet(scalar, query)) = node else { return None };
    if !free::of_query(query).is_empty() {
        return None;
    }
    let ty = key_type(query)?;
    let part = number(Lifted::Set((**query).clone(), ty), parts);
    let coarse = if level < MAX_LEVELS { coarsened(scalar, query) } else { None };
    let coarse = coarse.map(|coarse| Box::new(Template::build(coarse, parts, true, level + 1)));
    Some(Hole::Set(part, coarse))
}

fn number(part: Lifted, parts: &mut Vec<Lifted>) -> usize {
    parts.iter().position(|known| *known == part).unwrap_or_else(|| {
        parts.push(part);
        parts.len() - 1
    })
}

/// The type in which keys of a query are written as constants.
fn key_type(query: &Query) -> Option<SqlType> {
    let types = std::iter::once(query).chain(query.unions.iter().map(|(_, member)| member));
    let mut types =
        types.map(|member| member.columns.first().and_then(|column| column.value.ty()).map(|ty| meeting_type(Some(ty))));
    let first = types.next()??;
    types.try_fold(first, |wide, ty| match (wide, ty?) {
        (wide, ty) if wide == ty => Some(wide),
        (SqlType::BigInt, SqlType::Numeric) | (SqlType::Numeric, SqlType::BigInt) => Some(SqlType::Numeric),
        _ => None,
    })
}

/// "Among these keys", in the scalar's own type where they fit it; `None` where one of them fits not even the set's.
fn among(scalar: &Scalar, keys: &[SmolStr], ty: SqlType) -> Option<Condition> {
    let own = meeting_type(scalar.ty());
    let ty = if own.family() == ty.family() && keys.iter().all(|key| own.fits(key)) { own } else { ty };
    let value = |key: &SmolStr| ty.fits(key).then(|| Value::new(FOUND_KEY, key.clone()));
    let values = keys.iter().map(value).collect::<Option<Vec<Value>>>()?;
    Some(match values.as_slice() {
        [] => Condition::False,
        [one] => Condition::Compare(Compare::Equal, scalar.clone(), Scalar::Value(one.clone(), ty)),
        _ => Condition::Among(scalar.clone(), Array { ty, values }),
    })
}

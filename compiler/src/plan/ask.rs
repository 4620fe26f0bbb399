//! A question as a goal.
//!
//! In: a question, the types each predicate can have. Out: a goal with concrete types, and the slots of its parameters.

use super::goal::{Goal, GoalArg, GoalCall, GoalVariable};
use super::residual::types::{Ty, TypeTable};
use crate::diagnostic::{Diagnostic, codes};
use crate::plan::question::{QueryArg, QueryCall, Question, Subject};
use crate::policy::program::{Predicate, Types};
use crate::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING, TypeName, Value};
use indexmap::{IndexMap, IndexSet};
use smol_str::SmolStr;

/// Past this many combinations of types a query is refused.
const MAX_ALTERNATIVES: usize = 64;

/// A parameter of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Type of the value.
    pub ty: TypeName,
    /// The value, where the question gave it.
    pub value: Option<Value>,
}

/// The goal of a question. `as_param` says for each slot whether a given value stays a parameter.
///
/// # Errors
/// Abstract types, malformed values, variables whose type the policy does not tell.
pub fn goal(
    question: &Question,
    table: &TypeTable,
    types: &Types,
    as_param: &dyn Fn(usize) -> bool,
) -> Result<(Goal, Vec<Slot>), Diagnostic> {
    let mut build = Builder { as_param, slots: Vec::new(), variables: Vec::new(), outputs: Vec::new() };
    let alternatives = match question {
        Question::Query { calls, .. } => build.query(calls, table, types)?,
        simple => vec![vec![build.allow(simple)?]],
    };
    let params = build.slots.iter().map(|slot| slot.ty.clone()).collect();
    Ok((Goal { alternatives, variables: build.variables, outputs: build.outputs, params }, build.slots))
}

struct Builder<'a> {
    as_param: &'a dyn Fn(usize) -> bool,
    slots: Vec<Slot>,
    variables: Vec<GoalVariable>,
    outputs: Vec<usize>,
}

impl Builder<'_> {
    fn allow(&mut self, question: &Question) -> Result<GoalCall, Diagnostic> {
        let text = |action: &SmolStr| GoalArg::Value(Value::string(action.clone()));
        let (actor, action, resource) = match question {
            Question::Authorize { actor, action, resource } => {
                (self.subject(actor)?, text(action), resource.as_ref().map(|r| self.subject(r)).transpose()?)
            }
            Question::AuthorizeMany { actor, action, resource }
            | Question::List { actor, action, resource }
            | Question::Filter { actor, action, resource, .. }
            | Question::Select { actor, action, resource, .. } => {
                (self.subject(actor)?, text(action), Some(self.output("id", resource)?))
            }
            Question::Actions { actor, resource } => {
                let actor = self.subject(actor)?;
                let actions = self.output("actions", &TypeName::new_static(STRING))?;
                (actor, actions, resource.as_ref().map(|r| self.subject(r)).transpose()?)
            }
            Question::Actors { actor, action, resource } => {
                (self.output("id", actor)?, text(action), resource.as_ref().map(|r| self.subject(r)).transpose()?)
            }
            Question::Query { .. } => return Err(Diagnostic::bug("a query is not an `allow` question")),
        };
        let args: Vec<GoalArg> = [actor, action].into_iter().chain(resource).collect();
        Ok(GoalCall { predicate: Predicate::new("allow", args.len()), args })
    }

    fn subject(&mut self, subject: &Subject) -> Result<GoalArg, Diagnostic> {
        check_type(subject.ty())?;
        let slot = self.slots.len();
        let value = match subject {
            Subject::Value(value) => Some(checked(value)?),
            Subject::OfType(_) => None,
        };
        // A slot stands for every subject, so that the numbers of later ones do not depend on this one's value.
        self.slots.push(Slot { ty: subject.ty().clone(), value: value.clone() });
        Ok(match value {
            Some(value) if !(self.as_param)(slot) => GoalArg::Value(value),
            _ => GoalArg::Param(slot),
        })
    }

    fn variable(&mut self, name: &str, ty: &TypeName) -> GoalArg {
        self.variables.push(GoalVariable { name: name.into(), ty: ty.clone() });
        GoalArg::Var(self.variables.len() - 1)
    }

    fn output(&mut self, name: &str, ty: &TypeName) -> Result<GoalArg, Diagnostic> {
        check_type(ty)?;
        let arg = self.variable(name, ty);
        self.outputs.push(self.variables.len() - 1);
        Ok(arg)
    }

    fn query(&mut self, calls: &[QueryCall], table: &TypeTable, types: &Types) -> Result<Vec<Vec<GoalCall>>, Diagnostic> {
        let places = Places::of(calls);
        let solutions = places.solve(calls, table, types)?;
        let mut named: IndexMap<usize, GoalArg> = IndexMap::new();
        for (at, name) in places.names.iter().enumerate() {
            let Some(name) = name else { continue };
            let ty = only_type(name, at, &solutions)?;
            let arg = self.output(name, &ty)?;
            named.insert(at, arg);
        }
        let mut subjects: IndexMap<(usize, usize), GoalArg> = IndexMap::new();
        for (call_at, call) in calls.iter().enumerate() {
            for (arg_at, arg) in call.args.iter().enumerate() {
                if let QueryArg::Subject(subject) = arg {
                    let arg = self.subject(subject)?;
                    subjects.insert((call_at, arg_at), arg);
                }
            }
        }
        let anonymous: IndexSet<Vec<(usize, TypeName)>> = solutions.iter().map(|solution| places.anonymous(solution)).collect();
        let mut alternatives = Vec::new();
        for choice in anonymous {
            let mut args = named.clone();
            for (at, ty) in choice {
                let arg = self.variable("_", &ty);
                args.insert(at, arg);
            }
            alternatives.push(places.goal_calls(calls, &args, &subjects));
        }
        Ok(alternatives)
    }
}

/// The variables of a query, named ones once each, anonymous ones each for itself.
struct Places {
    names: Vec<Option<SmolStr>>,
    /// Variable of each argument, by call and position.
    at: IndexMap<(usize, usize), usize>,
}

impl Places {
    fn of(calls: &[QueryCall]) -> Self {
        let mut places = Places { names: Vec::new(), at: IndexMap::new() };
        for (call_at, call) in calls.iter().enumerate() {
            for (arg_at, arg) in call.args.iter().enumerate() {
                let name = match arg {
                    QueryArg::Subject(_) => continue,
                    QueryArg::Any(_) => None,
                    QueryArg::Variable(name, _) => Some(name.clone()),
                };
                let known = name.as_ref().and_then(|_| places.names.iter().position(|other| *other == name));
                let var = known.unwrap_or_else(|| {
                    places.names.push(name);
                    places.names.len() - 1
                });
                places.at.insert((call_at, arg_at), var);
            }
        }
        places
    }

    /// Every way to give the variables types under which all calls can hold.
    fn solve(&self, calls: &[QueryCall], table: &TypeTable, types: &Types) -> Result<Vec<Vec<Ty>>, Diagnostic> {
        let mut start = vec![Ty::any(); self.names.len()];
        for (place, var) in &self.at {
            let arg = calls.get(place.0).and_then(|call| call.args.get(place.1));
            let Some(QueryArg::Variable(_, Some(ty)) | QueryArg::Any(Some(ty))) = arg else { continue };
            check_type(ty)?;
            let Some(slot) = start.get_mut(*var) else { continue };
            let Some(met) = slot.meet(&Ty::Exactly(ty.clone()), types) else {
                let message = format!("a variable cannot be of type `{}` and of type `{ty}`", slot.name());
                return Err(Diagnostic::placeless(codes::BAD_QUESTION, message));
            };
            *slot = met;
        }
        let typed = start.clone();
        let mut solutions: IndexSet<Vec<Ty>> = IndexSet::from([start]);
        for (call_at, call) in calls.iter().enumerate() {
            let predicate = Predicate::new(call.predicate.clone(), call.args.len());
            let mut next = IndexSet::new();
            for solution in &solutions {
                next.extend(table.of(&predicate).filter_map(|tuple| self.unify(call_at, call, tuple, solution, types)));
            }
            solutions = next;
        }
        if solutions.is_empty() {
            // Nothing can hold; any types will do to say so.
            return Ok(vec![
                typed
                    .into_iter()
                    .map(|ty| if ty == Ty::any() { Ty::Exactly(TypeName::new_static(STRING)) } else { ty })
                    .collect(),
            ]);
        }
        if solutions.len() > MAX_ALTERNATIVES {
            return Err(Diagnostic::placeless(codes::BAD_QUESTION, "the query's variables can have too many different types")
                .help("give the variables types, as in `role: String`"));
        }
        Ok(solutions.into_iter().collect())
    }

    fn unify(&self, call_at: usize, call: &QueryCall, tuple: &[Ty], solution: &[Ty], types: &Types) -> Option<Vec<Ty>> {
        let mut next = solution.to_vec();
        for (arg_at, (arg, ty)) in call.args.iter().zip(tuple).enumerate() {
            match arg {
                QueryArg::Subject(subject) => {
                    ty.meet(&Ty::Exactly(subject.ty().clone()), types)?;
                }
                _ => {
                    let slot = next.get_mut(*self.at.get(&(call_at, arg_at))?)?;
                    *slot = slot.meet(ty, types)?;
                }
            }
        }
        Some(next)
    }

    fn anonymous(&self, solution: &[Ty]) -> Vec<(usize, TypeName)> {
        let hidden = self.names.iter().enumerate().filter(|(_, name)| name.is_none());
        hidden.filter_map(|(at, _)| Some((at, solution.get(at)?.name()))).collect()
    }

    fn goal_calls(
        &self,
        calls: &[QueryCall],
        vars: &IndexMap<usize, GoalArg>,
        subjects: &IndexMap<(usize, usize), GoalArg>,
    ) -> Vec<GoalCall> {
        let arg = |place: (usize, usize)| {
            let var = self.at.get(&place).and_then(|at| vars.get(at));
            var.or_else(|| subjects.get(&place)).cloned()
        };
        let one = |(call_at, call): (usize, &QueryCall)| GoalCall {
            predicate: Predicate::new(call.predicate.clone(), call.args.len()),
            args: (0..call.args.len()).filter_map(|arg_at| arg((call_at, arg_at))).collect(),
        };
        calls.iter().enumerate().map(one).collect()
    }
}

/// The type of a named variable, which must be the same in every solution.
fn only_type(name: &str, at: usize, solutions: &[Vec<Ty>]) -> Result<TypeName, Diagnostic> {
    let found: IndexSet<&Ty> = solutions.iter().filter_map(|solution| solution.get(at)).collect();
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(Ty::Exactly(ty)), None) => Ok(ty.clone()),
        (first, second) => {
            let names: Vec<String> = first.into_iter().chain(second).chain(found).map(|ty| format!("`{}`", ty.name())).collect();
            let message = format!("the type of the variable `{name}` is not certain: {}", names.join(", "));
            Err(Diagnostic::placeless(codes::BAD_QUESTION, message).help(format!("give it a type, as in `{name}: String`")))
        }
    }
}

fn check_type(ty: &str) -> Result<(), Diagnostic> {
    if matches!(ty, ACTOR | RESOURCE) {
        let message = format!("`{ty}` is an abstract type; a question needs the type of a stored value");
        return Err(Diagnostic::placeless(codes::BAD_QUESTION, message));
    }
    Ok(())
}

fn checked(value: &Value) -> Result<Value, Diagnostic> {
    if matches!(value.ty.as_str(), INTEGER | BOOLEAN) {
        return Value::canonical(&value.ty, &value.id).ok_or_else(|| {
            let message = format!("`{}` is not a value of type `{}`", value.id.escape_debug(), value.ty);
            Diagnostic::placeless(codes::BAD_VALUE, message)
        });
    }
    Ok(value.clone())
}

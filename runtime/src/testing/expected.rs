//! What stands after `iff`: a condition on the assertion's variable.
//!
//! In: the expression. Out: a condition that is decided for a value without a database, and the values it names.
//! Everything but calls, `@current_unix_time` and other variables is understood.

use super::text;
use arctos_compiler::diagnostic::{Diagnostic, codes};
use arctos_compiler::policy::program::Types;
use arctos_compiler::source::Span;
use arctos_compiler::syntax::ast::{CompareOp, Expr, Name, Term};
use arctos_compiler::value::{TypeName, Value};

/// A condition on one value.
#[derive(Clone, Debug)]
pub(super) enum Expected {
    /// All hold.
    All(Vec<Expected>),
    /// One holds.
    Any(Vec<Expected>),
    /// Does not hold.
    Not(Box<Expected>),
    /// The left operand equals one of the others.
    In(Operand, Vec<Operand>),
    /// `<` and its relatives.
    Compare(CompareOp, Operand, Operand),
    /// The value fits the type.
    Matches(TypeName),
    /// The same for all values.
    Constant(bool),
}

/// An operand.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// The variable.
    It,
    /// A constant.
    Value(Value),
}

impl Expected {
    /// Reads an expression; `name` is the assertion's variable, if it has one.
    ///
    /// # Errors
    /// A part that a list of values cannot be compared with.
    pub fn read(expr: &Expr, name: Option<&str>) -> Result<Self, Diagnostic> {
        let all = |parts: &[Expr]| parts.iter().map(|part| Self::read(part, name)).collect::<Result<Vec<_>, _>>();
        Ok(match expr {
            Expr::And(parts, _) => Self::All(all(parts)?),
            Expr::Or(parts, _) => Self::Any(all(parts)?),
            Expr::Not(inner, _) => Self::Not(Box::new(Self::read(inner, name)?)),
            Expr::Group(inner, _) => Self::read(inner, name)?,
            Expr::Boolean(truth, _) => Self::Constant(*truth),
            Expr::Unify(left, right, _) => Self::In(operand(left, name)?, vec![operand(right, name)?]),
            Expr::In(left, items, _) => {
                let items = items.iter().map(|item| operand(item, name)).collect::<Result<_, _>>()?;
                Self::In(operand(left, name)?, items)
            }
            Expr::Compare(op, left, right, _) => Self::Compare(*op, operand(left, name)?, operand(right, name)?),
            Expr::Matches(variable, ty, _) => {
                known(variable, name)?;
                Self::Matches(ty.text.clone())
            }
            Expr::Call(call) => return Err(unsupported(call.span, "a call cannot stand after `iff`")),
        })
    }

    /// Whether it holds for a value; without a variable the value is not looked at.
    pub fn holds(&self, it: Option<&Value>, types: &Types) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(it, types)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(it, types)),
            Self::Not(inner) => !inner.holds(it, types),
            Self::In(left, items) => items.iter().any(|item| item.of(it) == left.of(it)),
            Self::Compare(op, left, right) => compare(*op, left.of(it), right.of(it)),
            Self::Matches(ty) => it.is_some_and(|value| types.fits(&value.ty, ty)),
            Self::Constant(truth) => *truth,
        }
    }

    /// The values that it names.
    pub fn values(&self) -> Vec<&Value> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(next) = open.pop() {
            let operands: Vec<&Operand> = match next {
                Self::All(parts) | Self::Any(parts) => {
                    open.extend(parts);
                    continue;
                }
                Self::Not(inner) => {
                    open.push(inner);
                    continue;
                }
                Self::In(left, items) => std::iter::once(left).chain(items).collect(),
                Self::Compare(_, left, right) => vec![left, right],
                Self::Matches(_) | Self::Constant(_) => Vec::new(),
            };
            found.extend(
                operands.into_iter().filter_map(|operand| if let Operand::Value(value) = operand { Some(value) } else { None }),
            );
        }
        found
    }
}

impl Operand {
    fn of<'v>(&'v self, it: Option<&'v Value>) -> Option<&'v Value> {
        match self {
            Operand::It => it,
            Operand::Value(value) => Some(value),
        }
    }
}

/// The order is that of integers; other values have none.
fn compare(op: CompareOp, left: Option<&Value>, right: Option<&Value>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return false };
    if op == CompareOp::NotEqual {
        return left != right;
    }
    let (Some(left), Some(right)) = (left.as_integer(), right.as_integer()) else { return false };
    match op {
        CompareOp::Less => left < right,
        CompareOp::LessEqual => left <= right,
        CompareOp::Greater => left > right,
        CompareOp::GreaterEqual => left >= right,
        CompareOp::NotEqual => left != right,
    }
}

fn operand(term: &Term, name: Option<&str>) -> Result<Operand, Diagnostic> {
    match term {
        Term::Variable(variable) => known(variable, name).map(|()| Operand::It),
        Term::Literal(literal) => {
            text::literal(literal).map(Operand::Value).ok_or_else(|| unsupported(literal.span, "this literal is malformed"))
        }
        Term::Now(span) => Err(unsupported(*span, "the current time cannot stand after `iff`")),
        Term::List(_, span) => Err(unsupported(*span, "a list can stand after `in` only")),
    }
}

fn known(variable: &Name, name: Option<&str>) -> Result<(), Diagnostic> {
    if variable.text != "_" && Some(variable.text.as_str()) == name {
        return Ok(());
    }
    Err(unsupported(variable.span, &format!("`{}` is no variable of the assertion", variable.text)))
}

fn unsupported(span: Span, message: &str) -> Diagnostic {
    Diagnostic::error(codes::UNDECIDED, span, message)
        .help("a condition after `iff` is made of `in`, `=`, comparisons, `and`, `or` and `not`, over the assertion's variable")
}

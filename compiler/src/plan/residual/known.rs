//! Known values and values that nothing names.
//!
//! Rules tell two ids apart only by what facts, the policy or the question say of them. So for whatever a rule says of
//! every value, or of every value but some, it is enough to look at the known ones and at one or a few that nothing names.

use super::{Clause, Literal, Name, Origins, RelId, Relation, Residual, Term, Var};
use crate::mapping::model::{Mapping, SignatureArg};
use crate::value::{TypeName, Value};
use smallvec::smallvec;
use std::collections::HashSet;

/// What every unnamed value's id starts with. No text of a database holds a NUL.
const UNNAMED: &str = "\0unnamed ";

/// Adds the relation of every value of a type that a mapped column, a known fact, the policy or the question names.
pub fn add_relation(ty: &TypeName, residual: &mut Residual, mapping: &Mapping) -> RelId {
    let mut clauses = Vec::new();
    for (fact, mapped) in mapping.facts.iter().enumerate() {
        let columns = mapped.signature.args.iter().filter_map(|arg| match arg {
            SignatureArg::Column(polar) => Some(polar.clone()),
            SignatureArg::Constant(_) => None,
        });
        let vars: Vec<TypeName> = columns.collect();
        for at in (0..vars.len()).filter(|at| vars.get(*at) == Some(ty)) {
            let args = (0..vars.len()).map(|at| Term::Var(Var(at))).collect();
            let body = vec![Literal::Fact { fact, args }];
            clauses.push(Clause { head: smallvec![Term::Var(Var(at))], body, vars: vars.clone(), origins: Origins::new() });
        }
    }
    let params = residual.slots_of(ty).map(Term::Param);
    let named = residual.named.iter().filter(|value| value.ty == *ty).cloned().map(Term::from);
    let given = residual.given.iter().filter(|value| value.ty == *ty).cloned().map(Term::from);
    let fixed = params.chain(named).chain(given);
    clauses.extend(fixed.map(|term| Clause {
        head: smallvec![term],
        body: Vec::new(),
        vars: Vec::new(),
        origins: Origins::new(),
    }));
    residual.relations.push(Relation { name: Name::of(format!("known {ty}")), columns: vec![ty.clone()], clauses });
    RelId(residual.relations.len() - 1)
}

/// A supply of values that nothing names.
pub struct Unnamed {
    /// Every constant of the residual: such a value must be none of them.
    taken: HashSet<Value>,
    next: usize,
}

impl Unnamed {
    /// Values that nothing in the residual names.
    pub fn new(residual: &Residual) -> Self {
        Self { taken: constants(residual), next: 0 }
    }

    /// Another one each time.
    pub fn next(&mut self, ty: &TypeName) -> Value {
        loop {
            self.next += 1;
            let value = Value::new(ty.clone(), format!("{UNNAMED}{}", self.next));
            if !self.taken.contains(&value) {
                return value;
            }
        }
    }
}

/// Whether a value stands for one that nothing names.
pub fn is_unnamed(value: &Value) -> bool {
    value.id.starts_with(UNNAMED)
}

fn constants(residual: &Residual) -> HashSet<Value> {
    let clauses = residual.relations.iter().flat_map(|relation| &relation.clauses);
    let mut out: HashSet<Value> = residual.named.iter().chain(&residual.given).cloned().collect();
    for clause in clauses {
        let terms = clause.body.iter().flat_map(Literal::terms).chain(&clause.head);
        out.extend(terms.filter_map(|term| if let Term::Const(value) = term { Some(Value::clone(value)) } else { None }));
        for literal in &clause.body {
            match literal {
                Literal::In { values, .. } => out.extend(values.iter().cloned()),
                Literal::Known { rows, .. } => out.extend(rows.iter().flatten().cloned()),
                _ => {}
            }
        }
    }
    out
}

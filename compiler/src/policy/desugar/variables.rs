//! The variables of one rule while it is being built.
//!
//! In: names as they are met. Out: the rule's variable list. Guaranteed: one id per name, a new id for each `_`, and no
//! made-up name that equals a written one.

use crate::policy::program::{VarId, Variable};
use crate::value::TypeName;
use smol_str::{SmolStr, format_smolstr};
use std::collections::HashMap;

/// Collects variables.
#[derive(Default)]
pub(super) struct Variables {
    list: Vec<Variable>,
    by_name: HashMap<SmolStr, VarId>,
}

impl Variables {
    /// The variable of that name, made on its first use; a new one each time for `_`.
    pub(super) fn named(&mut self, name: &SmolStr) -> VarId {
        if name == "_" {
            return self.fresh();
        }
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        let id = self.push(name.clone());
        self.by_name.insert(name.clone(), id);
        id
    }

    /// A variable that nothing else can refer to.
    pub(super) fn fresh(&mut self) -> VarId {
        self.push(SmolStr::default())
    }

    /// Another variable of the same name, for another scope.
    pub(super) fn copy(&mut self, id: VarId) -> VarId {
        let name = self.list.get(id.0).map(|variable| variable.name.clone()).unwrap_or_default();
        self.push(name)
    }

    /// Demands that values of the variable fit the type.
    pub(super) fn bound(&mut self, id: VarId, ty: &TypeName) {
        if let Some(variable) = self.list.get_mut(id.0)
            && !variable.bounds.contains(ty)
        {
            variable.bounds.push(ty.clone());
        }
    }

    /// The finished list. Fresh variables are named last, so that `_1` never meets a written `_1`.
    pub(super) fn finish(self) -> Vec<Variable> {
        let Self { mut list, by_name } = self;
        let mut number = 0_usize;
        for variable in list.iter_mut().filter(|variable| variable.name.is_empty()) {
            loop {
                number += 1;
                variable.name = format_smolstr!("_{number}");
                if !by_name.contains_key(&variable.name) {
                    break;
                }
            }
        }
        list
    }

    fn push(&mut self, name: SmolStr) -> VarId {
        self.list.push(Variable { name, bounds: Vec::new() });
        VarId(self.list.len() - 1)
    }
}

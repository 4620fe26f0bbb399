//! Relations computed once for the whole statement, recursive ones from the facts they start with.
//!
//! In: a relation. Out: a member of the outermost `WITH`, with what it reads before it.

use super::join::Join;
use super::linear::Linear;
use super::{Planner, Scope, Shared};
use crate::diagnostic::Diagnostic;
use crate::mapping::sql_type::SqlType;
use crate::plan::relation::compare::{as_type, column};
use crate::plan::relation::{Cte, CteRows, Output, Query, Rows, Scalar, Source, Union, place_name};
use crate::plan::residual::{Clause, Literal, RelId};
use smol_str::SmolStr;

/// The longest name of a relation without its number. Databases cut names off, PostgreSQL after 63 bytes, or refuse them.
const MAX_NAME: usize = 48;

impl Planner<'_> {
    /// The relation as a member of the outermost `WITH`; its name and column types.
    pub fn relation_cte(&mut self, relation: RelId) -> Option<(SmolStr, Vec<SqlType>)> {
        if self.scopes.is_empty() {
            self.errors.push(Diagnostic::bug("a relation was planned outside of any query"));
            return None;
        }
        if !self.shared.contains_key(&relation) {
            let shared = self.plan_shared(relation)?;
            self.shared.insert(relation, shared);
        }
        self.bring_into_scope(relation);
        self.shared.get(&relation).map(|shared| (shared.cte.name.clone(), shared.types.clone()))
    }

    /// Whether the rows of a shared relation are values of one column, each once: a recursion drops repeated rows.
    pub fn is_set(&self, name: &str) -> bool {
        let is_set = |shared: &Shared| shared.types.len() == 1 && matches!(shared.cte.rows, CteRows::Recursive(..));
        self.shared.values().any(|shared| shared.cte.name == name && is_set(shared))
    }

    /// Plans a relation in a scope of its own, to see which others it reads.
    fn plan_shared(&mut self, relation: RelId) -> Option<Shared> {
        let types = self.column_types(relation);
        let base = self.residual.get(relation).map_or_else(|| "r".to_owned(), |relation| relation.name.to_string());
        let base: String = base.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').take(MAX_NAME).collect();
        let name = self.relation_name(&base.to_ascii_lowercase());
        let linear = self.linear(relation);
        if self.is_recursive(relation) && linear.is_none() {
            self.note(relation, "recursion that is mutual or not linear: one state of all rows, step by step");
            return self.plan_from_state(relation, name, types);
        }
        if linear.is_some() && self.is_recursive(relation) {
            self.note(relation, "linear recursion, from the facts it starts with");
        }
        let scopes = std::mem::replace(&mut self.scopes, vec![Scope::default()]);
        let names = std::mem::take(&mut self.names);
        let (walks, ending) = (std::mem::take(&mut self.walks), std::mem::take(&mut self.ending));
        let rows = match linear {
            Some(linear) => self.fixpoint(&linear, &name, &types),
            None => {
                let clauses = self.residual.clauses(relation).to_vec();
                let queries = self.clause_queries(&clauses, &types);
                Query::union(Union::Distinct, queries).map(|query| CteRows::Plain(Box::new(distinct(query)), false))
            }
        };
        self.names = names;
        (self.walks, self.ending) = (walks, ending);
        let reads = std::mem::replace(&mut self.scopes, scopes).pop().unwrap_or_default().known;
        let columns = column_names(types.len());
        Some(Shared { cte: Cte { name, columns, rows: rows? }, types, reads, state: None })
    }

    /// Adds a planned relation and what it reads to the outermost `WITH`, what is read first. It depends on nothing around
    /// it, so it is computed once for the whole statement.
    fn bring_into_scope(&mut self, relation: RelId) {
        if self.scopes.first().is_none_or(|scope| scope.known.contains(&relation)) {
            return;
        }
        let Some(shared) = self.shared.get(&relation).cloned() else { return };
        for read in shared.reads {
            self.bring_into_scope(read);
        }
        if let Some(scope) = self.scopes.first_mut() {
            scope.known.push(relation);
            let missing = |state: &Cte| scope.ctes.iter().all(|cte| cte.name != state.name);
            let state = shared.state.filter(missing);
            scope.ctes.extend(state);
            scope.ctes.push(shared.cte);
        }
    }

    fn fixpoint(&mut self, linear: &Linear, name: &str, types: &[SqlType]) -> Option<CteRows> {
        let mut exits = self.clause_queries(&linear.exits, types);
        for output in exits.iter_mut().flat_map(|exit| exit.columns.iter_mut().zip(types)) {
            output.0.value = firmly(output.0.value.clone(), *output.1);
        }
        let base = Query::union(Union::All, exits)?;
        let alias = self.names.unique("r");
        let mut arms = Vec::new();
        for (clause, call) in &linear.steps {
            let Some(Literal::Call { args, .. }) = clause.body.get(*call) else { continue };
            let all: Vec<usize> = (0..args.len()).collect();
            let Some((env, filter)) = self.enter(args, &all, types, &alias) else { continue };
            let rest: Vec<usize> = (0..clause.body.len()).filter(|at| at != call).collect();
            let mut join = Join::new(env, Vec::new());
            join.filter = filter;
            let Some(mut arm) = self.select(clause, &rest, join, &clause.head) else { continue };
            set_types(&mut arm, types);
            arms.push(arm);
        }
        let columns = column_names(types.len());
        let kept: Vec<usize> = (0..types.len()).collect();
        Some(match self.step_over(name, &alias, arms, &columns, types, &kept) {
            Some(step) => CteRows::Recursive(Box::new(base), Box::new(step)),
            None => CteRows::Plain(Box::new(base), false),
        })
    }

    /// The recursive part: one reference to the relation, every arm behind it; or each arm with a reference of its own.
    pub(super) fn step_over(
        &mut self,
        name: &str,
        alias: &str,
        mut arms: Vec<Query>,
        columns: &[SmolStr],
        types: &[SqlType],
        kept: &[usize],
    ) -> Option<Query> {
        let own = Source { alias: alias.into(), rows: Rows::Cte(name.into()), lateral: false };
        if arms.len() == 1 && arms.first().is_some_and(|arm| arm.from.is_empty()) {
            let mut only = arms.pop()?;
            only.from.push(own);
            return Some(only);
        }
        if !self.can.lateral {
            for arm in &mut arms {
                arm.from.insert(0, own.clone());
            }
            return Query::union(Union::Distinct, arms);
        }
        // Without the fence the database joins the whole table in every round.
        for arm in &mut arms {
            arm.fence = !arm.from.is_empty();
        }
        let inner = Query::union(Union::All, arms)?;
        let next = self.names.unique("n");
        let outputs = columns.iter().zip(kept).map(|(column_name, at)| Output {
            value: column(&next, column_name, types.get(*at).copied(), true),
            name: column_name.clone(),
        });
        let mut outputs: Vec<Output> = outputs.collect();
        if outputs.is_empty() {
            outputs.push(Output::one());
        }
        let lateral = Source { alias: next, rows: Rows::Query(Box::new(inner)), lateral: true };
        Some(Query { columns: outputs, from: vec![own, lateral], ..Query::default() })
    }

    /// One query for each clause that can hold, with outputs of the given types.
    pub fn clause_queries(&mut self, clauses: &[Clause], types: &[SqlType]) -> Vec<Query> {
        let mut queries = Vec::new();
        for clause in clauses {
            let all: Vec<usize> = (0..clause.body.len()).collect();
            if let Some(mut query) = self.sibling(|planner| planner.select(clause, &all, Join::default(), &clause.head)) {
                set_types(&mut query, types);
                queries.push(query);
            }
        }
        queries
    }
}

/// The columns of a relation; one without any has a column that says nothing.
pub fn column_names(count: usize) -> Vec<SmolStr> {
    if count == 0 { vec![SmolStr::new_static("one")] } else { (0..count).map(place_name).collect() }
}

pub fn set_types(query: &mut Query, types: &[SqlType]) {
    for (output, ty) in query.columns.iter_mut().zip(types) {
        output.value = as_type(output.value.clone(), *ty);
    }
}

/// The start of a recursion decides its column types, so it says them: `varchar` and `text`, or `integer` and `bigint`,
/// do not mix there. A parameter, too: a literal may take its place later.
pub(super) fn firmly(scalar: Scalar, ty: SqlType) -> Scalar {
    let is_loose = matches!(scalar, Scalar::Column(_) | Scalar::Value(..) | Scalar::Param(..));
    if is_loose { Scalar::Cast(Box::new(scalar), ty) } else { scalar }
}

fn distinct(mut query: Query) -> Query {
    query.distinct = query.unions.is_empty();
    query
}

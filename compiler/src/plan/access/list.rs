//! Lists: the ids of every resource that satisfies a goal with one variable.
//!
//! Clauses that start from the type's own table become one filtered select of it; the others are united with it.

use super::arms::divided;
use super::condition::part_condition;
use super::domain::Home;
use super::factor::any_of;
use super::join::{Join, anchor_for};
use super::shelf::Shelf;
use super::{Anchor, Capabilities, Closing, Env, Planner, Style, goal_clauses};
use crate::diagnostic::Diagnostic;
use crate::mapping::model::{Mapping, Table};
use crate::mapping::sql_type::{Family, SqlType};
use crate::plan::question::Row;
use crate::plan::relation::compare::{Operand, as_type, column, common_type, meeting_type};
use crate::plan::relation::free::{Free, of_condition};
use crate::plan::relation::{Body, Column, Condition, Output, Plan, Query, Rows, Scalar, Source, Union};
use crate::plan::residual::unbound::singles_out;
use crate::plan::residual::vars::VarSet;
use crate::plan::residual::{Clause, Literal, Residual, Term, Terms};
use crate::value::TypeName;
use smol_str::SmolStr;
use std::rc::Rc;

/// Plans a goal with one variable as a query for its values, each once, in a column of the given name.
///
/// # Errors
/// A recursion that cannot be planned.
pub fn list(residual: &Residual, mapping: &Mapping, can: Capabilities, output: &str) -> Result<Plan, Diagnostic> {
    let mut planner = Planner::new(residual, mapping, can, Style::Grants);
    let query = planner.scoped(|planner| Some(planner.list_query(goal_clauses(residual), output)));
    planner.finish(Body::Query(query.unwrap_or_default()))
}

/// Plans the same for given candidates only: one row for each that satisfies the goal. `slot` is the parameter that
/// holds the candidates as an array.
///
/// # Errors
/// A recursion that cannot be planned.
pub fn list_among(
    residual: &Residual,
    mapping: &Mapping,
    can: Capabilities,
    slot: usize,
    output: &str,
) -> Result<Plan, Diagnostic> {
    let mut planner = Planner::new(residual, mapping, can, Style::Probe);
    let polar = residual.get(residual.goal).and_then(|goal| goal.columns.first()).cloned().unwrap_or_default();
    let ty = planner.type_of_values(&polar);
    planner.many = Some((slot, ty));
    let query = planner.scoped(|planner| Some(planner.among_query(goal_clauses(residual), slot, &polar, output)));
    Ok(Plan { candidates: Some(ty), ..planner.finish(Body::Query(query.unwrap_or_default()))? })
}

/// Whether several parts, or one, may yield an id twice.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repeats {
    Never,
    Perhaps,
}

/// Has the rows of a first part not looked at where the second, which reads none of them, has all that it chooses from.
fn close_rows(own: &mut Query, every: &Query) {
    let open = Condition::all(every.filter.clone());
    let reads_row = of_condition(&open).into_iter().any(|free| matches!(free, Free::Source(_)));
    let has_all = matches!(every.from.as_slice(), [Source { rows: Rows::Candidates(..), .. }]) && every.limit.is_none();
    if has_all && !reads_row && open != Condition::True {
        own.filter.insert(0, open.negate());
    }
}

impl Planner<'_> {
    fn list_query(&mut self, clauses: Vec<Clause>, output: &str) -> Query {
        let polar = self.residual.get(self.residual.goal).and_then(|goal| goal.columns.first()).cloned().unwrap_or_default();
        let (universal, clauses) = clauses.into_iter().partition(is_universal);
        let (own, others) = self.by_own_table(clauses);
        let mut parts = Vec::new();
        let mut homes = if universal.is_empty() { Vec::new() } else { self.homes(&polar) };
        let alone = own.len() == 1 && others.is_empty();
        let mut apart = false;
        for (row, mut clauses) in own {
            // A grant of everything becomes one more arm of the scan that the others need anyway.
            let at_home = homes
                .iter()
                .position(|home| matches!(home, Home::Column(t, c) if Some(t) == row.table.as_ref() && *c == row.column));
            if let Some(at) = at_home {
                homes.remove(at);
                if alone && let Some(arms) = self.own_arms(&row, &clauses, &universal, &polar) {
                    parts.extend(arms);
                    apart = true;
                    continue;
                }
                clauses.extend(universal.iter().cloned());
            }
            let key = row.table.as_ref().map_or((None, false), |table| self.own_key(&clauses, table, &row.column));
            let own = self.sibling(|planner| planner.own_rows(&row, clauses, key, &polar));
            parts.extend(own.into_iter().flat_map(|own| self.in_arms(own)));
        }
        parts.extend(self.clause_selects(&others));
        let elsewhere = self.universal_rows(&universal, &homes, &polar);
        if apart && elsewhere.is_empty() {
            let mut query = self.unite_parts(parts, &polar, output, Repeats::Never);
            // Of several arms, only the last yields nothing that another does.
            let last = query.unions.len().saturating_sub(1);
            query.unions.iter_mut().take(last).for_each(|(kind, _)| *kind = Union::Distinct);
            return query;
        }
        parts.extend(elsewhere);
        let repeats = self.repeats(&parts);
        self.unite_parts(parts, &polar, output, repeats)
    }

    /// The rows of a table in two arms, of which the gate of the clauses that hold for every row leaves one open: with it
    /// open, nothing else is asked of a row. `None` where they are no gate.
    fn own_arms(&mut self, row: &Row, clauses: &[Clause], universal: &[Clause], polar: &TypeName) -> Option<Vec<Query>> {
        // What is known of the key is known from the clauses that read the table.
        let key = self.own_key(clauses, row.table.as_ref()?, &row.column);
        let every = self.sibling(|planner| planner.own_rows(row, universal.to_vec(), key, polar))?;
        let some = self.sibling(|planner| planner.own_rows(row, clauses.to_vec(), key, polar))?;
        if self.can.reads_all_for_sets { self.arms_apart(some, every) } else { self.apart(some, every) }
    }

    /// A part of the list, in arms where the database would read the whole table for it.
    fn in_arms(&mut self, part: Query) -> Vec<Query> {
        if !self.can.reads_all_for_sets {
            return vec![part];
        }
        let alias = self.sibling(|planner| {
            part.from.iter().for_each(|source| planner.names.reserve(&source.alias));
            planner.names.unique("g")
        });
        divided(part, &alias)
    }

    /// The arms of the first part, and the second, which is open to every row or to none: where it is open, the others are not.
    /// `None` where that cannot be said.
    fn arms_apart(&mut self, some: Query, every: Query) -> Option<Vec<Query>> {
        let key = &every.columns.first()?.value;
        // A key that is no value is no answer of the others either.
        let gate = every.filter.iter().filter(|part| !matches!(part, Condition::NotNull(scalar) if scalar == key));
        let open = Condition::all(gate.cloned().collect());
        let reads_row = of_condition(&open).into_iter().any(|free| matches!(free, Free::Source(_)));
        if reads_row || open == Condition::True || !self.is_keyed(std::slice::from_ref(&every)) {
            return None;
        }
        let mut arms = self.in_arms(some);
        if arms.len() < 2 {
            return None;
        }
        for arm in &mut arms {
            arm.filter.push(open.clone().negate());
        }
        arms.push(every);
        Some(arms)
    }

    /// Two parts, the second of which is open to every row or to none, without what the second yields in the first.
    /// `None` where that cannot be said, or where the first may repeat a row.
    fn apart(&mut self, some: Query, every: Query) -> Option<Vec<Query>> {
        let open = Condition::all(every.filter.clone());
        let reads_row = of_condition(&open).into_iter().any(|free| matches!(free, Free::Source(_)));
        if !self.can.conditions_close_arms()
            || reads_row
            || open == Condition::True
            || !self.is_keyed(std::slice::from_ref(&some))
        {
            return None;
        }
        // Under a gate the database reads whole rows; behind the fence, it reads what is asked for.
        let alias = self.names.unique("q");
        let output = some.columns.first()?;
        let value = column(&alias, &output.name, output.value.ty(), true);
        let columns = vec![Output { value, name: output.name.clone() }];
        let inside = Query { fence: true, ..some };
        let from = vec![Source { alias, rows: Rows::Query(Box::new(inside)), lateral: false }];
        Some(vec![Query { columns, from, filter: vec![open.negate()], ..Query::default() }, every])
    }

    fn repeats(&self, parts: &[Query]) -> Repeats {
        if self.is_keyed(parts) { Repeats::Never } else { Repeats::Perhaps }
    }

    /// The clauses that start from a table whose key is the goal's variable, by that table, and the others.
    fn by_own_table(&self, clauses: Vec<Clause>) -> (Vec<(Row, Vec<Clause>)>, Vec<Clause>) {
        let mut own: Vec<(Row, Vec<Clause>)> = Vec::new();
        let mut others = Vec::new();
        for clause in clauses {
            let Some((table, key)) = self.own_table(&clause) else {
                others.push(clause);
                continue;
            };
            match own.iter_mut().find(|(row, _)| row.table.as_ref() == Some(&table) && row.column == key) {
                Some((_, clauses)) => clauses.push(clause),
                None => own.push((Row { alias: None, column: key, table: Some(table), rows: None }, vec![clause])),
            }
        }
        (own, others)
    }

    /// The candidates that satisfy the goal. Those that are rows of a table are looked up there, once for all clauses that
    /// start from it.
    fn among_query(&mut self, clauses: Vec<Clause>, slot: usize, polar: &TypeName, output: &str) -> Query {
        let ty = self.type_of_values(polar);
        let (own, mut others) = self.by_own_table(clauses);
        let mut parts = Vec::new();
        for (row, clauses) in own {
            if self.can_look_up(&row, ty) {
                parts.extend(self.sibling(|planner| planner.looked_up_rows(&row, &clauses, slot, ty)));
            } else {
                others.extend(clauses);
            }
        }
        let candidates = self.sibling(|planner| planner.candidate_rows(others, slot, ty));
        if let ([own], Some(every)) = (parts.as_slice(), &candidates)
            && let Some(arms) = self.apart(own.clone(), Query { distinct: true, ..every.clone() })
        {
            return self.unite_parts(arms, polar, output, Repeats::Never);
        }
        if self.can.closed_arms == Some(Closing::Limit)
            && let ([own], Some(every)) = (parts.as_mut_slice(), &candidates)
        {
            close_rows(own, every);
        }
        parts.extend(candidates);
        let repeats = self.repeats(&parts);
        self.unite_parts(parts, polar, output, repeats)
    }

    /// Whether an index on the key serves a look-up of many values, and the key it finds is the value as it was given.
    fn can_look_up(&self, row: &Row, ty: SqlType) -> bool {
        let column = row.table.as_ref().and_then(|table| self.table_column(table, &row.column));
        let own = column.and_then(|(ty, _)| ty);
        let exact = match own.map(SqlType::family) {
            Some(Family::Integer) => true,
            Some(Family::Uuid) => self.can.lateral,
            Some(Family::Text) => matches!(own, Some(SqlType::Collated(_))),
            _ => false,
        };
        exact && meeting_type(own) == ty
    }

    /// The rows of a table whose keys are candidates, and for which some of the clauses holds.
    fn looked_up_rows(&mut self, row: &Row, clauses: &[Clause], slot: usize, ty: SqlType) -> Option<Query> {
        let table = row.table.clone()?;
        let alias = self.names.alias(&table.name);
        let (own, not_null) = self.own_key(clauses, &table, &row.column);
        let source = Some(SmolStr::new(&alias));
        let key = Scalar::Column(Column { source: source.clone(), name: SmolStr::new(&row.column), ty: own, not_null });
        let mut shelf = Shelf::default();
        let mut branches = Vec::new();
        for clause in self.cheap_first(clauses) {
            let Some(term @ Term::Var(var)) = clause.head.first() else { continue };
            let anchor = Anchor { table: table.clone(), key: row.column.clone(), term: term.clone(), alias: source.clone() };
            let env = Env::from_iter([(*var, Operand::Scalar(key.clone()))]);
            let join = Join::new(env, vec![Rc::new(anchor)]);
            let own = VarSet::from_iter([*var]);
            let parts = self.sibling(|planner| planner.parts(clause, join, &own, Some(&mut shelf)));
            branches.extend(parts.map(|parts| Condition::all(parts.into_iter().map(part_condition).collect())));
        }
        let filter = match any_of(branches) {
            Condition::False => return None,
            Condition::True => Vec::new(),
            Condition::And(parts) => parts,
            one => vec![one],
        };
        let mut all = vec![Condition::AmongGiven(key.clone(), slot, ty)];
        all.extend(filter);
        let columns = vec![Output { value: key, name: SmolStr::new_static("c0") }];
        let from = vec![Source { alias, rows: Rows::Table(table), lateral: false }];
        Some(Query { columns, from, filter: all, ..Query::default() })
    }

    pub(super) fn cheap_first<'c>(&self, clauses: &'c [Clause]) -> Vec<&'c Clause> {
        let mut sorted: Vec<&Clause> = clauses.iter().collect();
        sorted.sort_by_key(|clause| self.cost(clause));
        sorted
    }

    /// The candidates for which some of the clauses holds.
    fn candidate_rows(&mut self, clauses: Vec<Clause>, slot: usize, ty: SqlType) -> Option<Query> {
        let alias = self.names.unique("k");
        let key = Column { source: Some(SmolStr::new(&alias)), name: SmolStr::new_static("c0"), ty: Some(ty), not_null: true };
        let filter = match self.candidate_condition(clauses, &key) {
            Condition::False => return None,
            Condition::True => Vec::new(),
            one => vec![one],
        };
        let source = Source { alias, rows: Rows::Candidates(slot, ty), lateral: false };
        let columns = vec![Output { value: Scalar::Column(key), name: SmolStr::new_static("c0") }];
        Some(Query { columns, from: vec![source], filter, ..Query::default() })
    }

    /// The table whose key is the goal's variable, if the clause starts there.
    fn own_table(&self, clause: &Clause) -> Option<(Table, String)> {
        let head = clause.head.first()?;
        clause.body.iter().find_map(|literal| {
            let Literal::Fact { fact, args } = literal else { return None };
            let projection = self.mapping.facts.get(*fact)?.select.projection.as_ref()?;
            let mut columns = projection.columns.iter().zip(args);
            let key =
                columns.find(|(name, arg)| *arg == head && projection.keys.contains(name) && matches!(arg, Term::Var(_)))?;
            Some((projection.table.clone(), key.0.clone()))
        })
    }

    /// The rows of a table that satisfy some of the clauses; of its key, the type and whether it holds no NULL are given.
    fn own_rows(
        &mut self,
        row: &Row,
        clauses: Vec<Clause>,
        (ty, not_null): (Option<SqlType>, bool),
        polar: &TypeName,
    ) -> Option<Query> {
        let table = row.table.clone()?;
        let alias = self.names.alias(&table.name);
        let key = Column {
            source: Some(SmolStr::new(&alias)),
            name: SmolStr::new(&row.column),
            ty: ty.or_else(|| self.key_type(row, polar)),
            not_null,
        };
        let condition = self.row_filter(clauses, &key, Some(&table), &row.column);
        let filter = match condition {
            Condition::False => return None,
            Condition::True => Vec::new(),
            Condition::And(parts) => parts,
            one => vec![one],
        };
        let columns = vec![Output { value: Scalar::Column(key), name: SmolStr::new_static("c0") }];
        Some(Query {
            columns,
            from: vec![Source { alias, rows: Rows::Table(table), lateral: false }],
            filter,
            ..Query::default()
        })
    }

    fn own_key(&self, clauses: &[Clause], table: &Table, key: &str) -> (Option<SqlType>, bool) {
        let literals = clauses.iter().flat_map(|clause| clause.body.iter().map(move |literal| (clause, literal)));
        let found = literals.into_iter().find_map(|(clause, literal)| {
            let Literal::Fact { fact, args } = literal else { return None };
            let mapped = self.mapping.facts.get(*fact)?;
            let anchor = Anchor {
                table: table.clone(),
                key: key.to_owned(),
                term: clause.head.first()?.clone(),
                alias: Some(SmolStr::default()),
            };
            let join = Join::new(Env::default(), vec![Rc::new(anchor)]);
            anchor_for(&join, mapped, args)?;
            super::columns::mapped_columns(mapped).find(|column| column.name == key)
        });
        found.map_or((None, false), |column| (column.ty, column.not_null))
    }

    /// One select for each clause, its head as outputs.
    pub fn clause_selects(&mut self, clauses: &[Clause]) -> Vec<Query> {
        let mut parts = Vec::new();
        for clause in clauses {
            let all: Vec<usize> = (0..clause.body.len()).collect();
            for join in self.enumerations(clause) {
                parts.extend(self.sibling(|planner| planner.select(clause, &all, join, &clause.head)));
            }
        }
        parts
    }

    /// Every known value for which some universal clause holds, from the given homes and from known facts.
    pub fn universal_rows(&mut self, universal: &[Clause], homes: &[Home], polar: &TypeName) -> Vec<Query> {
        let mut parts = Vec::new();
        if universal.is_empty() {
            return parts;
        }
        for home in homes {
            parts.extend(self.sibling(|planner| {
                let (join, value) = planner.home_join(home)?;
                planner.universal_part(universal, join, value)
            }));
        }
        let known = self.named_join(polar);
        parts.extend(known.and_then(|(join, value)| self.universal_part(universal, join, value)));
        let single: Vec<Clause> = universal.iter().filter(|clause| self.singles_out(clause)).cloned().collect();
        if !single.is_empty() {
            for (join, value) in self.given_joins(polar) {
                parts.extend(self.sibling(|planner| planner.universal_part(&single, join, value)));
            }
        }
        parts
    }

    /// Whether the clause may hold for a value of the question because it is that value.
    fn singles_out(&self, clause: &Clause) -> bool {
        clause.head.iter().any(|head| matches!(head, Term::Var(var) if singles_out(clause, *var, self.residual)))
    }

    fn universal_part(&mut self, universal: &[Clause], join: Join, value: Scalar) -> Option<Query> {
        let (free, bound): (Vec<Clause>, Vec<Clause>) = universal.iter().cloned().partition(|clause| {
            clause
                .head
                .first()
                .is_some_and(|head| matches!(head, Term::Var(var) if !clause.body.iter().any(|l| l.mentions(*var))))
        });
        let gates = free.into_iter().map(|clause| Clause { head: Terms::new(), ..clause }).collect();
        let mut ways = vec![self.truth(gates)];
        for clause in &bound {
            let Some(Term::Var(var)) = clause.head.first() else { continue };
            let env = Env::from_iter([(*var, Operand::Scalar(value.clone()))]);
            ways.push(self.clause_condition(clause, Join::new(env, Vec::new())));
        }
        let mut filter = join.filter;
        match Condition::any(ways) {
            Condition::False => return None,
            Condition::True => {}
            some => filter.push(some),
        }
        let columns = vec![Output { value, name: SmolStr::new_static("c0") }];
        Some(Query { columns, from: join.from, filter, ..Query::default() })
    }

    /// A lone select of one table's key, or of a relation of the statement's own, holds no id twice.
    fn is_keyed(&self, parts: &[Query]) -> bool {
        let [part] = parts else { return false };
        let ([source], [output]) = (part.from.as_slice(), part.columns.as_slice()) else { return false };
        let (table, column) = match (&source.rows, &output.value) {
            (Rows::Table(table), Scalar::Column(column)) => (table, column),
            (Rows::Cte(name), Scalar::Column(_)) => return self.is_set(name),
            _ => return false,
        };
        let projections = self.mapping.facts.iter().filter_map(|fact| fact.select.projection.as_ref());
        projections
            .into_iter()
            .any(|projection| projection.table == *table && projection.keys.iter().any(|key| column.name == *key))
    }

    fn unite_parts(&mut self, mut parts: Vec<Query>, polar: &TypeName, output: &str, repeats: Repeats) -> Query {
        let types: Vec<_> = parts.iter().filter_map(|part| part.columns.first()).map(|column| column.value.ty()).collect();
        let ty = if types.is_empty() { self.type_of_values(polar) } else { common_type(&types) };
        let single = parts.len() == 1;
        for part in &mut parts {
            for column in &mut part.columns {
                column.name = output.into();
                column.value = as_type(column.value.clone(), ty);
            }
        }
        let kind = if repeats == Repeats::Never { Union::All } else { Union::Distinct };
        match Query::union(kind, parts) {
            Some(mut query) => {
                query.distinct |= single && repeats == Repeats::Perhaps;
                query
            }
            None => nothing(output, ty),
        }
    }

    fn candidate_condition(&mut self, clauses: Vec<Clause>, key: &Column) -> Condition {
        let mut branches: Vec<Condition> = Vec::new();
        let mut clauses = clauses;
        clauses.sort_by_key(|clause| self.cost(clause));
        for clause in &clauses {
            let scalar = crate::plan::relation::compare::Operand::Scalar(Scalar::Column(key.clone()));
            let mut env = Env::default();
            let mut tie = Condition::True;
            match clause.head.first() {
                Some(Term::Var(var)) => {
                    env.insert(*var, scalar);
                }
                Some(other) => match self.operand(other, &env) {
                    Some(operand) => {
                        tie = crate::plan::relation::compare::compare(crate::policy::program::Compare::Equal, scalar, operand);
                    }
                    None => continue,
                },
                None => {}
            }
            let holds = self.sibling(|planner| planner.clause_condition(clause, Join::new(env, Vec::new())));
            branches.push(Condition::all(vec![tie, holds]));
        }
        any_of(branches)
    }
}

/// A query without rows.
pub fn nothing(output: &str, ty: SqlType) -> Query {
    let columns = vec![Output { value: Scalar::Null(ty), name: output.into() }];
    Query { columns, filter: vec![Condition::False], ..Query::default() }
}

/// Whether no fact supplies values for the goal's variable: the clause holds for every value, or for every value that
/// satisfies its comparisons and negations.
pub fn is_universal(clause: &Clause) -> bool {
    match clause.head.first() {
        Some(Term::Var(var)) => !clause.is_bound(*var),
        _ => false,
    }
}

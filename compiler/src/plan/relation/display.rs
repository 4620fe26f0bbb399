//! A plan as text: indented, one operator a line.

use super::{Array, Body, Condition, Cte, CteRows, Plan, Query, Rows, Scalar, Source, Union};
use crate::plan::residual::display::operator;
use std::fmt::Write;

/// Prints a whole plan: first its access paths, then its relations.
pub fn plan(plan: &Plan) -> String {
    let mut out = String::new();
    for note in &plan.notes {
        let _ = writeln!(out, "# {note}");
    }
    match &plan.body {
        Body::Query(query) => self::query(&mut out, query, 0),
        Body::Condition(condition) => self::condition(&mut out, condition, 0),
        Body::Woven(woven) => {
            woven.with.iter().for_each(|cte| self::cte(&mut out, cte, 0));
            for (number, condition) in woven.conditions.iter().enumerate() {
                line(&mut out, 0, &format!("where, in arm {number}"));
                self::condition(&mut out, condition, 1);
            }
        }
    }
    out
}

fn line(out: &mut String, depth: usize, text: &str) {
    let _ = writeln!(out, "{:1$}{text}", "", depth * 2);
}

fn query(out: &mut String, query: &Query, depth: usize) {
    for cte in &query.with {
        self::cte(out, cte, depth);
    }
    let columns: Vec<String> = query.columns.iter().map(|c| format!("{} = {}", c.name, scalar(&c.value))).collect();
    let distinct = if query.distinct { "select distinct " } else { "select " };
    let fence = if query.fence { " (fenced)" } else { "" };
    let limit = query.limit.map(|limit| format!(" (at most {limit})")).unwrap_or_default();
    line(out, depth, &format!("{distinct}{}{fence}{limit}", columns.join(", ")));
    for source in &query.from {
        self::source(out, source, depth + 1);
    }
    for part in &query.filter {
        condition(out, part, depth + 1);
    }
    if let Some(skip) = &query.skip {
        let of = skip.of.as_ref().map(|table| format!(", were {} of a million rows", table.name)).unwrap_or_default();
        line(out, depth + 1, &format!("without {} rows{of}", skip.rows));
    }
    for (kind, next) in &query.unions {
        line(out, depth, if *kind == Union::All { "union all" } else { "union" });
        self::query(out, next, depth);
    }
}

fn cte(out: &mut String, cte: &Cte, depth: usize) {
    let head = format!("{}({})", cte.name, cte.columns.join(", "));
    match &cte.rows {
        CteRows::Plain(rows, _) => {
            line(out, depth, &format!("with {head}"));
            query(out, rows, depth + 1);
        }
        CteRows::Recursive(base, step) => {
            line(out, depth, &format!("with recursive {head}: start"));
            query(out, base, depth + 1);
            line(out, depth, "step");
            query(out, step, depth + 1);
        }
    }
}

fn source(out: &mut String, source: &Source, depth: usize) {
    let lateral = if source.lateral { " lateral" } else { "" };
    match &source.rows {
        Rows::Table(table) => line(out, depth, &format!("from {} as {}{lateral}", table.name, source.alias)),
        Rows::Select(text) => line(out, depth, &format!("from ({}) as {}", text.replace('\n', " "), source.alias)),
        Rows::Cte(name) => line(out, depth, &format!("from {name} as {}", source.alias)),
        Rows::Known(columns) => {
            let rows = columns.first().map_or(0, |column| column.values.values.len());
            line(out, depth, &format!("from {rows} known rows as {}", source.alias));
        }
        Rows::Unpacked { array, tag, .. } => {
            line(out, depth, &format!("from the rows of relation {tag} in {} as {}", scalar(array), source.alias));
        }
        Rows::Candidates(slot, ty) => {
            line(out, depth, &format!("from the elements of ${}: {ty}[] as {}", slot + 1, source.alias));
        }
        Rows::Query(inner) => {
            line(out, depth, &format!("from{lateral} as {}", source.alias));
            query(out, inner, depth + 1);
        }
    }
}

fn condition(out: &mut String, condition: &Condition, depth: usize) {
    match condition {
        Condition::And(parts) => group(out, "and", parts, depth),
        Condition::Or(parts) => group(out, "or", parts, depth),
        Condition::Not(inner) => group(out, "not", std::slice::from_ref(inner), depth),
        Condition::Exists(inner) => {
            line(out, depth, "exists");
            query(out, inner, depth + 1);
        }
        Condition::InSet(operand, inner) => {
            line(out, depth, &format!("{} in the set", scalar(operand)));
            query(out, inner, depth + 1);
        }
        Condition::SameRow(operand, inner) => {
            line(out, depth, &format!("{} of the same row in", scalar(operand)));
            query(out, inner, depth + 1);
        }
        Condition::InOnce(operand, inner) => {
            line(out, depth, &format!("{} in, once", scalar(operand)));
            query(out, inner, depth + 1);
        }
        Condition::Gate { key, value, gate } => {
            let key = scalar(key);
            let title = value.as_ref().map_or_else(|| format!("every {key} if"), |value| format!("{key} = {} if", scalar(value)));
            group(out, &title, std::slice::from_ref(gate), depth);
        }
        Condition::True => line(out, depth, "true"),
        Condition::False => line(out, depth, "false"),
        Condition::Compare(op, a, b) => line(out, depth, &format!("{} {} {}", scalar(a), operator(*op), scalar(b))),
        Condition::Among(operand, values) => line(out, depth, &format!("{} in {}", scalar(operand), array(values))),
        Condition::AmongGiven(operand, slot, ty) => {
            line(out, depth, &format!("{} in ${}: {ty}[]", scalar(operand), slot + 1));
        }
        Condition::Outnumbers { relation, slot, ty, most } => {
            let most = most.map(|most| format!(", or than {most}")).unwrap_or_default();
            line(out, depth, &format!("{relation} has more rows than ${}: {ty}[]{most}", slot + 1));
        }
        Condition::Holds(Scalar::Truth(inner)) => group(out, "row by row", std::slice::from_ref(&**inner), depth),
        Condition::Holds(operand) => line(out, depth, &scalar(operand)),
        Condition::Overlaps(operand, values) => line(out, depth, &format!("{} meets {}", scalar(operand), array(values))),
        Condition::NotNull(operand) => line(out, depth, &format!("{} is known", scalar(operand))),
        Condition::Filter(filter, alias) => line(out, depth, &format!("mapped: {}", filter.qualified(alias))),
    }
}

fn group(out: &mut String, name: &str, parts: &[impl std::borrow::Borrow<Condition>], depth: usize) {
    line(out, depth, name);
    for part in parts {
        condition(out, part.borrow(), depth + 1);
    }
}

fn array(array: &Array) -> String {
    let shown: Vec<String> = array.values.iter().take(8).map(ToString::to_string).collect();
    let more = array.values.len().saturating_sub(8);
    let tail = if more > 0 { format!(", {more} more") } else { String::new() };
    format!("[{}{tail}]", shown.join(", "))
}

fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Column(column) => match &column.source {
            Some(source) => format!("{source}.{}", column.name),
            None => column.name.to_string(),
        },
        Scalar::Value(value, _) => value.to_string(),
        Scalar::Param(slot, ty) => format!("${}: {ty}", slot + 1),
        Scalar::Own(own, ty) => format!("the query's parameter {}: {ty}", own + 1),
        Scalar::Now => "now".to_owned(),
        Scalar::Cast(inner, ty) => format!("{} as {ty}", self::scalar(inner)),
        Scalar::Spelled(inner, ty) => format!("{} read as {ty}", self::scalar(inner)),
        Scalar::Null(_) => "every".to_owned(),
        Scalar::Truth(inner) => {
            let mut text = String::new();
            condition(&mut text, inner, 1);
            format!("truth of\n{}", text.trim_end())
        }
        Scalar::Set(inner) => {
            let mut text = String::new();
            query(&mut text, inner, 1);
            format!("all of\n{}", text.trim_end())
        }
        Scalar::Extreme { query: inner, largest } => {
            let mut text = String::new();
            query(&mut text, inner, 1);
            format!("the {} of\n{}", if *largest { "largest" } else { "least" }, text.trim_end())
        }
        Scalar::Packed(tag, columns) => {
            let columns: Vec<String> = columns.iter().map(self::scalar).collect();
            format!("row {tag}({})", columns.join(", "))
        }
        Scalar::Unnest(inner) => format!("each of {}", self::scalar(inner)),
        Scalar::Last(name) => format!("the last {name}"),
        Scalar::Plus(inner, number) => format!("{} + {number}", self::scalar(inner)),
        Scalar::One => "1".to_owned(),
    }
}

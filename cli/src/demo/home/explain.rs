//! `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)` in short.
//!
//! In: the document that the server returns. Out: a line for each of the upper nodes, and one that sums it all up. What the
//! document does not say is left out.

use crate::demo::screen::{count, number, time};
use arctos::tokio_postgres::types::{FromSql, Type};
use serde_json::Value;
use std::error::Error;
use std::fmt::Write;
use std::time::Duration;

/// Nodes below this depth are counted only.
const DEPTH: usize = 2;

/// A value of the SQL type `json`.
#[derive(Debug)]
pub struct Json(pub Value);

impl<'a> FromSql<'a> for Json {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(serde_json::from_slice(raw)?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSON
    }
}

/// What is shown of a plan.
#[derive(Debug, PartialEq, Eq)]
pub struct Explained {
    /// Its upper nodes, each indented under the one that reads it.
    pub plan: String,
    /// Rows, buffers and times.
    pub summary: String,
}

impl Explained {
    /// Reads a document.
    pub fn of(document: &Json) -> Self {
        let whole = &document.0[0];
        let plan = &whole["Plan"];
        let mut lines = String::new();
        nodes(plan, 0, &mut lines);
        let (hit, read) = (amount(plan, "Shared Hit Blocks"), amount(plan, "Shared Read Blocks"));
        let from_disk = if read > 0 { format!(", {} of them read", number(read)) } else { String::new() };
        let summary = format!(
            "{}, {}{from_disk}, planned in {}, run in {}",
            count(rows(plan), "row"),
            count(hit + read, "buffer"),
            milliseconds(whole, "Planning Time"),
            milliseconds(whole, "Execution Time"),
        );
        Self { plan: lines, summary }
    }
}

fn nodes(node: &Value, depth: usize, out: &mut String) {
    let _ = write!(out, "{:indent$}{}", "", label(node), indent = depth * 2);
    let loops = amount(node, "Actual Loops");
    if loops == 0 {
        out.push_str("  (never run)\n");
        return;
    }
    let _ = write!(out, "  {}", count(rows(node), "row"));
    if loops > 1 {
        let _ = write!(out, " in {} runs", number(loops));
    }
    if depth == DEPTH {
        let below = size(node) - 1;
        let _ = if below > 0 { writeln!(out, "  (of {} below)", count(below, "node")) } else { writeln!(out) };
        return;
    }
    out.push('\n');
    for child in children(node) {
        nodes(child, depth + 1, out);
    }
}

/// How many nodes there are, down from this one. A plan is as deep as the statement that it was made for, which the
/// compiler bounds.
fn size(node: &Value) -> u64 {
    1 + children(node).map(size).sum::<u64>()
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node["Plans"].as_array().into_iter().flatten()
}

/// `Index Scan using issues_pkey on issues i`, `Hash Anti Join`, `InitPlan 1: Result`
fn label(node: &Value) -> String {
    let text = |key: &str| node[key].as_str();
    let mut out = String::new();
    if let Some(name) = text("Subplan Name") {
        // The numbers of its parameters say nothing without the conditions that use them.
        let name = name.split_once(" (").map_or(name, |(name, _)| name);
        let _ = write!(out, "{name}: ");
    }
    let kind = text("Node Type").unwrap_or("?");
    match (kind.strip_suffix(" Join").or((kind == "Nested Loop").then_some(kind)), text("Join Type")) {
        (Some(kind), Some(join)) if join != "Inner" => {
            let _ = write!(out, "{kind} {join} Join");
        }
        _ => out.push_str(kind),
    }
    if let Some(index) = text("Index Name") {
        let _ = write!(out, " using {index}");
    }
    if let Some(relation) = text("Relation Name").or(text("CTE Name")) {
        let _ = write!(out, " on {relation}");
        if let Some(alias) = text("Alias").filter(|alias| *alias != relation) {
            let _ = write!(out, " {alias}");
        }
    }
    out
}

/// A node's rows over all its runs. The server gives the average of a run.
fn rows(node: &Value) -> u64 {
    let average = node["Actual Rows"].as_f64().unwrap_or_default();
    let loops = node["Actual Loops"].as_f64().unwrap_or(1.0);
    // Through text: a count has no sign and no fraction.
    format!("{:.0}", average * loops).parse().unwrap_or_default()
}

fn amount(node: &Value, key: &str) -> u64 {
    node[key].as_u64().unwrap_or_default()
}

fn milliseconds(whole: &Value, key: &str) -> String {
    time(Duration::try_from_secs_f64(whole[key].as_f64().unwrap_or_default() / 1e3).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_plan_is_told_in_short() {
        let document = json!([{
            "Plan": {
                "Node Type": "Nested Loop", "Join Type": "Anti", "Actual Rows": 20, "Actual Loops": 1,
                "Shared Hit Blocks": 1200, "Shared Read Blocks": 3,
                "Plans": [
                    {
                        "Node Type": "Index Scan", "Index Name": "issues_created_at", "Relation Name": "issues", "Alias": "i",
                        "Actual Rows": 20.00, "Actual Loops": 1
                    },
                    {
                        "Node Type": "Result", "Subplan Name": "InitPlan 1 (returns $1)", "Actual Rows": 0.5, "Actual Loops": 4,
                        "Plans": [
                            { "Node Type": "Seq Scan", "Relation Name": "staff", "Alias": "staff", "Actual Loops": 0 },
                            {
                                "Node Type": "Hash", "Actual Rows": 3, "Actual Loops": 1,
                                "Plans": [{ "Node Type": "Seq Scan", "Actual Rows": 3, "Actual Loops": 1 }]
                            }
                        ]
                    }
                ]
            },
            "Planning Time": 1.5, "Execution Time": 0.251
        }]);
        let explained = Explained::of(&Json(document));
        assert_eq!(
            explained.plan,
            "Nested Loop Anti Join  20 rows\n  \
             Index Scan using issues_created_at on issues i  20 rows\n  \
             InitPlan 1: Result  2 rows in 4 runs\n    \
             Seq Scan on staff  (never run)\n    \
             Hash  3 rows  (of 1 node below)\n"
        );
        assert_eq!(explained.summary, "20 rows, 1,203 buffers, 3 of them read, planned in 1.50 ms, run in 0.25 ms");
    }

    #[test]
    fn any_document_is_read() {
        for document in [json!(null), json!([]), json!([{ "Plan": { "Plans": 7 } }])] {
            assert!(Explained::of(&Json(document)).summary.starts_with("0 rows, 0 buffers"));
        }
    }
}

//! What databases tell about their plans.
//!
//! In: what `EXPLAIN` prints. Out: how each table is read, and which tables are read whole.

use super::session::Texts;
use serde_json::Value;
use std::time::Duration;

/// A plan, as far as it is of interest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Told {
    /// How long planning took.
    pub planning: Option<Duration>,
    reads: Vec<Read>,
}

/// How a table is read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Read {
    /// What the table is called in the statement.
    alias: String,
    how: String,
    whole: bool,
}

impl Told {
    /// How each table is read, in the order of the plan, each way once.
    pub fn summary(&self) -> Vec<String> {
        let mut shown: Vec<String> = Vec::new();
        for read in &self.reads {
            if !shown.contains(&read.how) {
                shown.push(read.how.clone());
            }
        }
        shown
    }

    /// The tables that are read whole, by what they are called in the statement.
    pub fn whole(&self) -> Vec<&str> {
        self.reads.iter().filter(|read| read.whole).map(|read| read.alias.as_str()).collect()
    }
}

/// A plan of PostgreSQL, in JSON.
pub(super) fn postgres(json: &str) -> Told {
    let Ok(document) = serde_json::from_str::<Value>(json) else { return Told::default() };
    let planning = document.pointer("/0/Planning Time").and_then(Value::as_f64).map(|ms| Duration::from_secs_f64(ms / 1000.0));
    let mut told = Told { planning, reads: Vec::new() };
    objects(&document, &mut |node| {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let (Some(kind), Some(table)) = (text("Node Type"), text("Relation Name")) else { return };
        let alias = text("Alias").unwrap_or(table);
        let through = text("Index Name").map(|index| format!(" using {index}")).unwrap_or_default();
        let how = format!("{kind}{through} on {table}");
        told.reads.push(Read { alias: alias.to_owned(), how, whole: kind == "Seq Scan" });
    });
    told
}

/// A plan of MySQL or MariaDB, in JSON.
pub(super) fn mysql(json: &str) -> Told {
    let Ok(document) = serde_json::from_str::<Value>(json) else { return Told::default() };
    let mut told = Told::default();
    objects(&document, &mut |node| {
        let text = |key: &str| node.get(key).and_then(Value::as_str);
        let (Some(kind), Some(alias)) = (text("access_type"), text("table_name")) else { return };
        let through = text("key").map(|index| format!(" using {index}")).unwrap_or_default();
        // An index from its beginning to its end is all of the table, too.
        let whole = matches!(kind, "ALL" | "index") && !alias.starts_with('<');
        told.reads.push(Read { alias: alias.to_owned(), how: format!("{kind}{through} on {alias}"), whole });
    });
    told
}

/// A plan of SQLite, in rows.
pub(super) fn sqlite(rows: &[Texts]) -> Told {
    let mut told = Told::default();
    for detail in rows.iter().filter_map(|row| row.last().and_then(Option::as_deref)) {
        let mut words = detail.split(' ');
        let (Some(kind @ ("SCAN" | "SEARCH")), Some(alias)) = (words.next(), words.next()) else { continue };
        if alias.starts_with('(') || matches!(alias, "CONSTANT" | "json_each") {
            continue;
        }
        // An index that is made for one statement needs all of the table.
        let whole = kind == "SCAN" || detail.contains(" AUTOMATIC ");
        told.reads.push(Read { alias: alias.to_owned(), how: detail.to_owned(), whole });
    }
    told
}

/// Visits every object of a document, outer ones first.
fn objects(value: &Value, visit: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|inner| objects(inner, visit));
        }
        Value::Array(elements) => elements.iter().for_each(|inner| objects(inner, visit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_tables_are_found_in_every_form() {
        let json = r#"[{"Plan": {"Node Type": "Hash Join", "Plans": [
            {"Node Type": "Seq Scan", "Relation Name": "docs", "Alias": "d"},
            {"Node Type": "Index Scan", "Relation Name": "members", "Alias": "m", "Index Name": "by_user"}]},
            "Planning Time": 1.5}]"#;
        let told = postgres(json);
        assert_eq!(told.planning, Some(Duration::from_micros(1500)));
        assert_eq!(told.whole(), ["d"]);
        assert_eq!(told.summary(), ["Seq Scan on docs", "Index Scan using by_user on members"]);
        let json = r#"{"query_block": {"nested_loop": [
            {"table": {"table_name": "d", "access_type": "ALL", "rows": 9}},
            {"table": {"table_name": "<subquery2>", "access_type": "ALL"}},
            {"table": {"table_name": "m", "access_type": "ref", "key": "by_user"}}]}}"#;
        assert_eq!(mysql(json).whole(), ["d"]);
        assert_eq!(mysql(json).summary().last().map(String::as_str), Some("ref using by_user on m"));
        let row = |detail: &str| vec![Some("1".to_owned()), Some(detail.to_owned())];
        let rows =
            [row("SCAN d"), row("SEARCH m USING INDEX by_user (user_id=?)"), row("LIST SUBQUERY 1"), row("SCAN (subquery-2)")];
        let rows = [&rows[..], &[row("SEARCH r USING AUTOMATIC COVERING INDEX (id=?)")]].concat();
        assert_eq!(sqlite(&rows).whole(), ["d", "r"]);
    }

    #[test]
    fn what_is_not_understood_says_nothing() {
        assert_eq!(postgres("x"), Told::default());
        assert_eq!(mysql(""), Told::default());
        assert_eq!(sqlite(&[vec![]]), Told::default());
    }
}

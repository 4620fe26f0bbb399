//! DDL and rows of a case.

use super::case::Case;
use super::place::{Collation, FLAGS, Home, Placement, base_table, is_text, literal, quoted};
use super::world::{ArgType, World};
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::Value;
use std::fmt::Write;

type Row = Vec<Option<Value>>;

/// The whole script.
pub(super) fn script(case: &Case, dialect: Dialect) -> String {
    let mut sql = String::new();
    if case.placements.iter().any(|placement| placement.home == Home::Schema) {
        sql.push_str(match dialect {
            Dialect::Postgres => "CREATE SCHEMA other;\n",
            Dialect::Sqlite => "ATTACH ':memory:' AS other;\n",
            Dialect::MySql => "CREATE OR REPLACE DATABASE other;\n",
        });
    }
    if dialect == Dialect::Postgres && case.placements.iter().any(|placement| placement.collation == Collation::Loose) {
        sql.push_str("CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false);\n");
    }
    for (ty, ids) in &case.base {
        base(case, *ty, ids, dialect, &mut sql);
    }
    for (at, placement) in case.placements.iter().enumerate() {
        if placement.base().is_none() {
            let rows = rows(case, at);
            own(&case.world, placement, &rows, dialect, &mut sql);
        }
    }
    sql
}

/// The rows of a placement, open arguments only: facts, then rows that are none.
fn rows(case: &Case, at: usize) -> Vec<Row> {
    let placement = &case.placements[at];
    let open = placement.open();
    let facts = case.facts.iter().filter(|(of, _)| *of == at);
    let facts = facts.map(|(_, args)| open.iter().map(|position| Some(args[*position].clone())).collect());
    facts.chain(placement.noise.iter().cloned()).collect()
}

/// `INSERT` with one row a line.
fn insert(table: &str, rows: &[Vec<String>], sql: &mut String) {
    if !rows.is_empty() {
        let rows: Vec<String> = rows.iter().map(|row| format!("({})", row.join(", "))).collect();
        let _ = writeln!(sql, "INSERT INTO {table} VALUES\n  {};", rows.join(",\n  "));
    }
}

/// Indexes on columns, where the planner asks for them.
fn indexes(table: &str, columns: &[String], dialect: Dialect, sql: &mut String) {
    let names = columns.iter().filter_map(|column| column.split_once(' ')).map(|(name, _)| name);
    for name in names.filter(|name| dialect == Dialect::Postgres && !name.starts_with('"')) {
        let _ = writeln!(sql, "CREATE INDEX ON {table} ({name});");
    }
}

fn literals(world: &World, placement: &Placement, row: &Row, dialect: Dialect) -> Vec<String> {
    let values = placement.open_args().into_iter().zip(row);
    values.map(|(arg, value)| placement.literal(world, arg, value.as_ref(), dialect)).collect()
}

/// A type's own table: its ids, a column for the caller's queries, and the columns of the placements that live here.
fn base(case: &Case, ty: usize, ids: &[String], dialect: Dialect, sql: &mut String) {
    let world = &case.world;
    let here: Vec<(usize, &Placement, usize)> = case
        .placements
        .iter()
        .enumerate()
        .filter_map(|(at, placement)| placement.base().filter(|(of, _)| *of == ty).map(|(_, key)| (at, placement, key)))
        .collect();
    let has_hole = case.holes.contains(&ty);
    let key = if has_hole { "UNIQUE" } else { "PRIMARY KEY" };
    let id = world.types[ty].key.ddl(dialect);
    // SQLite lets keys be looser than their ids are; on PostgreSQL no loose column may be one that nobody told of.
    let is_loose = dialect == Dialect::Sqlite && ty.is_multiple_of(2) && case.is_collated() && is_text(id);
    let collation = if is_loose { Collation::Loose.ddl(dialect) } else { "" };
    let mut columns = vec![format!("id {id}{collation} {key}"), "note integer".to_owned()];
    for (_, placement, key) in &here {
        columns.extend(base_columns(world, placement, *key, dialect));
    }
    let table = base_table(world, ty);
    let _ = writeln!(sql, "CREATE TABLE {table} ({});", columns.join(", "));
    indexes(&table, columns.get(2..).unwrap_or_default(), dialect, sql);
    let mut lines = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let note = ["1", "2", "NULL"][number % 3].to_owned();
        let own = Value::new(world.types[ty].name.as_str(), id.as_str());
        let mut line = vec![literal(Some(&own), dialect), note];
        for (at, placement, key) in &here {
            line.extend(base_values(world, &rows(case, *at), placement, *key, &own, dialect));
        }
        lines.push(line);
    }
    if has_hole {
        lines.push(vec!["NULL".to_owned(); columns.len()]);
    }
    insert(&table, &lines, sql);
}

fn base_columns(world: &World, placement: &Placement, key: usize, dialect: Dialect) -> Vec<String> {
    let n = placement.number;
    if let Home::Flag(style) = placement.home {
        let ty =
            if dialect == Dialect::MySql { FLAGS[style].0.replace("timestamptz", "datetime") } else { FLAGS[style].0.to_owned() };
        return vec![format!("g{n} {ty}")];
    }
    let args = placement.open_args();
    let others = args.iter().enumerate().filter(|(at, _)| *at != key);
    others.map(|(at, arg)| format!("g{n}_{at} {}", placement.column_type(world, arg, dialect))).collect()
}

/// What the columns of a placement hold in the row of one id.
fn base_values(world: &World, rows: &[Row], placement: &Placement, key: usize, own: &Value, dialect: Dialect) -> Vec<String> {
    let row = rows.iter().find(|row| row[key].as_ref() == Some(own));
    if let Home::Flag(style) = placement.home {
        let (_, yes, no, _) = FLAGS[style];
        return vec![if row.is_some() { yes } else { no }.to_owned()];
    }
    let others = placement.open_args().into_iter().enumerate().filter(|(at, _)| *at != key);
    others.map(|(at, arg)| placement.literal(world, arg, row.and_then(|row| row[at].as_ref()), dialect)).collect()
}

/// The tables of a placement that has its own.
fn own(world: &World, placement: &Placement, rows: &[Row], dialect: Dialect, sql: &mut String) {
    let n = placement.number;
    let args = placement.open_args();
    if placement.home == Home::Enumeration && dialect == Dialect::Postgres {
        enumeration(placement, sql);
    }
    let column = |(at, arg): (usize, &&ArgType)| format!("c{at} {}", placement.column_type(world, arg, dialect));
    let columns: Vec<String> = args.iter().enumerate().map(column).collect();
    let all: Vec<Vec<String>> = rows.iter().map(|row| literals(world, placement, row, dialect)).collect();
    let mut table = |name: &str, columns: &[String], rows: &[Vec<String>]| {
        let _ = writeln!(sql, "CREATE TABLE {name} ({});", columns.join(", "));
        if !n.is_multiple_of(4) {
            indexes(name, columns, dialect, sql);
        }
        insert(name, rows, sql);
    };
    match placement.home {
        Home::Quoted => {
            let columns: Vec<String> = columns
                .iter()
                .enumerate()
                .map(|(at, c)| c.replacen(&format!("c{at}"), &quoted(&format!("Col {at}"), dialect), 1))
                .collect();
            table(&quoted(&format!("Facts {n}"), dialect), &columns, &all);
        }
        Home::Table => table(&placement.own_table(), &columns, &all),
        Home::Schema => table(&format!("other.p{n}"), &columns, &all),
        Home::Twice => table(&format!("p{n}"), &columns, &[all.clone(), all].concat()),
        Home::Filtered => {
            let columns = [columns, vec!["state text".to_owned(), quoted("rank", dialect) + " integer"]].concat();
            table(&format!("p{n}"), &columns, &filtered(world, placement, rows, dialect));
        }
        Home::Joined => joined(n, &columns, &all, &mut table),
        Home::United => {
            let (even, odd): (Vec<_>, Vec<_>) = all.into_iter().enumerate().partition(|(at, _)| at.is_multiple_of(2));
            let without = |rows: Vec<(usize, Vec<String>)>| rows.into_iter().map(|(_, row)| row).collect::<Vec<_>>();
            table(&format!("p{n}a"), &columns, &without(even));
            table(&format!("p{n}b"), &columns, &without(odd));
        }
        Home::View => {
            table(&format!("p{n}"), &columns, &all);
            let columns: Vec<String> = (0..args.len()).map(|at| format!("c{at} AS xc{at}")).collect();
            let _ = writeln!(sql, "CREATE VIEW v{n} AS SELECT {} FROM p{n};", columns.join(", "));
        }
        _ => table(&format!("p{n}"), &columns, &all),
    }
}

fn enumeration(placement: &Placement, sql: &mut String) {
    let mut labels: Vec<String> = Vec::new();
    for arg in placement.open_args() {
        if let ArgType::Text(texts) = arg {
            labels.extend(texts.iter().map(|text| literal(Some(&Value::string(text.as_str())), Dialect::Postgres)));
        }
    }
    labels.sort();
    labels.dedup();
    let _ = writeln!(sql, "CREATE TYPE e{} AS ENUM ({});", placement.number, labels.join(", "));
}

/// Facts pass the filter. Every fact's neighbour does not: the same row with one argument of another fact.
fn filtered(world: &World, placement: &Placement, rows: &[Row], dialect: Dialect) -> Vec<Vec<String>> {
    let facts = rows.len() - placement.noise.len();
    let mut all = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        all.push(
            [
                literals(world, placement, row, dialect),
                vec!["'on'".to_owned(), if at.is_multiple_of(2) { "0" } else { "2" }.to_owned()],
            ]
            .concat(),
        );
        if at < facts {
            let mut other = row.clone();
            let last = other.len() - 1;
            other[last].clone_from(&rows[(at + 1) % facts][last]);
            let state = ["'off'", "NULL", "'on'"][at % 3].to_owned();
            all.push([literals(world, placement, &other, dialect), vec![state, "1".to_owned()]].concat());
        }
    }
    all
}

fn joined(n: usize, columns: &[String], rows: &[Vec<String>], table: &mut impl FnMut(&str, &[String], &[Vec<String>])) {
    let k = "k integer".to_owned();
    let numbered = |rows: Vec<Vec<String>>| {
        rows.into_iter().enumerate().map(|(at, row)| [vec![at.to_string()], row].concat()).collect::<Vec<_>>()
    };
    let first: Vec<Vec<String>> = rows.iter().map(|row| row[..1].to_vec()).collect();
    let mut rest: Vec<Vec<String>> = numbered(rows.iter().map(|row| row[1..].to_vec()).collect());
    let mut first = numbered(first);
    // Rows without a partner.
    if let Some(row) = rows.first() {
        first.push([vec!["-1".to_owned()], row[..1].to_vec()].concat());
        rest.push([vec!["NULL".to_owned()], row[1..].to_vec()].concat());
    }
    table(&format!("p{n}a"), &[vec![k.clone()], columns[..1].to_vec()].concat(), &first);
    table(&format!("p{n}b"), &[vec![k], columns[1..].to_vec()].concat(), &rest);
}

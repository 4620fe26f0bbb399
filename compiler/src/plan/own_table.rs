//! The row that a filter is about, as callers write it.
//!
//! In: the text of a column such as `i.id`, a table name, the mapping. Out: a [`Row`], whose table is the one given, none,
//! or the one that the mapping leaves no doubt about. Names are read as PostgreSQL reads them: in lower case unless they
//! stand in double quotes.

use super::question::Row;
use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::model::{Mapping, SignatureArg, Table};

/// Reads `[alias.]column`, with quotes where a name needs them, as a row whose table is not known.
///
/// # Errors
/// A diagnostic when the text is anything else: it becomes part of SQL, so nothing but names is let through.
pub fn parse_row(column: &str) -> Result<Row, Diagnostic> {
    match path(column).as_deref() {
        Some([column]) => Ok(Row { alias: None, column: column.clone(), table: None, rows: None }),
        Some([alias, column]) => Ok(Row { alias: Some(alias.clone()), column: column.clone(), table: None, rows: None }),
        _ => Err(bad(column, "a column", "it is written `id`, `i.id` or `\"Issues\".\"Id\"`")),
    }
}

/// Reads `[schema.]name`, with quotes where a name needs them.
///
/// # Errors
/// A diagnostic when the text is anything else.
pub fn parse_table(table: &str) -> Result<Table, Diagnostic> {
    match path(table).as_deref() {
        Some([name]) => Ok(Table { schema: None, name: name.clone() }),
        Some([schema, name]) => Ok(Table { schema: Some(schema.clone()), name: name.clone() }),
        _ => Err(bad(table, "a table", "it is written `issues`, `public.issues` or `\"Issues\"`")),
    }
}

/// The table that a column of this name must be the key of, when it holds ids of `resource`: the only one in the mapping
/// of which plain projections read such a key. `None` when there is no such table, or more than one.
pub fn infer_table(mapping: &Mapping, resource: &str, column: &str) -> Option<Table> {
    let mut found: Option<&Table> = None;
    for fact in &mapping.facts {
        let Some(projection) = &fact.select.projection else { continue };
        let types = fact.signature.args.iter().filter_map(|arg| match arg {
            SignatureArg::Column(ty) => Some(ty),
            SignatureArg::Constant(_) => None,
        });
        let reads = types.zip(&projection.columns).any(|(ty, read)| ty == resource && read == column);
        if !reads || !projection.keys.iter().any(|key| key == column) {
            continue;
        }
        if found.is_some_and(|other| *other != projection.table) {
            return None;
        }
        found = Some(&projection.table);
    }
    found.cloned()
}

/// The names of a dotted path.
fn path(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = if let Some(quoted) = rest.strip_prefix('"') { quoted_name(quoted)? } else { plain_name(rest)? };
        names.push(name);
        if after.is_empty() {
            return Some(names);
        }
        rest = after.strip_prefix('.')?;
    }
}

/// A name behind its opening quote, and what follows its closing one.
fn quoted_name(mut rest: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    loop {
        let (part, after) = rest.split_once('"')?;
        name.push_str(part);
        let Some(more) = after.strip_prefix('"') else { break usable(name).map(|name| (name, after)) };
        name.push('"');
        rest = more;
    }
}

fn plain_name(rest: &str) -> Option<(String, &str)> {
    let end = rest.find('.').unwrap_or(rest.len());
    let (name, after) = rest.split_at_checked(end)?;
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let continues = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
    if starts && continues { Some((name.to_ascii_lowercase(), after)) } else { None }
}

/// A quoted name may hold anything but nothing, and no NUL.
fn usable(name: String) -> Option<String> {
    (!name.is_empty() && !name.contains('\0')).then_some(name)
}

fn bad(text: &str, what: &str, help: &str) -> Diagnostic {
    let shown: String = text.chars().take(60).collect();
    Diagnostic::placeless(codes::BAD_QUESTION, format!("`{shown}` is not the name of {what}")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::load::load;
    use crate::source::SourceId;

    fn row(text: &str) -> Option<(Option<String>, String)> {
        parse_row(text).ok().map(|row| (row.alias, row.column))
    }

    #[test]
    fn columns_are_folded_unless_quoted() {
        let named = |alias: &str, column: &str| Some((Some(alias.to_owned()), column.to_owned()));
        assert_eq!(row("id"), Some((None, "id".to_owned())));
        assert_eq!(row("I.Id"), named("i", "id"));
        assert_eq!(row("\"I\".\"Id\""), named("I", "Id"));
        assert_eq!(row("\"a.b\".\"c\"\"d\""), named("a.b", "c\"d"));
        assert_eq!(row("größe.id$1"), named("größe", "id$1"));
    }

    #[test]
    fn nothing_but_names_is_a_column() {
        let texts =
            ["", ".", "i.", ".id", "i..id", "a.b.c", "i.id) OR (1=1", "1d", "id--", "\"\"", "\"id", "\"i\"id", "i d", "\"\0\""];
        for text in texts {
            assert_eq!(row(text), None, "{text}");
        }
    }

    #[test]
    fn tables_may_have_a_schema() {
        assert_eq!(parse_table("Issues"), Ok(Table { schema: None, name: "issues".into() }));
        assert_eq!(parse_table("app.\"Issues\""), Ok(Table { schema: Some("app".into()), name: "Issues".into() }));
        assert!(parse_table("a.b.c").is_err());
        assert!(parse_table("").is_err());
    }

    fn inferred(facts: &str, resource: &str, column: &str) -> Option<String> {
        let (mapping, found) = load(SourceId(0), facts);
        assert!(!found.has_errors(), "{found:?}");
        infer_table(&mapping, resource, column).map(|table| table.name)
    }

    #[test]
    fn the_only_table_with_such_a_key_is_the_row_s_own() {
        let facts = "
facts:
  has_relation(Issue:_, repository, Repository:_):
    query: SELECT id, repo_id FROM issues
  is_locked(Issue:_):
    query: SELECT id FROM issues WHERE locked
  pinned(Issue:_, Repository:_):
    query: SELECT issue_id, repo_id FROM pins
  labelled(Issue:_, String:_):
    query: SELECT i.id, l.name FROM issues AS i JOIN labels AS l ON l.id = i.label_id
";
        assert_eq!(inferred(facts, "Issue", "id"), Some("issues".to_owned()));
        assert_eq!(inferred(facts, "Issue", "issue_id"), None, "no key");
        assert_eq!(inferred(facts, "Repository", "id"), None, "the column holds other ids");
        assert_eq!(inferred("facts:\n", "Issue", "id"), None);
    }

    #[test]
    fn two_tables_with_such_a_key_leave_a_doubt() {
        let facts = "
facts:
  is_locked(Issue:_):
    query: SELECT id FROM issues
  is_old(Issue:_):
    query: SELECT id FROM archived_issues
";
        assert_eq!(inferred(facts, "Issue", "id"), None);
    }
}

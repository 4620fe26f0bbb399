//! YAML text to a checked [`Mapping`].
//!
//! In: the text of one mapping file. Out: the mapping and every problem found, sorted by place. Entries with errors are
//! left out of the mapping, so that it is sound whatever the file says; whether to use it at all is the caller's
//! choice. Never panics, whatever the text.

mod file;
mod yaml;

use super::join::{Join, JoinOutput};
use super::model::{FactMapping, Mapping, Signature};
use super::select;
use super::signature;
use super::sql_type::SqlType;
use super::text::LocatedText;
use crate::diagnostic::{Diagnostic, Diagnostics, codes};
use crate::source::{SourceId, Span};
use crate::value::{ACTOR, RESOURCE, STRING, TypeName, is_primitive};
use file::{Entries, FactEntry};
use indexmap::IndexMap;
use select::{Checked, Grammar};

/// Reads a mapping file. Spans of diagnostics and of the mapping point into `source`, whose text is `text`.
pub fn load(source: SourceId, text: &str) -> (Mapping, Diagnostics) {
    load_for(source, text, Grammar::Postgres)
}

/// The same for queries that are written in the given grammar.
pub fn load_for(source: SourceId, text: &str, grammar: Grammar) -> (Mapping, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut mapping = Mapping::default();
    match yaml::parse(source, text) {
        Err(problem) => diagnostics.push(*problem),
        Ok(root) => {
            let file = file::read(root, &mut diagnostics);
            mapping.sql_types = sql_types(&file.sql_types.unwrap_or_default(), &mut diagnostics);
            mapping.sql_types.values_mut().for_each(|ty| *ty = grammar.as_kept(*ty));
            mapping.facts = select::on_one_stack(|| facts(&file.facts, &mapping.sql_types, grammar, &mut diagnostics));
        }
    }
    diagnostics.sort();
    // A query behind an alias is checked wherever it is used, with the same result.
    diagnostics.0.dedup();
    (mapping, diagnostics)
}

/// The JSON Schema of a mapping file, for editors.
pub fn json_schema() -> serde_json::Value {
    file::schema()
}

fn facts(
    entries: &Entries<FactEntry>,
    types: &IndexMap<TypeName, SqlType>,
    grammar: Grammar,
    diagnostics: &mut Diagnostics,
) -> Vec<FactMapping> {
    let mut facts = Vec::new();
    let mut seen: IndexMap<Signature, Span> = IndexMap::new();
    for (key, entry) in &entries.0 {
        let signature = signature::parse(key, diagnostics);
        let checked = select::check(&entry.query, grammar, diagnostics);
        let Some(signature) = signature else { continue };
        if let Some(first) = seen.get(&signature) {
            diagnostics.push(duplicate_signature(key, *first));
            continue;
        }
        seen.insert(signature.clone(), key.span());
        let Some(checked) = checked else { continue };
        if let Some(fact) = fact(key, &entry.query, signature, checked, types, diagnostics) {
            facts.push(fact);
        }
    }
    facts
}

fn duplicate_signature(key: &LocatedText, first: Span) -> Diagnostic {
    let message = format!("`{}` is mapped twice", key.text());
    Diagnostic::error(codes::DUPLICATE_SIGNATURE, key.span(), message)
        .also(first, "first mapped here")
        .help("one query can return the rows of both with `UNION ALL`")
}

fn fact(
    key: &LocatedText,
    query: &LocatedText,
    signature: Signature,
    checked: Checked,
    types: &IndexMap<TypeName, SqlType>,
    diagnostics: &mut Diagnostics,
) -> Option<FactMapping> {
    let Checked { mut select, outputs } = checked;
    let columns = signature.column_types();
    if columns.len() != outputs.len() {
        diagnostics.push(column_count(key, query, columns.len(), &outputs));
        return None;
    }
    for ((ty, output), column) in columns.iter().zip(&outputs).zip(&mut select.columns) {
        column.sql_type = types.get(*ty).copied();
        if let (Some(span), false) = (output.cast, is_primitive(ty)) {
            diagnostics.push(cast_key(span, ty));
        }
    }
    // Ids are compared as they are kept, which tells more of them than their text form.
    let texts = select.projection.as_ref().map_or(&[][..], |projection| &projection.as_text);
    if texts.iter().zip(&columns).any(|(as_text, ty)| *as_text && *ty != STRING) {
        select.projection = None;
    }
    let is_id_as_text = |join: &Join| join.outputs.iter().zip(&columns).any(|(output, ty)| join.is_text(output) && *ty != STRING);
    if select.joins.iter().any(|join| is_id_as_text(join) || !has_types(join, &columns)) {
        select.joins = Vec::new();
    }
    select.assume_text();
    if let Some(projection) = &mut select.projection {
        projection.keys = select::guess_keys(&projection.table, &projection.columns, &columns);
    }
    Some(FactMapping { span: key.span(), query_span: query.span(), signature, select, is_part: false })
}

/// Whether there are as many outputs as columns, and constants have the types of theirs.
fn has_types(join: &Join, columns: &[&TypeName]) -> bool {
    let fits = |(output, ty): (&JoinOutput, &&TypeName)| !matches!(output, JoinOutput::Constant(value) if value.ty != **ty);
    join.outputs.len() == columns.len() && join.outputs.iter().zip(columns).all(fits)
}

fn column_count(key: &LocatedText, query: &LocatedText, wanted: usize, outputs: &[select::Output]) -> Diagnostic {
    let count = |n: usize| if n == 1 { "1 column".to_owned() } else { format!("{n} columns") };
    let found = outputs.len();
    let message = format!("the query returns {}, but `{}` has {wanted} `_`", count(found), key.text());
    // The first column too many, else the last there is.
    let at = outputs.get(wanted).or(outputs.last()).map_or(query.span(), |output| output.span);
    let label = if found > wanted { "no `_` for this column" } else { "a column is missing after this one" };
    Diagnostic::error(codes::COLUMN_COUNT, at, message)
        .label(label)
        .also(key.span(), format!("asks for {}", count(wanted)))
        .help("the query returns one column for each `_`, in order; constants of the signature are not returned")
}

fn cast_key(span: Span, ty: &str) -> Diagnostic {
    Diagnostic::warning(codes::CAST_KEY, span, format!("the id of `{ty}` is cast, so no index on it can be used"))
        .help("return the column as it is and give its type in `sql_types`")
}

fn sql_types(entries: &Entries<LocatedText>, diagnostics: &mut Diagnostics) -> IndexMap<TypeName, SqlType> {
    let mut types = IndexMap::new();
    for (key, name) in &entries.0 {
        let ty = match signature::parse_type(key) {
            Ok(ty) => ty,
            Err(problem) => {
                diagnostics.push(*problem);
                continue;
            }
        };
        let Some(sql_type) = SqlType::parse(name.text()) else {
            diagnostics.push(unknown_sql_type(name));
            continue;
        };
        match useless_sql_type(key, name, sql_type) {
            Some(problem) => diagnostics.push(problem),
            None => {
                types.insert(ty, sql_type);
            }
        }
    }
    types
}

fn unknown_sql_type(name: &LocatedText) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_SQL_TYPE, name.span(), format!("unknown SQL type `{}`", name.text().trim())).help(
        "accepted are `smallint`, `integer`, `bigint`, `numeric`, `uuid`, `text`, `varchar`, `char`, `boolean`, `citext` \
         and `name`; ids of other types are left out here and compared as text",
    )
}

/// Primitive types have the SQL types they have; abstract types have no columns.
fn useless_sql_type(key: &LocatedText, name: &LocatedText, sql_type: SqlType) -> Option<Diagnostic> {
    let ty = key.text();
    if !is_primitive(ty) && ty != ACTOR && ty != RESOURCE {
        return None;
    }
    if !sql_type.can_hold(ty) {
        let message = format!("values of `{ty}` cannot be stored as `{}`", name.text().trim());
        return Some(Diagnostic::error(codes::PRIMITIVE_SQL_TYPE, name.span(), message));
    }
    let reason = if is_primitive(ty) { "is built in" } else { "is abstract and no column has it" };
    let message = format!("`{ty}` {reason}, so its entry in `sql_types` has no effect");
    Some(Diagnostic::warning(codes::USELESS_SQL_TYPE, key.span(), message))
}

//! The mapping file as it is written: which keys there are, and what kind of value each has.
//!
//! In: the YAML tree. Out: [`MappingFile`], whose texts are located but not yet understood, and diagnostics about keys
//! and kinds. The JSON Schema for editors is derived from the same structs.

use super::yaml::{Content, Node};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, codes};
use crate::mapping::text::LocatedText;
use crate::source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// The SQL queries that yield an application's facts, and the SQL types of its ids.
#[derive(Debug, Default, JsonSchema)]
#[schemars(title = "Arctos mapping", deny_unknown_fields)]
pub struct MappingFile {
    /// One entry for each kind of fact that the application's tables hold. The key is the fact's signature: `Type:_`
    /// stands for a column of the query, anything else is a constant.
    pub facts: Entries<FactEntry>,
    /// The SQL type of the ids of each Polar type, such as `uuid` or `bigint`. Without it, ids are compared as text
    /// unless a database is asked.
    pub sql_types: Option<Entries<LocatedText>>,
    /// A key of the Sync format; ignored.
    pub db: Option<Ignored>,
    /// A key of the Sync format; ignored.
    pub dbs: Option<Ignored>,
    /// A key of the Sync format; ignored.
    pub version: Option<Ignored>,
    /// A key of the Sync format; ignored.
    pub source: Option<Ignored>,
}

/// How the facts of one signature are found.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FactEntry {
    /// A single read-only query that returns one column for each `_` of the signature, in order.
    pub query: LocatedText,
    /// A key of the Sync format; ignored.
    pub db: Option<Ignored>,
    /// A key of the Sync format; ignored.
    pub collection: Option<Ignored>,
    /// A key of the Sync format; ignored.
    pub fields: Option<Ignored>,
}

/// A map from texts, in file order.
#[derive(Debug)]
pub struct Entries<V>(pub Vec<(LocatedText, V)>);

/// A key that is accepted and not used.
#[derive(Debug)]
pub struct Ignored(LocatedText);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: JsonSchema> JsonSchema for Entries<V> {
    fn schema_name() -> Cow<'static, str> {
        format!("MapOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": ["object", "null"], "additionalProperties": value })
    }

    fn inline_schema() -> bool {
        true
    }
}

impl JsonSchema for LocatedText {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }

    fn inline_schema() -> bool {
        true
    }
}

impl JsonSchema for Ignored {
    fn schema_name() -> Cow<'static, str> {
        "Ignored".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!(true)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// The JSON Schema of a mapping file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(MappingFile).to_value()
}

/// Reads the tree of a file. Entries that cannot be read are left out and reported.
pub fn read(root: Node, diagnostics: &mut Diagnostics) -> MappingFile {
    let mut file = MappingFile::default();
    let whole = root.span;
    let Some(entries) = map(root, "a mapping", diagnostics) else { return file };
    let empty = entries.is_empty();
    // A misspelt key is not missing as well.
    let mut has_facts = false;
    for (key, value) in fields(entries, diagnostics) {
        match key.text() {
            "facts" => {
                has_facts = true;
                file.facts = Entries(read_facts(&key, value, diagnostics));
            }
            "sql_types" => file.sql_types = Some(Entries(read_sql_types(&key, value, diagnostics))),
            "db" => file.db = Some(Ignored(key)),
            "dbs" => file.dbs = Some(Ignored(key)),
            "version" => file.version = Some(Ignored(key)),
            "source" => file.source = Some(Ignored(key)),
            _ => has_facts |= unknown_key(&key, &["facts", "sql_types"], diagnostics) == Some("facts"),
        }
    }
    if !has_facts && !empty {
        let message = "the mapping has no `facts`";
        diagnostics.push(
            Diagnostic::error(codes::MISSING_KEY, whole, message)
                .help("a file without mapped facts says so with an empty `facts:`"),
        );
    }
    warn_of_ignored(&file, diagnostics);
    file
}

fn read_facts(key: &LocatedText, value: Node, diagnostics: &mut Diagnostics) -> Vec<(LocatedText, FactEntry)> {
    let entries = map_under(key, value, diagnostics).unwrap_or_default();
    let mut facts = Vec::new();
    for (key, value) in entries {
        let Some(signature) = key_text(key, diagnostics) else { continue };
        if let Some(entry) = read_fact(&signature, value, diagnostics) {
            facts.push((signature, entry));
        }
    }
    facts
}

fn read_fact(signature: &LocatedText, value: Node, diagnostics: &mut Diagnostics) -> Option<FactEntry> {
    let mut query = None;
    let (mut db, mut collection, mut unused_fields) = (None, None, None);
    let (mut failed, mut cut) = (false, false);
    if let Content::Text(text) = &value.content {
        let message = format!("a fact's entry is a map with `query`, not {}", value.content.kind());
        diagnostics.push(Diagnostic::error(codes::BAD_SHAPE, text.span(), message).help("the query goes under `query:`"));
        return None;
    }
    for (key, value) in fields(map_under(signature, value, diagnostics)?, diagnostics) {
        match key.text() {
            "query" => {
                query = text_under(&key, value, diagnostics);
                failed |= query.is_none();
            }
            "db" => db = Some(Ignored(key)),
            "collection" => collection = Some(Ignored(key)),
            "fields" => unused_fields = Some(Ignored(key)),
            _ if matches!(value.content, Content::Null) && query.is_some() => {
                query = query.map(|query| rejoin(query, &key, &mut cut));
            }
            _ => failed |= unknown_key(&key, &["query"], diagnostics).is_some(),
        }
    }
    if let Some(query) = query.as_ref().filter(|_| cut) {
        let message = "a comma inside braces ends a value in YAML; the query is read as if it stood in quotes";
        diagnostics.push(
            Diagnostic::warning(codes::UNQUOTED_COMMA, query.span(), message)
                .help("put the query in quotes or in a block of its own"),
        );
    }
    if query.is_none() && !failed {
        let message = format!("`{}` has no `query`", signature.text());
        diagnostics.push(Diagnostic::error(codes::MISSING_KEY, signature.span(), message));
    }
    Some(FactEntry { query: query?, db, collection, fields: unused_fields })
}

fn read_sql_types(key: &LocatedText, value: Node, diagnostics: &mut Diagnostics) -> Vec<(LocatedText, LocatedText)> {
    let entries = map_under(key, value, diagnostics).unwrap_or_default();
    let mut types = Vec::new();
    for (key, value) in fields(entries, diagnostics) {
        if let Some(name) = text_under(&key, value, diagnostics) {
            types.push((key, name));
        }
    }
    types
}

/// The entries of a map with textual keys, each key once.
fn fields(entries: Vec<(Node, Node)>, diagnostics: &mut Diagnostics) -> Vec<(LocatedText, Node)> {
    let mut fields: Vec<(LocatedText, Node)> = Vec::new();
    for (key, value) in entries {
        let Some(key) = key_text(key, diagnostics) else { continue };
        if let Some((first, _)) = fields.iter().find(|(earlier, _)| earlier.text() == key.text()) {
            let message = format!("`{}` is given twice", key.text());
            diagnostics.push(Diagnostic::error(codes::DUPLICATE_KEY, key.span(), message).also(first.span(), "first given here"));
            continue;
        }
        fields.push((key, value));
    }
    fields
}

fn key_text(key: Node, diagnostics: &mut Diagnostics) -> Option<LocatedText> {
    match key.content {
        Content::Text(text) | Content::Plain(text) => Some(text),
        other => {
            wrong_kind(codes::BAD_SHAPE, key.span, "a key", "a text", &other, diagnostics);
            None
        }
    }
}

fn text_under(key: &LocatedText, value: Node, diagnostics: &mut Diagnostics) -> Option<LocatedText> {
    match value.content {
        Content::Text(text) => Some(text),
        other => {
            let span = place(key, value.span);
            wrong_kind(codes::BAD_SHAPE, span, &format!("`{}`", key.text()), "a text", &other, diagnostics);
            None
        }
    }
}

fn map_under(key: &LocatedText, value: Node, diagnostics: &mut Diagnostics) -> Option<Vec<(Node, Node)>> {
    let span = place(key, value.span);
    map(Node { span, ..value }, &format!("`{}`", key.text()), diagnostics)
}

/// `None` after reporting anything but a map or nothing.
fn map(value: Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Vec<(Node, Node)>> {
    match value.content {
        Content::Map(entries) => Some(entries),
        Content::Null => Some(Vec::new()),
        other => {
            wrong_kind(codes::BAD_SHAPE, value.span, what, "a map", &other, diagnostics);
            None
        }
    }
}

/// Values without characters of their own are shown at their key.
fn place(key: &LocatedText, value: Span) -> Span {
    if value.start == value.end { key.span() } else { value }
}

fn wrong_kind(code: Code, span: Span, what: &str, wanted: &str, found: &Content, diagnostics: &mut Diagnostics) {
    diagnostics.push(Diagnostic::error(code, span, format!("{what} must be {wanted}, not {}", found.kind())));
}

fn warn_of_ignored(file: &MappingFile, diagnostics: &mut Diagnostics) {
    let entries = file.facts.0.iter().map(|(_, entry)| entry);
    let in_entries = entries.flat_map(|entry| [&entry.db, &entry.collection, &entry.fields]);
    let at_top = [&file.db, &file.dbs, &file.version, &file.source];
    for Ignored(key) in at_top.into_iter().chain(in_entries).flatten() {
        let message = format!("`{}` belongs to the Sync format and is ignored", key.text());
        diagnostics.push(Diagnostic::warning(codes::IGNORED_KEY, key.span(), message));
    }
}

/// `{query: SELECT a, b FROM t}` is, to YAML, the key `query` and the key `b FROM t` without a value; what is meant is
/// certain all the same.
fn rejoin(query: LocatedText, key: &LocatedText, cut: &mut bool) -> LocatedText {
    *cut = true;
    query.rejoined(key)
}

/// Returns the known key that was probably meant.
fn unknown_key<'a>(key: &LocatedText, known: &[&'a str], diagnostics: &mut Diagnostics) -> Option<&'a str> {
    let written = key.text();
    let problem = Diagnostic::error(codes::UNKNOWN_KEY, key.span(), format!("unknown key `{written}`"));
    let nearest = known.iter().copied().min_by_key(|name| strsim::damerau_levenshtein(name, written));
    let meant = nearest.filter(|name| strsim::damerau_levenshtein(name, written) <= name.len() / 2);
    diagnostics.push(match meant {
        Some(name) => problem.help(format!("a similar key is `{name}`")).fix(key.span(), name),
        None => problem.help(format!("known keys: {}", quoted_list(known))),
    });
    meant
}

fn quoted_list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn the_schema_names_every_key_of_the_file_and_refuses_others() {
        let schema = schema();
        let keys = |at: &str| -> Vec<String> {
            let properties = schema.pointer(at).and_then(|p| p.as_object()).expect("an object with properties");
            properties.keys().cloned().collect()
        };
        assert_eq!(keys("/properties"), ["db", "dbs", "facts", "source", "sql_types", "version"]);
        assert_eq!(keys("/$defs/FactEntry/properties"), ["collection", "db", "fields", "query"]);
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["required"], serde_json::json!(["facts"]));
    }
}

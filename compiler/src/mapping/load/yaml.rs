//! YAML text to a tree of located nodes.
//!
//! In: the text of one file. Out: its tree, in which every scalar and every key has its place, or the one problem
//! that keeps it from being read. The tree is read without expectations, so that everything else that is wrong with
//! a file is found in one run. Size and depth are bounded.

use crate::diagnostic::{Diagnostic, codes};
use crate::mapping::text::LocatedText;
use crate::source::{SourceId, Span};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location, MessageFormatter, NonFiniteFloatPolicy, Spanned};
use std::fmt;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
const MAX_DEPTH: usize = 16;
const MAX_NODES: usize = 50_000;

/// A value and where it stands.
#[derive(Debug)]
pub struct Node {
    /// The value.
    pub content: Content,
    /// Where it is written; the place of an alias, not of its anchor.
    pub span: Span,
}

/// A value.
#[derive(Debug)]
pub enum Content {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, with the places of its characters in the file.
    Text(LocatedText),
    /// A number or a truth value, as written.
    Plain(LocatedText),
    /// A list.
    List,
    /// A map, in file order and with repeated keys.
    Map(Vec<(Node, Node)>),
}

impl Content {
    /// What a person calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Text(_) => "a text",
            Self::Plain(_) => "a number or truth value",
            Self::List => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Reads a file.
///
/// # Errors
/// The first place where the text is no YAML, or the bound that it breaks.
pub fn parse(source: SourceId, text: &str) -> Result<Node, Box<Diagnostic>> {
    if text.len() > MAX_BYTES {
        let message = format!("the mapping has {} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(Diagnostic::error(codes::MAPPING_TOO_LARGE, Span::new(source, 0, 0), message).into());
    }
    let reader = Reader { source, text };
    serde_yaml::from_str_with_options::<Spanned<Raw>>(text, options())
        .map(|raw| reader.node(raw))
        .map_err(|error| reader.problem(&error).into())
}

fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        budget: serde_yaml::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: 2 * MAX_NODES,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_merge_keys: 1_000,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    }
}

struct Reader<'a> {
    source: SourceId,
    text: &'a str,
}

impl Reader<'_> {
    /// Recursion is bounded by [`MAX_DEPTH`].
    fn node(&self, raw: Spanned<Raw>) -> Node {
        let span = self.span(&raw.referenced);
        let content = match raw.value {
            Raw::Null => Content::Null,
            Raw::Text(text) => Content::Text(LocatedText::new(text, self.text, self.span(&raw.defined))),
            Raw::Plain => {
                let written = self.span(&raw.defined);
                let text = self.text.get(written.range()).unwrap_or("").trim().to_owned();
                Content::Plain(LocatedText::new(text, self.text, written))
            }
            Raw::List => Content::List,
            Raw::Map(entries) => {
                Content::Map(entries.into_iter().map(|(key, value)| (self.node(key), self.node(value))).collect())
            }
        };
        match &content {
            // An alias shows the place of use, everything else its own text without quotes and line ends.
            Content::Text(text) | Content::Plain(text) if raw.referenced == raw.defined => Node { span: text.span(), content },
            _ => Node { content, span },
        }
    }

    fn span(&self, location: &Location) -> Span {
        let span = location.span();
        let as_size = |offset: Option<u64>| offset.and_then(|offset| usize::try_from(offset).ok());
        let start = as_size(span.byte_offset()).unwrap_or_else(|| self.offset(location)).min(self.text.len());
        let end = start.saturating_add(as_size(span.byte_len()).unwrap_or(0)).min(self.text.len());
        Span::new(self.source, start, end)
    }

    /// Errors of the scanner have a line and a column only.
    fn offset(&self, location: &Location) -> usize {
        let line = usize::try_from(location.line()).unwrap_or(0).saturating_sub(1);
        let column = usize::try_from(location.column()).unwrap_or(0).saturating_sub(1);
        let mut lines = self.text.split_inclusive('\n');
        let before: usize = lines.by_ref().take(line).map(str::len).sum();
        let within = lines.next().map_or(0, |line| {
            let line = line.trim_end_matches(['\r', '\n']);
            line.char_indices().nth(column).map_or(line.len(), |(at, _)| at)
        });
        before + within
    }

    fn problem(&self, error: &serde_yaml::Error) -> Diagnostic {
        use serde_yaml::Error;
        let span = error.location().map_or(Span::new(self.source, 0, 0), |location| self.span(&location));
        match error {
            Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. } => {
                Diagnostic::error(codes::MAPPING_TOO_LARGE, span, "the mapping is nested too deeply or has too many parts")
                    .help(format!("at most {MAX_DEPTH} levels and {MAX_NODES} values are read, aliases expanded"))
            }
            Error::MultipleDocuments { .. } => {
                Diagnostic::error(codes::BAD_YAML, span, "a mapping is one YAML document, and here a second one starts")
            }
            _ => {
                let message = serde_yaml::DefaultMessageFormatter.format_message(error).into_owned();
                let reported = Diagnostic::error(codes::BAD_YAML, span, format!("invalid YAML: {}", tidy(&message)));
                if message.contains("tab") { reported.help("YAML is indented with blanks") } else { reported }
            }
        }
    }
}

/// The library's words in our style: one line, no capital, no final period.
fn tidy(message: &str) -> String {
    let line = message.lines().next().unwrap_or("").trim().trim_end_matches('.').replace('`', "'");
    let mut chars = line.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The tree as it comes from the library, which knows no file names.
enum Raw {
    Null,
    Text(String),
    Plain,
    List,
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Raw, E> {
        Ok(Raw::List)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        while items.next_element::<Raw>()?.is_some() {}
        Ok(Raw::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

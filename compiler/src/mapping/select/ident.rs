//! SQL names: how PostgreSQL folds them and when they need quotes.

use sqlparser::ast::Ident;

/// The name that PostgreSQL sees: unquoted names in lower case, quoted ones as written.
pub fn folded(ident: &Ident) -> String {
    if ident.quote_style.is_some() { ident.value.clone() } else { ident.value.to_ascii_lowercase() }
}

/// Whether a name means the same with and without quotes, in every dialect.
pub fn is_plain(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b == b'_')
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && RESERVED.binary_search(&name).is_err()
}

/// Whether an unquoted name without arguments is a function or a constant rather than a column.
pub fn is_special(ident: &Ident) -> bool {
    ident.quote_style.is_none() && is_special_name(&ident.value.to_ascii_lowercase())
}

/// The same of a name in lower case.
pub fn is_special_name(name: &str) -> bool {
    const SPECIAL: [&str; 13] = [
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "default",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
    ];
    SPECIAL.binary_search(&name).is_ok()
}

/// Words that are no column names without quotes in PostgreSQL, SQLite or MySQL, as far as they are likely names.
const RESERVED: [&str; 121] = [
    "all",
    "alter",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "commit",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "cube",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "delete",
    "desc",
    "distinct",
    "div",
    "do",
    "drop",
    "else",
    "end",
    "escape",
    "except",
    "exists",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "function",
    "grant",
    "group",
    "groups",
    "having",
    "if",
    "ilike",
    "in",
    "index",
    "initially",
    "inner",
    "insert",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "option",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "range",
    "rank",
    "references",
    "returning",
    "right",
    "row",
    "rows",
    "select",
    "session_user",
    "set",
    "similar",
    "some",
    "symmetric",
    "system",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "update",
    "user",
    "using",
    "values",
    "variadic",
    "where",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::select::Grammar;

    #[test]
    fn the_list_of_reserved_words_can_be_searched() {
        assert!(RESERVED.is_sorted());
        assert!(!is_plain("order") && !is_plain("user") && is_plain("owner_id"));
    }

    #[test]
    fn names_are_quoted_when_quotes_change_them() {
        for (name, text) in [("id", "id"), ("Id", "\"Id\""), ("a\"b", "\"a\"\"b\""), ("order", "\"order\""), ("", "\"\"")] {
            assert_eq!(Grammar::Postgres.quoted(name), text);
        }
    }
}

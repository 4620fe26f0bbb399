//! Layout for people: the text is parsed again, so that a formatted statement is also known to be valid SQL.

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer, Word};

/// Formats a statement or, wrapped for the parser, a boolean fragment. Text that does not parse comes back unchanged.
pub fn pretty(sql: &str) -> String {
    let plain = unquote(sql);
    if let Some(text) = format_statement(&plain) {
        return text;
    }
    let Ok(mut parser) = Parser::new(&PostgreSqlDialect {}).try_with_sql(&plain) else { return plain };
    match parser.parse_expr() {
        Ok(expr) => format!("{expr:#}"),
        Err(_) => plain,
    }
}

fn format_statement(sql: &str) -> Option<String> {
    let statements = Parser::parse_sql(&PostgreSqlDialect {}, sql).ok()?;
    let [one] = statements.as_slice() else { return None };
    Some(format!("{one:#}"))
}

/// Drops the quotes of identifiers that mean the same without them.
fn unquote(sql: &str) -> String {
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, sql).with_unescape(false).tokenize() else { return sql.to_owned() };
    tokens.into_iter().map(|token| plain_token(token).to_string()).collect()
}

fn plain_token(token: Token) -> Token {
    match token {
        Token::Word(Word { value, quote_style: Some('"'), .. }) if is_plain(&value) => {
            Token::Word(Word { value, quote_style: None, keyword: Keyword::NoKeyword })
        }
        other => other,
    }
}

fn is_plain(name: &str) -> bool {
    let mut chars = name.chars();
    let starts = chars.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_');
    let continues = chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let Token::Word(word) = Token::make_word(name, None) else { return false };
    starts && continues && (word.keyword == Keyword::NoKeyword || HARMLESS.contains(&name))
}

/// Words that are keywords somewhere, but plain names in PostgreSQL.
const HARMLESS: &[&str] = &[
    "actions",
    "allowed",
    "id",
    "k",
    "key",
    "kind",
    "level",
    "name",
    "org",
    "owner",
    "plan",
    "role",
    "roles",
    "state",
    "status",
    "type",
    "uid",
    "users",
    "value",
    "visibility",
    "g",
    "t",
    "c",
];

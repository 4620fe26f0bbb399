//! Layout for people.
//!
//! In: the text of a statement or fragment as written by the builder. Out: the same tokens with line breaks, without
//! quotes that mean nothing and without doubled parentheses. The text is parsed first, so that a formatted statement is
//! known to be valid SQL; text that does not parse comes back unchanged.

mod layout;
mod reserved;
mod tree;

use crate::sql::dialect::Dialect;
use sqlparser::dialect::{Dialect as Grammar, MySqlDialect, PostgreSqlDialect, SQLiteDialect};
use sqlparser::keywords::{ALL_KEYWORDS, Keyword};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer, Word};

/// Formats a statement or a boolean fragment of PostgreSQL.
pub fn pretty(sql: &str) -> String {
    pretty_in(Dialect::Postgres, sql)
}

/// Formats a statement or a boolean fragment of a dialect.
pub fn pretty_in(dialect: Dialect, sql: &str) -> String {
    let grammar = grammar(dialect);
    if !is_valid(grammar, sql) {
        return sql.to_owned();
    }
    let Ok(tokens) = Tokenizer::new(grammar, sql).with_unescape(false).tokenize() else {
        return sql.to_owned();
    };
    let tokens: Vec<Token> = tokens.into_iter().map(|token| plain_token(token, dialect)).collect();
    layout::lines(&tree::nodes(&tokens))
}

fn grammar(dialect: Dialect) -> &'static dyn Grammar {
    match dialect {
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Sqlite => &SQLiteDialect {},
        Dialect::MySql => &MySqlDialect {},
    }
}

fn is_valid(grammar: &dyn Grammar, sql: &str) -> bool {
    if Parser::parse_sql(grammar, sql).is_ok_and(|statements| statements.len() == 1) {
        return true;
    }
    Parser::new(grammar).try_with_sql(sql).is_ok_and(|mut parser| parser.parse_expr().is_ok())
}

/// Whether a name means the same without quotes. Beside PostgreSQL, no word that some database knows does.
fn is_plain(name: &str, dialect: Dialect) -> bool {
    reserved::is_plain(name)
        && (dialect == Dialect::Postgres || ALL_KEYWORDS.binary_search(&name.to_ascii_uppercase().as_str()).is_err())
}

/// Drops the quotes of an identifier that means the same without them.
fn plain_token(token: Token, dialect: Dialect) -> Token {
    match token {
        Token::Word(Word { value, quote_style: Some('"' | '`'), .. }) if is_plain(&value, dialect) => {
            Token::Word(Word { value, quote_style: None, keyword: Keyword::NoKeyword })
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::pretty;

    #[test]
    fn short_text_stays_on_one_line() {
        let sql = r#"SELECT EXISTS(SELECT 1 FROM "users" AS "u" WHERE "u"."id" = CAST($1 AS bigint)) AS "allowed""#;
        assert_eq!(pretty(sql), "SELECT EXISTS(SELECT 1 FROM users AS u WHERE u.id = CAST($1 AS bigint)) AS allowed");
    }

    #[test]
    fn needed_quotes_stay() {
        assert_eq!(pretty(r#"SELECT "a b"."User", "c"."select", "d"."x""#), r#"SELECT "a b"."User", c."select", d.x"#);
    }

    #[test]
    fn long_statements_break_at_clauses_and_conditions() {
        let sql = "SELECT i.id FROM issues AS i INNER JOIN repositories AS r ON r.id = i.repo_id WHERE i.creator_id = CAST($1 AS bigint) \
                   AND i.created BETWEEN 1 AND 2 AND (i.state = 'open' OR i.state = 'a (b) AND c') AND i.number > 1000000";
        let expected = "\
SELECT i.id
FROM issues AS i
INNER JOIN repositories AS r ON r.id = i.repo_id
WHERE i.creator_id = CAST($1 AS bigint)
  AND i.created BETWEEN 1 AND 2
  AND (i.state = 'open' OR i.state = 'a (b) AND c')
  AND i.number > 1000000";
        assert_eq!(pretty(sql), expected);
    }

    #[test]
    fn literals_keep_their_escapes() {
        for id in ["\\", "\\' OR 1=1 --", "'; --", "a\nb", "%:$1?@", "'' E'\\x27'", "$$", "\"", "N'x"] {
            let sql = format!("SELECT 1 FROM u WHERE id = {}", crate::sql::literal::text_literal(id));
            assert_eq!(pretty(&sql), sql);
        }
        let written = r"SELECT E'\\'' OR \x27', U&'\0027', N'it''s', X'1F', 'C:\', $a$'; --$a$";
        let expected = r"SELECT E'\x5C'' OR ''', '''', N'it''s', X'1F', 'C:\', $a$'; --$a$";
        assert_eq!(pretty(written), expected);
    }

    #[test]
    fn what_does_not_parse_is_left_alone() {
        assert_eq!(pretty("SELECT FROM WHERE )"), "SELECT FROM WHERE )");
    }
}

//! Pages: a caller's query in several arms, of which one alone yields rows.
//!
//! In: a caller's query with a limit. Out: the same query once for each arm, each with its own condition, its own order
//! and its own limit, and around them what brings the rows of the one arm in order again. Guaranteed: names and order of
//! the columns are the caller's. Where arms cannot be told to be equal, there is none of this.

use super::Caller;
use crate::mapping::select::grammar::Grammar;
use crate::mapping::select::ident::folded;
use crate::mapping::select::template::Template;
use sqlparser::ast::{
    Expr, GroupByExpr, Ident, OrderBy, OrderByExpr, OrderByKind, Query, Select, SelectItem, SelectItemQualifiedWildcardKind,
    SetExpr, TableFactor, Value,
};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

/// By what the rows of the arms are ordered again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    /// An output column, by position from 1.
    Position(usize),
    /// An output column behind a `*`, by its name.
    Name(String),
    /// An expression that is no output column.
    Hidden(Box<Expr>),
}

/// The arms of a page.
struct Arms<'a> {
    count: usize,
    /// The column with the resource's id.
    key: &'a str,
}

impl Caller {
    /// Whether it is a page: has a limit, and no row where there is none in its tables.
    pub fn is_page(&self) -> bool {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return false };
        let limited = self.query.limit_clause.is_some() || self.query.fetch.is_some();
        limited && is_plain(select) && computes_by_row(&self.query, select, self.grammar)
    }

    /// The query in `arms` arms, of which condition number `n` lets arm number `n` have rows; `id` is the column with
    /// the resource's id. Of several arms the first is for few rows.
    ///
    /// `None` where it is no page, or where the order of its rows cannot be said outside of it.
    pub fn page(&self, arms: usize, id: &str) -> Option<Template> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return None };
        if self.grammar != Grammar::Postgres || !self.is_page() {
            return None;
        }
        if arms == 1 {
            return self.plain().ok();
        }
        let order = ordering(&self.query)?;
        let keys = order.iter().map(|item| key(&item.expr, select)).collect::<Option<Vec<_>>>()?;
        let hidden: Vec<Expr> =
            keys.iter().filter_map(|key| if let Key::Hidden(expr) = key { Some((**expr).clone()) } else { None }).collect();
        let arms = &Arms { count: arms, key: id };
        let text = if hidden.is_empty() { self.united(arms, &keys, order) } else { self.wrapped(arms, &keys, order, &hidden)? };
        self.template(&text)
    }

    fn arms(&self, query: &Query, arms: &Arms<'_>) -> String {
        let collected = collected(query.clone(), &self.alias, arms.key);
        let of = |arm: usize| self.with_condition(if arm == 0 { &collected } else { query }, arm);
        let all: Vec<String> = (0..arms.count).map(|arm| format!("({})", of(arm))).collect();
        all.join(" UNION ALL ")
    }

    /// All keys are output columns.
    fn united(&self, arms: &Arms<'_>, keys: &[Key], order: &[OrderByExpr]) -> String {
        let mut text = self.arms(&self.query, arms);
        let column = |key: &Key| match key {
            Key::Position(at) => Some(at.to_string()),
            Key::Name(name) => Some(quoted(name)),
            Key::Hidden(_) => None,
        };
        push_order(&mut text, keys.iter().map(column), order);
        text
    }

    /// Keys that are no output columns become some of the arms, and are left out around them.
    fn wrapped(&self, arms: &Arms<'_>, keys: &[Key], order: &[OrderByExpr], hidden: &[Expr]) -> Option<String> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return None };
        let shown = select.projection.iter().map(output_ident).collect::<Option<Vec<Ident>>>()?;
        let mut query = self.query.clone();
        super::select_mut(&mut query)?.projection.extend(hidden.iter().cloned().map(SelectItem::UnnamedExpr));
        let alias = self.unused("page");
        let names = (0..shown.len()).map(|at| format!("c{at}")).chain((0..hidden.len()).map(|at| format!("k{at}")));
        let list: Vec<String> = names.collect();
        let outputs: Vec<String> = shown.iter().enumerate().map(|(at, name)| format!("{alias}.c{at} AS {name}")).collect();
        let mut text =
            format!("SELECT {} FROM ({}) AS {alias} ({})", outputs.join(", "), self.arms(&query, arms), list.join(", "));
        let mut next = 0;
        let column = |key: &Key| match key {
            Key::Position(at) => at.checked_sub(1).map(|at| format!("{alias}.c{at}")),
            Key::Hidden(_) => {
                next += 1;
                Some(format!("{alias}.k{}", next - 1))
            }
            Key::Name(_) => None,
        };
        push_order(&mut text, keys.iter().map(column), order);
        Some(text)
    }

    fn unused(&self, base: &str) -> String {
        let numbered = (2..).map(|number| format!("{base}{number}"));
        std::iter::once(base.to_owned()).chain(numbered).find(|name| !self.words.contains(name)).unwrap_or_default()
    }
}

/// The query for the arm of an actor with few grants, ordered first by what is false for every row that has an id and that no
/// index is ordered by. The planner hopes to meet enough rows soon by reading in order, and so reads all rows for an actor
/// who sees none: now all of the few rows are found first, and then ordered.
fn collected(mut query: Query, table: &str, key: &str) -> Query {
    let text = format!("{}.{} IS NULL", quoted(table), quoted(key));
    let parser = Parser::new(Grammar::Postgres.dialect()).try_with_sql(&text);
    let Ok(first) = parser.and_then(|mut parser| parser.parse_order_by_expr()) else { return query };
    match &mut query.order_by {
        None => query.order_by = Some(OrderBy { kind: OrderByKind::Expressions(vec![first]), interpolate: None }),
        Some(OrderBy { kind: OrderByKind::Expressions(items), .. }) => items.insert(0, first),
        Some(_) => {}
    }
    query
}

fn push_order(text: &mut String, columns: impl Iterator<Item = Option<String>>, order: &[OrderByExpr]) {
    let items: Vec<String> =
        columns.zip(order).filter_map(|(column, item)| column.map(|column| format!("{column}{}", item.options))).collect();
    if !items.is_empty() {
        text.push_str(" ORDER BY ");
        text.push_str(&items.join(", "));
    }
}

fn quoted(name: &str) -> String {
    Grammar::Postgres.quoted(name)
}

/// Nothing but `FROM` and `WHERE`.
fn is_plain(select: &Select) -> bool {
    let ungrouped = matches!(&select.group_by, GroupByExpr::Expressions(by, _) if by.is_empty());
    ungrouped && select.distinct.is_none() && select.having.is_none() && select.named_window.is_empty()
}

/// The `ORDER BY`; none is an empty one.
fn ordering(query: &Query) -> Option<&[OrderByExpr]> {
    match &query.order_by {
        None => Some(&[]),
        Some(OrderBy { kind: OrderByKind::Expressions(items), interpolate: None }) => Some(items),
        Some(_) => None,
    }
}

/// What an expression of the `ORDER BY` means: a number is a position, a bare name an output column before it is an input
/// column, everything else is computed from input columns.
fn key(expr: &Expr, select: &Select) -> Option<Key> {
    let starred =
        select.projection.iter().any(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)));
    match expr {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) if !starred => {
                digits.parse().ok().filter(|at| (1..=select.projection.len()).contains(at)).map(Key::Position)
            }
            _ => None,
        },
        Expr::Identifier(name) => {
            match positions(select, |item| output_ident(item).is_some_and(|out| folded(&out) == folded(name))).as_slice() {
                [at] if !starred => Some(Key::Position(*at)),
                [] if !starred => Some(Key::Hidden(Box::new(expr.clone()))),
                [_] if starred => alone(select, None).then(|| Key::Name(folded(name))),
                [] if starred => {
                    (alone(select, None) && is_single_table(select) && !is_system(&folded(name))).then(|| Key::Name(folded(name)))
                }
                _ => None,
            }
        }
        Expr::CompoundIdentifier(parts) => {
            let same = |item: &SelectItem| match item {
                SelectItem::UnnamedExpr(out) | SelectItem::ExprWithAlias { expr: out, .. } => out == expr,
                _ => false,
            };
            let [table, name] = parts.as_slice() else { return None };
            if !starred {
                return Some(
                    positions(select, same).first().map_or_else(|| Key::Hidden(Box::new(expr.clone())), |at| Key::Position(*at)),
                );
            }
            let unnamed = positions(select, |item| output_ident(item).is_some_and(|out| folded(&out) == folded(name))).is_empty();
            (unnamed && alone(select, Some(table)) && !is_system(&folded(name))).then(|| Key::Name(folded(name)))
        }
        _ if starred => None,
        _ => Some(Key::Hidden(Box::new(expr.clone()))),
    }
}

fn positions(select: &Select, is_it: impl Fn(&SelectItem) -> bool) -> Vec<usize> {
    select.projection.iter().enumerate().filter(|(_, item)| is_it(item)).map(|(at, _)| at + 1).collect()
}

/// Whether the one `*` of a select stands for the columns of one table, which is the given one, and all other outputs
/// have names.
fn alone(select: &Select, table: Option<&Ident>) -> bool {
    let mut stars = 0;
    for item in &select.projection {
        match item {
            SelectItem::Wildcard(_) if is_single_table(select) => stars += 1,
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                let own = |table: &Ident| {
                    name.0.as_slice().first().and_then(|part| part.as_ident()).is_some_and(|own| folded(own) == folded(table))
                };
                if name.0.len() != 1 || !table.is_none_or(own) {
                    return false;
                }
                stars += 1;
            }
            SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => return false,
            other if output_ident(other).is_none() => return false,
            _ => {}
        }
    }
    stars == 1
}

/// Whether the `FROM` is one table, so that each of its columns has a name of its own.
fn is_single_table(select: &Select) -> bool {
    matches!(select.from.as_slice(), [tables] if tables.joins.is_empty() && matches!(tables.relation, TableFactor::Table { args: None, .. }))
}

/// Columns of every table that `*` does not stand for.
fn is_system(name: &str) -> bool {
    matches!(name, "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid")
}

/// The name of an output column, as it is written.
fn output_ident(item: &SelectItem) -> Option<Ident> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.clone()),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) if !super::ident::is_special(name) => Some(name.clone()),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().cloned(),
        _ => None,
    }
}

/// Whether the outputs and the order are known to be computed row by row: no aggregate makes a row out of none, and
/// nothing looks at other rows.
fn computes_by_row(query: &Query, select: &Select, grammar: Grammar) -> bool {
    let items = select.projection.iter().map(ToString::to_string);
    let order = query.order_by.iter().map(ToString::to_string);
    items.chain(order).all(|text| is_by_row(&text, grammar))
}

fn is_by_row(text: &str, grammar: Grammar) -> bool {
    let Ok(tokens) = Tokenizer::new(grammar.dialect(), text).tokenize() else { return false };
    let tokens: Vec<&Token> = tokens.iter().filter(|token| !matches!(token, Token::Whitespace(_))).collect();
    // For each open bracket, whether it is a sub-query's.
    let mut open: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let next = |by: usize| tokens.get(at + by).copied();
        match token {
            Token::LParen => open.push(next(1).is_some_and(|token| is_word(token, "select") || is_word(token, "with"))),
            Token::RParen => {
                open.pop();
            }
            Token::Word(_) if is_word(token, "over") => return false,
            Token::Word(word) if next(1) == Some(&Token::LParen) => {
                let name = word.value.to_ascii_lowercase();
                // Of a sub-query's aggregates only this one is certain not to be about the rows around it.
                let counts = name == "count" && next(2) == Some(&Token::Mul) && open.contains(&true);
                let bare = word.quote_style.is_none() && at.checked_sub(1).and_then(|at| tokens.get(at)) != Some(&&Token::Period);
                let known = bare && BY_ROW.binary_search(&name.as_str()).is_ok();
                if !counts && !known {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

fn is_word(token: &Token, wanted: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(wanted))
}

/// Words before a bracket that are no aggregates: keywords, types, and functions of one row.
const BY_ROW: [&str; 96] = [
    "abs",
    "age",
    "all",
    "and",
    "any",
    "array",
    "array_length",
    "array_to_string",
    "as",
    "between",
    "bpchar",
    "btrim",
    "by",
    "cardinality",
    "case",
    "cast",
    "ceil",
    "ceiling",
    "char",
    "char_length",
    "character",
    "character_length",
    "coalesce",
    "concat",
    "concat_ws",
    "date",
    "date_part",
    "date_trunc",
    "decimal",
    "div",
    "else",
    "exists",
    "exp",
    "extract",
    "floor",
    "format",
    "from",
    "greatest",
    "in",
    "initcap",
    "interval",
    "json_build_array",
    "json_build_object",
    "jsonb_build_array",
    "jsonb_build_object",
    "jsonb_extract_path_text",
    "least",
    "left",
    "length",
    "lower",
    "lpad",
    "ltrim",
    "md5",
    "mod",
    "not",
    "now",
    "nullif",
    "numeric",
    "on",
    "or",
    "overlay",
    "plainto_tsquery",
    "position",
    "power",
    "regexp_replace",
    "repeat",
    "replace",
    "reverse",
    "right",
    "round",
    "row_to_json",
    "rpad",
    "rtrim",
    "select",
    "sign",
    "some",
    "split_part",
    "sqrt",
    "strpos",
    "substr",
    "substring",
    "then",
    "time",
    "timestamp",
    "timestamptz",
    "to_char",
    "to_json",
    "to_jsonb",
    "to_tsquery",
    "to_tsvector",
    "trim",
    "trunc",
    "upper",
    "varchar",
    "when",
    "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_functions_can_be_searched() {
        assert!(BY_ROW.is_sorted());
    }

    #[test]
    fn aggregates_and_windows_are_told_from_functions_of_a_row() {
        let by_row = |text: &str| is_by_row(text, Grammar::Postgres);
        for text in [
            "i.id",
            "lower(i.title) || $1",
            "CAST(x AS numeric(10, 2))",
            "(SELECT count(*) FROM c WHERE c.i = i.id)",
            "a IN (1, 2)",
        ] {
            assert!(by_row(text), "{text}");
        }
        for text in
            ["count(*)", "max(i.id)", "my_total(x)", "row_number() OVER ()", "(SELECT max(i.id))", "\"lower\"(x)", "app.lower(x)"]
        {
            assert!(!by_row(text), "{text}");
        }
    }
}

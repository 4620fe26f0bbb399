//! Pages: a caller's query in several arms, of which one alone yields rows.
//!
//! In: a caller's query with a limit. Out: the same query once for each arm, each with its own condition, its own order
//! and its own limit, and around them what brings the rows of the one arm in order again. Guaranteed: names and order of
//! the columns are the caller's. Where arms cannot be told to be equal, there is none of this.

use super::Caller;
use crate::mapping::select::grammar::Grammar;
use crate::mapping::select::ident::folded;
use crate::mapping::select::template::Template;
use sqlparser::ast::helpers::attached_token::AttachedToken;
use sqlparser::ast::{
    CaseWhen, Expr, GroupByExpr, Ident, LimitClause, OrderBy, OrderByExpr, OrderByKind, Query, Select, SelectItem,
    SelectItemQualifiedWildcardKind, SetExpr, TableFactor, Value,
};
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};
use std::collections::BTreeSet;

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
    /// Whether a relation around them may have this name.
    is_free: &'a dyn Fn(&str) -> bool,
}

impl Caller {
    /// Whether it is a page: has a limit, and no row where there is none in its tables.
    pub fn is_page(&self) -> bool {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return false };
        let limited = self.query.limit_clause.is_some() || self.query.fetch.is_some();
        limited && is_plain(select) && computes_by_row(&self.query, select, self.grammar)
    }

    /// The query in `arms` arms, of which condition number `n` lets arm number `n` have rows; `id` is the column with
    /// the resource's id. Of several arms the first is for few rows. In SQLite, condition number `arms + n` opens arm number
    /// `n`. `is_free` tells which names neither the query nor the conditions read.
    ///
    /// `None` where it is no page, or where the order of its rows cannot be said outside of it.
    pub fn page(&self, arms: usize, id: &str, is_free: &dyn Fn(&str) -> bool) -> Option<Template> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return None };
        // MariaDB takes no `WITH` in brackets.
        if !self.is_page() || self.grammar == Grammar::MySql && self.query.with.is_some() {
            return None;
        }
        if arms == 1 {
            return self.plain().ok();
        }
        let order = ordering(&self.query)?;
        let meanings = Keys::of(select, self.grammar);
        let keys = order.iter().map(|item| meanings.key(&item.expr)).collect::<Option<Vec<_>>>()?;
        let hidden: Vec<Expr> =
            keys.iter().filter_map(|key| if let Key::Hidden(expr) = key { Some((**expr).clone()) } else { None }).collect();
        let arms = &Arms { count: arms, key: id, is_free };
        let text = if hidden.is_empty() && self.keeps_names(select) {
            self.united(arms, &keys, order)?
        } else {
            self.wrapped(arms, &keys, order, &hidden)?
        };
        self.template(&text)
    }

    /// Whether a query around this one has columns of the same names.
    fn keeps_names(&self, select: &Select) -> bool {
        let names: Vec<String> =
            select.projection.iter().filter_map(output_ident).map(|name| name.value.to_lowercase()).collect();
        let starred = names.len() < select.projection.len();
        let mut met = BTreeSet::new();
        match self.grammar {
            Grammar::Postgres => true,
            _ if starred => select.projection.len() == 1,
            _ => names.into_iter().all(|name| met.insert(name)),
        }
    }

    fn arms(&self, query: &Query, arms: &Arms<'_>) -> Option<String> {
        let collected = self.collected(query.clone(), arms.key);
        let of = |arm: usize| {
            let query = self.with_condition(if arm == 0 { &collected } else { query }, arm);
            if self.grammar != Grammar::Sqlite {
                return Some(format!("({query})"));
            }
            // A member of a union has no order and no limit of its own there.
            Some(format!("SELECT * FROM ({})", self.limited(query, arms.count + arm)?))
        };
        let all = (0..arms.count).map(of).collect::<Option<Vec<_>>>()?;
        Some(all.join(" UNION ALL "))
    }

    /// The query with its own limit where the condition of this number holds, and else with one of no rows.
    fn limited(&self, mut query: Query, number: usize) -> Option<Query> {
        let limit = match query.limit_clause.as_mut()? {
            LimitClause::LimitOffset { limit, .. } => limit.as_mut()?,
            LimitClause::OffsetCommaLimit { limit, .. } => limit,
        };
        let condition = Expr::Identifier(Ident::new(format!("{}{number}", self.hole)));
        *limit = Expr::Case {
            case_token: AttachedToken::empty(),
            end_token: AttachedToken::empty(),
            operand: None,
            conditions: vec![CaseWhen { condition, result: limit.clone() }],
            else_result: Some(Box::new(Expr::value(Value::Number("0".to_owned(), false)))),
        };
        Some(query)
    }

    /// The query for the arm of an actor with few grants, ordered first by what is false for every row that has an id and
    /// that no index is ordered by. The planner hopes to meet enough rows soon by reading in order, and so reads all rows for
    /// an actor who sees none: now all of the few rows are found first, and then ordered.
    fn collected(&self, mut query: Query, key: &str) -> Query {
        let id = format!("{}.{}", self.grammar.quoted(&self.alias), self.grammar.quoted(key));
        let text = match self.grammar {
            // SQLite knows of a column without NULLs that this is false.
            Grammar::Sqlite => format!("{id} <> {id}"),
            _ => format!("{id} IS NULL"),
        };
        let parser = Parser::new(self.grammar.dialect()).try_with_sql(&text);
        let Ok(first) = parser.and_then(|mut parser| parser.parse_order_by_expr()) else { return query };
        match &mut query.order_by {
            None => query.order_by = Some(OrderBy { kind: OrderByKind::Expressions(vec![first]), interpolate: None }),
            Some(OrderBy { kind: OrderByKind::Expressions(items), .. }) => items.insert(0, first),
            Some(_) => {}
        }
        query
    }

    /// All keys are output columns.
    fn united(&self, arms: &Arms<'_>, keys: &[Key], order: &[OrderByExpr]) -> Option<String> {
        let mut text = self.arms(&self.query, arms)?;
        let column = |key: &Key| match key {
            Key::Position(at) => Some(at.to_string()),
            Key::Name(name) => Some(self.grammar.quoted(name)),
            Key::Hidden(_) => None,
        };
        push_order(&mut text, keys.iter().map(column), order);
        Some(text)
    }

    /// Keys that are no output columns become some of the arms, and are left out around them.
    fn wrapped(&self, arms: &Arms<'_>, keys: &[Key], order: &[OrderByExpr], hidden: &[Expr]) -> Option<String> {
        let SetExpr::Select(select) = self.query.body.as_ref() else { return None };
        let shown = select.projection.iter().map(output_ident).collect::<Option<Vec<Ident>>>()?;
        let mut query = self.query.clone();
        super::select_mut(&mut query)?.projection.extend(hidden.iter().cloned().map(SelectItem::UnnamedExpr));
        let numbered = (2..).map(|number| format!("page{number}"));
        let alias = std::iter::once("page".to_owned()).chain(numbered).find(|name| (arms.is_free)(name))?;
        let names = (0..shown.len()).map(|at| format!("c{at}")).chain((0..hidden.len()).map(|at| format!("k{at}")));
        let list: Vec<String> = names.collect();
        let outputs: Vec<String> = shown.iter().enumerate().map(|(at, name)| format!("{alias}.c{at} AS {name}")).collect();
        let (outputs, list, arms) = (outputs.join(", "), list.join(", "), self.arms(&query, arms)?);
        let mut text = if self.grammar.names_derived_columns() {
            format!("SELECT {outputs} FROM ({arms}) AS {alias} ({list})")
        } else {
            format!("SELECT {outputs} FROM (WITH {alias} ({list}) AS ({arms}) SELECT * FROM {alias}) AS {alias}")
        };
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
}

fn push_order(text: &mut String, columns: impl Iterator<Item = Option<String>>, order: &[OrderByExpr]) {
    let items: Vec<String> =
        columns.zip(order).filter_map(|(column, item)| column.map(|column| format!("{column}{}", item.options))).collect();
    if !items.is_empty() {
        text.push_str(" ORDER BY ");
        text.push_str(&items.join(", "));
    }
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

/// What the expressions of an `ORDER BY` mean.
struct Keys<'q> {
    grammar: Grammar,
    select: &'q Select,
    /// Whether some of the outputs stand for all columns of a table.
    starred: bool,
}

impl<'q> Keys<'q> {
    fn of(select: &'q Select, grammar: Grammar) -> Self {
        let is_star = |item: &SelectItem| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..));
        Self { grammar, select, starred: select.projection.iter().any(is_star) }
    }

    /// A number is a position, a bare name an output column before it is an input column, everything else is computed from
    /// input columns.
    fn key(&self, expr: &Expr) -> Option<Key> {
        match expr {
            Expr::Value(value) => match &value.value {
                Value::Number(digits, _) if !self.starred => {
                    digits.parse().ok().filter(|at| (1..=self.select.projection.len()).contains(at)).map(Key::Position)
                }
                _ => None,
            },
            Expr::Identifier(name) => self.bare(expr, name),
            Expr::CompoundIdentifier(parts) => self.qualified(expr, parts),
            _ if self.starred || self.reads_output(expr) => None,
            _ => Some(Key::Hidden(Box::new(expr.clone()))),
        }
    }

    fn bare(&self, expr: &Expr, name: &Ident) -> Option<Key> {
        let named = self.positions(|item| self.output_name(item).is_some_and(|out| self.is_same(&out, name)));
        match named.as_slice() {
            [at] if !self.starred => Some(Key::Position(*at)),
            [] if !self.starred => Some(Key::Hidden(Box::new(expr.clone()))),
            [_] if self.starred => self.alone(None).then(|| Key::Name(folded(name))),
            [] if self.starred => {
                (self.alone(None) && is_single_table(self.select) && !self.is_system(name)).then(|| Key::Name(folded(name)))
            }
            _ => None,
        }
    }

    fn qualified(&self, expr: &Expr, parts: &[Ident]) -> Option<Key> {
        let same = |item: &SelectItem| match item {
            SelectItem::UnnamedExpr(out) | SelectItem::ExprWithAlias { expr: out, .. } => out == expr,
            _ => false,
        };
        let [table, name] = parts else { return None };
        if !self.starred {
            return Some(
                self.positions(same).first().map_or_else(|| Key::Hidden(Box::new(expr.clone())), |at| Key::Position(*at)),
            );
        }
        let unnamed = self.positions(|item| output_ident(item).is_some_and(|out| self.is_same(&out, name))).is_empty();
        (unnamed && self.alone(Some(table)) && !self.is_system(name)).then(|| Key::Name(folded(name)))
    }

    fn positions(&self, is_it: impl Fn(&SelectItem) -> bool) -> Vec<usize> {
        self.select.projection.iter().enumerate().filter(|(_, item)| is_it(item)).map(|(at, _)| at + 1).collect()
    }

    /// The name by which an `ORDER BY` means the output. PostgreSQL gives one to every column; elsewhere a column has but its
    /// table's, and which table that is says the `FROM`.
    fn output_name(&self, item: &SelectItem) -> Option<Ident> {
        match item {
            SelectItem::UnnamedExpr(Expr::CompoundIdentifier(_)) => {
                output_ident(item).filter(|_| self.grammar == Grammar::Postgres || is_single_table(self.select))
            }
            _ => output_ident(item),
        }
    }

    /// Whether names inside of an expression may mean outputs, which they cannot where the expression is an output itself.
    fn reads_output(&self, expr: &Expr) -> bool {
        if self.grammar == Grammar::Postgres {
            return false;
        }
        let Ok(tokens) = Tokenizer::new(self.grammar.dialect(), &expr.to_string()).tokenize() else { return true };
        let is_alias = |word: &str| {
            let aliased = |item: &SelectItem| matches!(item, SelectItem::ExprWithAlias { alias, .. } if alias.value.eq_ignore_ascii_case(word));
            self.select.projection.iter().any(aliased)
        };
        tokens.iter().any(|token| matches!(token, Token::Word(word) if is_alias(&word.value)))
    }

    fn is_same(&self, a: &Ident, b: &Ident) -> bool {
        match self.grammar {
            Grammar::Postgres => folded(a) == folded(b),
            Grammar::Sqlite | Grammar::MySql => a.value.eq_ignore_ascii_case(&b.value),
        }
    }

    /// Whether the one `*` of a select stands for the columns of one table, which is the given one, and all other outputs
    /// have names.
    fn alone(&self, table: Option<&Ident>) -> bool {
        let mut stars = 0;
        for item in &self.select.projection {
            match item {
                SelectItem::Wildcard(_) if is_single_table(self.select) => stars += 1,
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), _) => {
                    let own = |table: &Ident| {
                        name.0.as_slice().first().and_then(|part| part.as_ident()).is_some_and(|own| self.is_same(own, table))
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

    /// Columns of every table that `*` does not stand for.
    fn is_system(&self, name: &Ident) -> bool {
        match self.grammar {
            Grammar::Postgres => matches!(folded(name).as_str(), "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid"),
            _ => matches!(name.value.to_ascii_lowercase().as_str(), "rowid" | "oid" | "_rowid_"),
        }
    }
}

/// Whether the `FROM` is one table, so that each of its columns has a name of its own.
fn is_single_table(select: &Select) -> bool {
    matches!(select.from.as_slice(), [tables] if tables.joins.is_empty() && matches!(tables.relation, TableFactor::Table { args: None, .. }))
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
                let known = bare && (BY_ROW.binary_search(&name.as_str()).is_ok() || is_own(&name, grammar));
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

/// Whether a database of this grammar has a function of one row that others do not have.
fn is_own(name: &str, grammar: Grammar) -> bool {
    const SQLITE: [&str; 14] = [
        "char",
        "datetime",
        "hex",
        "ifnull",
        "iif",
        "instr",
        "json_array",
        "json_extract",
        "json_object",
        "julianday",
        "printf",
        "strftime",
        "typeof",
        "unixepoch",
    ];
    grammar == Grammar::Sqlite && SQLITE.binary_search(&name).is_ok()
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

//! Recognises queries that merely read columns of one table.
//!
//! In: a whitelisted, simplified query. Out: the table, the columns and the filter, when the query is nothing but
//! `SELECT a, b FROM t WHERE …`; otherwise `None`, which is always a safe answer. Also the guess which columns are keys.

use super::filter::Filter;
use super::grammar::Grammar;
use super::ident;
use crate::mapping::model::{Projection, Table};
use crate::value::TypeName;
use sqlparser::ast::{
    CastKind, DataType, Expr, GroupByExpr, Ident, ObjectName, ObjectNamePart, Query, Select, SelectItem, SetExpr, TableFactor,
    TableWithJoins,
};

/// Recognises a plain projection. Its keys are left empty.
pub fn recognise(query: Query, grammar: Grammar) -> Option<Projection> {
    let select = plain_select(query)?;
    let scope = Scope::of(&select.from, grammar)?;
    let outputs = select.projection.iter().map(|item| scope.output(item)).collect::<Option<Vec<_>>>()?;
    let (columns, as_text) = outputs.into_iter().unzip();
    let filter = match select.selection {
        None => None,
        Some(condition) => Some(Filter::read(condition, &scope)?),
    };
    Some(Projection { table: scope.table, columns, as_text, keys: Vec::new(), indexed: Vec::new(), common: Vec::new(), filter })
}

/// The columns among `columns` that are taken to identify a row where no database is asked: `id`, and `<type>_id` of
/// the table named after the type that the signature gives this column. `types` are the types of the columns.
pub fn guess_keys(table: &Table, columns: &[String], types: &[&TypeName]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for (column, ty) in columns.iter().zip(types) {
        let singular = snake_case(ty);
        let own_id = *column == format!("{singular}_id") && is_named_after(&table.name, &singular);
        if (column == "id" || own_id) && !keys.contains(column) {
            keys.push(column.clone());
        }
    }
    keys
}

fn is_named_after(table: &str, singular: &str) -> bool {
    let table = table.to_ascii_lowercase();
    table == singular
        || table == format!("{singular}s")
        || table == format!("{singular}es")
        || singular.strip_suffix('y').is_some_and(|stem| table == format!("{stem}ies"))
}

/// `GitHubRepo` becomes `git_hub_repo`; of `Blog::Post`, `post` is used.
fn snake_case(ty: &str) -> String {
    let mut snake = String::new();
    let mut after_lower = false;
    for c in ty.rsplit("::").next().unwrap_or(ty).chars() {
        if c.is_uppercase() && after_lower {
            snake.push('_');
        }
        after_lower = !c.is_uppercase();
        snake.extend(c.to_lowercase());
    }
    snake
}

/// Whether a `SELECT` has nothing but `FROM` and `WHERE`.
pub fn is_plain(select: &Select) -> bool {
    let ungrouped = matches!(&select.group_by, GroupByExpr::Expressions(by, _) if by.is_empty());
    ungrouped && select.distinct.is_none() && select.having.is_none() && select.named_window.is_empty()
}

/// The `SELECT` of a query that has nothing around it but brackets and nothing but `FROM` and `WHERE` inside.
fn plain_select(mut query: Query) -> Option<Select> {
    loop {
        let Query { with: None, body, order_by: None, limit_clause: None, fetch: None, .. } = query else { return None };
        match *body {
            SetExpr::Query(inner) => query = *inner,
            SetExpr::Select(select) => return is_plain(&select).then_some(*select),
            _ => return None,
        }
    }
}

/// A table of a query and the name its columns are qualified with.
pub struct Scope {
    /// The table.
    pub table: Table,
    qualifier: String,
    /// Without an alias, the schema may stand before the table's name.
    schema: Option<String>,
    /// Whether the query has other tables, so that a bare name may be a column of any.
    among_others: bool,
    grammar: Grammar,
}

impl Scope {
    fn of(from: &[TableWithJoins], grammar: Grammar) -> Option<Self> {
        match from {
            [TableWithJoins { relation, joins }] if joins.is_empty() => Self::of_table(relation, false, grammar),
            _ => None,
        }
    }

    /// The table of a member of a `FROM`, which may have others.
    pub fn of_table(relation: &TableFactor, among_others: bool, grammar: Grammar) -> Option<Self> {
        let TableFactor::Table { name, alias, args: None, sample: None, with_ordinality: false, .. } = relation else {
            return None;
        };
        let table = table_name(name, grammar)?;
        match alias {
            None => Some(Self { qualifier: table.name.clone(), schema: table.schema.clone(), table, among_others, grammar }),
            Some(alias) if alias.columns.is_empty() && alias.at.is_none() => {
                Some(Self { qualifier: grammar.table_name(&alias.name), schema: None, table, among_others, grammar })
            }
            Some(_) => None,
        }
    }

    /// The column that an item of a `SELECT` is, and whether it is by its text form.
    pub fn output(&self, item: &SelectItem) -> Option<(String, bool)> {
        let (SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) = item else { return None };
        match expr {
            // In other databases, the text form of a value is not what it is compared by.
            Expr::Cast {
                expr, data_type: DataType::Text, kind: CastKind::Cast | CastKind::DoubleColon, format: None, ..
            } if self.grammar == Grammar::Postgres => Some((self.column(expr)?, true)),
            plain => Some((self.column(plain)?, false)),
        }
    }

    /// The table's column that an expression is, if it is nothing else.
    pub fn column(&self, expr: &Expr) -> Option<String> {
        match expr {
            Expr::Identifier(name) if !self.among_others => self.bare(name),
            Expr::CompoundIdentifier(parts) => match parts.as_slice() {
                [qualifier, name] if self.grammar.table_name(qualifier) == self.qualifier => Some(ident::folded(name)),
                [schema, table, name]
                    if self.schema.as_ref() == Some(&self.grammar.table_name(schema))
                        && self.grammar.table_name(table) == self.qualifier =>
                {
                    Some(ident::folded(name))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The table's own name stands for a whole row.
    fn bare(&self, name: &Ident) -> Option<String> {
        let folded = ident::folded(name);
        (folded != self.qualifier && !ident::is_special(name)).then_some(folded)
    }
}

/// The table of a name, if it is one of a table.
pub fn table_name(name: &ObjectName, grammar: Grammar) -> Option<Table> {
    let (schema, name) = match name.0.as_slice() {
        [ObjectNamePart::Identifier(name)] => (None, name),
        [ObjectNamePart::Identifier(schema), ObjectNamePart::Identifier(name)] => (Some(grammar.table_name(schema)), name),
        _ => return None,
    };
    // `FROM ONLY t` is read as a table called ONLY.
    let only = schema.is_none() && name.quote_style.is_none() && name.value.eq_ignore_ascii_case("only");
    (!only).then(|| Table { schema, name: grammar.table_name(name) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_guessed_from_names() {
        let keys = |table: &str, columns: &[&str], types: &[&str]| {
            let types: Vec<TypeName> = types.iter().map(TypeName::new).collect();
            let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
            guess_keys(&Table { schema: None, name: table.into() }, &columns, &types.iter().collect::<Vec<_>>()).join(",")
        };
        assert_eq!(keys("issues", &["id", "repo_id"], &["Issue", "Repo"]), "id");
        assert_eq!(keys("org_members", &["user_id", "role", "org_id"], &["User", "String", "Org"]), "");
        assert_eq!(keys("cards", &["card_id", "owner_id"], &["Card", "User"]), "card_id");
        assert_eq!(keys("policies", &["policy_id"], &["Policy"]), "policy_id");
        assert_eq!(keys("boxes", &["box_id"], &["Box"]), "box_id");
        assert_eq!(keys("line_items", &["line_item_id"], &["LineItem"]), "line_item_id");
        assert_eq!(keys("posts", &["post_id"], &["Blog::Post"]), "post_id");
        assert_eq!(keys("cards", &["card_id"], &["User"]), "", "the column is not of the table's own type");
        assert_eq!(keys("card", &["id", "id"], &["Card", "Card"]), "id");
    }
}

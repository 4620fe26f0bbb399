//! Where facts are kept: the table, column, join, union or view behind one signature of the mapping.

use super::world::{ArgType, Signature, World};
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{BOOLEAN, INTEGER, Value};

/// The sort of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A table of its own.
    Table,
    /// The same, with names that need quotes.
    Quoted,
    /// The same, in another schema.
    Schema,
    /// The same, every row twice.
    Twice,
    /// `SELECT DISTINCT`
    Distinct,
    /// `GROUP BY`
    Grouped,
    /// A common table expression.
    With,
    /// A `WHERE` over a further column.
    Filtered,
    /// Columns under aliases, strings through an expression.
    Expression,
    /// Strings in a column of an enumeration.
    Enumeration,
    /// Two tables joined.
    Joined,
    /// Two tables united.
    United,
    /// A view.
    View,
    /// A foreign key on the base table of the argument at this position of the open ones.
    Column(usize),
    /// A column of the base table that says yes or no: which sort.
    Flag(usize),
}

impl Home {
    /// For coverage tables.
    pub fn name(self) -> &'static str {
        match self {
            Home::Table => "table",
            Home::Quoted => "quoted",
            Home::Schema => "schema",
            Home::Twice => "twice",
            Home::Distinct => "distinct",
            Home::Grouped => "grouped",
            Home::With => "with",
            Home::Filtered => "filtered",
            Home::Expression => "expression",
            Home::Enumeration => "enum",
            Home::Joined => "join",
            Home::United => "union",
            Home::View => "view",
            Home::Column(_) => "column",
            Home::Flag(_) => "flag",
        }
    }
}

/// One entry of the mapping.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Its number, for names of tables and columns.
    pub number: usize,
    /// The facts.
    pub signature: Signature,
    /// Arguments that the signature fixes.
    pub constants: Vec<Option<Value>>,
    /// Where.
    pub home: Home,
    /// Whether ids of types that the mapping does not tell are kept as text, in SQLite in columns without a type.
    pub as_text: bool,
    /// How texts compare where they are kept.
    pub collation: Collation,
    /// Rows that are no facts, because something in them is NULL.
    pub noise: Vec<Vec<Option<Value>>>,
}

/// How PostgreSQL and SQLite compare the texts of a column. On PostgreSQL the compiler knows of it only when the database
/// tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Collation {
    /// As in all columns that say nothing.
    #[default]
    Usual,
    /// By their bytes.
    C,
    /// The same, for another reason.
    Posix,
    /// Without regard to case and accents.
    Loose,
}

impl Collation {
    /// The one of a placement, by its number.
    pub(super) fn of(placement: &Placement) -> Self {
        // Where the query itself compares rows, a fact would be gone whose text is like another's.
        let compares = matches!(placement.home, Home::Distinct | Home::Grouped | Home::United);
        match placement.number % 4 {
            0 => Self::Usual,
            1 => Self::C,
            2 => Self::Posix,
            _ if compares => Self::C,
            _ => Self::Loose,
        }
    }

    pub(super) fn ddl(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            (Dialect::MySql, _) | (_, Self::Usual) | (Dialect::Sqlite, Self::Posix) => "",
            (Dialect::Postgres, Self::C) => " COLLATE \"C\"",
            (Dialect::Postgres, Self::Posix) => " COLLATE \"POSIX\"",
            (Dialect::Postgres, Self::Loose) => " COLLATE loose",
            (Dialect::Sqlite, Self::C) => " COLLATE binary",
            (Dialect::Sqlite, Self::Loose) => " COLLATE nocase",
        }
    }
}

/// Conditions of yes-or-no columns: the column's type, its value for yes, for no, and the condition on the
/// column `{c}`.
pub(super) const FLAGS: [(&str, &str, &str, &str); 6] = [
    ("boolean", "TRUE", "FALSE", "{c}"),
    ("boolean", "FALSE", "NULL", "NOT {c}"),
    ("text", "'on'", "'off'", "{c} = 'on'"),
    ("timestamptz", "'2020-01-01'", "NULL", "{c} IS NOT NULL"),
    ("integer", "7", "3", "({c} > 5 AND {c} <> 9) OR {c} = 1"),
    ("text", "'b'", "'z'", "{c} IN ('a', 'b')"),
];

impl Placement {
    /// The name of a plain table for the facts: of the first few one that a statement may want for a relation of its own.
    pub(super) fn own_table(&self) -> String {
        match self.number {
            0 => self.signature.predicate.clone(),
            1 => "state".to_owned(),
            2 => "way".to_owned(),
            3 => "found".to_owned(),
            n => format!("p{n}"),
        }
    }

    /// Positions of the arguments that the query returns.
    pub fn open(&self) -> Vec<usize> {
        (0..self.signature.args.len()).filter(|at| self.constants[*at].is_none()).collect()
    }

    /// The arguments that the query returns.
    pub fn open_args(&self) -> Vec<&ArgType> {
        self.open().into_iter().map(|at| &self.signature.args[at]).collect()
    }

    /// The type whose base table holds the facts, with the position of its ids among the open arguments.
    pub fn base(&self) -> Option<(usize, usize)> {
        let at = match self.home {
            Home::Column(at) => at,
            Home::Flag(_) => 0,
            _ => return None,
        };
        match self.open_args().get(at) {
            Some(ArgType::Entity(ty)) => Some((*ty, at)),
            _ => None,
        }
    }

    /// The key of the mapping: `has_relation(Issue:_, "parent", Repo:_)`.
    pub fn key(&self, world: &World) -> String {
        let arg = |(ty, constant): (&ArgType, &Option<Value>)| match constant {
            None => format!("{}:_", world.type_name(ty)),
            Some(value) if value.ty == INTEGER || value.ty == BOOLEAN => format!("{}:{}", value.ty, value.id),
            Some(value) => value.to_string(),
        };
        let args: Vec<String> = self.signature.args.iter().zip(&self.constants).map(arg).collect();
        format!("{}({})", self.signature.predicate, args.join(", "))
    }

    /// Whether a column has no type, so that SQLite keeps both numbers and texts in it.
    fn is_bare(&self, world: &World, arg: &ArgType, dialect: Dialect) -> bool {
        let untold = matches!(arg, ArgType::Entity(ty) if !world.types[*ty].told);
        dialect == Dialect::Sqlite && untold && (self.as_text || self.number.is_multiple_of(5))
    }

    /// What a column holds.
    pub(super) fn literal(&self, world: &World, arg: &ArgType, value: Option<&Value>, dialect: Dialect) -> String {
        let number = value.filter(|value| value.id.parse::<i64>().is_ok_and(|number| number.to_string() == value.id.as_str()));
        match number {
            Some(number) if self.is_bare(world, arg, dialect) && (self.number + number.id.len()).is_multiple_of(2) => {
                number.id.to_string()
            }
            _ => literal(value, dialect),
        }
    }

    /// A column's SQL type.
    pub fn column_type(&self, world: &World, arg: &ArgType, dialect: Dialect) -> String {
        let text = || if dialect == Dialect::MySql { "varchar(200)".to_owned() } else { "text".to_owned() };
        let plain = match arg {
            _ if self.is_bare(world, arg, dialect) => String::new(),
            ArgType::Entity(ty) if self.as_text && !world.types[*ty].told => text(),
            ArgType::Entity(ty) => world.types[*ty].key.ddl(dialect).to_owned(),
            ArgType::Text(_) if self.home == Home::Enumeration && dialect == Dialect::Postgres => format!("e{}", self.number),
            ArgType::Text(_) => text(),
            ArgType::Integer | ArgType::Numbers(_) => "bigint".to_owned(),
            ArgType::Boolean => "boolean".to_owned(),
        };
        if is_text(&plain) { plain + self.collation.ddl(dialect) } else { plain }
    }

    /// The mapped query.
    pub fn query(&self, world: &World, dialect: Dialect) -> String {
        let n = self.number;
        let count = self.open().len();
        let columns = |prefix: &str| (0..count).map(|at| format!("{prefix}c{at}")).collect::<Vec<_>>().join(", ");
        let plain = columns("");
        match self.home {
            Home::Table => format!("SELECT {plain} FROM {}", self.own_table()),
            Home::Twice => format!("SELECT {plain} FROM p{n}"),
            Home::Quoted => {
                let columns: Vec<String> = (0..count).map(|at| quoted(&format!("Col {at}"), dialect)).collect();
                format!("SELECT {} FROM {}", columns.join(", "), quoted(&format!("Facts {n}"), dialect))
            }
            Home::Schema => format!("SELECT {plain} FROM other.p{n}"),
            Home::Distinct => format!("SELECT DISTINCT {plain} FROM p{n}"),
            Home::Grouped => format!("SELECT {plain} FROM p{n} GROUP BY {plain}"),
            Home::With => format!("WITH w AS (SELECT {plain} FROM p{n}) SELECT {plain} FROM w"),
            Home::Filtered => {
                let rank = quoted("rank", dialect);
                format!("SELECT {plain} FROM p{n} WHERE state = 'on' AND ({rank} > 1 OR {rank} = 0)")
            }
            Home::Expression => {
                let column = |(at, arg): (usize, &&ArgType)| match arg {
                    ArgType::Text(_) if dialect == Dialect::MySql => format!("CONCAT(t.c{at}, '') AS x{at}"),
                    ArgType::Text(_) => format!("t.c{at} || '' AS x{at}"),
                    _ => format!("t.c{at} AS x{at}"),
                };
                let columns: Vec<String> = self.open_args().iter().enumerate().map(column).collect();
                format!("SELECT {} FROM p{n} AS t", columns.join(", "))
            }
            Home::Enumeration => {
                let column = |(at, arg): (usize, &&ArgType)| match arg {
                    ArgType::Text(_) => match dialect {
                        Dialect::Postgres => format!("c{at}::text"),
                        Dialect::Sqlite => format!("CAST(c{at} AS text) AS c{at}"),
                        Dialect::MySql => format!("CAST(c{at} AS char) AS c{at}"),
                    },
                    _ => format!("c{at}"),
                };
                let columns: Vec<String> = self.open_args().iter().enumerate().map(column).collect();
                format!("SELECT {} FROM p{n}", columns.join(", "))
            }
            Home::Joined => {
                let columns: Vec<String> = (0..count).map(|at| format!("{}.c{at}", if at == 0 { "a" } else { "b" })).collect();
                format!("SELECT {} FROM p{n}a AS a JOIN p{n}b AS b ON b.k = a.k", columns.join(", "))
            }
            Home::United if n.is_multiple_of(2) => format!("SELECT {plain} FROM p{n}a UNION ALL SELECT {plain} FROM p{n}b"),
            Home::United => format!("SELECT {plain} FROM p{n}a UNION SELECT {plain} FROM p{n}b"),
            Home::View => format!("SELECT {} FROM v{n}", columns("x")),
            Home::Column(key) => {
                let columns: Vec<String> =
                    (0..count).map(|at| if at == key { "id".to_owned() } else { format!("g{n}_{at}") }).collect();
                format!("SELECT {} FROM {}", columns.join(", "), self.base_table(world))
            }
            Home::Flag(style) => {
                let condition = FLAGS[style].3.replace("{c}", &format!("g{n}"));
                format!("SELECT id FROM {} WHERE {condition}", self.base_table(world))
            }
        }
    }

    fn base_table(&self, world: &World) -> String {
        self.base().map_or_else(String::new, |(ty, _)| base_table(world, ty))
    }

    /// Whether a fact is one of those that the signature means.
    pub fn holds(&self, args: &[Value]) -> bool {
        self.constants.iter().zip(args).all(|(constant, value)| constant.as_ref().is_none_or(|constant| constant == value))
    }
}

/// Whether a column type is one of texts.
pub(super) fn is_text(ty: &str) -> bool {
    ty == "text" || ty.starts_with("varchar") || ty.starts_with("char")
}

/// The name of a type's base table.
pub fn base_table(world: &World, ty: usize) -> String {
    format!("{}s", world.types[ty].name.to_lowercase())
}

/// A literal that takes the type of its column.
pub(super) fn literal(value: Option<&Value>, dialect: Dialect) -> String {
    if dialect != Dialect::Postgres
        && let Some(value) = value.filter(|value| value.ty == BOOLEAN)
    {
        return if value.id == "true" { "1" } else { "0" }.to_owned();
    }
    value.map_or_else(|| "NULL".to_owned(), |value| format!("'{}'", value.id.replace('\'', "''")))
}

/// A name with the quotes of the dialect.
pub(super) fn quoted(name: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::MySql => format!("`{name}`"),
        Dialect::Postgres | Dialect::Sqlite => format!("\"{name}\""),
    }
}

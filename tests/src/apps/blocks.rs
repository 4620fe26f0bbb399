//! Questions with hand-written SQL: the blocks of a `questions.sql`.
//!
//! In: the file's text; its head says what a block is. Out: questions as the compiler takes them, each with the SQL that
//! a person wrote for it.

use super::notation::{Outcome, Reader};
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};

/// A question with its hand-written SQL.
#[derive(Clone, Debug)]
pub struct Block {
    /// Number of the line that the question stands in.
    pub line: usize,
    /// The question as it is written.
    pub title: String,
    /// The question. That of a filter has a row without a table.
    pub question: Question,
    /// For a query, which of its variables is asked for, in the order in which they first occur.
    pub shown: Option<usize>,
    /// For a filter, the query that it is appended to.
    pub caller: Option<String>,
    /// The hand-written SQL.
    pub oracle: String,
}

impl Block {
    /// The question of a filter with the table that its caller's `FROM` names; `None` for other questions.
    pub fn with_own_table(&self) -> Option<Question> {
        let from = self.caller.as_ref()?.split_once(" FROM ")?.1;
        with_table(self.question.clone(), from.split_whitespace().next()?)
    }

    /// The question; for filters also the one on the row of the table that the caller's `FROM` names, and the caller's
    /// query as a `select`.
    pub fn questions(&self) -> Vec<(&'static str, Question)> {
        let own = self.with_own_table().map(|own| ("row of a table", own));
        let select = self.as_select("").map(|select| ("select", select));
        [("as it stands", self.question.clone())].into_iter().chain(own).chain(select).collect()
    }

    /// The caller's query of a filter, with more at its end, as a `select`.
    pub fn as_select(&self, more: &str) -> Option<Question> {
        let Question::Filter { actor, action, resource, row } = self.question.clone() else { return None };
        let sql = format!("{}{more}", self.caller.as_ref()?).into();
        Some(Question::Select { actor, action, resource, on: row, sql })
    }

    /// The first rows by id of the caller's query of a filter, as a `select`, and the hand-written SQL for them.
    pub fn as_page(&self) -> Option<(Question, String)> {
        let Question::Filter { row, .. } = &self.question else { return None };
        let column = format!("{}.{}", row.alias.as_deref()?, row.column);
        let select = self.as_select(&format!(" ORDER BY {column} DESC LIMIT 5"))?;
        Some((select, format!("SELECT DISTINCT q.id FROM ({}) AS q (id) ORDER BY q.id DESC LIMIT 5", self.oracle)))
    }

    /// Whether the answer is true or false.
    pub fn is_check(&self) -> bool {
        match &self.question {
            Question::Authorize { .. } => true,
            Question::Query { .. } => self.shown.is_none(),
            _ => false,
        }
    }
}

/// A filter on a row of the table; `None` for other questions.
pub fn with_table(question: Question, table: &str) -> Option<Question> {
    let Question::Filter { actor, action, resource, row } = question else { return None };
    let row = Row { table: Some(Table { schema: None, name: table.to_owned() }), ..row };
    Some(Question::Filter { actor, action, resource, row })
}

/// A question as it stands behind `-- question:`, with what stands behind `-- column:`; and for a query, which of its
/// variables is asked for.
///
/// # Errors
/// The text is not in the format.
pub fn question(title: &str, column: Option<&str>) -> Result<(Question, Option<usize>), String> {
    let row = column.map(row).transpose()?;
    let mut reader = Reader::new(title);
    let kind = reader.word()?;
    let (question, shown) = match kind.as_str() {
        "query" => query(&mut reader)?,
        _ => (simple(&kind, &mut reader, row)?, None),
    };
    if reader.at_end() { Ok((question, shown)) } else { Err("more than a question".to_owned()) }
}

/// The blocks of a file.
///
/// # Errors
/// The first block that is not in the format, with its line.
pub fn parse(text: &str) -> Result<Vec<Block>, String> {
    let mut starts: Vec<(usize, Vec<&str>)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.starts_with("-- question:") {
            starts.push((at + 1, Vec::new()));
        }
        if let Some((_, lines)) = starts.last_mut() {
            lines.push(line);
        }
    }
    let block = |(line, lines): (usize, Vec<&str>)| block(line, &lines).map_err(|problem| format!("line {line}: {problem}"));
    starts.into_iter().map(block).collect()
}

fn block(line: usize, lines: &[&str]) -> Outcome<Block> {
    let comment = |name: &str| lines.iter().find_map(|line| line.strip_prefix("-- ")?.strip_prefix(name)).map(str::trim);
    let title = comment("question:").unwrap_or_default().to_owned();
    let caller = comment("caller:").map(str::to_owned);
    let sql: Vec<&str> = lines.iter().filter(|line| !line.starts_with("--")).copied().collect();
    let sql = sql.join("\n");
    let oracle = sql.trim().strip_suffix(';').ok_or("no statement that ends in `;`")?.to_owned();
    let (question, shown) = question(&title, comment("column:"))?;
    Ok(Block { line, title, question, shown, caller, oracle })
}

fn row(column: &str) -> Outcome<Row> {
    let (alias, column) = column.split_once('.').ok_or_else(|| format!("`{column}` has no alias"))?;
    Ok(Row { alias: Some(alias.to_owned()), column: column.to_owned(), table: None, rows: None })
}

fn simple(kind: &str, reader: &mut Reader<'_>, row: Option<Row>) -> Outcome<Question> {
    let subject = |reader: &mut Reader<'_>| reader.value().map(Subject::Value);
    let optional = |reader: &mut Reader<'_>| if reader.at_end() { Ok(None) } else { subject(reader).map(Some) };
    Ok(match kind {
        "authorize" => {
            Question::Authorize { actor: subject(reader)?, action: reader.word()?.into(), resource: optional(reader)? }
        }
        "list" => Question::List { actor: subject(reader)?, action: reader.word()?.into(), resource: reader.word()?.into() },
        "filter" => Question::Filter {
            actor: subject(reader)?,
            action: reader.word()?.into(),
            resource: reader.word()?.into(),
            row: row.ok_or("a filter without a column")?,
        },
        "actions" => Question::Actions { actor: subject(reader)?, resource: optional(reader)? },
        "actors" => Question::Actors { actor: reader.word()?.into(), action: reader.word()?.into(), resource: optional(reader)? },
        other => return Err(format!("`{other}` is no kind of question")),
    })
}

fn query(reader: &mut Reader<'_>) -> Outcome<(Question, Option<usize>)> {
    let mut calls = vec![reader.call()?];
    while reader.eat(",") {
        calls.push(reader.call()?);
    }
    let shown = if reader.eat("->") { Some(reader.word()?) } else { None };
    let shown = shown.map(|shown| variables(&calls).iter().position(|name| *name == shown).ok_or("no such variable"));
    let shown = shown.transpose()?;
    Ok((Question::Query { calls, row: None }, shown))
}

/// The variables of a query, each once.
fn variables(calls: &[QueryCall]) -> Vec<&str> {
    let mut names = Vec::new();
    for arg in calls.iter().flat_map(|call| &call.args) {
        if let QueryArg::Variable(name, _) = arg
            && !names.contains(&name.as_str())
        {
            names.push(name.as_str());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use arctos_compiler::value::Value;

    #[test]
    fn reads_quoted_ids_and_callers() {
        let text = "-- head\n\n-- question: filter User:\"a \\\"b\\\\\" read Issue\n-- caller: SELECT i.id FROM issues AS i WHERE a\n\
                    -- column: i.id\nSELECT id\nFROM issues;\n\n-- question: query p(User:7, ?y: Role, word), p(?x: Role, ?y: Role) -> x\nSELECT 1;\n";
        let blocks = parse(text).expect("blocks");
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].oracle, "SELECT id\nFROM issues");
        let Some(Question::Filter { actor, row, .. }) = blocks[0].with_own_table() else { panic!("{blocks:?}") };
        assert_eq!(actor, Subject::Value(Value::new("User", "a \"b\\")));
        assert_eq!(row.table.map(|table| table.name).as_deref(), Some("issues"));
        assert_eq!(blocks[1].shown, Some(1));
        assert!(!blocks[1].is_check());
    }

    #[test]
    fn refuses_what_is_no_question() {
        for text in [
            "-- question: guess User:1\nSELECT 1;",
            "-- question: list User:1 read\nSELECT 1;",
            "-- question: list User:1 read A",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}

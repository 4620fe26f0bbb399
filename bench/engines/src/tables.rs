//! The facts as tables of an SQLite database in memory, and read back by SQL written by hand.

use crate::facts::{Document, Facts, Id, Issue, Kind, Question, User};
use arctos::rusqlite::{Connection, Result, Row};
use std::collections::BTreeSet;

/// A database with these facts in it.
///
/// # Errors
/// SQLite refuses.
pub fn filled(facts: &Facts) -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(include_str!("../policy/tables.sql"))?;
    let transaction = connection.transaction()?;
    let insert = |table: &str, values: &str| transaction.prepare(&format!("INSERT INTO {table} VALUES ({values})"));
    let [mut members, mut readers, mut viewers] =
        [insert("members", "?, ?")?, insert("readers", "?, ?")?, insert("viewers", "?, ?")?];
    for (id, user) in &facts.users {
        for (table, held) in [(&mut members, &user.member), (&mut readers, &user.reads), (&mut viewers, &user.views)] {
            held.iter().try_for_each(|of| table.execute((id, of)).map(drop))?;
        }
    }
    let [mut repositories, mut folders] = [insert("repositories", "?, ?")?, insert("folders", "?, ?")?];
    facts.repositories.iter().try_for_each(|row| repositories.execute(row).map(drop))?;
    facts.folders.iter().try_for_each(|row| folders.execute(row).map(drop))?;
    let [mut issues, mut documents] = [insert("issues", "?, ?, ?, ?")?, insert("documents", "?, ?, ?")?];
    for (id, issue) in &facts.issues {
        issues.execute((id, issue.repository, issue.creator, issue.locked))?;
    }
    for (id, document) in &facts.documents {
        documents.execute((id, document.folder, document.sealed))?;
    }
    drop((members, readers, viewers, repositories, folders, issues, documents));
    transaction.commit()?;
    connection.execute_batch("ANALYZE")?;
    Ok(connection)
}

/// The facts that a question depends on, as [`Facts::needed`] has them.
///
/// # Errors
/// There is no such thing in the database.
pub fn needed(connection: &Connection, question: &Question) -> Result<Facts> {
    let mut facts = Facts::default();
    let mut user = User::default();
    let held = |sql: &str| connection.prepare_cached(sql)?.query_map((question.user,), id)?.collect::<Result<BTreeSet<Id>>>();
    match question.kind {
        Kind::Issue => {
            let sql = "SELECT i.repository_id, i.creator_id, i.locked, r.organization_id \
                       FROM issues i JOIN repositories r ON r.id = i.repository_id WHERE i.id = ?";
            let (issue, organization) = connection.prepare_cached(sql)?.query_row((question.id,), issue)?;
            facts.issues.insert(question.id, issue);
            facts.repositories.insert(issue.repository, organization);
            user.member = held("SELECT organization_id FROM members WHERE user_id = ?")?;
            user.reads = held("SELECT repository_id FROM readers WHERE user_id = ?")?;
        }
        Kind::Document => {
            let document = connection
                .prepare_cached("SELECT folder_id, sealed FROM documents WHERE id = ?")?
                .query_row((question.id,), |row| Ok(Document { folder: row.get(0)?, sealed: row.get(1)? }))?;
            facts.documents.insert(question.id, document);
            let sql = "WITH RECURSIVE up (id, parent_id) AS (SELECT id, parent_id FROM folders WHERE id = ? UNION \
                       SELECT f.id, f.parent_id FROM up JOIN folders f ON f.id = up.parent_id) SELECT id, parent_id FROM up";
            let pair = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
            facts.folders = connection.prepare_cached(sql)?.query_map((document.folder,), pair)?.collect::<Result<_>>()?;
            user.views = held("SELECT folder_id FROM viewers WHERE user_id = ?")?;
        }
    }
    facts.users.insert(question.user, user);
    Ok(facts)
}

fn id(row: &Row<'_>) -> Result<Id> {
    row.get(0)
}

fn issue(row: &Row<'_>) -> Result<(Issue, Id)> {
    Ok((Issue { repository: row.get(0)?, creator: row.get(1)?, locked: row.get(2)? }, row.get(3)?))
}

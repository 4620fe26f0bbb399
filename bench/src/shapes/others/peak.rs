//! The peak memory of a statement of SQLite: that of a process which does nothing else.
//!
//! SQLite tells the most memory it took only through functions that are unsafe to call, and a process that ran other
//! statements has memory left over. So the program runs itself, with the statement on its input.

use arctos::Param;
use arctos::rusqlite::{Connection, OpenFlags, params_from_iter};
use std::error::Error;
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::process::{Command, Stdio};

/// The option that makes a process such a one; behind it stands the database's file.
pub const OPTION: &str = "--peak-of-input";

/// How much the memory of a process grows by a statement, in KiB.
///
/// # Errors
/// No process can be started, or it fails.
pub fn of(path: &str, sql: &str, bind: &[Param]) -> Result<f64, Box<dyn Error>> {
    let program = std::env::current_exe()?;
    let mut child = Command::new(program).args([OPTION, path]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut text = String::new();
    for param in bind {
        let kind = if matches!(param, Param::Integer(_)) { 'i' } else { 't' };
        writeln!(text, "{kind}{param}")?;
    }
    write!(text, "s{sql}")?;
    // Taken, so that the input ends.
    child.stdin.take().ok_or("no input")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
}

/// What such a process does: it prints the growth.
///
/// # Errors
/// The input is no statement with its values.
pub fn child(path: &str) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let mut bind = Vec::new();
    let mut rest = text.as_str();
    let sql = loop {
        if let Some(sql) = rest.strip_prefix('s') {
            break sql;
        }
        let (line, after) = rest.split_once('\n').ok_or("no statement")?;
        rest = after;
        let (kind, value) = line.split_at_checked(1).ok_or("an empty line")?;
        bind.push(if kind == "i" { Param::Integer(value.parse()?) } else { Param::Text(value.to_owned()) });
    };
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
    let before = kib("VmRSS:")?;
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query(params_from_iter(&bind))?;
    while rows.next()?.is_some() {}
    println!("{}", kib("VmHWM:")? - before);
    Ok(())
}

fn kib(name: &str) -> Result<f64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such line")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

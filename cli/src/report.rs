//! Problems on the standard error: diagnostics with excerpts, colours only on a terminal.

use crate::failure::Failure;
use arctos_compiler::diagnostic::{Diagnostics, Severity, Style, render_all};
use arctos_compiler::source::SourceMap;
use std::error::Error;
use std::io::{self, IsTerminal, Write};

/// Prints diagnostics.
pub fn diagnostics(diagnostics: &Diagnostics, sources: &SourceMap) {
    say(&render_all(diagnostics, sources, style(&io::stderr())));
}

/// Prints why there is no answer.
pub fn failure(failure: &Failure) {
    match failure {
        Failure::Invalid(invalid) => diagnostics(&invalid.diagnostics, &invalid.sources),
        Failure::Write(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Failure::Engine(error) if matches!(**error, arctos::Error::Query(_)) => say(&format!("{error}\n")),
        Failure::Usage(message) => say(&format!("error: {message}\n\nFor more information, try `--help`.\n")),
        other => say(&format!("error: {}\n", chain(other))),
    }
}

/// An error and what caused it, without repetitions.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

/// `2 errors, 1 warning`, or `no problems`.
pub fn count(diagnostics: &Diagnostics) -> String {
    let of = |severity, one: &str| match diagnostics.iter().filter(|d| d.severity == severity).count() {
        0 => None,
        1 => Some(format!("1 {one}")),
        many => Some(format!("{many} {one}s")),
    };
    let counts: Vec<String> = [of(Severity::Error, "error"), of(Severity::Warning, "warning")].into_iter().flatten().collect();
    if counts.is_empty() { "no problems".to_owned() } else { counts.join(", ") }
}

/// Writes to the standard error. Where nobody listens there is nobody to tell.
pub fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Colours, where the stream is a terminal that wants them.
pub fn style(stream: &impl IsTerminal) -> Style {
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let plain = unwanted || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if stream.is_terminal() && !plain { Style::Colour } else { Style::Plain }
}

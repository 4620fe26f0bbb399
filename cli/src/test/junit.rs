//! The outcome as JUnit XML: a suite for each file, a case for each test.

use arctos::testing::{AssertionReport, Report, TestReport};
use arctos_compiler::diagnostic::{Diagnostic, Style, render_all};
use arctos_compiler::source::SourceMap;
use std::fmt::Write;
use std::time::Duration;

/// The whole document.
pub fn document(report: &Report, sources: &SourceMap) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let all: Vec<&TestReport> = report.tests.iter().collect();
    let _ = writeln!(out, "<testsuites name=\"arctos\"{}>", counts(&all));
    for (id, file) in sources.files() {
        let tests: Vec<&TestReport> = report.tests.iter().filter(|test| test.span.source == id).collect();
        if tests.is_empty() {
            continue;
        }
        let name = escaped(&file.name);
        let _ = writeln!(out, "  <testsuite name=\"{name}\"{}>", counts(&tests));
        for test in tests {
            let line = file.line_column(test.span.start as usize).0;
            let place = format!("classname=\"{name}\" file=\"{name}\" line=\"{line}\"");
            out.push_str(&case(test, &place, sources));
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(test: &TestReport, place: &str, sources: &SourceMap) -> String {
    let start = format!(
        "    <testcase name=\"{}\" {place} assertions=\"{}\" time=\"{}\"",
        escaped(&test.name),
        test.assertions.len(),
        seconds(test.elapsed)
    );
    let problems: Vec<Diagnostic> = test.assertions.iter().filter_map(AssertionReport::diagnostic).collect();
    let Some(first) = problems.first() else { return format!("{start}/>\n") };
    let (message, code) = (escaped(&first.message), first.code);
    let text = escaped(&render_all(&problems, sources, Style::Plain));
    format!("{start}>\n      <failure message=\"{message}\" type=\"{code}\">{text}</failure>\n    </testcase>\n")
}

fn counts(tests: &[&TestReport]) -> String {
    let failures = tests.iter().filter(|test| !test.passed()).count();
    let time = seconds(tests.iter().map(|test| test.elapsed).sum());
    format!(" tests=\"{}\" failures=\"{failures}\" errors=\"0\" time=\"{time}\"", tests.len())
}

fn seconds(duration: Duration) -> String {
    format!("{:.6}", duration.as_secs_f64())
}

/// A text for an attribute or an element. Characters that XML has not are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_xml_cannot_hold_is_replaced() {
        assert_eq!(escaped("a<b>&\"c'\n\0\u{1b}é"), "a&lt;b&gt;&amp;&quot;c&apos;&#10;\u{fffd}\u{fffd}é");
    }
}

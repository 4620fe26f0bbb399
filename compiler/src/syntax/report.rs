//! Collecting diagnostics within bounds, and quoting user text within bounds.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity, codes};

/// More than this many problems in one text are only counted: nobody reads them, and a file of garbage must not cost
/// a hundred times its size.
const MOST: usize = 1000;

/// Collects the diagnostics of one text.
#[derive(Default)]
pub(super) struct Reporter {
    found: Diagnostics,
    dropped: Option<(usize, Diagnostic)>,
}

impl Reporter {
    /// Adds a diagnostic, or counts it when there are too many.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.found.0.len() < MOST {
            self.found.push(diagnostic);
            return;
        }
        match &mut self.dropped {
            Some((count, _)) => *count += 1,
            None => self.dropped = Some((1, diagnostic)),
        }
    }

    /// Everything that was found, in source order.
    pub(super) fn finish(self) -> Diagnostics {
        let mut found = self.found;
        found.sort();
        if let Some((count, first)) = self.dropped {
            let mut rest = first;
            rest.code = codes::TOO_MANY_ERRORS;
            // Whatever was dropped may have been an error, so the file does not pass.
            rest.severity = Severity::Error;
            rest.message = format!("too many problems in one file: {count} more are not shown");
            rest.secondary.clear();
            rest.help = None;
            rest.fix = None;
            rest = rest.label("");
            found.push(rest);
        }
        found
    }
}

/// `text` as it can stand in a message: the first line, at most 40 characters.
pub(super) fn excerpt(text: &str) -> String {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let mut shown: String = line.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

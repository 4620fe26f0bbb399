//! What a run has covered: constructs of the policy, placements of the facts, questions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Right answers by construct, placement and question. A scenario counts for each of its constructs with each of its
/// placements.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    counts: BTreeMap<(&'static str, &'static str, &'static str), usize>,
}

impl Coverage {
    /// Counts the answers of one scenario.
    pub fn add(
        &mut self,
        constructs: &BTreeSet<&'static str>,
        placements: &BTreeSet<&'static str>,
        answers: &BTreeMap<&'static str, usize>,
    ) {
        for construct in constructs {
            for placement in placements {
                for (question, count) in answers {
                    *self.counts.entry((construct, placement, question)).or_default() += count;
                }
            }
        }
    }

    /// Adds what another run has covered.
    pub fn merge(&mut self, other: &Self) {
        for (key, count) in &other.counts {
            *self.counts.entry(*key).or_default() += count;
        }
    }

    /// How many of the combinations met so far have no answer, out of how many.
    pub fn gaps(&self) -> (usize, usize) {
        let all = self.axis(|key| key.0).len() * self.axis(|key| key.1).len() * self.axis(|key| key.2).len();
        (all - self.counts.values().filter(|count| **count > 0).count(), all)
    }

    fn axis(&self, part: impl Fn(&(&'static str, &'static str, &'static str)) -> &'static str) -> BTreeSet<&'static str> {
        self.counts.keys().map(part).collect()
    }
}

/// One table for each question: constructs down, placements across.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let placements = self.axis(|key| key.1);
        for question in self.axis(|key| key.2) {
            write!(f, "\n{question:<22}")?;
            for placement in &placements {
                write!(f, "{placement:>11}")?;
            }
            writeln!(f)?;
            for construct in self.axis(|key| key.0) {
                write!(f, "  {construct:<20}")?;
                for placement in &placements {
                    let count = self.counts.get(&(construct, *placement, question)).copied().unwrap_or(0);
                    write!(f, "{:>11}", if count == 0 { "-".to_owned() } else { count.to_string() })?;
                }
                writeln!(f)?;
            }
        }
        Ok(())
    }
}

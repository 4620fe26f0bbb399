//! The policy, the mapping and the facts that a command names, loaded.

use crate::args::PolicyArgs;
use crate::failure::Failure;
use crate::input::{self, Text};
use crate::report;
use arctos::{Dialect, KnownFacts, Policy, Settings};
use arctos_compiler::diagnostic::Diagnostics;
use arctos_compiler::policy::Given;
use arctos_compiler::source::SourceMap;
use std::path::{Path, PathBuf};

/// The files of a command, read.
pub struct Files {
    /// The policy's, in order.
    pub policy: Vec<Text>,
    /// The mapping.
    pub facts: Option<Text>,
    /// The stored facts', in order.
    pub central: Vec<Text>,
}

impl Files {
    /// Reads them all.
    pub fn read(policy: &[PathBuf], facts: Option<&PathBuf>, central: &[PathBuf]) -> Result<Self, Failure> {
        input::check_stdin(policy.iter().chain(facts).chain(central))?;
        let all = |paths: &[PathBuf]| paths.iter().map(|path| input::read(path)).collect::<Result<Vec<Text>, Failure>>();
        Ok(Self { policy: all(policy)?, facts: facts.map(|path| input::read(path)).transpose()?, central: all(central)? })
    }

    /// The policy's files and the mapping, with the ids under which diagnostics of [`Self::load`] speak of them.
    pub fn sources(&self) -> SourceMap {
        let mut sources = SourceMap::new();
        for file in self.policy.iter().chain(&self.facts) {
            sources.add(&file.name, &file.text);
        }
        sources
    }

    /// Loads the policy and the mapping, whose queries are for databases of this dialect.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn load(&self, dialect: Dialect) -> Result<Policy, arctos::Error> {
        let policies = self.policy.iter().map(|file| (file.name.as_str(), file.text.as_str()));
        Policy::load_for(dialect, policies, self.facts.as_ref().map(|file| (file.name.as_str(), file.text.as_str())))
    }
}

/// Everything that a question is asked of.
pub struct Loaded {
    /// The policy with its mapping and the stored facts.
    pub policy: Policy,
    /// Facts of this question only.
    pub context: KnownFacts,
    /// All texts.
    pub sources: SourceMap,
    /// Those of the policy alone.
    pub texts: Vec<Text>,
}

impl Loaded {
    /// The policy with the facts of a second database, by a mapping of their own.
    ///
    /// # Errors
    /// A file that cannot be read, a mapping that is wrong, no connection.
    pub async fn with_central(&self, mapping: &Path, url: &str, settings: Settings) -> Result<Policy, Failure> {
        let mapping = input::read(mapping)?;
        // The second mapping stands where the first one does.
        let mut sources = SourceMap::new();
        for file in self.texts.iter().chain([&mapping]) {
            sources.add(&file.name, &file.text);
        }
        let engine = |error| Failure::engine(error, &sources);
        let central = self.policy.connect_central((&mapping.name, &mapping.text), url, settings).await.map_err(engine)?;
        self.policy.with_central(&central).map_err(engine)
    }
}

/// Reads and loads what a question is asked of. Warnings are left to `arctos check`, but for those of the given facts.
///
/// # Errors
/// A file that cannot be read, and everything wrong with the policy, the mapping or the facts.
pub fn load(args: &PolicyArgs, dialect: Dialect) -> Result<Loaded, Failure> {
    args.require_policy()?;
    let files = Files::read(&args.policy, args.facts.as_ref(), &args.central)?;
    let mut sources = files.sources();
    let policy = files.load(dialect).map_err(|error| Failure::engine(error, &sources))?;
    let mut found = Diagnostics::new();
    let mut given = |name: &str, text: &str, origin: Given, into: &mut KnownFacts| {
        let (facts, problems) = policy.compiler().read_facts(sources.add(name, text), text, origin);
        into.extend(&facts);
        found.extend(problems);
    };
    let (mut central, mut context) = (KnownFacts::new(), KnownFacts::new());
    files.central.iter().for_each(|file| given(&file.name, &file.text, Given::Stored, &mut central));
    args.context.iter().for_each(|fact| given("--context", fact, Given::ForQuestion, &mut context));
    if found.has_errors() {
        return Err(Failure::invalid(found, &sources));
    }
    report::diagnostics(&found, &sources);
    let policy = policy.with_facts(&central).map_err(|error| Failure::engine(error, &sources))?;
    // What comes along with one question may be missing from the next: that is no mistake.
    let policy = policy.expecting(context.groups().map(|(predicate, ..)| predicate.clone()));
    Ok(Loaded { policy, context, sources, texts: files.policy })
}

//! A random case: a policy over a world, with facts in their places, and questions.

use super::place::{Collation, FLAGS, Home, Placement, base_table};
use super::pointed::LINK;
use super::policy::{PolicyTree, RuleTree};
use super::questions;
use super::rng::Rng;
use super::rules;
use super::tables;
use super::world::{ArgType, Signature, World};
use crate::differential::{Ask, Pin, Scenario};
use crate::reference::Fact;
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::Value;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A case that can be rendered, and made smaller.
#[derive(Clone, Debug)]
pub struct Case {
    /// Types and predicates.
    pub world: World,
    /// The policy.
    pub policy: PolicyTree,
    /// Constructs that the policy uses.
    pub constructs: BTreeSet<&'static str>,
    /// The mapping.
    pub placements: Vec<Placement>,
    /// Ids in the base table of each type.
    pub base: Vec<(usize, Vec<String>)>,
    /// Types whose base table also has a row without an id.
    pub holes: BTreeSet<usize>,
    /// Facts in tables: of which placement, and all arguments.
    pub facts: Vec<(usize, Vec<Value>)>,
    /// Facts that are given with the policy.
    pub central: Vec<Fact>,
    /// Facts that come with each question.
    pub context: Vec<Fact>,
    /// Questions.
    pub asks: Vec<Ask>,
}

impl Case {
    /// The case of a seed.
    pub fn random(seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let world = World::random(&mut rng);
        let written = rules::policy(&world, &mut rng);
        let mut case = Self {
            world,
            policy: written.tree,
            constructs: written.constructs,
            placements: Vec::new(),
            base: Vec::new(),
            holes: BTreeSet::new(),
            facts: Vec::new(),
            central: Vec::new(),
            context: Vec::new(),
            asks: Vec::new(),
        };
        case.fill_base(&mut rng);
        case.place(&mut rng);
        if Self::is_told(seed) && seed.is_multiple_of(3) {
            case.collate();
        }
        case.make_holes(&mut rng);
        case.fill(&mut rng);
        case.known_facts(&mut rng);
        case.asks = questions::random(&case.world, &case.constants(), &mut rng);
        case.pin();
        case
    }

    /// Has every other query for `select` ask for one value in a column of its table, if there is one. Draws no number: the
    /// cases of a seed are what they were before there were such questions.
    fn pin(&mut self) {
        for number in 0..self.asks.len() {
            let found = match self.asks.get(number) {
                Some(Ask::Select { ty, .. }) if number.is_multiple_of(2) => self.pin_for(ty, number / 2),
                _ => None,
            };
            if let Some(Ask::Select { pin, .. }) = self.asks.get_mut(number) {
                *pin = found;
            }
        }
    }

    /// A value that some row of a type's own table has, by a number.
    fn pin_for(&self, ty: &str, number: usize) -> Option<Pin> {
        let mut pins = Vec::new();
        for (of, args) in &self.facts {
            let placement = self.placements.get(*of)?;
            let Some((home, key)) = placement.base().filter(|_| matches!(placement.home, Home::Column(_))) else { continue };
            if self.world.types.get(home).is_none_or(|home| home.name != ty) {
                continue;
            }
            for (at, place) in placement.open().into_iter().enumerate().filter(|(at, _)| *at != key) {
                let value = args.get(place)?.clone();
                if !matches!(placement.signature.args.get(place), Some(ArgType::Boolean)) {
                    pins.push((format!("g{}_{at}", placement.number), value));
                }
            }
        }
        let at = number.checked_rem(pins.len())?;
        let (column, value) = pins.swap_remove(at);
        Some(Pin { column, value, is_bound: number.is_multiple_of(3) })
    }

    /// Whether the compiler is to know what the database tells of the tables.
    pub fn is_told(seed: u64) -> bool {
        seed.is_multiple_of(2)
    }

    /// Whether columns have collations of their own.
    pub(super) fn is_collated(&self) -> bool {
        self.placements.iter().any(|placement| placement.collation != Collation::Usual)
    }

    fn collate(&mut self) {
        for placement in &mut self.placements {
            placement.collation = Collation::of(placement);
        }
    }

    /// Names of the places of facts.
    pub fn places(&self) -> BTreeSet<&'static str> {
        let mut places: BTreeSet<&'static str> = self.placements.iter().map(|placement| placement.home.name()).collect();
        if self.placements.iter().any(|placement| placement.constants.iter().any(Option::is_some)) {
            places.insert("constant");
        }
        let given = [("central", &self.central), ("context", &self.context)];
        places.extend(given.into_iter().filter(|(_, facts)| !facts.is_empty()).map(|(name, _)| name));
        if self.constructs.contains("policy-facts") {
            places.insert("policy");
        }
        places
    }

    /// The case as text and questions, for a database of the dialect.
    pub fn scenario(&self, dialect: Dialect) -> Scenario {
        let facts =
            self.facts.iter().map(|(at, args)| Fact::new(self.placements[*at].signature.predicate.as_str(), args.clone()));
        let noise = self.placements.iter().flat_map(|placement| placement.noise.iter().flatten().flatten().cloned());
        let base = self.base.iter().flat_map(|(ty, ids)| {
            let name = self.world.types[*ty].name.as_str();
            ids.iter().map(move |id| Value::new(name, id.as_str()))
        });
        let constants = self.placements.iter().flat_map(|placement| placement.constants.iter().flatten().cloned());
        let mut values: Vec<Value> = noise.chain(base).chain(constants).collect();
        values.sort();
        values.dedup();
        Scenario {
            policy: self.policy.to_string(),
            mapping: self.mapping(dialect),
            sql: tables::script(self, dialect),
            facts: facts.collect(),
            central: self.central.clone(),
            context: self.context.clone(),
            values,
            asks: self.asks.clone(),
        }
    }

    fn mapping(&self, dialect: Dialect) -> String {
        let yaml = |text: &str| format!("'{}'", text.replace('\'', "''"));
        let mut out = String::from(if self.placements.is_empty() { "facts: {}\n" } else { "facts:\n" });
        for placement in &self.placements {
            let _ = writeln!(out, "  {}:", yaml(&placement.key(&self.world)));
            let _ = writeln!(out, "    query: {}", yaml(&placement.query(&self.world, dialect)));
        }
        let told: Vec<_> = self.world.types.iter().filter(|ty| ty.told).collect();
        if !told.is_empty() {
            out.push_str("sql_types:\n");
            for ty in told {
                let _ = writeln!(out, "  {}: {}", ty.name, yaml(ty.key.told(dialect)));
            }
        }
        out
    }

    /// Strings and entities that occur in facts.
    fn constants(&self) -> Vec<Value> {
        let mut all: Vec<Value> = self.facts.iter().flat_map(|(_, args)| args.clone()).collect();
        all.sort();
        all.dedup();
        all
    }

    fn fill_base(&mut self, rng: &mut Rng) {
        for at in 0..self.world.types.len() {
            let spec = &self.world.types[at];
            let mut ids = spec.ids.clone();
            if rng.percent(30) {
                ids.pop();
            }
            self.base.push((at, ids));
        }
    }

    fn place(&mut self, rng: &mut Rng) {
        let mut keys = BTreeSet::new();
        let mut signatures = self.world.facts.clone();
        for derived in self.world.derived.iter().chain(&self.world.late) {
            if rng.percent(8) {
                signatures.push(derived.clone());
            }
        }
        for signature in signatures {
            for constants in constants(&signature, rng) {
                let mut placement = Placement {
                    number: self.placements.len(),
                    signature: signature.clone(),
                    constants,
                    home: Home::Table,
                    as_text: rng.percent(8),
                    collation: Collation::Usual,
                    noise: Vec::new(),
                };
                if placement.open().is_empty() || !keys.insert(placement.key(&self.world)) {
                    continue;
                }
                placement.home = home(&placement, rng);
                self.placements.push(placement);
            }
        }
    }

    /// A column `id` that facts are mapped from is taken for a key, so only tables without facts can have such rows.
    fn make_holes(&mut self, rng: &mut Rng) {
        let is_mapped = |ty: usize| self.placements.iter().any(|placement| placement.base().is_some_and(|(of, _)| of == ty));
        self.holes = (0..self.world.types.len()).filter(|ty| !is_mapped(*ty)).filter(|_| rng.percent(40)).collect();
    }

    fn fill(&mut self, rng: &mut Rng) {
        for at in 0..self.placements.len() {
            let base = self.placements[at].base();
            let mut used: BTreeSet<Value> = BTreeSet::new();
            let is_pointed = self.world.is_pointed(&self.placements[at].signature);
            for number in 0..if is_pointed { rng.between(3, 7) } else { rng.between(0, 6) } {
                let mut args = self.random_fact(at, rng);
                if is_pointed && self.placements[at].signature.predicate == LINK {
                    self.chain(number, &mut args);
                }
                if let Some((ty, key)) = base {
                    // One row for each id, of those that the table has.
                    let position = self.placements[at].open()[key];
                    let present = self.base[ty].1.iter().any(|id| *id == args[position].id);
                    if !present || !used.insert(args[position].clone()) {
                        continue;
                    }
                }
                self.facts.push((at, args));
            }
            self.add_noise(at, rng, &mut used);
        }
    }

    /// From each id to the next, so that there are long ways.
    fn chain(&self, number: usize, args: &mut [Value]) {
        let ids = args.first().and_then(|first| self.world.types.iter().find(|ty| ty.name == *first.ty)).map(|ty| &ty.ids);
        for (arg, id) in args.iter_mut().zip(ids.into_iter().flat_map(|ids| ids.iter().skip(number).take(2))) {
            *arg = Value::new(arg.ty.clone(), id.as_str());
        }
    }

    fn random_fact(&self, at: usize, rng: &mut Rng) -> Vec<Value> {
        let placement = &self.placements[at];
        let args = placement.signature.args.iter().zip(&placement.constants);
        args.map(|(arg, constant)| constant.clone().unwrap_or_else(|| self.world.value(rng, arg))).collect()
    }

    /// Rows in which something is NULL.
    fn add_noise(&mut self, at: usize, rng: &mut Rng, used: &mut BTreeSet<Value>) {
        if matches!(self.placements[at].home, Home::Flag(_)) {
            return;
        }
        for _ in 0..rng.below(3) {
            let args = self.random_fact(at, rng);
            let open = self.placements[at].open();
            let mut row: Vec<Option<Value>> = open.iter().map(|position| Some(args[*position].clone())).collect();
            let mut hole = rng.below(row.len());
            if let Some((_, key)) = self.placements[at].base() {
                if hole == key || !used.insert(args[open[key]].clone()) {
                    continue;
                }
            } else if rng.percent(20) {
                hole = 0;
                row.fill(None);
            }
            row[hole] = None;
            self.placements[at].noise.push(row);
        }
    }

    /// Facts in the policy, given with it, and in the context.
    fn known_facts(&mut self, rng: &mut Rng) {
        let signatures: Vec<Signature> = self.world.facts.iter().chain(&self.world.derived).cloned().collect();
        let some = |world: &World, rng: &mut Rng| {
            let signature = rng.pick(&signatures)?;
            let args = signature.args.iter().map(|arg| world.constant(rng, arg)).collect();
            Some(Fact::new(signature.predicate.as_str(), args))
        };
        if rng.percent(20) {
            for _ in 0..rng.between(1, 3) {
                let fact = some(&self.world, rng);
                self.policy.rules.extend(fact.map(|fact| RuleTree { head: fact.to_string(), body: None }));
            }
            self.constructs.insert("policy-facts");
        }
        if rng.percent(20) {
            self.central = (0..rng.between(1, 4)).filter_map(|_| some(&self.world, rng)).collect();
        }
        if rng.percent(20) {
            self.context = (0..rng.between(1, 4)).filter_map(|_| some(&self.world, rng)).collect();
        }
    }
}

/// The signatures under which facts of a predicate are mapped: in general, and for single constants.
fn constants(signature: &Signature, rng: &mut Rng) -> Vec<Vec<Option<Value>>> {
    let none = vec![None; signature.args.len()];
    let mut found = Vec::new();
    let mut general = rng.percent(88);
    for (at, arg) in signature.args.iter().enumerate() {
        let one = signature.predicate == "has_relation" && at == 1;
        let values: Vec<Value> = match arg {
            ArgType::Text(texts) if one || rng.percent(25) => texts.iter().map(|text| Value::string(text.as_str())).collect(),
            ArgType::Boolean if rng.percent(25) => vec![Value::boolean(true), Value::boolean(false)],
            ArgType::Integer | ArgType::Numbers(_) if rng.percent(15) => vec![Value::integer(1), Value::integer(-1)],
            _ => continue,
        };
        general &= !one || rng.percent(25);
        let count = rng.between(1, 2);
        for value in rng.sample(&values, count) {
            let mut fixed = none.clone();
            fixed[at] = Some(value);
            found.push(fixed);
        }
    }
    if general {
        found.push(none);
    }
    found
}

/// A place that suits the open arguments.
fn home(placement: &Placement, rng: &mut Rng) -> Home {
    let open = placement.open_args();
    let entities: Vec<usize> = (0..open.len()).filter(|at| matches!(open[*at], ArgType::Entity(_))).collect();
    let flag = open.len() == 1 && !entities.is_empty();
    if flag && rng.percent(55) {
        return Home::Flag(rng.below(FLAGS.len()));
    }
    if let Some(key) = rng.pick(&entities).filter(|_| open.len() > 1)
        && rng.percent(40)
    {
        return Home::Column(if rng.percent(70) { entities[0] } else { *key });
    }
    let texts = open.iter().any(|arg| matches!(arg, ArgType::Text(_)));
    if texts && rng.percent(12) {
        return Home::Enumeration;
    }
    rng.weighted(&[
        (10, Home::Table),
        (2, Home::Quoted),
        (2, Home::Schema),
        (2, Home::Twice),
        (2, Home::Distinct),
        (2, Home::Grouped),
        (2, Home::With),
        (3, Home::Filtered),
        (3, Home::Expression),
        (3, Home::Joined),
        (3, Home::United),
        (3, Home::View),
    ])
}

/// The base table of a type, for questions.
pub(super) fn table_of(world: &World, ty: usize) -> String {
    base_table(world, ty)
}

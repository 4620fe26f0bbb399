//! Random heads and bodies of rules, variable by variable.

use super::policy::{Tree, quoted};
use super::rng::Rng;
use super::world::{ArgType, INTEGERS, Signature, World};
use std::collections::BTreeSet;

/// What a rule defines, which says what its body may call and negate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// `has_relation`, from facts only.
    Relation,
    /// A custom predicate below roles.
    Derived(usize),
    /// `has_role` and `has_permission`.
    Role,
    /// A custom predicate above them.
    Late(usize),
    /// `allow`.
    Allow,
}

/// A body under construction.
pub(super) struct Body<'a> {
    pub(super) world: &'a World,
    pub(super) rng: &'a mut Rng,
    constructs: &'a mut BTreeSet<&'static str>,
    level: Level,
    /// Variables that have a value here, with what they were made for.
    bound: Vec<(String, ArgType)>,
    count: usize,
}

impl<'a> Body<'a> {
    pub(super) fn new(world: &'a World, rng: &'a mut Rng, constructs: &'a mut BTreeSet<&'static str>, level: Level) -> Self {
        Self { world, rng, constructs, level, bound: Vec::new(), count: 0 }
    }

    /// Makes a variable known.
    pub(super) fn bind(&mut self, name: &str, ty: ArgType) {
        self.bound.push((name.to_owned(), ty));
    }

    /// Random parameters.
    pub(super) fn head(&mut self, signature: &Signature) -> Vec<String> {
        let mut params = Vec::new();
        for arg in &signature.args {
            let same: Vec<String> = self.bound.iter().filter(|(_, ty)| ty == arg).map(|(name, _)| name.clone()).collect();
            let fixed = matches!(arg, ArgType::Text(_)) && self.rng.percent(45);
            params.push(match self.rng.below(100) {
                _ if fixed => self.world.constant(self.rng, arg).to_string(),
                0..=6 if !same.is_empty() => {
                    self.constructs.insert("head-repeated");
                    self.rng.pick(&same).cloned().unwrap_or_default()
                }
                7..=14 => {
                    self.constructs.insert("head-literal");
                    self.world.constant(self.rng, arg).to_string()
                }
                15..=19 => {
                    self.constructs.insert("universal");
                    format!("_: {}", self.world.annotation(self.rng, arg))
                }
                20..=21 => {
                    self.constructs.insert("universal");
                    "_".to_owned()
                }
                22..=40 => {
                    self.constructs.insert("head-untyped");
                    self.fresh(arg)
                }
                _ => {
                    let ty = self.world.annotation(self.rng, arg);
                    format!("{}: {ty}", self.fresh(arg))
                }
            });
        }
        params
    }

    fn fresh(&mut self, ty: &ArgType) -> String {
        self.count += 1;
        let name = format!("v{}", self.count);
        self.bound.push((name.clone(), ty.clone()));
        name
    }

    /// A conjunction of so many parts; none when it would be empty.
    pub(super) fn conjunction(&mut self, low: usize, high: usize, depth: usize) -> Option<Tree> {
        let (high, depth) = if self.world.wild { (high, depth) } else { (high.min(2), depth.min(1)) };
        let parts: Vec<Tree> = (0..self.rng.between(low, high)).filter_map(|_| self.part(depth)).collect();
        match parts.len() {
            0 => None,
            1 => parts.into_iter().next(),
            _ => {
                self.constructs.insert("and");
                Some(Tree::And(parts))
            }
        }
    }

    fn part(&mut self, depth: usize) -> Option<Tree> {
        match self.rng.below(100) {
            0..=11 if depth > 0 => self.alternatives(depth),
            12..=25 => self.negation(depth),
            26..=40 => self.comparison(),
            41..=45 => self.matches(),
            46 => {
                self.constructs.insert("truth");
                Some(Tree::Leaf(if self.rng.percent(80) { "true" } else { "false" }.to_owned()))
            }
            _ => self.call(),
        }
    }

    fn call(&mut self) -> Option<Tree> {
        let callable = self.callable();
        let signature = self.fitting(&callable)?;
        Some(self.call_to(&signature, false))
    }

    /// One of a few random signatures: the one that meets most variables.
    fn fitting(&mut self, signatures: &[Signature]) -> Option<Signature> {
        let tries: Vec<Signature> =
            (0..if self.world.wild { 2 } else { 4 }).filter_map(|_| self.rng.pick(signatures).cloned()).collect();
        let known = |arg: &ArgType| self.bound.iter().any(|(_, ty)| self.alike(ty, arg));
        tries.into_iter().max_by_key(|signature| signature.args.iter().filter(|arg| known(arg)).count())
    }

    fn alike(&self, one: &ArgType, other: &ArgType) -> bool {
        match (one, other) {
            (ArgType::Entity(one), ArgType::Entity(other)) => self.world.fits(*one, *other) || self.world.fits(*other, *one),
            (ArgType::Text(_), ArgType::Text(_)) => true,
            _ if one.is_integer() => other.is_integer(),
            _ => one == other,
        }
    }

    fn call_to(&mut self, signature: &Signature, negated: bool) -> Tree {
        if signature.args.len() > 3 {
            self.constructs.insert("arity-4");
        }
        let before = self.bound.len();
        let args: Vec<String> = signature.args.iter().map(|arg| self.argument(arg, negated)).collect();
        if negated {
            // Those stand for any value and mean nothing outside.
            self.bound.truncate(before);
        }
        Tree::Leaf(format!("{}({})", signature.predicate, args.join(", ")))
    }

    fn argument(&mut self, arg: &ArgType, negated: bool) -> String {
        match arg {
            ArgType::Integer | ArgType::Numbers(_) => self.constructs.insert("integer"),
            ArgType::Boolean => self.constructs.insert("boolean"),
            _ => false,
        };
        let alike: Vec<String> = self.bound.iter().filter(|(_, ty)| self.alike(ty, arg)).map(|(name, _)| name.clone()).collect();
        let literal = matches!(arg, ArgType::Text(_) | ArgType::Boolean);
        let connected = if self.world.wild { 60 } else { 82 };
        match self.rng.below(100) {
            chance if chance < connected && !alike.is_empty() => self.rng.pick(&alike).cloned().unwrap_or_default(),
            _ if literal && self.rng.percent(55) => self.world.constant(self.rng, arg).to_string(),
            0..=2 | 83..=88 => self.world.constant(self.rng, arg).to_string(),
            3..=8 | 89..=91 => "_".to_owned(),
            // A variable of another type: such a call holds for nobody, or only in part.
            99 if !negated => self.rng.pick(&self.bound).map_or_else(|| "_".to_owned(), |(name, _)| name.clone()),
            _ => self.fresh(arg),
        }
    }

    fn alternatives(&mut self, depth: usize) -> Option<Tree> {
        let (known, start) = (self.bound.clone(), self.count);
        let mut branches = Vec::new();
        let mut highest = start;
        for _ in 0..self.rng.between(2, 3) {
            // Each branch names its own variables alike.
            self.count = start;
            branches.extend(self.conjunction(1, 2, depth - 1));
            highest = highest.max(self.count);
            self.bound.clone_from(&known);
        }
        self.count = highest;
        self.constructs.insert("or");
        if branches.len() > 1 { Some(Tree::Or(branches)) } else { branches.pop() }
    }

    fn negation(&mut self, depth: usize) -> Option<Tree> {
        let known = self.bound.clone();
        let inner = if depth > 0 && self.rng.percent(30) {
            self.constructs.insert("not-compound");
            let level = self.level;
            let negatable = self.negatable();
            let mut parts = Vec::new();
            for _ in 0..self.rng.between(1, 2) {
                let signature = self.fitting(&negatable)?;
                parts.push(self.call_to(&signature, false));
            }
            if self.rng.percent(40) {
                self.constructs.insert("not-nested");
                let signature = self.fitting(&negatable)?;
                parts.push(Tree::Not(Box::new(self.call_to(&signature, true))));
            }
            if self.rng.percent(30) {
                parts.extend(self.comparison());
            }
            self.level = level;
            if parts.len() > 1 { Tree::And(parts) } else { parts.pop()? }
        } else if self.rng.percent(12) {
            self.comparison()?
        } else {
            let negatable = self.negatable();
            let signature = self.fitting(&negatable)?;
            self.call_to(&signature, true)
        };
        self.bound = known;
        self.constructs.insert("not");
        Some(Tree::Not(Box::new(inner)))
    }

    fn comparison(&mut self) -> Option<Tree> {
        let bound = self.bound.clone();
        let integers: Vec<(String, ArgType)> = bound.iter().filter(|(_, ty)| ty.is_integer()).cloned().collect();
        let from = if !integers.is_empty() && self.rng.percent(50) { &integers } else { &bound };
        let (name, ty) = self.rng.pick(from)?.clone();
        let other: Vec<String> = bound
            .iter()
            .filter(|(other, kind)| *other != name && self.alike(kind, &ty))
            .map(|(other, _)| other.clone())
            .collect();
        let other = self.rng.pick(&other).cloned();
        if ty.is_integer() && self.rng.percent(65) {
            let right = match self.rng.below(3) {
                0 => {
                    self.constructs.insert("now");
                    "@current_unix_time".to_owned()
                }
                1 => other.unwrap_or_else(|| "1".to_owned()),
                _ => self.rng.pick(&INTEGERS).unwrap_or(&0).to_string(),
            };
            self.constructs.insert("order");
            let op = *self.rng.pick(&["<", "<=", ">", ">="]).unwrap_or(&"<");
            return Some(Tree::Leaf(if self.rng.percent(70) {
                format!("{name} {op} {right}")
            } else {
                format!("{right} {op} {name}")
            }));
        }
        let literal = self.world.constant(self.rng, &ty).to_string();
        Some(Tree::Leaf(match self.rng.below(10) {
            0..=2 => {
                self.constructs.insert("in");
                let mut items: Vec<String> =
                    (0..self.rng.between(1, 3)).map(|_| self.world.constant(self.rng, &ty).to_string()).collect();
                if self.rng.percent(15) {
                    items.extend(other);
                }
                if self.rng.percent(10) {
                    items.push("\"red\"".to_owned());
                }
                format!("{name} in [{}]", items.join(", "))
            }
            3..=6 => {
                self.constructs.insert("unequal");
                format!("{name} != {}", if self.rng.percent(60) { other.unwrap_or(literal) } else { literal })
            }
            _ => {
                self.constructs.insert("equal");
                format!("{name} = {}", if self.rng.percent(50) { other.unwrap_or(literal) } else { literal })
            }
        }))
    }

    fn matches(&mut self) -> Option<Tree> {
        let (name, ty) = self.rng.pick(&self.bound)?.clone();
        self.constructs.insert("matches");
        Some(Tree::Leaf(format!("{name} matches {}", self.world.annotation(self.rng, &ty))))
    }

    /// Heads of longhand rules for roles and permissions.
    pub(super) fn grants(&self) -> Vec<Signature> {
        let mut found = self.held(true);
        found.extend(self.held(false));
        found
    }

    /// Heads of `allow`.
    pub(super) fn allows(&self) -> Vec<Signature> {
        let three = self.held(false).into_iter().filter(|signature| signature.args.len() == 3);
        three.map(|signature| Signature { predicate: "allow".to_owned(), ..signature }).collect()
    }

    /// `has_role` or `has_permission` with types that are worth asking for.
    fn held(&self, roles: bool) -> Vec<Signature> {
        let predicate = if roles { "has_role" } else { "has_permission" };
        let mut found = Vec::new();
        let mut holders = self.world.actors();
        holders.extend((0..self.world.types.len()).filter(|at| roles && self.world.types[*at].name == "Group"));
        for at in self.world.declared() {
            let names = if roles { self.world.roles(at) } else { self.world.permissions(at) };
            for holder in holders.iter().filter(|_| !names.is_empty()) {
                let args = vec![ArgType::Entity(*holder), ArgType::Text(names.clone()), ArgType::Entity(at)];
                found.push(Signature { predicate: predicate.to_owned(), args });
            }
        }
        if let (Some((global_roles, permissions)), Some(actor)) = (&self.world.global, self.world.actors().first()) {
            let names = if roles { global_roles } else { permissions };
            let args = vec![ArgType::Entity(*actor), ArgType::Text(names.clone())];
            found.push(Signature { predicate: predicate.to_owned(), args });
        }
        found
    }

    fn stored(&self) -> Vec<Signature> {
        let stored = self.world.facts.iter().filter(|fact| !matches!(fact.predicate.as_str(), "has_role" | "has_permission"));
        stored.cloned().collect()
    }

    /// What the body may call.
    fn callable(&self) -> Vec<Signature> {
        let mut found = self.stored();
        let derived = |count: usize| self.world.derived.iter().take(count).cloned();
        let late = |count: usize| self.world.late.iter().take(count).cloned();
        match self.level {
            Level::Relation => {}
            Level::Derived(at) => found.extend(derived(at + 1)),
            Level::Role => {
                found.extend(derived(usize::MAX));
                found.extend(self.grants());
            }
            Level::Late(at) => {
                found.extend(derived(usize::MAX).chain(late(at + 1)));
                found.extend(self.grants());
            }
            Level::Allow => {
                found.extend(derived(usize::MAX).chain(late(usize::MAX)));
                found.extend(self.grants());
            }
        }
        found
    }

    /// What it may negate: nothing that could depend on what the rule defines.
    fn negatable(&self) -> Vec<Signature> {
        let mut found = self.stored();
        let derived = |count: usize| self.world.derived.iter().take(count).cloned();
        let late = |count: usize| self.world.late.iter().take(count).cloned();
        match self.level {
            Level::Relation => found.retain(|signature| signature.predicate != "has_relation"),
            Level::Derived(at) => found.extend(derived(at)),
            Level::Role => found.extend(derived(usize::MAX)),
            Level::Late(at) => {
                found.extend(derived(usize::MAX).chain(late(at)));
                found.extend(self.grants());
            }
            Level::Allow => {
                found.extend(derived(usize::MAX).chain(late(usize::MAX)));
                found.extend(self.grants());
            }
        }
        found
    }

    /// A shorthand body in the block of a type.
    pub(super) fn shorthand(&mut self, at: usize, depth: usize) -> Option<Tree> {
        self.bound = vec![("actor".to_owned(), ArgType::Entity(0)), ("resource".to_owned(), ArgType::Entity(at))];
        match self.rng.below(100) {
            0..=14 if depth > 0 => {
                let parts: Vec<Tree> = (0..2).filter_map(|_| self.shorthand(at, depth - 1)).collect();
                self.constructs.insert("and");
                (parts.len() == 2).then_some(Tree::And(parts))
            }
            15..=32 if depth > 0 => {
                let parts: Vec<Tree> = (0..self.rng.between(2, 3)).filter_map(|_| self.shorthand(at, depth - 1)).collect();
                self.constructs.insert("or");
                (parts.len() >= 2).then_some(Tree::Or(parts))
            }
            33..=42 => {
                let negatable = self.negatable();
                let signature = self.fitting(&negatable)?;
                self.constructs.insert("not");
                let positive = self.shorthand(at, 0)?;
                Some(Tree::And(vec![positive, Tree::Not(Box::new(self.call_to(&signature, true)))]))
            }
            43..=57 => {
                let callable: Vec<Signature> = self.stored().into_iter().chain(self.world.derived.iter().cloned()).collect();
                let signature = self.fitting(&callable)?;
                self.constructs.insert("call");
                Some(self.call_to(&signature, false))
            }
            58..=64 => {
                let (roles, permissions) = self.world.global.as_ref()?;
                let names: Vec<&String> = roles.iter().chain(permissions).collect();
                self.rng.pick(&names).map(|name| Tree::Leaf(format!("global {}", quoted(name))))
            }
            65..=84 => self.on(at),
            _ => self.own(at),
        }
    }

    fn own(&mut self, at: usize) -> Option<Tree> {
        let actors = self.world.actors();
        let relations = self.world.relations(at).into_iter().filter(|(_, target)| actors.contains(target)).map(|(name, _)| name);
        let names: Vec<String> = self.world.roles(at).into_iter().chain(self.world.permissions(at)).chain(relations).collect();
        self.constructs.insert("hierarchy");
        self.rng.pick(&names).map(|name| Tree::Leaf(quoted(name)))
    }

    fn on(&mut self, at: usize) -> Option<Tree> {
        let (relation, target) = self.rng.pick(&self.world.relations(at))?.clone();
        let actors = self.world.actors();
        let relations = self.world.relations(target).into_iter().filter(|(_, end)| actors.contains(end)).map(|(name, _)| name);
        let names: Vec<String> =
            self.world.roles(target).into_iter().chain(self.world.permissions(target)).chain(relations).collect();
        if target == at {
            self.constructs.insert("recursion");
        }
        let name = match self.rng.below(12) {
            0 if !self.world.roles(target).is_empty() => {
                self.constructs.insert("keyword");
                "role".to_owned()
            }
            _ => quoted(self.rng.pick(&names)?),
        };
        self.constructs.insert("on");
        Some(Tree::Leaf(format!("{name} on {}", quoted(&relation))))
    }
}

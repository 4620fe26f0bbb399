//! Random policies over a world: mostly sensible, weighted to combinations that are easily got wrong.

use super::body::{Body, Level};
use super::pointed;
use super::policy::{BlockTree, PolicyTree, RuleTree, Tree, quoted};
use super::rng::Rng;
use super::world::{ArgType, Signature, TypeKind, World};
use std::collections::BTreeSet;

/// A policy and the constructs it uses.
pub struct Written {
    /// The policy.
    pub tree: PolicyTree,
    /// Names of constructs.
    pub constructs: BTreeSet<&'static str>,
}

/// Writes a policy.
pub fn policy(world: &World, rng: &mut Rng) -> Written {
    let mut writer = Writer { world, rng, tree: PolicyTree::default(), constructs: BTreeSet::new() };
    writer.blocks();
    writer.closures();
    writer.mutual();
    for at in 0..world.derived.len() {
        writer.rules_for(&world.derived[at], Level::Derived(at), 3);
    }
    if writer.rng.percent(12) {
        writer.relation_rule();
    }
    writer.groups();
    writer.grants();
    for at in 0..world.late.len() {
        writer.rules_for(&world.late[at], Level::Late(at), 2);
    }
    writer.allow();
    writer.pointed();
    Written { tree: writer.tree, constructs: writer.constructs }
}

struct Writer<'a> {
    world: &'a World,
    rng: &'a mut Rng,
    tree: PolicyTree,
    constructs: BTreeSet<&'static str>,
}

impl Writer<'_> {
    fn push(&mut self, head: impl Into<String>, body: Option<Tree>) {
        self.tree.rules.push(RuleTree { head: head.into(), body });
    }

    fn body(&mut self, level: Level) -> Body<'_> {
        Body::new(self.world, self.rng, &mut self.constructs, level)
    }

    fn blocks(&mut self) {
        if let Some((roles, permissions)) = &self.world.global {
            self.constructs.insert("global");
            let mut block = BlockTree { heading: "global".to_owned(), ..BlockTree::default() };
            block.roles.clone_from(roles);
            block.permissions.clone_from(permissions);
            for permission in permissions {
                let body = Tree::Leaf(quoted(self.rng.pick(roles).map_or("", String::as_str)));
                block.shorthand.push((quoted(permission), body));
            }
            if roles.len() > 1 && self.rng.percent(50) {
                block.shorthand.push((quoted(&roles[0]), Tree::Leaf(quoted(&roles[1]))));
            }
            self.tree.blocks.push(block);
        }
        for at in self.world.declared() {
            let block = self.block(at);
            self.tree.blocks.push(block);
        }
    }

    fn block(&mut self, at: usize) -> BlockTree {
        let spec = &self.world.types[at];
        let kind = if spec.kind == TypeKind::Actor { "actor" } else { "resource" };
        let above: Vec<String> = spec.extends.iter().map(|up| self.world.types[*up].name.clone()).collect();
        let extends = if above.is_empty() { String::new() } else { format!(" extends {}", above.join(", ")) };
        if !above.is_empty() {
            self.constructs.insert("extends");
        }
        let target = |(name, target): &(String, usize)| (name.clone(), self.world.types[*target].name.clone());
        let mut block = BlockTree {
            heading: format!("{kind} {}{extends}", spec.name),
            roles: spec.roles.clone(),
            permissions: spec.permissions.clone(),
            relations: spec.relations.iter().map(target).collect(),
            shorthand: Vec::new(),
        };
        for _ in 0..self.rng.between(0, 4) {
            block.shorthand.extend(self.shorthand(at));
        }
        // A permission that nothing grants is of little interest.
        for permission in self.world.permissions(at) {
            if self.rng.percent(60) {
                let body = self.body(Level::Role).shorthand(at, 2);
                block.shorthand.extend(body.map(|body| (quoted(&permission), body)));
            }
        }
        block
    }

    fn shorthand(&mut self, at: usize) -> Option<(String, Tree)> {
        let (roles, permissions) = (self.world.roles(at), self.world.permissions(at));
        let named: Vec<String> = roles.iter().chain(&permissions).map(|name| quoted(name)).collect();
        let head = match self.rng.below(10) {
            0..=1 if !roles.is_empty() => {
                self.constructs.insert("keyword");
                "role".to_owned()
            }
            2 if !permissions.is_empty() => {
                self.constructs.insert("keyword");
                "permission".to_owned()
            }
            _ => self.rng.pick(&named)?.clone(),
        };
        if head == "role" {
            let relations: Vec<(String, usize)> =
                self.world.relations(at).into_iter().filter(|(_, target)| !self.world.roles(*target).is_empty()).collect();
            let (relation, target) = self.rng.pick(&relations)?.clone();
            if target == at {
                self.constructs.insert("recursion");
            }
            return Some((head, Tree::Leaf(format!("role on {}", quoted(&relation)))));
        }
        let body = self.body(Level::Role).shorthand(at, 2)?;
        Some((head, body))
    }

    /// Rules for a predicate of the policy's own.
    fn rules_for(&mut self, signature: &Signature, level: Level, most: usize) {
        if signature.args.len() > 3 {
            self.constructs.insert("arity-4");
        }
        for _ in 0..self.rng.between(1, most) {
            self.rule(signature, level, 0);
        }
        let twice = signature.args.len() >= 2 && signature.args[0] == signature.args[1];
        let base: Vec<Signature> = self.world.facts.iter().filter(|fact| fact.args == signature.args).cloned().collect();
        if twice && self.rng.percent(70) {
            let base = self.rng.pick(&base).cloned();
            self.closure(signature, base.as_ref());
        }
    }

    /// One rule with a random head and body.
    fn rule(&mut self, signature: &Signature, level: Level, least: usize) {
        let mut body = self.body(level);
        let head = body.head(signature);
        let bare = least == 0 && body.rng.percent(10);
        let tree = if bare { None } else { body.conjunction(least, 3, 2) };
        if tree.is_none() {
            self.constructs.insert("universal");
        }
        let head = format!("{}({})", signature.predicate, head.join(", "));
        self.push(head, tree);
    }

    /// `d(x, z) if f(x, y) and d(y, z)` and its relatives; now and then a step has a further condition, or changes what
    /// stands beside the two ends.
    fn closure(&mut self, signature: &Signature, base: Option<&Signature>) {
        let Some(base) = base else { return };
        self.constructs.insert("recursion");
        let name = &signature.predicate;
        let rest: Vec<String> = (2..signature.args.len()).map(|at| format!("r{at}")).collect();
        let (first, second) = match self.rng.below(5) {
            0 => (&base.predicate, &base.predicate),
            1..=2 => (&base.predicate, name),
            3 => (name, &base.predicate),
            _ => {
                self.constructs.insert("nonlinear");
                (name, name)
            }
        };
        let (other, loose) = (self.beside(signature), self.rng.percent(50));
        let (left, right) = if loose { (&other, &rest) } else { (&rest, &other) };
        let step = vec![
            Tree::Leaf(format!("{first}({})", ends("x", "y", left))),
            Tree::Leaf(format!("{second}({})", ends("y", "z", right))),
        ];
        let step = Tree::And(step.into_iter().chain(self.step_condition(signature)).collect());
        let start = Tree::Leaf(format!("{}({})", base.predicate, ends("x", "z", &rest)));
        let ty = self.world.annotation(self.rng, &signature.args[0]);
        let head = format!("{name}({})", ends(&format!("x: {ty}"), "z", &rest));
        if self.rng.percent(30) {
            self.push(head, Some(Tree::Or(vec![start, step])));
        } else {
            self.push(format!("{name}({})", ends("x", "z", &rest)), Some(start));
            self.push(head, Some(step));
        }
    }

    /// What stands beside the ends in one of the calls of a step: mostly the same.
    fn beside(&mut self, signature: &Signature) -> Vec<String> {
        let mut found = Vec::new();
        for (at, arg) in signature.args.iter().enumerate().skip(2) {
            found.push(match self.rng.below(10) {
                0 => "_".to_owned(),
                1 => format!("s{at}"),
                2 => self.world.constant(self.rng, arg).to_string(),
                _ => format!("r{at}"),
            });
        }
        found
    }

    /// A condition on one of the ends, or on what is between them.
    fn step_condition(&mut self, signature: &Signature) -> Option<Tree> {
        if !self.rng.percent(35) {
            return None;
        }
        self.constructs.insert("conditional-step");
        // Only from facts: a negated predicate must not depend on this one.
        let mut body = self.body(Level::Relation);
        for name in ["x", "y", "z"] {
            body.bind(name, signature.args[0].clone());
        }
        body.conjunction(1, 1, 1)
    }

    /// A fact predicate that also has a rule.
    fn closures(&mut self) {
        for fact in self.world.facts.clone() {
            if fact.args.len() == 2 && fact.args[0] == fact.args[1] && self.rng.percent(15) {
                self.constructs.extend(["recursion", "nonlinear", "rules-on-facts"]);
                let p = &fact.predicate;
                let step = Tree::And(vec![Tree::Leaf(format!("{p}(x, y)")), Tree::Leaf(format!("{p}(y, z)"))]);
                self.push(format!("{p}(x, z)"), Some(step));
            }
        }
    }

    fn mutual(&mut self) {
        let pairs: Vec<Signature> =
            self.world.facts.iter().filter(|fact| fact.args.len() == 2 && fact.args[0] == fact.args[1]).cloned().collect();
        if !self.world.derived.is_empty()
            && self.rng.percent(10)
            && let Some(base) = self.rng.pick(&pairs).cloned()
        {
            self.constructs.extend(["recursion", "mutual"]);
            let (p, d) = (&base.predicate, &self.world.derived[0]);
            self.push("m0(x, y)", Some(Tree::Leaf(format!("{p}(x, y)"))));
            let odd = Tree::And(vec![Tree::Leaf(format!("{p}(x, y)")), Tree::Leaf("m1(y, z)".to_owned())]);
            self.push("m0(x, z)", Some(odd));
            let even = Tree::And(vec![Tree::Leaf(format!("{p}(x, y)")), Tree::Leaf("m0(y, z)".to_owned())]);
            self.push("m1(x, z)", Some(even));
            if d.args.len() >= 2 && d.args[..2] == base.args[..] {
                let rest: Vec<String> = (2..d.args.len()).map(|_| "_".to_owned()).collect();
                let args = ["x", "y"].into_iter().map(str::to_owned).chain(rest).collect::<Vec<_>>().join(", ");
                self.push(format!("{}({args})", d.predicate), Some(Tree::Leaf("m1(x, y)".to_owned())));
            }
        }
    }

    fn pointed(&mut self) {
        let Some(pointed) = self.world.pointed else { return };
        self.constructs.insert("pointed");
        for (head, body) in pointed::rules(self.world, pointed, self.rng) {
            self.push(head, Some(body));
        }
    }

    fn relation_rule(&mut self) {
        let relations: Vec<Signature> =
            self.world.facts.iter().filter(|fact| fact.predicate == "has_relation").cloned().collect();
        if let Some(signature) = self.rng.pick(&relations).cloned() {
            self.constructs.insert("rules-on-facts");
            self.rule(&signature, Level::Relation, 1);
        }
    }

    /// Roles of a group are roles of its members.
    fn groups(&mut self) {
        let through: Vec<Signature> = self
            .world
            .facts
            .iter()
            .chain(&self.world.derived)
            .filter(|signature| matches!(signature.args[..], [ArgType::Entity(_), ArgType::Entity(_)]))
            .filter(|signature| signature.predicate != "has_relation")
            .cloned()
            .collect();
        for _ in 0..self.rng.below(3) {
            let Some(step) = self.rng.pick(&through).cloned() else { return };
            let [ArgType::Entity(from), ArgType::Entity(to)] = step.args[..] else { return };
            self.constructs.extend(["groups", "recursion"]);
            let (from, to) = (&self.world.types[from].name, &self.world.types[to].name);
            let item = *self.rng.pick(&["item", "item: Resource"]).unwrap_or(&"item");
            let role = *self.rng.pick(&["role: String", "role", "role"]).unwrap_or(&"role");
            let mut parts = vec![Tree::Leaf(format!("{}(member, holder)", step.predicate))];
            if self.rng.percent(60) {
                parts.push(Tree::Leaf(format!("holder matches {to}")));
            }
            parts.push(Tree::Leaf("has_role(holder, role, item)".to_owned()));
            self.push(format!("has_role(member: {from}, {role}, {item})"), Some(Tree::And(parts)));
        }
    }

    /// Longhand roles and permissions.
    fn grants(&mut self) {
        let targets: Vec<Signature> = self.body(Level::Role).grants();
        let most = if self.world.wild { 3 } else { 2 };
        for _ in 0..self.rng.between(0, most) {
            if let Some(signature) = self.rng.pick(&targets).cloned() {
                self.rule(&signature, Level::Role, 0);
            }
        }
        if self.rng.percent(25) {
            let actor = self.rng.pick(&self.world.actors()).map_or("User", |at| self.world.types[*at].name.as_str());
            let resource = self.rng.pick(&self.world.declared()).map_or("Repo", |at| self.world.types[*at].name.as_str());
            self.constructs.insert("universal");
            let mut body = self.body(Level::Role);
            body.bind("u", ArgType::Entity(0));
            let tree = body.conjunction(1, 1, 1);
            let subject = if tree.is_some() { "u" } else { "_" };
            self.push(format!("has_permission({subject}: {actor}, _: String, _: {resource})"), tree);
        }
    }

    /// The policy's own `allow`, or the default one.
    fn allow(&mut self) {
        if self.rng.percent(if self.world.pointed.is_some() { 85 } else { 55 }) {
            return;
        }
        self.constructs.insert("own-allow");
        if self.rng.percent(75) {
            let mut body = self.body(Level::Allow);
            body.bind("a", ArgType::Entity(0));
            let resource = body.rng.pick(&body.world.declared()).copied().unwrap_or(0);
            body.bind("r", ArgType::Entity(resource));
            let guard = body.conjunction(1, 2, 1);
            let mut parts = vec![Tree::Leaf("has_permission(a, p, r)".to_owned())];
            parts.extend(guard);
            let head = *self
                .rng
                .pick(&["allow(a, p, r)", "allow(a: Actor, p: String, r: Resource)", "allow(a: User, p, r)"])
                .unwrap_or(&"");
            self.push(head, Some(Tree::And(parts)));
        }
        let targets = self.body(Level::Allow).allows();
        for _ in 0..self.rng.between(0, 2) {
            if let Some(signature) = self.rng.pick(&targets).cloned() {
                self.rule(&signature, Level::Allow, 1);
            }
        }
        if self.world.global.is_some() && self.rng.percent(40) {
            self.constructs.insert("allow-2");
            let mut body = self.body(Level::Allow);
            body.bind("a", ArgType::Entity(0));
            let guard = body.conjunction(1, 1, 1);
            let parts: Vec<Tree> = [Tree::Leaf("has_permission(a, p)".to_owned())].into_iter().chain(guard).collect();
            self.push("allow(a, p)", Some(Tree::And(parts)));
        }
    }
}

/// Arguments of a predicate with two ends.
fn ends(x: &str, z: &str, rest: &[String]) -> String {
    [x, z].into_iter().map(str::to_owned).chain(rest.to_vec()).collect::<Vec<_>>().join(", ")
}

//! Rules that are pointed at what is easily got wrong and seldom comes about by chance: recursions whose arguments change
//! or stay in every combination, comparisons of integers through others that nothing binds, lists of ids that no column
//! can hold.
//!
//! In: a world. Out: facts that such rules are about, a few of the rules, and permissions on one resource type that come
//! down to them.

use super::policy::Tree;
use super::rng::Rng;
use super::world::{ArgType, Signature, TypeKind, World};
use arctos_compiler::value::Value;

/// What pointed rules are about: an actor type and a resource type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// Index of the actor type.
    pub actor: usize,
    /// Index of the resource type.
    pub resource: usize,
    family: Family,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Limits,
    Recursions,
}

/// The fact that leads from resource to resource.
pub(super) const LINK: &str = "link";
/// Small numbers, so that distances between them matter.
const NUMBERS: [i64; 6] = [0, 1, 2, 3, 4, -1];
/// Strings of the recursions that have one.
const SIGNS: [&str; 2] = ["a", "b"];

/// What such rules are about in this world, and the facts they need.
pub(super) fn choose(world: &World, rng: &mut Rng) -> Option<(Pointed, Vec<Signature>)> {
    if !rng.percent(45) {
        return None;
    }
    let resources: Vec<usize> = (0..world.types.len())
        .filter(|at| world.types[*at].kind == TypeKind::Resource && !world.permissions(*at).is_empty())
        .collect();
    let (actor, resource) = (*world.actors().first()?, *rng.pick(&resources)?);
    let family = if rng.percent(35) { Family::Limits } else { Family::Recursions };
    let (who, what) = (ArgType::Entity(actor), ArgType::Entity(resource));
    let numbers = || ArgType::Numbers(NUMBERS.to_vec());
    let signs = ArgType::Text(SIGNS.iter().map(|sign| (*sign).to_owned()).collect());
    let facts: Vec<(&str, Vec<ArgType>)> = match family {
        Family::Limits => {
            vec![("mark", vec![what.clone(), who.clone()]), ("rank", vec![who, numbers()]), ("size", vec![what, numbers()])]
        }
        Family::Recursions => vec![
            (LINK, vec![what.clone(), what.clone()]),
            ("mark", vec![what.clone(), who.clone()]),
            ("peer", vec![who.clone(), who]),
            ("sign", vec![what.clone(), signs]),
            ("size", vec![what, numbers()]),
        ],
    };
    let facts = facts.into_iter().map(|(name, args)| Signature { predicate: name.to_owned(), args }).collect();
    Some((Pointed { actor, resource, family }, facts))
}

/// Whether facts of this signature are what pointed rules are about.
pub(super) fn is_about(signature: &Signature) -> bool {
    [LINK, "mark", "peer", "rank", "sign", "size"].contains(&signature.predicate.as_str())
}

/// The rules: heads with their bodies.
pub(super) fn rules(world: &World, pointed: Pointed, rng: &mut Rng) -> Vec<(String, Tree)> {
    let mut writer = Writer { world, pointed, rng, rules: Vec::new() };
    match pointed.family {
        Family::Limits => {
            for _ in 0..writer.rng.between(2, 3) {
                let body = writer.limit();
                writer.grant(&body);
            }
        }
        Family::Recursions => writer.recursion(),
    }
    writer.rules
}

struct Writer<'a> {
    world: &'a World,
    pointed: Pointed,
    rng: &'a mut Rng,
    rules: Vec<(String, Tree)>,
}

impl Writer<'_> {
    fn rule(&mut self, head: &str, parts: &[&str]) {
        let mut leaves: Vec<Tree> = parts.iter().map(|part| leaf(part)).collect();
        let body = if leaves.len() == 1 { leaves.remove(0) } else { Tree::And(leaves) };
        self.rules.push((head.to_owned(), body));
    }

    /// A permission on `r` for `u`.
    fn grant(&mut self, parts: &[String]) {
        let permissions = self.world.permissions(self.pointed.resource);
        let permission = Value::string(self.rng.pick(&permissions).map_or("", String::as_str));
        let (who, what) = (self.name(self.pointed.actor), self.name(self.pointed.resource));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        self.rule(&format!("has_permission(u: {who}, {permission}, r: {what})"), &parts);
    }

    fn name(&self, ty: usize) -> String {
        self.world.types[ty].name.clone()
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        self.rng.pick(texts).copied().unwrap_or_default()
    }

    fn number(&mut self) -> i64 {
        self.rng.pick(&NUMBERS).copied().unwrap_or(0)
    }

    /// `a < b` or one of its relatives, one way round or the other.
    fn order(&mut self, a: &str, b: &str) -> String {
        let op = self.one_of(&["<", "<=", ">", ">="]);
        if self.rng.percent(50) { format!("{a} {op} {b}") } else { format!("{b} {op} {a}") }
    }

    fn limit(&mut self) -> Vec<String> {
        let number = self.number().to_string();
        let (size, rank, mark) = ("size(r, n)", "rank(u, m)", "mark(r, u)");
        let order = self.order("n", &number);
        let between = self.order("n", "m");
        let parts: Vec<String> = match self.rng.below(9) {
            0 => vec![size.to_owned(), order],
            1 => vec![size.to_owned(), rank.to_owned(), between],
            2 => self.apart(),
            3 => {
                let lists = [self.list(), self.list()];
                [vec![size.to_owned()], lists.into_iter().map(|list| format!("n in [{list}]")).collect()].concat()
            }
            4 => vec![mark.to_owned(), format!("r in [{}]", self.strangers(self.pointed.resource))],
            5 => vec![mark.to_owned(), format!("u in [{}]", self.strangers(self.pointed.actor))],
            6 => vec![mark.to_owned(), format!("not ({size} and {order})")],
            7 => vec![mark.to_owned(), format!("not ({size} and {rank} and {between})")],
            _ => vec![format!("rank(v, {number})"), "v != u".to_owned(), "mark(r, v)".to_owned()],
        };
        parts
    }

    /// Two numbers with others between them that nothing binds.
    fn apart(&mut self) -> Vec<String> {
        let mut parts = vec!["size(r, n)".to_owned(), "rank(u, m)".to_owned()];
        let names = ["n", "k", "l", "m"];
        let names = if self.rng.percent(50) { vec![names[0], names[1], names[3]] } else { names.to_vec() };
        let is_down = self.rng.percent(50);
        for pair in names.windows(2) {
            let (low, high) = if is_down { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            let op = self.one_of(&["<", "<", "<="]);
            parts.push(if self.rng.percent(50) {
                format!("{low} {op} {high}")
            } else {
                format!("{high} {} {low}", op.replace('<', ">"))
            });
        }
        if self.rng.percent(20) {
            parts.push(format!("k != {}", self.number()));
        }
        parts
    }

    fn list(&mut self) -> String {
        let numbers: Vec<String> = self.rng.sample(&NUMBERS, 3).iter().map(ToString::to_string).collect();
        numbers.join(", ")
    }

    /// Ids of which most, or all, fit no column.
    fn strangers(&mut self, ty: usize) -> String {
        let spec = &self.world.types[ty];
        let mut ids: Vec<&str> = spec.key.strangers().to_vec();
        ids.extend(spec.ids.iter().take(self.rng.below(2)).map(String::as_str));
        let first = self.rng.below(3);
        let values: Vec<String> = ids.iter().skip(first).map(|id| Value::new(spec.name.as_str(), *id).to_string()).collect();
        values.join(", ")
    }

    fn recursion(&mut self) {
        match self.rng.below(6) {
            0 => self.towards_actors(),
            1 => self.with_signs(),
            _ => {
                self.between_resources();
                self.use_of_ends();
            }
        }
    }

    /// `q0(x, w)`: from a resource by steps to what is marked with an actor.
    fn towards_actors(&mut self) {
        let condition = self.one_of(&["true", "mark(y, w)", "size(x, n)", "not sign(x, \"a\")"]);
        self.rule("q0(x, w)", &["mark(x, w)"]);
        match self.rng.below(4) {
            0..=1 => self.rule("q0(x, w)", &["link(x, y)", "q0(y, w)", condition]),
            2 => self.rule("q0(x, w)", &["link(x, y)", "q0(y, v)", "peer(v, w)"]),
            _ => {
                self.rule("q0(x, w)", &["link(x, y)", "q1(y, w)"]);
                self.rule("q1(x, w)", &["link(x, y)", "q0(y, w)", condition]);
            }
        }
        let body: &[&str] = match self.rng.below(4) {
            0 => &["q0(r, u)"],
            1 => &["q0(r, w)", "peer(u, w)"],
            2 => &["peer(u, w)", "q0(r, w)", "q0(r, u)"],
            _ => &["mark(r, u)", "not q0(r, u)"],
        };
        self.grant(&strings(body));
    }

    /// Recursions whose heads have constants and repeated variables.
    fn with_signs(&mut self) {
        let uses: &[&str] = if self.rng.percent(60) {
            self.rule("q0(x, \"a\", w)", &["mark(x, w)"]);
            self.rule("q0(x, \"b\", w)", &["link(x, y)", "q0(y, \"a\", w)"]);
            self.rule("q0(x, \"a\", w)", &["link(x, y)", "q0(y, \"b\", w)"]);
            if self.rng.percent(30) {
                self.rule("q0(x, s, w)", &["sign(x, s)", "link(x, y)", "q0(y, s, w)"]);
            }
            match self.rng.below(3) {
                0 => &["q0(r, \"b\", u)"],
                1 => &["sign(r, s)", "q0(r, s, u)"],
                _ => &["q0(r, s, u)", "s != \"a\""],
            }
        } else {
            self.rule("q0(x, z, w)", &["link(x, z)", "mark(z, w)"]);
            self.rule("q0(x, x, w)", &["link(x, y)", "q0(y, z, w)", "link(z, y)"]);
            if self.rng.percent(50) {
                self.rule("q0(x, z, w)", &["link(x, y)", "q0(y, y, w)", "link(z, y)"]);
            }
            match self.rng.below(3) {
                0 => &["q0(r, r, u)"],
                1 => &["link(z, r)", "q0(r, z, u)"],
                _ => &["q0(r, z, u)"],
            }
        };
        self.grant(&strings(uses));
    }

    /// `q0(x, z)` from resources to resources.
    fn between_resources(&mut self) {
        let start = self.one_of(&["link(x, z)", "link(x, z)", "link(x, z)", "link(z, x)", "peers(x, z)"]);
        if start == "peers(x, z)" {
            self.rule("peers(x, z)", &["mark(x, w)", "mark(z, w)"]);
        }
        self.rule("q0(x, z)", &[start]);
        let condition = self.one_of(&["true", "true", "sign(y, \"a\")", "not sign(z, \"b\")", "size(x, n)"]);
        match self.rng.below(6) {
            0..=1 => self.rule("q0(x, z)", &["link(x, y)", "q0(y, z)", condition]),
            2 => self.rule("q0(x, z)", &["q0(x, y)", "link(y, z)", condition]),
            3 => self.rule("q0(x, z)", &["link(x, y)", "q0(y, v)", "link(z, v)"]),
            4 => self.rule("q0(x, z)", &["q0(x, y)", "q0(y, z)", condition]),
            _ => {
                self.rule("q0(x, z)", &["link(x, y)", "q1(y, z)"]);
                self.rule("q1(x, z)", &["q0(x, y)", "link(y, z)", condition]);
                if self.rng.percent(40) {
                    self.rule("q1(x, z)", &["q1(x, y)", "q0(y, z)"]);
                }
            }
        }
    }

    /// Permissions, and further recursions, by `q0`.
    fn use_of_ends(&mut self) {
        let body: &[&str] = match self.rng.below(8) {
            0 => &["q0(r, z)", "mark(z, u)"],
            1 => &["mark(z, u)", "q0(z, r)"],
            2 => &["mark(z, u)", "not q0(r, z)"],
            3 => {
                self.rule("q2(x, x)", &["q0(x, x)"]);
                self.rule("q2(x, z)", &["link(z, x)"]);
                &["q2(r, z)", "mark(z, u)"]
            }
            4 => {
                let step = self.one_of(&["q0(x, y)", "q0(y, x)"]);
                let condition = self.one_of(&["true", "sign(x, \"a\")", "not sign(y, \"b\")", "size(y, n)", "mark(x, w)"]);
                self.rule("q2(x, w)", &["mark(x, w)"]);
                self.rule("q2(x, w)", &["q2(y, w)", step, condition]);
                &["q2(r, u)"]
            }
            5 => {
                let step = self.one_of(&["q0(x, z)", "q0(z, x)", "q0(x, x)", "q0(y, z)"]);
                self.rule("q2(x, z)", &["mark(x, w)", "mark(z, w)", "sign(z, \"a\")"]);
                self.rule("q2(x, z)", &["q2(y, z)", step, "link(x, y)"]);
                if self.rng.percent(60) {
                    self.rule("q2(x, z)", &["q2(y, z)", "q0(x, z)"]);
                }
                &["q2(r, z)", "mark(z, u)"]
            }
            6 => {
                let spec = &self.world.types[self.pointed.resource];
                let known = Value::new(spec.name.as_str(), self.rng.pick(&spec.ids).map_or("1", String::as_str));
                let parts = if self.rng.percent(50) { format!("q0(r, {known})") } else { format!("q0({known}, r)") };
                self.grant(&[parts, "mark(r, u)".to_owned()]);
                return;
            }
            _ => &["q0(r, r)", "mark(r, u)"],
        };
        self.grant(&strings(body));
    }
}

fn leaf(text: &str) -> Tree {
    text.strip_prefix("not ").map_or_else(|| Tree::Leaf(text.to_owned()), |rest| Tree::Not(Box::new(Tree::Leaf(rest.to_owned()))))
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

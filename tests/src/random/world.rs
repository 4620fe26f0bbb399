//! What a random case is about: types with their ids, and the predicates that facts can have.

use super::pointed::{self, Pointed};
use super::rng::Rng;
use arctos_compiler::sql::Dialect;
use arctos_compiler::value::{ACTOR, BOOLEAN, INTEGER, RESOURCE, STRING, Value};

/// The SQL type of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// `smallint`
    SmallInt,
    /// `integer`
    Integer,
    /// `bigint`
    BigInt,
    /// `numeric(20, 0)`
    Numeric,
    /// `uuid`
    Uuid,
    /// `text`
    Text,
    /// `varchar(80)`
    Varchar,
    /// `char(12)`
    Char,
}

impl KeyType {
    /// As DDL writes it.
    pub fn ddl(self, dialect: Dialect) -> &'static str {
        match (dialect, self) {
            // A number in SQLite has 64 bits or is a float.
            (Dialect::Sqlite, KeyType::Numeric) => "text",
            (Dialect::MySql, KeyType::Uuid) => "char(36)",
            (Dialect::MySql, KeyType::Text) => "varchar(200)",
            _ => self.sql(),
        }
    }

    /// As `sql_types` writes it.
    pub fn sql(self) -> &'static str {
        match self {
            KeyType::SmallInt => "smallint",
            KeyType::Integer => "integer",
            KeyType::BigInt => "bigint",
            KeyType::Numeric => "numeric(20, 0)",
            KeyType::Uuid => "uuid",
            KeyType::Text => "text",
            KeyType::Varchar => "varchar(80)",
            KeyType::Char => "char(12)",
        }
    }

    /// As `sql_types` writes it for the databases of a dialect.
    pub fn told(self, dialect: Dialect) -> &'static str {
        // As above: a column of texts contradicts a number.
        if (dialect, self) == (Dialect::Sqlite, KeyType::Numeric) { "text" } else { self.sql() }
    }

    /// Ids that a column of the type can hold.
    fn ids(self) -> &'static [&'static str] {
        match self {
            KeyType::SmallInt | KeyType::Integer => &["1", "2", "3", "-4", "0"],
            KeyType::BigInt => &["1", "2", "3", "9007199254740993", "-4"],
            KeyType::Numeric => &["1", "2", "3", "12345678901234567890"],
            KeyType::Uuid => &[
                "00000000-0000-4000-8000-000000000001",
                "00000000-0000-4000-8000-000000000002",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
                "00000000-0000-4000-8000-000000000003",
            ],
            KeyType::Text | KeyType::Varchar => &[
                "1",
                "2",
                "x",
                "it's",
                "a\"b",
                "back\\slash",
                "",
                " sp ace",
                "né:1",
                "$1 ?",
                "{a,b}",
                "NULL",
                "%_",
                "line\nbreak",
                "01",
            ],
            KeyType::Char => &["1", "2", "x", "it's", "a b", "$1 ?"],
        }
    }

    /// Ids that nothing holds, some of which no column of the type can hold.
    pub(super) fn strangers(self) -> &'static [&'static str] {
        match self {
            KeyType::SmallInt | KeyType::Integer => &["77", "x", "01", "", "99999999999"],
            KeyType::BigInt | KeyType::Numeric => &["77", "x", "01", "99999999999999999999", "1.0"],
            KeyType::Uuid => &["00000000-0000-4000-8000-0000000000ff", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "x", "1"],
            KeyType::Text | KeyType::Varchar => &["nobody", "X", "it''s", "1 "],
            KeyType::Char => &["nobody", "X", "it''s"],
        }
    }
}

/// A type of the policy.
#[derive(Clone, Debug)]
pub struct TypeSpec {
    /// Its name.
    pub name: String,
    /// `actor`, `resource`, or declared nowhere.
    pub kind: TypeKind,
    /// Indices of super-types.
    pub extends: Vec<usize>,
    /// Roles.
    pub roles: Vec<String>,
    /// Permissions.
    pub permissions: Vec<String>,
    /// Relations with the indices of their targets.
    pub relations: Vec<(String, usize)>,
    /// Type of its ids in tables.
    pub key: KeyType,
    /// Whether the mapping tells that type.
    pub told: bool,
    /// Ids that facts use.
    pub ids: Vec<String>,
    /// An id that only questions use.
    pub stranger: String,
}

/// How a type is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// `actor`
    Actor,
    /// `resource`
    Resource,
    /// Not at all.
    Undeclared,
}

/// What an argument can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgType {
    /// Ids of a type.
    Entity(usize),
    /// One of these strings.
    Text(Vec<String>),
    /// An integer.
    Integer,
    /// One of these integers.
    Numbers(Vec<i64>),
    /// A boolean.
    Boolean,
}

impl ArgType {
    /// Whether its values are integers.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Integer | Self::Numbers(_))
    }
}

/// A predicate with the types of its arguments.
#[derive(Clone, Debug)]
pub struct Signature {
    /// Name.
    pub predicate: String,
    /// Arguments.
    pub args: Vec<ArgType>,
}

/// Everything there is.
#[derive(Clone, Debug)]
pub struct World {
    /// Types.
    pub types: Vec<TypeSpec>,
    /// Roles and permissions of the `global` block.
    pub global: Option<(Vec<String>, Vec<String>)>,
    /// Predicates that facts are stored for.
    pub facts: Vec<Signature>,
    /// Predicates that custom rules define, lowest first: a rule negates only lower ones.
    pub derived: Vec<Signature>,
    /// Predicates above `has_role` and `has_permission`.
    pub late: Vec<Signature>,
    /// Whether rules are long and loosely connected, as nobody writes them.
    pub wild: bool,
    /// What the pointed rules are about, where there are any.
    pub pointed: Option<Pointed>,
}

/// Integers of facts and rules. None is near the present.
pub const INTEGERS: [i64; 7] = [0, 1, 2, -1, 5, 4_102_444_800, 999_999_999];
const COLOURS: [&str; 5] = ["red", "it's", "a\\b", "", "?$1:x"];
const ROLES: [&str; 4] = ["reader", "writer", "owner", "o'wner"];
const PERMISSIONS: [&str; 4] = ["read", "write", "close", "doc.close"];
const NAMES: [(&str, TypeKind); 8] = [
    ("User", TypeKind::Actor),
    ("Bot", TypeKind::Actor),
    ("Group", TypeKind::Resource),
    ("Org", TypeKind::Resource),
    ("Repo", TypeKind::Resource),
    ("Order", TypeKind::Resource),
    ("Team", TypeKind::Actor),
    ("Thing", TypeKind::Undeclared),
];

impl World {
    /// A random world.
    pub fn random(rng: &mut Rng) -> Self {
        let (facts, derived, late) = (Vec::new(), Vec::new(), Vec::new());
        let mut world = Self { types: types(rng), global: None, facts, derived, late, wild: false, pointed: None };
        world.wild = rng.percent(15);
        if rng.percent(40) {
            world.global = Some((strings(rng, &ROLES, 1, 2), strings(rng, &PERMISSIONS, 1, 2)));
        }
        world.relate(rng);
        world.built_in_facts(rng);
        world.groups(rng);
        for at in 0..rng.between(1, 4) {
            let signature = world.signature(rng, format!("f{at}"), 4);
            world.facts.push(signature);
        }
        if rng.percent(30)
            && let Some(first) = world.facts.last().cloned()
        {
            // The same predicate with other types.
            let other = world.signature(rng, first.predicate, first.args.len());
            if other.args.len() == first.args.len() && other.args != first.args {
                world.facts.push(other);
            }
        }
        world.derived = (0..rng.between(0, 3)).map(|at| world.signature(rng, format!("d{at}"), 4)).collect();
        world.late = (0..rng.between(0, 2)).map(|at| world.signature(rng, format!("e{at}"), 3)).collect();
        if let Some((pointed, facts)) = pointed::choose(&world, rng) {
            world.pointed = Some(pointed);
            world.facts.extend(facts);
        }
        world
    }

    /// Indices of declared types.
    pub fn declared(&self) -> Vec<usize> {
        (0..self.types.len()).filter(|at| self.types[*at].kind != TypeKind::Undeclared).collect()
    }

    /// Indices of types with an actor block.
    pub fn actors(&self) -> Vec<usize> {
        (0..self.types.len()).filter(|at| self.types[*at].kind == TypeKind::Actor).collect()
    }

    /// A type's super-types that have a block, itself included.
    fn lineage(&self, ty: usize) -> Vec<usize> {
        let mut found = vec![ty];
        let mut at = 0;
        while at < found.len() {
            found.extend(self.types[found[at]].extends.iter().filter(|up| !found.contains(up)).copied().collect::<Vec<_>>());
            at += 1;
        }
        found
    }

    /// Whether values of one type fit another.
    pub fn fits(&self, sub: usize, sup: usize) -> bool {
        self.lineage(sub).contains(&sup)
    }

    /// Whether the signature is one that pointed rules are about.
    pub(super) fn is_pointed(&self, signature: &Signature) -> bool {
        self.pointed.is_some() && pointed::is_about(signature)
    }

    /// Roles of a type, inherited ones included.
    pub fn roles(&self, ty: usize) -> Vec<String> {
        self.lineage(ty).iter().flat_map(|at| self.types[*at].roles.clone()).collect()
    }

    /// Permissions of a type, inherited ones included.
    pub fn permissions(&self, ty: usize) -> Vec<String> {
        self.lineage(ty).iter().flat_map(|at| self.types[*at].permissions.clone()).collect()
    }

    /// Relations of a type, inherited ones included.
    pub fn relations(&self, ty: usize) -> Vec<(String, usize)> {
        self.lineage(ty).iter().flat_map(|at| self.types[*at].relations.clone()).collect()
    }

    /// Every string that actions can be.
    pub fn actions(&self) -> Vec<String> {
        let global = self.global.iter().flat_map(|(_, permissions)| permissions.clone());
        let mut all: Vec<String> = self.types.iter().flat_map(|ty| ty.permissions.clone()).chain(global).collect();
        all.push(PERMISSIONS[0].to_owned());
        all.sort();
        all.dedup();
        all
    }

    /// A name for a type that a variable may be annotated with, fitting values of the type or not.
    pub fn annotation(&self, rng: &mut Rng, arg: &ArgType) -> String {
        match arg {
            ArgType::Text(_) => STRING.to_owned(),
            ArgType::Integer | ArgType::Numbers(_) => INTEGER.to_owned(),
            ArgType::Boolean => BOOLEAN.to_owned(),
            ArgType::Entity(ty) => {
                let own = self.types[*ty].name.clone();
                let abstract_name = if self.types[*ty].kind == TypeKind::Actor { ACTOR } else { RESOURCE };
                match rng.below(20) {
                    0..=12 => own,
                    13..=16 => abstract_name.to_owned(),
                    17..=18 => self.types[*ty].extends.first().map_or(own, |up| self.types[*up].name.clone()),
                    _ => rng.pick(&self.types).map_or(own, |other| other.name.clone()),
                }
            }
        }
    }

    /// A value that facts may have in such an argument.
    pub fn value(&self, rng: &mut Rng, arg: &ArgType) -> Value {
        match arg {
            ArgType::Entity(ty) => {
                let spec = &self.types[*ty];
                Value::new(spec.name.as_str(), rng.pick(&spec.ids).map_or("1", String::as_str))
            }
            ArgType::Text(texts) => Value::string(rng.pick(texts).map_or("", String::as_str)),
            ArgType::Integer => Value::integer(*rng.pick(&INTEGERS).unwrap_or(&0)),
            ArgType::Numbers(numbers) => Value::integer(*rng.pick(numbers).unwrap_or(&0)),
            ArgType::Boolean => Value::boolean(rng.percent(50)),
        }
    }

    /// A value that a policy or a given fact may have there: now and then one that no row can have.
    pub fn constant(&self, rng: &mut Rng, arg: &ArgType) -> Value {
        match arg {
            ArgType::Entity(ty) if rng.percent(8) => {
                let spec = &self.types[*ty];
                Value::new(spec.name.as_str(), rng.pick(spec.key.strangers()).copied().unwrap_or("77"))
            }
            _ => self.value(rng, arg),
        }
    }

    /// The type's name of an argument's values.
    pub fn type_name(&self, arg: &ArgType) -> String {
        match arg {
            ArgType::Entity(ty) => self.types[*ty].name.clone(),
            ArgType::Text(_) => STRING.to_owned(),
            ArgType::Integer | ArgType::Numbers(_) => INTEGER.to_owned(),
            ArgType::Boolean => BOOLEAN.to_owned(),
        }
    }

    /// A type of argument; mostly entities.
    fn arg(&self, rng: &mut Rng) -> ArgType {
        match rng.below(14) {
            0..=8 => ArgType::Entity(rng.below(self.types.len())),
            9..=10 => ArgType::Text(COLOURS.iter().map(|text| (*text).to_owned()).collect()),
            11..=12 => ArgType::Integer,
            _ => ArgType::Boolean,
        }
    }

    fn signature(&self, rng: &mut Rng, predicate: String, most: usize) -> Signature {
        let arity = rng.weighted(&[(3, 1), (5, 2), (2, 3), (1, 4)]).min(most);
        let mut args: Vec<ArgType> = (0..arity).map(|_| self.arg(rng)).collect();
        if rng.percent(70) {
            args[0] = ArgType::Entity(rng.below(self.types.len()));
        }
        if arity > 1 && rng.percent(30) {
            // From a type to itself: what closures are made of.
            args[1] = args[0].clone();
        }
        Signature { predicate, args }
    }

    fn relate(&mut self, rng: &mut Rng) {
        let declared = self.declared();
        for at in declared.clone() {
            let inherited = self.relations(at);
            for name in ["parent", "home", "maker"] {
                if !rng.percent(40) || inherited.iter().any(|(known, _)| known == name) {
                    continue;
                }
                let target = match name {
                    "parent" if rng.percent(70) => at,
                    "maker" => *rng.pick(&self.actors()).unwrap_or(&at),
                    _ => *rng.pick(&declared).unwrap_or(&at),
                };
                self.types[at].relations.push((name.to_owned(), target));
            }
        }
        // A sub-type must not declare what it inherits with another meaning.
        for at in declared {
            let above: Vec<(String, usize)> =
                self.lineage(at).iter().skip(1).flat_map(|up| self.types[*up].relations.clone()).collect();
            self.types[at].relations.retain(|(name, _)| !above.iter().any(|(known, _)| known == name));
        }
    }

    /// Members of groups, and groups in groups.
    fn groups(&mut self, rng: &mut Rng) {
        let Some(group) = self.types.iter().position(|ty| ty.name == "Group") else { return };
        for (predicate, from) in [("member", 0), ("nested", group)] {
            if rng.percent(70) {
                let args = vec![ArgType::Entity(from), ArgType::Entity(group)];
                self.facts.push(Signature { predicate: predicate.to_owned(), args });
            }
        }
    }

    fn built_in_facts(&mut self, rng: &mut Rng) {
        let holders: Vec<usize> =
            (0..self.types.len()).filter(|at| self.types[*at].name == "Group").chain(self.actors()).collect();
        for at in self.declared() {
            let roles = self.roles(at);
            for holder in holders.iter().filter(|_| !roles.is_empty()) {
                if rng.percent(60) {
                    let args = vec![ArgType::Entity(*holder), ArgType::Text(roles.clone()), ArgType::Entity(at)];
                    self.facts.push(Signature { predicate: "has_role".to_owned(), args });
                }
            }
            for (name, target) in self.types[at].relations.clone() {
                let args = vec![ArgType::Entity(at), ArgType::Text(vec![name]), ArgType::Entity(target)];
                self.facts.push(Signature { predicate: "has_relation".to_owned(), args });
            }
            let permissions = self.permissions(at);
            if rng.percent(8) && !permissions.is_empty() {
                let actor = *rng.pick(&self.actors()).unwrap_or(&0);
                let args = vec![ArgType::Entity(actor), ArgType::Text(permissions), ArgType::Entity(at)];
                self.facts.push(Signature { predicate: "has_permission".to_owned(), args });
            }
        }
        if let Some((roles, _)) = &self.global {
            let actor = *rng.pick(&self.actors()).unwrap_or(&0);
            let args = vec![ArgType::Entity(actor), ArgType::Text(roles.clone())];
            self.facts.push(Signature { predicate: "has_role".to_owned(), args });
        }
    }
}

fn types(rng: &mut Rng) -> Vec<TypeSpec> {
    let mut chosen = vec![NAMES[0]];
    let count = rng.between(2, 4);
    chosen.extend(rng.sample(&NAMES[1..], count));
    if !chosen.iter().any(|(_, kind)| *kind == TypeKind::Resource) {
        chosen.push(NAMES[4]);
    }
    let mut types: Vec<TypeSpec> = Vec::new();
    for (name, kind) in chosen {
        let key = rng.weighted(&[
            (4, KeyType::BigInt),
            (2, KeyType::Integer),
            (1, KeyType::SmallInt),
            (1, KeyType::Numeric),
            (3, KeyType::Uuid),
            (4, KeyType::Text),
            (1, KeyType::Varchar),
            (1, KeyType::Char),
        ]);
        let count = rng.between(2, 4);
        let ids = rng.sample(key.ids(), count).into_iter().map(str::to_owned).collect();
        let stranger = (*rng.pick(key.strangers()).unwrap_or(&"77")).to_owned();
        let declared = kind != TypeKind::Undeclared;
        let names = |rng: &mut Rng, from: &[&str], low| if declared { strings(rng, from, low, 3) } else { Vec::new() };
        let mut spec = TypeSpec {
            name: name.to_owned(),
            kind,
            extends: Vec::new(),
            roles: names(rng, &ROLES, 0),
            permissions: names(rng, &PERMISSIONS, usize::from(kind == TypeKind::Resource)),
            relations: Vec::new(),
            key,
            told: rng.percent(65),
            ids,
            stranger,
        };
        let possible: Vec<usize> = (0..types.len()).filter(|at| types[*at].kind == kind && declared).collect();
        if rng.percent(20)
            && let Some(up) = rng.pick(&possible)
        {
            spec.extends.push(*up);
            // Inherited names need no second declaration.
            let parent: &TypeSpec = &types[*up];
            spec.roles.retain(|role| !parent.roles.contains(role));
            spec.permissions.retain(|permission| !parent.permissions.contains(permission));
        }
        types.push(spec);
    }
    types
}

fn strings(rng: &mut Rng, from: &[&str], low: usize, high: usize) -> Vec<String> {
    let count = rng.between(low, high.min(from.len()));
    rng.sample(from, count).into_iter().map(str::to_owned).collect()
}

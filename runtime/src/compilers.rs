//! The compiler of a policy, and a slower one for values that a column's type does not have.
//!
//! A value that does not fit the type of a column equals none of the column's values: the compiler relies on it. In most
//! databases the type of a column is a fact. In SQLite a column may hold texts that are none of its type; there a question
//! that has such a value is compiled as if the columns' types were unknown, so that the database decides by the text.

use crate::shape::subjects;
use arctos_compiler::compile::Compiler;
use arctos_compiler::mapping::model::Mapping;
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::plan;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{Question, Subject};
use arctos_compiler::policy::program::Program;
use arctos_compiler::value::{TypeName, Value};
use std::collections::HashSet;

/// The compilers of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Compilers {
    native: Compiler,
    careful: Option<Careful>,
}

#[derive(Clone, Debug)]
struct Careful {
    compiler: Compiler,
    /// Types whose ids are in columns that may hold other texts.
    types: HashSet<TypeName>,
    /// Whether the policy or its facts have such a value themselves.
    always: bool,
}

impl Compilers {
    /// A compiler that takes every column's type for a fact.
    pub fn new(native: Compiler) -> Self {
        Self { native, careful: None }
    }

    /// Compilers for a mapping in which some columns, by number of fact and of column, may hold other texts.
    pub fn with_loose(program: &Program, mapping: Mapping, loose: &[(usize, usize)]) -> Self {
        if loose.is_empty() {
            return Self::new(Compiler::new(program.clone(), mapping));
        }
        let (mut careful, mut types) = (mapping.clone(), HashSet::new());
        for (fact, column) in loose {
            let Some(fact) = careful.facts.get_mut(*fact) else { continue };
            types.extend(fact.signature.column_types().get(*column).map(|ty| (*ty).clone()));
            if let Some(column) = fact.select.columns.get_mut(*column) {
                column.sql_type = Some(SqlType::Other);
            }
        }
        let constants = plan::constants::of(program, &mapping);
        let always = constants.iter().any(|value| is_odd(value, &types));
        let compiler = Compiler::new(program.clone(), careful);
        Self { native: Compiler::new(program.clone(), mapping), careful: Some(Careful { compiler, types, always }) }
    }

    /// The same with facts that hold in every question.
    pub fn with_facts(mut self, facts: &KnownFacts) -> Self {
        self.native = self.native.with_facts(facts);
        self.careful = self.careful.map(|careful| Careful {
            always: careful.always || has_odd(facts, &careful.types),
            compiler: careful.compiler.with_facts(facts),
            types: careful.types,
        });
        self
    }

    /// The same with another number of grants that are few.
    pub fn with_few_grants(mut self, few: u32) -> Self {
        self.native = self.native.with_few_grants(few);
        self.careful = self.careful.map(|careful| Careful { compiler: careful.compiler.with_few_grants(few), ..careful });
        self
    }

    /// The one that takes every column's type for a fact.
    pub fn native(&self) -> &Compiler {
        &self.native
    }

    /// The one for a question with facts of its own.
    pub fn of(&self, question: &Question, context: &KnownFacts) -> &Compiler {
        let Some(careful) = &self.careful else { return &self.native };
        let asked = subjects(question);
        let given = asked.iter().filter_map(|subject| if let Subject::Value(value) = subject { Some(value) } else { None });
        let odd =
            careful.always || given.into_iter().any(|value| is_odd(value, &careful.types)) || has_odd(context, &careful.types);
        if odd { &careful.compiler } else { &self.native }
    }
}

fn has_odd(facts: &KnownFacts, types: &HashSet<TypeName>) -> bool {
    facts.groups().any(|(_, _, rows)| rows.iter().flatten().any(|value| is_odd(value, types)))
}

/// Whether a value is one that an integer column does not have, but may hold all the same.
fn is_odd(value: &Value, types: &HashSet<TypeName>) -> bool {
    types.contains(&value.ty) && !SqlType::BigInt.fits(&value.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Predicate;
    use arctos_compiler::compile::{Options, load};

    const POLICY: &str = "actor User {} resource Doc { permissions = [\"read\"]; }
        has_permission(u: User, \"read\", d: Doc) if open(d) and not banned(u);";
    const MAPPING: &str = "facts:
  open(Doc:_):
    query: SELECT id FROM docs
  banned(User:_):
    query: SELECT user_id FROM bans
sql_types:
  User: bigint
";

    fn statement(compilers: &Compilers, user: &str, context: &KnownFacts) -> String {
        let given = |ty: &str, id: &str| Subject::Value(Value::new(ty, id));
        let question =
            Question::Authorize { actor: given("User", user), action: "read".into(), resource: Some(given("Doc", "1")) };
        let compiled = compilers.of(&question, context).compile(&question, context, Options::default());
        compiled.unwrap_or_else(|problem| panic!("{problem:?}")).statement.sql
    }

    #[test]
    fn an_odd_value_is_looked_for_where_a_column_may_hold_it() {
        let (compiler, problems, _) = load(&[("p".to_owned(), POLICY.to_owned())], Some(("m", MAPPING)));
        let compiler = compiler.unwrap_or_else(|| panic!("{problems:?}"));
        let (program, mapping) = (compiler.program().clone(), compiler.mapping().clone());
        let exact = Compilers::new(compiler);
        let loose = Compilers::with_loose(&program, mapping, &[(1, 0)]);
        let none = KnownFacts::new();
        assert!(!statement(&exact, "x7", &none).contains("bans"), "no `bigint` is `x7`");
        assert!(statement(&loose, "x7", &none).contains("bans"));
        assert_eq!(statement(&loose, "7", &none), statement(&exact, "7", &none));
        let mut facts = KnownFacts::new();
        facts.insert(Predicate::new("open", 1), vec![Value::new("User", "x7")]);
        assert_ne!(statement(&loose, "7", &facts), statement(&exact, "7", &facts));
        assert_ne!(statement(&loose.with_facts(&facts), "7", &none), statement(&exact.with_facts(&facts), "7", &none));
    }
}

//! A compiler that has answered other questions answers like one that has not.

use arctos_compiler::compile::{Compiler, Options, load};
use arctos_compiler::diagnostic::{Style, render_all};
use arctos_compiler::mapping::model::Table;
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::{QueryArg, QueryCall, Question, Row, Subject};
use arctos_compiler::sql::{Dialect, Form, Statement};
use arctos_compiler::value::Value;

const APPS: [(&str, &str, &str); 2] = [
    ("Issue", include_str!("../../schemas/code-hosting/policy.polar"), include_str!("../../schemas/code-hosting/facts.yaml")),
    ("Document", include_str!("../../schemas/drive/policy.polar"), include_str!("../../schemas/drive/facts.yaml")),
];

fn compiler(policy: &str, facts: &str) -> Compiler {
    let (compiler, diagnostics, sources) = load(&[("policy.polar".to_owned(), policy.to_owned())], Some(("facts.yaml", facts)));
    compiler.unwrap_or_else(|| panic!("{}", render_all(&diagnostics, &sources, Style::Plain)))
}

fn questions(resource: &str) -> Vec<Question> {
    let given = |ty: &str| Subject::Value(Value::new(ty, "00000000-0000-0000-0000-000000000007"));
    let open = |ty: &str| Subject::OfType(ty.into());
    let mut all = Vec::new();
    for actor in [given("User"), open("User")] {
        for action in ["read", "close", "edit", "made up"] {
            all.push(Question::Authorize { actor: actor.clone(), action: action.into(), resource: Some(open(resource)) });
            all.push(Question::Authorize { actor: actor.clone(), action: action.into(), resource: Some(given(resource)) });
            all.push(Question::List { actor: actor.clone(), action: action.into(), resource: resource.into() });
            all.push(Question::AuthorizeMany { actor: actor.clone(), action: action.into(), resource: resource.into() });
            for table in [None, Some(Table { schema: None, name: "issues".to_owned() })] {
                let row = Row { alias: Some("i".to_owned()), column: "id".to_owned(), table, rows: None };
                all.push(Question::Filter { actor: actor.clone(), action: action.into(), resource: resource.into(), row });
            }
            all.push(Question::Actors { actor: "User".into(), action: action.into(), resource: Some(given(resource)) });
        }
        all.push(Question::Actions { actor: actor.clone(), resource: Some(given(resource)) });
        all.push(Question::Actions { actor: actor.clone(), resource: None });
        // The goal of `actions`, asked as a query, whose answer has no names given to it.
        let args = vec![
            QueryArg::Subject(actor),
            QueryArg::Variable("actions".into(), Some("String".into())),
            QueryArg::Subject(given(resource)),
        ];
        all.push(Question::Query { calls: vec![QueryCall { predicate: "allow".into(), args }], row: None });
    }
    all
}

fn ask(compiler: &Compiler, question: &Question) -> Vec<Result<Statement, String>> {
    let mut answers = Vec::new();
    for dialect in Dialect::ALL {
        for form in [Form::Parameters, Form::Inline] {
            let compiled = compiler.compile(question, &KnownFacts::new(), Options { dialect, form });
            answers.push(compiled.map(|compiled| compiled.statement).map_err(|problem| format!("{problem:?}")));
        }
    }
    answers
}

#[test]
fn the_order_of_questions_does_not_matter() {
    for (resource, policy, facts) in APPS {
        let untouched = compiler(policy, facts);
        let questions = questions(resource);
        // A compiler with facts starts with nothing kept.
        let alone: Vec<_> =
            questions.iter().map(|question| ask(&untouched.clone().with_facts(&KnownFacts::new()), question)).collect();
        let (forth, back) = (compiler(policy, facts), compiler(policy, facts));
        let asked_forth: Vec<_> = questions.iter().map(|question| ask(&forth, question)).collect();
        let mut asked_back: Vec<_> = questions.iter().rev().map(|question| ask(&back, question)).collect();
        asked_back.reverse();
        let again: Vec<_> = questions.iter().map(|question| ask(&back, question)).collect();
        assert!(alone == asked_forth && alone == asked_back && alone == again);
    }
}

#[test]
fn threads_get_the_same_answers() {
    let (resource, policy, facts) = APPS[0];
    let questions = questions(resource);
    let shared = compiler(policy, facts);
    let all = |start: usize| {
        let order = questions.iter().cycle().skip(start).take(questions.len());
        let mut answers: Vec<_> = order.map(|question| ask(&shared, question)).collect();
        answers.rotate_right(start);
        answers
    };
    let every: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = [0, 7, 13, 29].map(|start| scope.spawn(move || all(start))).into_iter().collect();
        threads.into_iter().map(|thread| thread.join().expect("answers")).collect()
    });
    assert!(every.windows(2).all(|pair| pair[0] == pair[1]));
}

//! The SQL of telling questions about the example applications, and every stage of the worked example.
//!
//! No database takes part: `apps.rs` shows that these questions are answered rightly. After a change of the SQL's shape,
//! `INSTA_UPDATE=always cargo test -p arctos-tests --test snapshots` records them anew.

use arctos::Policy;
use arctos_compiler::compile::{Compiled, Compiler, Options};
use arctos_compiler::plan::goal::KnownFacts;
use arctos_compiler::plan::question::Question;
use arctos_compiler::sql::{Dialect, ParameterSource, pretty_in};
use arctos_compiler::{plan, policy};
use arctos_tests::apps::App;
use arctos_tests::apps::blocks::{Block, question, with_table};
use std::fmt::Write;

/// Names of snapshots and questions of `questions.sql`. A name that starts with `many` stands for the question about many
/// resources that belongs to a list.
type Telling = &'static [(&'static str, &'static str)];

const CODE_HOSTING: Telling = &[
    ("authorize_read_issue", "authorize User:3 read Issue:1"),
    ("authorize_close_issue", "authorize User:4 close Issue:181"),
    ("authorize_push_repository", "authorize User:7 push Repository:15"),
    ("list_read_issue", "list User:6 read Issue"),
    ("list_push_repository", "list User:6 push Repository"),
    ("list_view_team", "list User:7 view Team"),
    ("list_create_repository_organization", "list User:5 create_repository Organization"),
    ("filter_read_issue", "filter User:6 read Issue"),
    ("filter_close_issue", "filter User:6 close Issue"),
    ("few_read_issue", "filter User:6 read Issue"),
    ("select_read_issue", "filter User:6 read Issue"),
    ("count_read_issue", "filter User:6 read Issue"),
    ("select_close_issue", "filter User:6 close Issue"),
    ("select_close_issue_without_few", "filter User:6 close Issue"),
    ("actions_issue", "actions User:7 Issue:180"),
    ("actions_repository", "actions User:14 Repository:19"),
    ("actions_organization", "actions User:9 Organization:1"),
    ("actors_read_issue", "actors User read Issue:97"),
    ("actors_push_repository", "actors User push Repository:13"),
    ("query_roles_on_a_repository", "query has_role(User:7, ?role: String, Repository:15) -> role"),
    ("query_members_of_a_team", "query in_team(?user: User, Team:17) -> user"),
    ("query_issues_of_banned_users", "query has_relation(?issue: Issue, assignee, ?user: User), is_banned(?user: User) -> issue"),
    ("many_read_issue", "list User:6 read Issue"),
    ("many_push_repository", "list User:6 push Repository"),
];

const DRIVE: Telling = &[
    (
        "authorize_edit_document",
        "authorize User:3e0469fb-1349-91f8-f75a-2760e409c6ed edit Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f",
    ),
    (
        "authorize_preview_document",
        "authorize User:8808a13b-854c-2563-da1a-5f6cb2130868 preview Document:4041f2c6-0f48-8a71-3c25-0adf8d27d937",
    ),
    (
        "authorize_restore_document",
        "authorize User:3f02ebe3-d792-9b09-1e3d-8ccfde2f3bc6 restore Document:d70deca0-2ef4-6a92-ed1d-7153d6bd80d7",
    ),
    ("list_read_document", "list User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document"),
    ("list_read_folder", "list User:affec3b6-4cf9-0492-377a-8114c86fc093 read Folder"),
    ("list_restore_folder", "list User:d09979d7-94a6-ee60-d836-f884739f7196 restore Folder"),
    ("filter_read_document", "filter User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document"),
    ("few_read_document", "filter User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document"),
    ("filter_edit_document", "filter User:affec3b6-4cf9-0492-377a-8114c86fc093 edit Document"),
    ("select_read_document", "filter User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document"),
    ("actions_document", "actions User:3e0469fb-1349-91f8-f75a-2760e409c6ed Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f"),
    ("actions_folder", "actions User:d09979d7-94a6-ee60-d836-f884739f7196 Folder:64dd8c83-2beb-74fc-94ca-a8ad5244befd"),
    ("actors_edit_document", "actors User edit Document:5e8a50a4-4a76-f880-93f9-8ce505102a6f"),
    ("actors_delete_folder", "actors User delete Folder:5f71e998-5de4-7091-5f87-d053e9b234d5"),
    ("query_groups_of_a_user", "query has_group(User:990d67a9-f946-96b1-abe2-dccf06900322, ?group: Group) -> group"),
    ("query_folders_in_the_trash", "query in_trash(?folder: Folder) -> folder"),
    (
        "query_shares_that_end",
        "query has_role_until(?user: User, ?role: String, Document:ccaee60c-80a3-7af7-3845-ba622bb761b9, ?end: Integer) -> user",
    ),
    ("many_read_document", "list User:affec3b6-4cf9-0492-377a-8114c86fc093 read Document"),
    ("many_restore_folder", "list User:d09979d7-94a6-ee60-d836-f884739f7196 restore Folder"),
];

const BUSINESS: Telling = &[
    ("authorize_edit_account", "authorize User:\"o'neil\" edit Account:acc/1"),
    ("authorize_stamp_invoice", "authorize User:\"clerk $1 --\" stamp Invoice:INV-acc/1/1"),
    ("authorize_approve_invoice", "authorize User:CFO approve Invoice:\"INV-конто №7/7\""),
    ("authorize_view_profile", "authorize User:\"名前:chief\" view_profile User:\"o'neil\""),
    ("list_approve_invoice", "list User:CFO approve Invoice"),
    ("list_close_account", "list User:\"a.big\\\\boss\" close Account"),
    ("list_create_account_tenant", "list User:\"zoë \\\"z\\\" żółć\" create_account Tenant"),
    ("list_view_profile", "list User:\"mid,manager\" view_profile User"),
    ("filter_read_invoice", "filter User:\"o'neil\" read Invoice"),
    ("filter_approve_invoice", "filter User:CFO approve Invoice"),
    ("filter_edit_account", "filter User:\"o'neil\" edit Account"),
    ("select_approve_invoice", "filter User:CFO approve Invoice"),
    ("actions_invoice", "actions User:\"clerk $1 --\" Invoice:INV-acc/1/4"),
    ("actions_account", "actions User:\"o'neil\" Account:acc/1"),
    ("actions_user", "actions User:\"mid,manager\" User:\"o'neil\""),
    ("actors_read_account", "actors User read Account:acc/11"),
    ("actors_approve_invoice", "actors User approve Invoice:\"INV-конто №7/4\""),
    ("query_fields_to_edit", "query allow_field(User:\"o'neil\", edit, Account:acc/1, ?field: Field) -> field"),
    ("query_reports", "query manages(User:\"名前:chief\", ?report: User) -> report"),
    ("query_quotas", "query below_quota(?tenant: Tenant) -> tenant"),
    ("query_one_field", "query allow_field(User:\"o'neil\", read, Account:acc/7, Field:e-mail)"),
    ("many_approve_invoice", "list User:CFO approve Invoice"),
    ("many_close_account", "list User:\"a.big\\\\boss\" close Account"),
];

#[test]
fn code_hosting() {
    record("code-hosting", CODE_HOSTING);
}

#[test]
fn drive() {
    record("drive", DRIVE);
}

#[test]
fn business() {
    record("business", BUSINESS);
}

/// The shapes that differ most between dialects: recursion, actions, sets, arrays.
const ELSEWHERE: &[&str] = &[
    "authorize_read_issue",
    "list_read_issue",
    "filter_read_issue",
    "few_read_issue",
    "select_read_issue",
    "actions_issue",
    "actors_read_issue",
    "many_read_issue",
    "authorize_edit_document",
    "list_read_folder",
    "filter_read_document",
    "actions_document",
    "query_groups_of_a_user",
    "authorize_approve_invoice",
    "filter_approve_invoice",
    "list_close_account",
    "actions_invoice",
];

/// A page for which no grants are few.
const VERY_MANY: &str = "select_close_issue_without_few";

fn record(name: &'static str, telling: Telling) {
    let app = App::new(name);
    let (policy, blocks) = (app.policy(), app.blocks());
    for (snapshot, title) in telling {
        let block = blocks.iter().find(|block| block.title == *title).unwrap_or_else(|| panic!("no question `{title}`"));
        let (question, description) = asked(snapshot, block);
        for dialect in Dialect::ALL {
            if dialect != Dialect::Postgres && !ELSEWHERE.contains(snapshot) {
                continue;
            }
            // The arm for very many grants needs a large table, or no grants that are few.
            let compiler =
                if *snapshot == VERY_MANY { policy.compiler().clone().with_few_grants(0) } else { policy.compiler().clone() };
            let compiled = compile(&compiler, &question, dialect);
            let folder = if dialect == Dialect::Postgres { name.to_owned() } else { format!("{name}/{dialect}") };
            write(&folder, snapshot, &description, &statement(&compiled, dialect));
        }
    }
}

/// The question of a block as it is recorded, and how it is described.
fn asked(snapshot: &str, block: &Block) -> (Question, String) {
    match block.question.clone() {
        Question::List { actor, action, resource } if snapshot.starts_with("many") => {
            (Question::AuthorizeMany { actor, action, resource }, block.title.replacen("list", "authorize-many", 1))
        }
        // A page of a filter's query, and its rows counted.
        other if snapshot.starts_with("select") => {
            let page =
                if snapshot.contains("issue") { " ORDER BY created_at DESC, id LIMIT 20" } else { " ORDER BY id LIMIT 20" };
            (block.as_select(page).unwrap_or(other), format!("{}{page}", block.title.replacen("filter", "select", 1)))
        }
        other if snapshot.starts_with("count") => {
            let caller = block.caller.clone().unwrap_or_default();
            let counted = Block {
                caller: caller.split_once(" FROM ").map(|(_, from)| format!("SELECT count(*) FROM {from}")),
                ..block.clone()
            };
            (counted.as_select("").unwrap_or(other), block.title.replacen("filter", "select, counting,", 1))
        }
        // A filter for few rows.
        other if snapshot.starts_with("few") => match block.with_own_table().unwrap_or(other) {
            Question::Filter { actor, action, resource, row } => {
                let row = row.about(30);
                (Question::Filter { actor, action, resource, row }, format!("{}, for some 30 rows", block.title))
            }
            other => (other, block.title.clone()),
        },
        other => (block.with_own_table().unwrap_or(other), block.title.clone()),
    }
}

/// The stages of the example that the design explains, for three kinds of question.
#[test]
fn worked_example() {
    let text = |file| std::fs::read_to_string(App::folder("worked-example").join(file)).expect("a text of the example");
    let (rules, mapping) = (text("policy.polar"), text("facts.yaml"));
    let policy = Policy::load([("policy.polar", rules)], Some(("facts.yaml", &mapping))).expect("a policy");
    let compiler = policy.compiler();
    let program = policy::display(compiler.program(), policy.sources());
    write("worked-example", "program", "policy.polar", &program);
    for (name, title) in [
        ("filter", "filter User:7 read Issue"),
        ("authorize", "authorize User:7 close Issue:42"),
        ("actions", "actions User:7 Issue:42"),
    ] {
        let (question, _) = question(title, Some("i.id")).expect("a question");
        let question = with_table(question.clone(), "issues").unwrap_or(question);
        let compiled = compile(compiler, &question, Dialect::Postgres);
        let residual = plan::residual::display::residual(&compiled.residual, compiler.mapping());
        write("worked-example", &format!("{name}_residual"), title, &residual);
        write("worked-example", &format!("{name}_plan"), title, &plan::relation::display::plan(&compiled.plan));
        write("worked-example", &format!("{name}_sql"), title, &statement(&compiled, Dialect::Postgres));
    }
}

fn compile(compiler: &Compiler, question: &Question, dialect: Dialect) -> Compiled {
    let compiled = compiler.compile(question, &KnownFacts::new(), Options { dialect, ..Options::default() });
    compiled.unwrap_or_else(|problem| panic!("{question:?}: {problem:?}"))
}

/// The SQL, and what its parameters stand for.
fn statement(compiled: &Compiled, dialect: Dialect) -> String {
    let mut text = format!("{}\n", pretty_in(dialect, &compiled.statement.sql));
    for (at, param) in compiled.statement.params.iter().enumerate() {
        let given = |slot: usize| compiled.slots.get(slot).and_then(|slot| slot.value.clone());
        let value = match &param.source {
            ParameterSource::Slot(slot) => given(*slot).map(|value| value.to_string()),
            ParameterSource::SlotArray(_) => None,
            ParameterSource::Value(value) => Some(value.to_string()),
            ParameterSource::Own(own) => Some(format!("the caller's parameter {}", own + 1)),
            ParameterSource::Values(values) => Some(values.iter().map(ToString::to_string).collect::<Vec<String>>().join(", ")),
        };
        let array = if param.is_array() { "[]" } else { "" };
        let value = value.unwrap_or_else(|| "the ids".to_owned());
        let _ = write!(text, "\n-- {} {}{array}: {value}", placeholder(dialect, at + 1), param.sql_type());
    }
    text
}

fn placeholder(dialect: Dialect, number: usize) -> String {
    match dialect {
        Dialect::Postgres => format!("${number}"),
        Dialect::Sqlite => format!("?{number}"),
        Dialect::MySql => number.to_string(),
    }
}

fn write(folder: &str, name: &str, description: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => format!("../../snapshots/{folder}"),
        prepend_module_to_snapshot => false,
        description => description,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

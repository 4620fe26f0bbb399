//! For an actor without any grant no plan reads a large table from end to end, none searches an array row by row, and none
//! walks from a resource through its tree.
//!
//! The data, policies and mappings are those of the benchmark, at a size at which a scan is dear. Plans are asked for
//! twice: for the values at hand, and for any values, as a server makes them for statements that come again and again.

use arctos::{Arctos, Form, KnownFacts, Options, Policy, Question, Settings, Subject, Value, row};
use arctos_compiler::mapping::sql_type::SqlType;
use arctos_compiler::sql::{Parameter, ParameterSource};
use arctos_tests::apps::run::simple;
use arctos_tests::postgres::shared;
use arctos_throwaway::Server;
use tokio_postgres::Client;

const DATA: &str = include_str!("../../bench/shapes/data.sql");
const ROWS: &str = "400000";
/// The newest major version of PostgreSQL.
const NEWEST: u32 = 18;
/// An actor without any grant.
const NOBODY: &str = "1";

struct App {
    name: &'static str,
    polar: &'static str,
    facts: &'static str,
    resource: &'static str,
    table: &'static str,
    actions: &'static [&'static str],
    /// An id of the type.
    id: &'static str,
    /// The action for which many rows are everybody's, so that a table may be read from end to end.
    open: Option<&'static str>,
}

macro_rules! app {
    ($name:literal, $resource:literal, $table:literal, $actions:expr, $id:literal) => {
        App {
            name: $name,
            polar: include_str!(concat!("../../bench/shapes/", $name, ".polar")),
            facts: include_str!(concat!("../../bench/shapes/", $name, ".yaml")),
            resource: $resource,
            table: $table,
            actions: $actions,
            id: $id,
            open: None,
        }
    };
}

const APPS: [App; 7] = [
    app!("tracker", "Issue", "issues", &["read", "browse", "comment", "edit", "close", "lock"], "77"),
    app!("drive", "Document", "documents", &["read", "edit", "share"], "2bae8cd4-7edb-110a-139a-613c4fa6cbbc"),
    app!("wiki", "Page", "pages", &["view", "edit", "publish"], "17e477fe-899e-29fb-93a2-117a6a9baadf"),
    NESTED,
    JOINED,
    OPEN,
    GATED,
];

/// What holds for nearly all folders, beside what the actor is granted.
const NESTED: App = App {
    name: "nested",
    polar: r#"
        actor User {}
        resource Folder { roles = ["viewer"]; relations = { parent: Folder }; }
        resource Document {
          permissions = ["read", "keep"];
          relations = { folder: Folder, creator: User };
          "read" if "viewer" on "folder" and is_nested(resource);
          "keep" if "creator" and is_nested(resource);
        }
        is_nested(document: Document) if has_relation(document, "folder", folder) and has_relation(folder, "parent", _);
    "#,
    facts: r#"
facts:
  has_role(User:_, String:_, Folder:_): {query: "SELECT user_id, role, folder_id FROM folder_shares"}
  has_relation(Folder:_, parent, Folder:_): {query: "SELECT id, parent_id FROM folders"}
  has_relation(Document:_, folder, Folder:_): {query: "SELECT id, folder_id FROM documents"}
  has_relation(Document:_, creator, User:_): {query: "SELECT id, creator_id FROM documents"}
"#,
    resource: "Document",
    table: "documents",
    actions: &["read", "keep"],
    id: "2bae8cd4-7edb-110a-139a-613c4fa6cbbc",
    open: None,
};

/// A mapping that joins tables.
const JOINED: App = App {
    name: "joined",
    polar: r#"
        actor User {}
        resource Organization { roles = ["member", "owner"]; }
        resource Issue {
          permissions = ["read", "watch"];
          relations = { organization: Organization, creator: User };
          "read" if "member" on "organization";
          "read" if "creator";
          "watch" if "owner" on "organization" and is_public(resource);
        }
    "#,
    facts: r#"
facts:
  has_role(User:_, String:_, Organization:_): {query: "SELECT user_id, role, org_id FROM org_members"}
  has_relation(Issue:_, organization, Organization:_):
    query: SELECT i.id, r.org_id FROM issues i JOIN repositories r ON r.id = i.repo_id
  has_relation(Issue:_, creator, User:_): {query: "SELECT id, creator_id FROM issues"}
  is_public(Issue:_):
    query: SELECT i.id FROM issues i JOIN repositories r ON r.id = i.repo_id WHERE r.is_public AND NOT i.locked
"#,
    resource: "Issue",
    table: "issues",
    actions: &["read", "watch"],
    id: "77",
    open: None,
};

/// Rows that everybody may see for an attribute of theirs.
const OPEN: App = App {
    name: "open",
    polar: r#"
        actor User {}
        resource Space { roles = ["role-1", "role-2"]; }
        resource Page {
          permissions = ["view", "edit"];
          relations = { space: Space, author: User };
          "view" if level(resource, 0);
          "view" if "role-1" on "space";
          "view" if "author";
          "edit" if level(resource, 1) and "author";
          "edit" if "role-2" on "space";
        }
    "#,
    facts: r#"
facts:
  has_role(User:_, String:_, Space:_): {query: "SELECT user_id, role_id, space_key FROM space_roles"}
  has_relation(Page:_, space, Space:_): {query: "SELECT id, space_key FROM pages"}
  has_relation(Page:_, author, User:_): {query: "SELECT id, author_id FROM pages"}
  level(Page:_, Integer:_): {query: "SELECT id, level FROM pages"}
"#,
    resource: "Page",
    table: "pages",
    actions: &["view", "edit"],
    id: "17e477fe-899e-29fb-93a2-117a6a9baadf",
    open: Some("view"),
};

/// What an administrator may do to some rows only.
const GATED: App = App {
    name: "gated",
    polar: r#"
        actor User {}
        global { roles = ["admin"]; }
        resource Repository { roles = ["reader"]; }
        resource Issue {
          permissions = ["read", "edit"];
          relations = { repository: Repository, creator: User };
          "read" if "reader" on "repository";
          "read" if global "admin" and not is_locked(resource);
          "edit" if "creator";
          "edit" if global "admin" and not is_locked(resource);
        }
    "#,
    facts: r#"
facts:
  has_role(User:_, admin): {query: "SELECT id FROM users WHERE is_admin"}
  has_role(User:_, String:_, Repository:_): {query: "SELECT user_id, role, repo_id FROM repo_collaborators"}
  has_relation(Issue:_, repository, Repository:_): {query: "SELECT id, repo_id FROM issues"}
  has_relation(Issue:_, creator, User:_): {query: "SELECT id, creator_id FROM issues"}
  is_locked(Issue:_): {query: "SELECT id FROM issues WHERE locked"}
"#,
    resource: "Issue",
    table: "issues",
    actions: &["read", "edit"],
    id: "77",
    open: None,
};

/// Roles in folders that a user has by being in a team.
const GROUPED: App = App {
    name: "grouped",
    polar: r#"
        actor User {}
        actor Team {}
        resource Folder {
          roles = ["viewer", "editor"];
          relations = { parent: Folder };
          "viewer" if "editor";
          "viewer" if "viewer" on "parent";
        }
        resource Document {
          permissions = ["read", "edit"];
          roles = ["viewer", "editor"];
          relations = { folder: Folder };
          "viewer" if "editor";
          "viewer" if "viewer" on "folder";
          "editor" if "editor" on "folder";
          "read" if "viewer";
          "edit" if "editor";
        }
        has_role(user: User, role: String, folder: Folder) if
          team matches Team and in_team(user, team) and has_role(team, role, folder);
    "#,
    facts: r#"
facts:
  in_team(User:_, Team:_): {query: "SELECT user_id, team_id FROM team_members"}
  has_role(User:_, String:_, Folder:_): {query: "SELECT user_id, role, folder_id FROM folder_shares WHERE user_id IS NOT NULL"}
  has_role(Team:_, String:_, Folder:_): {query: "SELECT team_id, role, folder_id FROM folder_shares WHERE team_id IS NOT NULL"}
  has_relation(Folder:_, parent, Folder:_): {query: "SELECT id, parent_id FROM folders"}
  has_relation(Document:_, folder, Folder:_): {query: "SELECT id, folder_id FROM documents"}
"#,
    resource: "Document",
    table: "documents",
    actions: &["read", "edit"],
    id: "2bae8cd4-7edb-110a-139a-613c4fa6cbbc",
    open: None,
};

/// The scans of tables with more than a hundred blocks, and the filters that search an array of the statement's own, as far as
/// they are run: an arm may be closed. What an index finds for a row at hand, or for the ids asked about, is little, and may
/// be compared with an array.
const FOUND: &str = r#"
SELECT node->>'Node Type', node->>'Relation Name', coalesce(node->>'Filter', '')
FROM jsonb_path_query($plan$PLAN$plan$::jsonb, 'strict $.**? (exists (@."Node Type"))') AS node
JOIN pg_class ON relname = node->>'Relation Name'
WHERE relpages > 100 AND (node->>'Node Type' = 'Seq Scan'
    OR node->>'Filter' ~ 'ANY \(\$\d+\)' AND (node->>'Rows Removed by Filter')::float8 > 100)
  AND (node->>'Actual Loops')::float8 > 0 AND coalesce(node->>'Index Cond', '') !~ '= \w+\.\w+\)|\mid = ANY'"#;

/// The walks that are made.
const WALKED: &str = r#"
SELECT node->>'CTE Name', node->>'Actual Rows'
FROM jsonb_path_query($plan$PLAN$plan$::jsonb, 'strict $.**? (exists (@."CTE Name"))') AS node
WHERE node->>'CTE Name' ~ '^walk' AND (node->>'Actual Loops')::float8 > 0"#;

#[tokio::test]
async fn nobody_causes_no_scan_of_a_large_table() {
    assert_no_scan(&shared().expect("a server")).await;
}

/// Where this version can be had: a machine without npm keeps to the other test.
#[tokio::test]
async fn nobody_causes_no_scan_on_the_newest_server() {
    match Server::start_version(NEWEST, &[]) {
        Ok(server) => assert_no_scan(&server).await,
        Err(error) => eprintln!("PostgreSQL {NEWEST} cannot be had: {error}"),
    }
}

async fn assert_no_scan(server: &Server) {
    let database = server.database(&DATA.replace(":rows", ROWS)).await.expect("the data");
    let client = database.connect().await.expect("a connection");
    // Rows that are all visible let an index answer without the table, as in a database that is in use.
    let settings = "VACUUM; SET jit = off; SET max_parallel_workers_per_gather = 0";
    for setting in settings.split("; ") {
        client.batch_execute(setting).await.expect("a setting");
    }
    let mut problems = Vec::new();
    for app in &APPS {
        let policy = Policy::load([(app.name, app.polar)], Some(("facts.yaml", app.facts))).expect("a policy");
        let engine = policy.connect(&database.url(), Settings::default()).await.expect("an engine");
        for (title, question) in questions(app) {
            problems.extend(of_question(&client, &engine, app, &title, &question).await);
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

fn questions(app: &App) -> Vec<(String, Question)> {
    let user = || Subject::Value(Value::new("User", NOBODY));
    let one = || Some(Subject::Value(Value::new(app.resource, app.id)));
    let mut all = vec![("actions".to_owned(), Question::Actions { actor: user(), resource: one() })];
    for name in app.actions {
        let (action, resource) = (|| (*name).into(), || app.resource.into());
        let of_action = [
            ("authorize", Question::Authorize { actor: user(), action: action(), resource: one() }),
            ("authorize_many", Question::AuthorizeMany { actor: user(), action: action(), resource: resource() }),
            ("list", Question::List { actor: user(), action: action(), resource: resource() }),
            (
                "filter",
                Question::Filter { actor: user(), action: action(), resource: resource(), row: row(app.table, "i", "id") },
            ),
            ("actors", Question::Actors { actor: "User".into(), action: action(), resource: one() }),
        ];
        all.extend(of_action.into_iter().map(|(kind, question)| (format!("{kind} {name}"), question)));
        for (kind, columns, order) in [("page", "i.id", "i.created_at DESC"), ("page by key", "i.*", "i.id")] {
            let sql = format!("SELECT {columns} FROM {} AS i ORDER BY {order} LIMIT 20", app.table);
            let on = row(app.table, "i", "id");
            let question = Question::Select { actor: user(), action: action(), resource: resource(), on, sql: sql.into() };
            all.push((format!("{kind} {name}"), question));
        }
    }
    all
}

async fn of_question(client: &Client, engine: &Arctos, app: &App, title: &str, question: &Question) -> Vec<String> {
    let options = Options { form: Form::Parameters, ..Options::default() };
    let compiled = engine.policy().compile(question, &KnownFacts::new(), options).expect("a statement");
    let sql = match question {
        Question::Filter { .. } => format!("SELECT count(*) FROM {} AS i WHERE {}", app.table, compiled.statement.sql),
        _ => compiled.statement.sql.clone(),
    };
    let value = |param: &Parameter| match &param.source {
        ParameterSource::Slot(slot) => {
            compiled.slots.get(*slot).and_then(|slot| slot.value.as_ref()).expect("a value").id.to_string()
        }
        ParameterSource::Value(value) => value.id.to_string(),
        ParameterSource::SlotArray(_) => format!("{{{}}}", [app.id; 50].join(",")),
        ParameterSource::Values(_) | ParameterSource::Own(_) => {
            panic!("the question has neither facts nor parameters of its own")
        }
    };
    let values: Vec<String> = compiled.statement.params.iter().map(|param| format!("'{}'", value(param))).collect();
    let types: Vec<String> = compiled.statement.params.iter().map(type_name).collect();
    let (types, values) = if values.is_empty() {
        (String::new(), String::new())
    } else {
        (format!("({})", types.join(", ")), format!("({})", values.join(", ")))
    };
    let mut problems = Vec::new();
    for mode in ["force_custom_plan", "force_generic_plan"] {
        let prepare = format!("SET plan_cache_mode = {mode}; DEALLOCATE ALL; PREPARE question{types} AS {sql}");
        client.batch_execute(&prepare).await.unwrap_or_else(|error| panic!("{error:?}: {prepare}"));
        let plan = simple(client, &format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE question{values}"))
            .await
            .expect("a plan");
        let plan: Vec<String> = plan.into_iter().flatten().flatten().collect();
        for found in simple(client, &FOUND.replace("PLAN", &plan.join("\n"))).await.expect("the plan's nodes") {
            let searches = found.last().is_some_and(|filter| filter.as_ref().is_some_and(|filter| filter.contains("ANY ($")));
            if searches || !app.open.is_some_and(|action| title.ends_with(action)) {
                problems.push(format!("{}: {title}, {mode}: {found:?}", app.name));
            }
        }
        // Who may is found by walks from the resource, and an actor's ids by walks from them.
        if matches!(question, Question::Authorize { .. } | Question::Actions { .. }) {
            for found in simple(client, &WALKED.replace("PLAN", &plan.join("\n"))).await.expect("the plan's nodes") {
                problems.push(format!("{}: {title}, {mode}: {found:?}", app.name));
            }
        }
    }
    problems
}

fn type_name(param: &Parameter) -> String {
    let name = match param.sql_type() {
        SqlType::SmallInt => "smallint",
        SqlType::Integer => "integer",
        SqlType::BigInt => "bigint",
        SqlType::Numeric => "numeric",
        SqlType::Uuid => "uuid",
        SqlType::Boolean => "boolean",
        SqlType::Text | SqlType::Collated(_) | SqlType::Char | SqlType::Other => "text",
    };
    if param.is_array() { format!("{name}[]") } else { name.to_owned() }
}

/// Who is in a team is asked of the teams that a walk finds, and not the walk for each member of any team.
#[test]
fn a_walk_comes_before_a_table_that_nothing_known_is_about() {
    let policy = Policy::load([(GROUPED.name, GROUPED.polar)], Some(("facts.yaml", GROUPED.facts))).expect("a policy");
    for resource in [Subject::Value(Value::new("Document", GROUPED.id)), Subject::OfType("Document".into())] {
        let question = Question::Actors { actor: "User".into(), action: "read".into(), resource: Some(resource) };
        let options = Options { form: Form::Parameters, ..Options::default() };
        let sql = policy.compile(&question, &KnownFacts::new(), options).expect("a statement").statement.sql;
        let places: Vec<usize> = sql.match_indices("\"team_members\" AS").map(|(at, _)| at).collect();
        assert_eq!(places.len(), 2, "{sql}");
        let walks = |at: usize| sql[at..].contains("EXISTS(WITH RECURSIVE");
        assert!(!places.into_iter().any(walks), "{sql}");
    }
}

/// Messages of rooms, and whom a user does not want to hear of. User 7 is in 300 of 1,000 rooms and hides 2,000 authors of 40,000.
const ROOMS: &str = "
    CREATE TABLE room_members (user_id bigint NOT NULL, room_id bigint NOT NULL, PRIMARY KEY (room_id, user_id));
    CREATE INDEX ON room_members (user_id);
    CREATE TABLE hidden (user_id bigint NOT NULL, author_id bigint NOT NULL, PRIMARY KEY (user_id, author_id));
    CREATE TABLE messages (id bigint PRIMARY KEY, room_id bigint NOT NULL, author_id bigint NOT NULL);
    INSERT INTO room_members SELECT n % 4000 + 10, n % 1000 FROM generate_series(1, 20000) AS n GROUP BY 1, 2;
    INSERT INTO room_members SELECT 7, n FROM generate_series(1, 300) AS n;
    INSERT INTO hidden SELECT n % 4000 + 10, n FROM generate_series(1, 8000) AS n;
    INSERT INTO hidden SELECT 7, n * 20 FROM generate_series(1, 2000) AS n;
    INSERT INTO messages SELECT n, n % 1000, n % 40000 FROM generate_series(1, 200000) AS n;
    CREATE INDEX ON messages (room_id, id);
    ANALYZE";

const ROOMS_POLICY: &str = r#"
    actor User {}
    resource Room { roles = ["member"]; }
    resource Message {
      permissions = ["read", "follow"];
      relations = { room: Room, author: User };
      "follow" if "member" on "room";
    }
    has_permission(user: User, "read", message: Message) if
      room matches Room and author matches User and
      has_relation(message, "room", room) and has_role(user, "member", room) and
      has_relation(message, "author", author) and not hides(user, author);
"#;

const ROOMS_FACTS: &str = "facts:
  has_role(User:_, member, Room:_): {query: 'SELECT user_id, room_id FROM room_members'}
  has_relation(Message:_, room, Room:_): {query: 'SELECT id, room_id FROM messages'}
  has_relation(Message:_, author, User:_): {query: 'SELECT id, author_id FROM messages'}
  hides(User:_, User:_): {query: 'SELECT user_id, author_id FROM hidden'}
";

/// The answer of user 7's `select`, by one plan for all values, and the nodes of that plan: how often each ran, its rows, and how
/// many it compared in vain.
async fn of_rooms(action: &str, sql: &str) -> (Vec<Option<String>>, Vec<[f64; 3]>) {
    let database = shared().expect("a server").database(ROOMS).await.expect("a database");
    let client = database.connect().await.expect("a connection");
    let policy = Policy::load([("rooms.polar", ROOMS_POLICY)], Some(("facts.yaml", ROOMS_FACTS))).expect("a policy");
    let engine = policy.connect(&database.url(), Settings::default()).await.expect("an engine");
    let (actor, on) = (Subject::OfType("User".into()), row("messages", "m", "id"));
    let question = Question::Select { actor, action: action.into(), resource: "Message".into(), on, sql: sql.into() };
    let options = Options { form: Form::Parameters, ..Options::default() };
    let statement = engine.policy().compile(&question, &KnownFacts::new(), options).expect("a statement").statement;
    let types: Vec<String> = statement.params.iter().map(type_name).collect();
    let value =
        |param: &Parameter| if let ParameterSource::Value(value) = &param.source { value.id.to_string() } else { "7".into() };
    let execute = format!("EXECUTE question ({})", statement.params.iter().map(value).collect::<Vec<_>>().join(", "));
    let prepare = format!("PREPARE question ({}) AS {}", types.join(", "), statement.sql);
    client.batch_execute(&format!("SET plan_cache_mode = force_generic_plan; {prepare}")).await.expect("a statement");
    let answer = simple(&client, &execute).await.expect("an answer");
    let plan = simple(&client, &format!("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {execute}")).await.expect("a plan");
    let plan: Vec<String> = plan.into_iter().flatten().flatten().collect();
    let nodes = format!(
        "SELECT node->>'Actual Loops', node->>'Actual Rows', coalesce(node->>'Rows Removed by Join Filter', '0')
         FROM jsonb_path_query($plan${}$plan$::jsonb, 'strict $.**? (exists (@.\"Node Type\"))') AS node",
        plan.join("\n")
    );
    let number = |cell: &Option<String>| cell.as_deref().and_then(|text| text.parse().ok()).unwrap_or(f64::NAN);
    let nodes = simple(&client, &nodes).await.expect("the plan's nodes").into_iter();
    let nodes = nodes.map(|row| [0, 1, 2].map(|at| row.get(at).map_or(f64::NAN, number))).collect();
    (answer.into_iter().map(|row| row.into_iter().next().flatten()).collect(), nodes)
}

/// PostgreSQL takes the authors that a user hides for two, and compared each message with each of them.
#[tokio::test]
async fn rows_are_not_compared_with_all_that_an_actor_has() {
    let (answer, nodes) = of_rooms("read", "SELECT count(*) FROM messages m").await;
    // 300 rooms with 200 messages each; every twentieth author is hidden, and has every twentieth message.
    let in_vain: f64 = nodes.iter().map(|[_, _, removed]| removed).sum();
    assert_eq!(answer, [Some((300 * 200 - 15 * 200).to_string())]);
    assert!(in_vain < 10_000.0, "{nodes:?}");
}

/// A page of one room asks about the room once, and reads no more messages than it shows.
#[tokio::test]
async fn a_page_of_one_room_reads_the_page() {
    let page = |room: u32| format!("SELECT m.id FROM messages m WHERE m.room_id = {room} ORDER BY m.id DESC LIMIT 3");
    let (answer, nodes) = of_rooms("follow", &page(5)).await;
    assert_eq!(answer, ["199005", "198005", "197005"].map(|id| Some(id.to_owned())));
    assert!(nodes.iter().all(|[loops, rows, _]| loops * rows <= 3.0), "{nodes:?}");
    let (answer, nodes) = of_rooms("follow", &page(500)).await;
    assert!(answer.is_empty() && nodes.iter().all(|[loops, rows, _]| loops * rows < 1.0), "{answer:?} {nodes:?}");
}

//! What the page for beginners says that a database answers, it answers.

use super::blocks::blocks;
use super::{read, root};
use arctos::{Policy, Settings, Value};
use arctos_tests::postgres::shared;

#[tokio::test]
async fn the_first_page_is_true_of_its_tables() {
    let folder = root().join("schemas/getting-started");
    let database = shared().expect("a server").database(&read(&folder.join("schema.sql"))).await.expect("the tables of the page");
    let policy = Policy::load_files([folder.join("policy.polar")], Some(&folder.join("facts.yaml"))).expect("its policy");
    let arctos = policy.connect(&database.url(), Settings::default()).await.expect("a connection");
    let user = Value::new("User", "7");
    let allowed = arctos.authorize(&user, "close", &Value::new("Issue", "42")).await.expect("an answer");
    assert!(!allowed, "issue 42 is locked");
    let mut listed = arctos.list(&user, "read", "Issue").await.expect("an answer");
    listed.sort();
    assert_eq!(listed, ["41", "42", "43"]);

    let client = database.connect().await.expect("a connection");
    let page = read(&root().join("docs/getting-started.md"));
    let statements = blocks(&page).into_iter().filter(|block| block.language == "sql" && block.copy_of.is_none());
    for block in statements {
        let rows = client.query(&block.text, &[]).await.unwrap_or_else(|error| panic!("line {}: {error}", block.line));
        let ids: Vec<i64> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(ids.len(), 2, "issue 42 is locked, and 44 is nobody's business: {ids:?}");
    }
}

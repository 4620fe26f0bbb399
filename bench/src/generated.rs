//! A policy of any number of rules, with a table for each fact.
//!
//! Its types come in groups of four: an organisation, its projects, their folders in each other, their items. Every group
//! has roles on all levels.

use crate::App;
use std::fmt::Write;

/// The rules of a group; `#` stands for its number.
const RULES: &str = r#"
resource Org# {
  roles = ["member", "billing", "owner"];
  permissions = ["view", "invite", "pay", "delete"];
  "member" if "owner";
  "billing" if "owner";
  "view" if "member" or "billing";
  "invite" if "owner";
  "pay" if "billing";
  "delete" if "owner";
}
resource Project# {
  roles = ["reader", "writer", "admin"];
  permissions = ["view", "edit", "share", "archive", "delete"];
  relations = { org: Org#, lead: User };
  "reader" if "writer";
  "writer" if "admin";
  "reader" if "member" on "org";
  "admin" if "owner" on "org";
  "admin" if "lead";
  "view" if "reader";
  "edit" if "writer" and not is_frozen#(resource);
  "share" if "admin";
  "archive" if "admin" and not is_frozen#(resource);
  "delete" if "admin";
}
resource Folder# {
  roles = ["reader", "writer", "admin"];
  permissions = ["view", "edit", "share", "move", "delete"];
  relations = { project: Project#, parent: Folder# };
  "reader" if "writer";
  "writer" if "admin";
  role if role on "project";
  role if role on "parent";
  "view" if "reader";
  "edit" if "writer";
  "share" if "admin";
  "move" if "writer" on "parent" and "writer";
  "delete" if "admin";
}
resource Item# {
  roles = ["reader", "writer", "admin"];
  permissions = ["view", "edit", "comment", "share", "close", "delete"];
  relations = { folder: Folder#, creator: User };
  "reader" if "writer";
  "writer" if "admin";
  "admin" if "creator";
  role if role on "folder";
  "view" if "reader";
  "view" if is_public#(resource);
  "edit" if "writer" and not is_locked#(resource);
  "comment" if "view" and not is_locked#(resource);
  "share" if "admin";
  "close" if "writer" or "creator";
  "delete" if "admin";
}
editor#(user: User, item: Item#) if has_permission(user, "edit", item);
reviewer#(user: User, item: Item#) if has_permission(user, "view", item) and not editor#(user, item);
"#;

const FACTS: &str = "
  has_role(User:_, String:_, Org#:_):
    query: SELECT user_id, role, org_id FROM org_members#
  has_role(User:_, String:_, Project#:_):
    query: SELECT user_id, role, project_id FROM project_members#
  has_role(User:_, String:_, Folder#:_):
    query: SELECT user_id, role, folder_id FROM folder_members#
  has_role(User:_, String:_, Item#:_):
    query: SELECT user_id, role, item_id FROM item_members#
  has_relation(Project#:_, org, Org#:_):
    query: SELECT id, org_id FROM projects#
  has_relation(Project#:_, lead, User:_):
    query: SELECT id, lead_id FROM projects#
  is_frozen#(Project#:_):
    query: SELECT id FROM projects# WHERE frozen
  has_relation(Folder#:_, project, Project#:_):
    query: SELECT id, project_id FROM folders#
  has_relation(Folder#:_, parent, Folder#:_):
    query: SELECT id, parent_id FROM folders#
  has_relation(Item#:_, folder, Folder#:_):
    query: SELECT id, folder_id FROM items#
  has_relation(Item#:_, creator, User:_):
    query: SELECT id, creator_id FROM items#
  is_public#(Item#:_):
    query: SELECT id FROM items# WHERE public
  is_locked#(Item#:_):
    query: SELECT id FROM items# WHERE locked
";

/// A policy with at least so many rules, as they are written, and with at least eight groups.
pub fn app(rules: usize) -> App {
    let groups = rules.div_ceil(RULES.matches(" if ").count());
    let mut policy = "actor User {}\n".to_owned();
    let mut facts = "facts:".to_owned();
    let mut types = "sql_types:\n  User: bigint\n".to_owned();
    for group in 0..groups.max(8) {
        let group = group.to_string();
        policy.push_str(&RULES.replace('#', &group));
        facts.push_str(&FACTS.replace('#', &group));
        for ty in ["Org", "Project", "Folder", "Item"] {
            let _ = writeln!(types, "  {ty}{group}: bigint");
        }
    }
    App { policy, facts: facts + &types, schema: "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_loads_and_is_as_large_as_asked_for() {
        let app = app(2_000);
        assert!(app.policy.matches(" if ").count() >= 2_000);
        // Each written rule becomes one at least.
        assert!(app.load().program().rules.values().map(Vec::len).sum::<usize>() >= 2_000);
    }
}

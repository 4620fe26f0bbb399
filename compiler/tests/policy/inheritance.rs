//! `extends`: what is inherited, and which types fit which.

use crate::support::{clean, rules, valid};

const FILES: &str = r#"
    actor User {}
    resource Folder { roles = ["viewer"]; }
    resource File {
      roles = ["reader"];
      permissions = ["read"];
      relations = { folder: Folder };
      "read" if "reader";
    }
    resource Doc extends File {
      roles = ["editor"];
      permissions = ["edit"];
      "reader" if "editor";
      "reader" if "viewer" on "folder";
      "edit" if "editor" and "read";
    }
    resource Sheet extends Doc { permission if "editor"; }
"#;

#[test]
fn inherited_names_come_after_own_ones() {
    let loaded = clean(FILES);
    let sheet = &loaded.program.types.blocks["Sheet"];
    assert_eq!(sheet.roles, ["editor", "reader"]);
    assert_eq!(sheet.permissions, ["edit", "read"]);
    assert_eq!(sheet.relations.get_index(0).map(|(name, ty)| (name.as_str(), ty.as_str())), Some(("folder", "Folder")));
    assert_eq!(loaded.program.types.blocks["File"].roles, ["reader"]);
}

#[test]
fn inherited_names_may_be_used_and_granted() {
    let rules = rules(FILES);
    assert_eq!(
        rules[5],
        concat!(
            r#"has_role(actor: Actor, "reader", resource: Doc) :- "#,
            r#"has_relation(resource, "folder", _1: Folder), has_role(actor, "viewer", _1)."#
        ),
        "{rules:#?}"
    );
    // The keyword of `Sheet` stands for its own permissions, which are all inherited.
    let sheet: Vec<&String> = rules.iter().filter(|rule| rule.contains("resource: Sheet")).collect();
    assert_eq!(sheet.len(), 2, "{rules:#?}");
}

#[test]
fn sub_types_fit_super_types() {
    let types = clean(FILES).program.types;
    for (sub, sup) in [("Sheet", "File"), ("Sheet", "Resource"), ("User", "Actor"), ("User", "Resource"), ("Actor", "Resource")] {
        assert!(types.fits(sub, sup), "{sub} fits {sup}");
    }
    for (sub, sup) in [("File", "Sheet"), ("Sheet", "Actor"), ("Resource", "Actor"), ("Role", "Resource"), ("String", "Resource")]
    {
        assert!(!types.fits(sub, sup), "{sub} does not fit {sup}");
    }
}

#[test]
fn several_super_types_and_abstract_ones() {
    let loaded = clean(
        r#"
        resource Named extends Resource { permissions = ["rename"]; }
        resource Shared { roles = ["guest"]; permissions = ["rename"]; }
        actor Team extends Named, Shared, Actor { "rename" if "guest"; }
        "#,
    );
    let team = &loaded.program.types.blocks["Team"];
    assert_eq!(team.permissions, ["rename"]);
    assert_eq!(team.extends, ["Named", "Shared", "Actor"]);
    assert!(loaded.program.types.fits("Team", "Shared") && loaded.program.types.fits("Team", "Actor"));
}

#[test]
fn an_inherited_name_may_be_declared_again() {
    let loaded = valid(
        r#"
        resource Place { roles = ["a"]; relations = { parent: Place }; }
        resource Room extends Place { roles = ["a"]; relations = { parent: House }; }
        resource House extends Place {}
        "#,
    );
    assert_eq!(loaded.program.types.blocks["Room"].roles, ["a"]);
    assert_eq!(loaded.program.types.blocks["Room"].relations["parent"], "House");
}

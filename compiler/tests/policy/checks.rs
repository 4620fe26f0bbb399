//! Every check, with marks where it is expected and a snapshot of what is printed.

use crate::support::{check, load_files, snapshot};
use arctos_compiler::diagnostic::codes;

#[test]
fn duplicate_name() {
    check(
        "E0201_duplicate_name",
        r#"
actor User {}
resource Repository {
  roles = ["reader", "writer", "reader"];  # error: E0201
  permissions = ["read"];
  relations = {
    writer: User,  # error: E0201
    owner: User,
    owner: User,  # error: E0201
  };
}
global { roles = ["admin"]; permissions = ["admin"]; }  # error: E0201
"#,
    );
}

#[test]
fn duplicate_declaration() {
    check(
        "E0202_duplicate_declaration",
        r#"
resource Repository {
  roles = ["reader"];
  permissions = ["read"];
  roles = ["writer"];  # error: E0202
  "read" if "writer";
}
"#,
    );
}

#[test]
fn unknown_name() {
    check(
        "E0203_unknown_name",
        r#"
actor User {}
global { roles = ["admin"]; "admin" if "staff"; }  # error: E0203
resource Org { roles = ["member"]; }
resource Repository {
  roles = ["reader"];
  permissions = ["read"];
  relations = { org: Org, subject: Actor };
  "read" if "raeder";  # error: E0203
  "raed" if "reader";  # error: E0203
  "write" if "reader";  # error: E0203
  "org" if "reader";  # error: E0203
  "read" if "admin";  # error: E0203
  "read" if "member";  # error: E0203
  "read" if "reader" on "org";  # error: E0203
  "read" if "boss" on "subject";  # error: E0203
  "read" if global "amdin";  # error: E0203
  "read" if reader;  # error: E0203
  "read" if somebody;  # error: E0203
  permission if "nothing";  # error: E0203
}
resource Empty { role if "whoever"; }  # error: E0203
"#,
    );
}

#[test]
fn unknown_relation() {
    check(
        "E0204_unknown_relation",
        r#"
global { roles = ["admin"]; "admin" if "boss" on "org"; }  # error: E0204
resource Org { roles = ["member"]; }
resource Repository {
  roles = ["reader"];
  relations = { organization: Org };
  "reader" if "member" on "organisation";  # error: E0204
  "reader" if "member" on "reader";  # error: E0204
  "reader" if "member" on "place";  # error: E0204
  "reader" if "member" on organization;  # error: E0204
}
"#,
    );
}

#[test]
fn unknown_target() {
    check(
        "E0205_unknown_target",
        r#"
resource Organization { roles = ["member"]; }
resource Repository {
  roles = ["reader"];
  relations = {
    org: Organisation,  # error: E0205
    name: String,  # error: E0205
    zone: Region,  # error: E0205
    any: Resource,
  };
  "reader" if "reader" on "zone";
}
"#,
    );
}

#[test]
fn duplicate_block() {
    check(
        "E0206_duplicate_block",
        r#"
resource Org { roles = ["member"]; }
global { roles = ["admin"]; }
actor Org { roles = ["owner"]; "owner" if "nothing"; }  # error: E0206
global { roles = ["staff"]; }  # error: E0206
resource Resource {}  # error: E0206
actor String {}  # error: E0206
"#,
    );
}

#[test]
fn duplicate_block_in_another_file() {
    let text = "actor User {}\nallow(_: User, _, _);";
    let loaded = load_files(&[("a.polar", text), ("link.polar", text)]);
    let found: Vec<&str> = loaded.diagnostics.iter().map(|found| found.code.0).collect();
    assert_eq!(found, [codes::DUPLICATE_BLOCK.0]);
    snapshot("E0206_file_loaded_twice", &loaded);
}

#[test]
fn unknown_super_type() {
    check(
        "E0207_unknown_super_type",
        r"
resource File {}
resource Doc extends Fiel {}  # error: E0207
resource Text extends String {}  # error: E0207
resource Sheet extends File, Something {}  # error: E0207
",
    );
}

#[test]
fn inheritance_cycle() {
    check(
        "E0208_inheritance_cycle",
        r#"
resource Apple extends Pear { roles = ["a"]; }  # error: E0208
resource Pear extends Plum {}
resource Plum extends Apple { roles = ["b"]; }
resource Fig extends Fig, Pear {}  # error: E0208
"#,
    );
}

#[test]
fn inherited_clash() {
    check(
        "E0209_inherited_clash",
        r#"
resource File { roles = ["owner"]; permissions = ["read"]; }
resource Doc extends File {  # error: E0209
  permissions = ["owner"];
}
resource Named { roles = ["read"]; }
resource Both extends File, Named {}  # error: E0209
"#,
    );
}

#[test]
fn unknown_type() {
    check(
        "W0210_unknown_type",
        r#"
actor User {}
declare tag(Lable, String);  # warning: W0210
has_permission(user: Usr, "read", d: User) if  # warning: W0210
  other matches Usr and friend(user, other) and trusted(d, Role{"guard"});  # warning: W0210
test "t" {
  setup { trusted(User{"1"}, Role{"guard"}); trusted(Robot{"1"}, Role{"x"}); }  # warning: W0210
  assert_not allow(User{"1"}, "read", x: Sring);  # warning: W0210
}
"#,
    );
}

#[test]
fn wide_negation() {
    check(
        "W0211_wide_negation",
        r#"
actor User {}
resource Doc {
  permissions = ["read"];
  roles = ["reader"];
  "read" if "reader" and not hidden(resource, group);  # warning: W0211
  "reader" if not is_old(resource);  # warning: W0211
}
is_old(d: Doc) if created(d, at) and at < 1000;
allow(u: User, "a", d: Doc) if not (locked(d) or banned(u));  # warning: W0211
allow(u: User, "b", d: Doc) if not has_role(u, "reader", d);  # warning: W0211
allow(u: User, "c", d: Doc) if not (blocks(d, u, who));  # warning: W0211
allow(u: User, "d", d: Doc) if not (blocks(d, u, _who)) and not (d = Doc{"1"});
"#,
    );
}

#[test]
fn unbound_in_negation() {
    check(
        "E0212_unbound_in_negation",
        r#"
actor User {}
resource Doc {}
allow(u: User, "read", d: Doc) if
  not hidden(d, g)  # error: E0212
  and not member(u, g);
allow(u: User, "edit", d: Doc) if
  at > 1000 and not expired(u, d, at);  # error: E0212
"#,
    );
}

#[test]
fn negation_cycle() {
    check(
        "E0213_negation_cycle",
        r#"
actor User {}
resource Org { roles = ["guest", "member"]; }
allow(u: User, "x", o: Org) if has_role(u, "guest", o);
has_role(u: User, "guest", o: Org) if
  known(o) and not has_role(u, "member", o);  # error: E0213, W0211
open(o: Org) if known(o) and not closed(o);  # error: E0213, W0211
closed(o: Org) if part_of(o, whole) and shut(whole);
shut(o: Org) if
  forbidden(o) or open(o);
"#,
    );
}

#[test]
fn negation_cycle_over_the_default_allow() {
    check(
        "E0213_negation_cycle_over_default_allow",
        r#"
actor User {}
has_permission(u: User, "visit", v: User) if known(u, v) and not allow(u, "block", v);  # error: E0213, W0211
"#,
    );
}

#[test]
fn single_use() {
    check(
        "W0214_single_use",
        r#"
actor User {}
resource Doc {
  permissions = ["read"];
  "read" if team(actor, t);  # warning: W0214
  "read" if is_public(resource) and flag(_, _anything);
}
global { permissions = ["fly"]; "fly" if licence(actor, resource); }  # warning: W0214
has_permission(user: User, "read", doc: Doc) if is_public(dok);  # warning: W0214, W0214, W0214
has_permission(user: User, "self", user: User);
"#,
    );
}

#[test]
fn type_conflict() {
    check(
        "W0215_type_conflict",
        r#"
actor User {}
resource Doc {}
allow(u: User, "a", d: Doc) if owns(u, d) and
  u matches Doc;  # warning: W0215
allow(u: User, "b", d: Doc) if level(u, d, n) and n > 3 and
  n = "high";  # warning: W0215
allow(u: User, "c", d: Doc) if owns(u, d) and u = d;  # warning: W0215
allow(u: User, "d", d: Doc) if owns(u, d) and "x" < 3;  # warning: W0215
allow(u: User, "e", d: Doc) if owns(u, d) and (nice(d) or u in [1, "x"]);  # warning: W0215
allow(_: User, action, d: Doc) if nice(d) and action = ["read"];  # warning: W0215
allow(both: User, "f", both: Doc);  # warning: W0215
"#,
    );
}

#[test]
fn mixed_operators() {
    check(
        "W0216_mixed_operators",
        r#"
actor User {}
resource Doc {
  permissions = ["read"];
  roles = ["a", "b"];
  "read" if "a" or "b" and is_open(resource);  # warning: W0216
  "read" if "a" or ("b" and is_open(resource));
}
allow(u: User, "x", d: Doc) if
  q(u, d) and r(u)  # warning: W0216
  or (s(u) and (t(u) or u = User{"1"} and q(d)));  # warning: W0216
test "t" { assert allow(User{"1"}, x: String, Doc{"1"}) iff x = "a" or x = "b" and x = "c"; }  # warning: W0216
"#,
    );
}

#[test]
fn no_entry_point() {
    check(
        "W0217_no_entry_point",
        r#"
# warning: W0217
actor User {}
resource Doc { roles = ["a", "b"]; "a" if "b"; }
"#,
    );
}

#[test]
fn tests_and_fixtures() {
    check(
        "E0218_assertion_variables",
        r#"
actor User {}
has_permission(_: User, "x", _: User);
test "t" {
  assert allow(a: User, b: String, User{"1"});  # error: E0218
  assert allow(a: User, "x", a: User);
  assert allow(_, "x", _);  # error: E0218
}
"#,
    );
    check(
        "E0219_unknown_fixture",
        r#"
test "t" {
  setup { fixture users; fixture user; fixture things; }  # error: E0219, E0219
}
test fixture users {}
"#,
    );
    check(
        "E0220_duplicate_fixture",
        r#"
test fixture users { p("a"); }
test fixture users {}  # error: E0220
"#,
    );
    check(
        "W0221_duplicate_test",
        r#"
test "t" {}
test "u" {}
test "t" {}  # warning: W0221
"#,
    );
}

#[test]
fn fact_limits() {
    let long = "é".repeat(257);
    let fits = "é".repeat(256);
    check(
        "E0222_fact_limits",
        &format!(
            r#"
actor User {{}}
p("a", "b", "c", "d", "e");
p("a", "b", "c", "d", "e", "f");  # error: E0222
p();
p(_a, _b, _c, _d, _e, _f);
p(User{{"*"}}, _);  # error: E0222
p("*");
test fixture f {{
  p();  # error: E0222
  p("{long}", "{fits}");  # error: E0222
  p(User{{"*"}});  # error: E0222
}}
"#
        ),
    );
}

#[test]
fn literals() {
    check(
        "E0223_abstract_literal",
        r#"
actor User {}
allow(Actor{"1"}, "x", _);  # error: E0223
test "t" { assert allow(User{"1"}, "x", Resource{"1"}); }  # error: E0223
"#,
    );
    check(
        "E0224_malformed_literal",
        r#"
actor User {}
allow(u: User, "x", u: User) if level(u, Integer{"many"}) or open(u, Boolean{1});  # error: E0224, E0224
allow(u: User, "y", u: User) if level(u, Integer{"-4"}) or open(u, Boolean{"false"}) or name(u, String{4});
"#,
    );
}

#[test]
fn misplaced_list() {
    check(
        "E0225_misplaced_list",
        r#"
actor User {}
resource Doc { permissions = ["p"]; "p" if q(resource, ["a"]); }  # error: E0225
allow(u: User, "x", d: Doc) if has_role(u, ["reader", "editor"], d);  # error: E0225
allow(u: User, "y", d: Doc) if q(u, d, x) and x != ["a"];  # error: E0225
"#,
    );
}

#[test]
fn relation_without_actor() {
    check(
        "W0226_relation_without_actor",
        r#"
actor User {}
resource Thing {}
actor Robot extends Thing {}
resource Repository {}
resource Issue {
  permissions = ["read"];
  relations = { repository: Repository, creator: User, thing: Thing, any: Resource, other: Issue };
  "read" if "repository";  # warning: W0226
  "read" if "creator" or "thing" or "any";
  "read" if "repository" on "other";  # warning: W0226
}
"#,
    );
}

#[test]
fn global_relation() {
    check(
        "E0228_global_relation",
        r"
actor User {}
global { relations = { owner: User }; }  # error: E0228
",
    );
}

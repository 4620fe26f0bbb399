//! Mapped queries by themselves: what is rewritten, what is recognised as a plain projection, how filters are written
//! for an alias, and that hostile queries are survived.

use arctos_compiler::diagnostic::{Diagnostics, Severity};
use arctos_compiler::mapping::join::{Join, JoinOutput, TableRows};
use arctos_compiler::mapping::model::{Projection, Select};
use arctos_compiler::mapping::select;
use arctos_compiler::mapping::text::LocatedText;
use arctos_compiler::source::{SourceId, Span};

fn check(sql: &str) -> (Option<Select>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let located = LocatedText::new(sql.to_owned(), sql, Span::new(SourceId(0), 0, sql.len()));
    let checked = select::check(&located, select::Grammar::Postgres, &mut diagnostics);
    (checked.map(|checked| checked.select), diagnostics)
}

fn accepted(sql: &str) -> Select {
    let (select, diagnostics) = check(sql);
    assert!(!diagnostics.has_errors(), "{sql}: {diagnostics:?}");
    select.unwrap_or_else(|| panic!("{sql}: not accepted and no error"))
}

fn names(select: &Select) -> Vec<&str> {
    select.columns.iter().map(|column| column.name.as_str()).collect()
}

#[test]
fn queries_are_written_anew_with_named_columns() {
    for (sql, text, columns) in [
        // Good names stay, white space and the semicolon go.
        ("SELECT id,\n  repo_id FROM issues;\n", "SELECT id, repo_id FROM issues", "id repo_id"),
        ("select ID, i.Repo_Id from issues i", "SELECT ID, i.Repo_Id FROM issues i", "id repo_id"),
        ("SELECT a AS x, b y FROM t -- why\n;;", "SELECT a AS x, b AS y FROM t", "x y"),
        // A name that is missing, repeated, quoted for a reason or reserved gets a number, and all others with it.
        ("SELECT id, role::TEXT FROM u", "SELECT id AS c0, role::TEXT AS c1 FROM u", "c0 c1"),
        ("SELECT a.id, b.id FROM a, b", "SELECT a.id AS c0, b.id AS c1 FROM a, b", "c0 c1"),
        (r#"SELECT "Id" FROM t"#, r#"SELECT "Id" AS c0 FROM t"#, "c0"),
        (r#"SELECT "id" FROM t"#, r#"SELECT "id" FROM t"#, "id"),
        (r#"SELECT x AS "order" FROM t"#, "SELECT x AS c0 FROM t", "c0"),
        ("SELECT current_user, 1", "SELECT current_user AS c0, 1 AS c1", "c0 c1"),
        // Values have no names that every database agrees on.
        ("VALUES (1, 'a'), (2, 'b')", "SELECT column1 AS c0, column2 AS c1 FROM (VALUES (1, 'a'), (2, 'b')) AS v", "c0 c1"),
        ("(VALUES (1)) UNION SELECT 2", "SELECT column1 AS c0 FROM ((VALUES (1)) UNION ALL SELECT 2) AS v", "c0"),
        // The first arm names the columns.
        ("SELECT a FROM t UNION ALL SELECT b FROM u", "SELECT a FROM t UNION ALL SELECT b FROM u", "a"),
        ("SELECT 1 UNION ALL SELECT b FROM u", "SELECT 1 AS c0 UNION ALL SELECT b FROM u", "c0"),
        ("WITH x AS (SELECT a FROM t) SELECT a FROM x", "WITH x AS (SELECT a FROM t) SELECT a FROM x", "a"),
        // Names that an ORDER BY or GROUP BY may refer to are not taken away.
        (
            "SELECT lower(a) AS x, 1 FROM t GROUP BY x",
            "SELECT c0, c1 FROM (SELECT lower(a) AS x, 1 FROM t GROUP BY x) AS v (c0, c1)",
            "c0 c1",
        ),
        (
            "SELECT id, count(*) FROM t GROUP BY id ORDER BY count LIMIT 3",
            "SELECT c0, c1 FROM (SELECT id, count(*) FROM t GROUP BY id ORDER BY count LIMIT 3) AS v (c0, c1)",
            "c0 c1",
        ),
    ] {
        let select = accepted(sql);
        assert_eq!(select.text, text);
        assert_eq!(names(&select).join(" "), columns, "{sql}");
    }
}

#[test]
fn what_makes_no_difference_to_a_set_is_dropped() {
    for (sql, text) in [
        ("SELECT DISTINCT a FROM t ORDER BY b", "SELECT a FROM t"),
        ("SELECT ALL a FROM t", "SELECT a FROM t"),
        (
            "SELECT a FROM t UNION SELECT b FROM u UNION DISTINCT SELECT c FROM v",
            "SELECT a FROM t UNION ALL SELECT b FROM u UNION ALL SELECT c FROM v",
        ),
        ("(SELECT DISTINCT a FROM t ORDER BY a) UNION (SELECT b FROM u)", "(SELECT a FROM t) UNION ALL (SELECT b FROM u)"),
        // Under a limit, order and repetitions decide which rows there are.
        ("SELECT DISTINCT a FROM t ORDER BY a LIMIT 3", "SELECT DISTINCT a FROM t ORDER BY a LIMIT 3"),
        ("SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS ONLY", "SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS ONLY"),
        ("SELECT a FROM t UNION SELECT b FROM u LIMIT 3", "SELECT a FROM t UNION SELECT b FROM u LIMIT 3"),
        ("SELECT a FROM t UNION SELECT b FROM u OFFSET 1", "SELECT a FROM t UNION SELECT b FROM u OFFSET 1"),
        (
            "SELECT a FROM t UNION (SELECT DISTINCT b FROM u ORDER BY b LIMIT 1)",
            "SELECT a FROM t UNION ALL (SELECT DISTINCT b FROM u ORDER BY b LIMIT 1)",
        ),
        // DISTINCT ON keeps the first row in order.
        ("SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b", "SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b"),
        // Not set operations that count, not sub-queries, not table expressions.
        (
            "SELECT a FROM t EXCEPT ALL (SELECT a FROM t UNION SELECT b FROM u)",
            "SELECT a FROM t EXCEPT ALL (SELECT a FROM t UNION SELECT b FROM u)",
        ),
        ("SELECT a FROM (SELECT DISTINCT a FROM t) AS x", "SELECT a FROM (SELECT DISTINCT a FROM t) AS x"),
        (
            "WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT b FROM r) SELECT DISTINCT a FROM r",
            "WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT b FROM r) SELECT a FROM r",
        ),
    ] {
        assert_eq!(accepted(sql).text, text);
    }
}

fn projection(sql: &str) -> Option<Projection> {
    accepted(sql).projection
}

fn shown(sql: &str) -> String {
    let Some(Projection { table, columns, as_text, filter, .. }) = projection(sql) else { return "no".to_owned() };
    let column = |(name, as_text): (String, bool)| if as_text { name + "::text" } else { name };
    let columns: Vec<String> = columns.into_iter().zip(as_text).map(column).collect();
    let schema = table.schema.map_or(String::new(), |schema| format!("{schema}."));
    let filter = filter.map_or(String::new(), |filter| format!(" where {}", filter.qualified("x")));
    format!("{schema}{}: {}{filter}", table.name, columns.join(", "))
}

#[test]
fn plain_projections_are_recognised() {
    for (sql, expected) in [
        ("SELECT id, repo_id FROM issues", "issues: id, repo_id"),
        ("SELECT id, id FROM issues", "issues: id, id"),
        ("SELECT id, i.role::text FROM issues i", "issues: id, role::text"),
        ("SELECT CAST(role AS text) AS r, id FROM issues", "issues: role::text, id"),
        ("SELECT DISTINCT ID FROM Issues ORDER BY 1", "issues: id"),
        (r#"SELECT "Id" AS a FROM "Issues""#, "Issues: Id"),
        ("SELECT id FROM app.issues", "app.issues: id"),
        (r#"SELECT "App".issues.id FROM "App".issues"#, "App.issues: id"),
        ("SELECT i.id FROM issues AS i", "issues: id"),
        ("SELECT I.id FROM issues i WHERE i.locked", "issues: id where x.locked"),
        ("(SELECT id FROM issues)", "issues: id"),
        ("SELECT id FROM t WHERE a = 1 AND NOT b", "t: id where x.a = 1 AND NOT x.b"),
        ("SELECT id FROM t WHERE a = 1 OR b", "t: id where (x.a = 1 OR x.b)"),
        ("SELECT id FROM t WHERE \"A b\" IS NULL", "t: id where x.\"A b\" IS NULL"),
        ("SELECT id FROM t WHERE t.a IN (1, 2) AND b BETWEEN c AND 7", "t: id where x.a IN (1, 2) AND x.b BETWEEN x.c AND 7"),
        ("SELECT id FROM t WHERE org = '_root' AND n LIKE 'a''%'", "t: id where x.org = '_root' AND x.n LIKE 'a''%'"),
        ("SELECT id FROM t WHERE lower(a) = 'x' AND b::date <= now()", "t: id where lower(x.a) = 'x' AND x.b::DATE <= now()"),
        ("SELECT id FROM t WHERE coalesce(a, b) IS TRUE", "t: id where coalesce(x.a, x.b) IS TRUE"),
        ("SELECT id FROM t WHERE owner = current_user", "t: id where x.owner = current_user"),
        ("SELECT id FROM t WHERE a = ANY(ARRAY[1, b])", "t: id where x.a = ANY(ARRAY[1, x.b])"),
        ("SELECT id FROM t WHERE tags[1] = 'x'", "t: id where x.tags[1] = 'x'"),
        ("SELECT id FROM t WHERE CASE WHEN a THEN b ELSE c END", "t: id where CASE WHEN x.a THEN x.b ELSE x.c END"),
        ("SELECT id FROM t WHERE data->>'state' = 'open'", "t: id where x.data ->> 'state' = 'open'"),
        ("SELECT id FROM t WHERE EXTRACT(YEAR FROM d) > 2000", "t: id where EXTRACT(YEAR FROM x.d) > 2000"),
    ] {
        assert_eq!(shown(sql), expected, "{sql}");
    }
}

/// The tables that a query joins, columns that are equal by one letter; outputs in front.
fn joined(sql: &str) -> String {
    let joins = accepted(sql).joins;
    if joins.is_empty() { "no".to_owned() } else { joins.iter().map(shown_join).collect::<Vec<_>>().join("; ") }
}

fn shown_join(join: &Join) -> String {
    let letter = |class: &usize| ["a", "b", "c", "d", "e", "f"][*class];
    let table = |rows: &TableRows| {
        let columns = rows.columns.iter().zip(&rows.classes).zip(&rows.as_text);
        let shown =
            columns.map(|((name, class), as_text)| format!("{name}{} {}", if *as_text { "::text" } else { "" }, letter(class)));
        let filter = rows.filter.as_ref().map_or(String::new(), |filter| format!(" where {}", filter.qualified("x")));
        format!("{}({}){filter}", rows.table.name, shown.collect::<Vec<_>>().join(", "))
    };
    let output = |output: &JoinOutput| match output {
        JoinOutput::Class(class) => letter(class).to_owned(),
        JoinOutput::Constant(value) => value.to_string(),
    };
    let outputs: Vec<String> = join.outputs.iter().map(output).collect();
    format!("{}: {}", outputs.join(" "), join.tables.iter().map(table).collect::<Vec<_>>().join(", "))
}

#[test]
fn joins_by_equal_columns_are_taken_apart() {
    for (sql, expected) in [
        (
            "SELECT i.id, r.org_id FROM issues i JOIN repos r ON r.id = i.repo_id",
            "a b: issues(id a, repo_id c), repos(org_id b, id c)",
        ),
        ("SELECT i.id, repos.id FROM issues i, repos WHERE repos.id = i.repo_id", "a b: issues(id a, repo_id b), repos(id b)"),
        (
            "SELECT i.id, o.id FROM app.issues i INNER JOIN repos r ON (r.id = i.repo_id AND NOT r.gone) CROSS JOIN orgs o \
             WHERE o.id = r.org_id AND (i.state = 'open' OR i.pinned) AND o.name <> o.slug",
            "a b: issues(id a, repo_id c) where (x.state = 'open' OR x.pinned), repos(id c, org_id b) where NOT x.gone, \
             orgs(id b) where x.name <> x.slug",
        ),
        ("SELECT a.x, b.y FROM t a JOIN t b ON b.z = a.z AND a.z = b.w", "a b: t(x a, z c), t(y b, z c, w c)"),
        ("SELECT m.role::text, p.id FROM m JOIN p ON p.id = m.p_id", "a b: m(role::text a, p_id b), p(id b)"),
        ("SELECT u.id, o.id FROM users u CROSS JOIN orgs o WHERE u.admin", "a b: users(id a) where x.admin, orgs(id b)"),
        ("SELECT owner_id, 'owner', id FROM repos WHERE NOT gone", "a \"owner\" b: repos(owner_id a, id b) where NOT x.gone"),
        (
            "SELECT owner_id, 'owner', id FROM repos UNION SELECT user_id, role, repo_id FROM members \
             UNION ALL (SELECT m.user_id, 'guest', r.id FROM members m JOIN repos r ON r.org_id = m.org_id)",
            "a \"owner\" b: repos(owner_id a, id b); a b c: members(user_id a, role b, repo_id c); \
             a \"guest\" b: members(user_id a, org_id c), repos(id b, org_id c)",
        ),
        ("SELECT id, 5 FROM t UNION ALL SELECT id, level FROM u", "a 5: t(id a); a b: u(id a, level b)"),
    ] {
        assert_eq!(joined(sql), expected, "{sql}");
    }
}

#[test]
fn other_joins_stay_as_they_are() {
    for sql in [
        "SELECT i.id FROM issues i",
        "SELECT id, NULL FROM issues",
        "SELECT id, 1.5 FROM issues",
        "SELECT id, TRUE FROM issues",
        "SELECT id, E'x' FROM issues",
        "SELECT id FROM issues UNION SELECT id FROM repos LIMIT 3",
        "SELECT id FROM issues UNION (SELECT id FROM repos LIMIT 3)",
        "SELECT id FROM issues EXCEPT SELECT id FROM repos",
        "SELECT id FROM issues UNION SELECT lower(id) FROM repos",
        "SELECT id FROM issues UNION VALUES (1)",
        "SELECT i.id, r.id FROM issues i LEFT JOIN repos r ON r.id = i.repo_id",
        "SELECT i.id, r.id FROM issues i JOIN repos r USING (k)",
        "SELECT i.id, r.id FROM issues i NATURAL JOIN repos r",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id > i.repo_id",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id + 1",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id OR r.public",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id IN (SELECT 1)",
        // A bare name may be a column of either table.
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = repo_id",
        "SELECT id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id WHERE public",
        // Two outputs that are always equal, a text form that is joined, a table of which nothing is asked.
        "SELECT i.repo_id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id",
        "SELECT i.id, r.id::text FROM issues i JOIN repos r ON r.id = i.repo_id",
        "SELECT i.id FROM issues i CROSS JOIN repos r",
        "SELECT i.id, x.id FROM issues i JOIN (SELECT id FROM repos) x ON x.id = i.repo_id",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id GROUP BY i.id, r.id",
        "SELECT i.id, r.id FROM issues i JOIN repos r ON r.id = i.repo_id LIMIT 3",
    ] {
        assert_eq!(joined(sql), "no", "{sql}");
    }
}

#[test]
fn everything_else_is_no_plain_projection() {
    for sql in [
        "SELECT id::int FROM issues",
        "SELECT id::varchar(2) FROM issues",
        "SELECT lower(id)::text FROM issues",
        "SELECT id, 'x' FROM issues",
        "SELECT a.id FROM issues a, issues b",
        "SELECT a.id FROM issues a JOIN b ON true",
        "SELECT id FROM (SELECT id FROM issues) AS x",
        "SELECT id FROM issues GROUP BY id",
        "SELECT DISTINCT ON (id) id FROM issues",
        "SELECT id FROM issues LIMIT 3",
        "SELECT id FROM issues UNION SELECT id FROM repos",
        "WITH issues AS (SELECT 1 AS id) SELECT id FROM issues",
        "SELECT id FROM ONLY issues",
        "SELECT id FROM issues TABLESAMPLE SYSTEM (10)",
        "SELECT a FROM issues AS i (a, b)",
        "SELECT g FROM generate_series(1, 2) AS g",
        "SELECT id FROM db.app.issues",
        "VALUES (1)",
        "SELECT 1",
        // The whole row, a column of a composite column, and names of another table.
        "SELECT issues FROM issues",
        "SELECT i FROM issues i",
        "SELECT a.b FROM issues",
        "SELECT issues.id FROM issues i",
        "SELECT app.issues.id FROM issues",
        "SELECT current_user FROM issues",
        // Conditions that look beyond the row.
        "SELECT id FROM t WHERE EXISTS (SELECT 1)",
        "SELECT id FROM t WHERE a IN (SELECT b FROM u)",
        "SELECT id FROM t WHERE a = (SELECT 1)",
        "SELECT id FROM t WHERE a = ANY(SELECT 1)",
        "SELECT id FROM t WHERE random() < a",
        "SELECT id FROM t WHERE f(a, t) = 1",
        "SELECT id FROM t WHERE u.a = 1",
        "SELECT id FROM t WHERE (t).a = 1",
    ] {
        assert_eq!(shown(sql), "no", "{sql}");
    }
}

#[test]
fn a_filter_is_written_for_any_alias() {
    let filter = projection("SELECT id FROM t WHERE \"Order\" = id AND t.\"user\" > 0").and_then(|p| p.filter).expect("a filter");
    assert_eq!(filter.qualified("i"), "i.\"Order\" = i.id AND i.\"user\" > 0");
    assert_eq!(filter.qualified("My row"), "\"My row\".\"Order\" = \"My row\".id AND \"My row\".\"user\" > 0");
    assert_eq!(filter.qualified("user"), "\"user\".\"Order\" = \"user\".id AND \"user\".\"user\" > 0");
    let text = "SELECT id FROM t WHERE note = 'id = id' AND id > 1";
    let filter = projection(text).and_then(|p| p.filter).expect("a filter");
    assert_eq!(filter.qualified("q"), "q.note = 'id = id' AND q.id > 1", "texts stay as they are");
}

#[test]
fn reading_queries_of_all_kinds_are_accepted() {
    for sql in [
        "SELECT a.id, b.id FROM a LEFT JOIN b USING (x) NATURAL JOIN c CROSS JOIN d",
        "SELECT t.id, u.n FROM t, LATERAL (SELECT count(*) AS n FROM v WHERE v.t = t.id) AS u",
        "SELECT id, max(n) FILTER (WHERE n > 1) FROM t GROUP BY id HAVING count(*) > 1",
        "SELECT id FROM t WHERE EXISTS (SELECT * FROM u WHERE u.t = t.id LIMIT 1)",
        "SELECT id FROM t WHERE (a, b) IN (SELECT a, b FROM u) AND c NOT IN (VALUES (1))",
        "SELECT id FROM t WHERE x ? 'key' AND y @> '{}'::jsonb AND z && ARRAY['a']",
        "SELECT x.id FROM jsonb_to_recordset('[]') AS x(id int)",
        "SELECT id, unnest(tags) FROM t",
        "SELECT id, array(SELECT 1), (SELECT max(x) FROM u) FROM t",
        "SELECT id, substring(a from 1 for 2), trim(both ' ' from b), position('x' in c), overlay(a placing b from 1) FROM t",
        "SELECT id, string_agg(a, ',' ORDER BY b), count(DISTINCT a) FROM t GROUP BY GROUPING SETS ((id), ())",
        "SELECT id FROM t WHERE d > now() - interval '1 day' AND e AT TIME ZONE 'utc' < timestamp '2020-01-01'",
        "SELECT id FROM t WHERE a IS DISTINCT FROM b AND c SIMILAR TO 'x' ESCAPE '!' AND d COLLATE \"C\" < 'e'",
        "SELECT id FROM a WHERE x = $$it's$$ OR y = E'a\\nb' OR z = U&'\\0061'",
        "WITH RECURSIVE r(a) AS (SELECT id FROM t UNION ALL SELECT t.id FROM t JOIN r ON t.p = r.a) SELECT a FROM r",
        "SELECT (a).b, c[1:2] FROM t",
    ] {
        let (select, diagnostics) = check(sql);
        assert!(select.is_some() && diagnostics.is_empty(), "{sql}: {diagnostics:?}");
    }
}

#[test]
fn nothing_that_writes_waits_or_reaches_out_is_accepted() {
    for (sql, code) in [
        ("", "E0321"),
        (" ; ", "E0321"),
        ("-- nothing", "E0321"),
        ("DELETE FROM t", "E0321"),
        ("\"select\" 1", "E0321"),
        ("TABLE t", "E0321"),
        ("EXPLAIN ANALYZE SELECT 1", "E0321"),
        ("COPY (SELECT 1) TO PROGRAM 'x'", "E0321"),
        ("SELECT 1; SELECT 2", "E0321"),
        ("SELECT 1; DROP TABLE t", "E0321"),
        ("WITH x AS (INSERT INTO t VALUES (1) RETURNING a) SELECT a FROM x", "E0322"),
        ("WITH x AS (UPDATE t SET a = 1 RETURNING a) SELECT a FROM x", "E0322"),
        ("WITH x AS (SELECT 1) DELETE FROM t", "E0322"),
        ("SELECT a FROM (WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x) AS y", "E0322"),
        ("SELECT a INTO u FROM t", "E0322"),
        ("SELECT a FROM (SELECT a FROM t FOR SHARE) AS x", "E0322"),
        ("(SELECT a FROM t) FOR UPDATE", "E0322"),
        ("SELECT a FROM t WHERE a = $1", "E0323"),
        ("SELECT a FROM t WHERE a = :name", "E0323"),
        ("SELECT a FROM t WHERE a = ?", "E0323"),
        ("SELECT a FROM t LIMIT $1", "E0323"),
        ("SELECT * FROM t", "E0324"),
        ("SELECT a FROM t UNION SELECT u.* FROM u", "E0324"),
        ("SELECT a FROM t UNION SELECT b, c FROM u", "E0325"),
        ("VALUES (1), (2, 3)", "E0325"),
        ("SELECT pg_sleep(10)", "E0326"),
        ("SELECT a FROM t WHERE pg_catalog.PG_SLEEP(1) IS NULL", "E0326"),
        ("SELECT a FROM dblink('x', 'y') AS t(a int)", "E0326"),
        ("SELECT a FROM t, LATERAL pg_read_file('x') AS f", "E0326"),
        ("SELECT a FROM t ORDER BY set_config('a', 'b', true)", "E0326"),
        ("SELECT count(*) FILTER (WHERE lo_unlink(1) = 1) OVER (PARTITION BY nextval('s'))", "E0326"),
        ("SELECT query_to_xml('delete from t', true, true, '')", "E0326"),
        ("SELECT a FROM t WHERE b = E'\\0'", "E0320"),
        ("SELECT - -1", "E0327"),
        ("SELECT 'open", "E0320"),
        ("SELECT a FROM", "E0320"),
        ("SELEC a", "E0321"),
    ] {
        let (select, diagnostics) = check(sql);
        let errors: Vec<_> = diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code.0).collect();
        assert!(select.is_none() && errors.contains(&code), "{sql}: {errors:?}");
    }
}

#[test]
fn suspicious_queries_are_accepted_with_a_warning() {
    for (sql, code) in [
        ("SELECT a FROM t LIMIT 3", "W0330"),
        ("SELECT a FROM t OFFSET 3", "W0330"),
        ("SELECT a FROM (SELECT a FROM t FETCH FIRST 3 ROWS WITH TIES) AS x", "W0330"),
        ("SELECT a FROM t WHERE random() < 0.5", "W0331"),
        ("SELECT a FROM t TABLESAMPLE BERNOULLI (10)", "W0331"),
        ("SELECT a, row_number() OVER (PARTITION BY b) FROM t", "W0332"),
        ("WITH x AS MATERIALIZED (SELECT a FROM t) SELECT a FROM x", "W0333"),
    ] {
        let (select, diagnostics) = check(sql);
        let codes: Vec<_> = diagnostics.iter().map(|d| d.code.0).collect();
        assert_eq!((select.is_some(), codes), (true, vec![code]), "{sql}");
    }
}

/// Everything below runs on a thread with the stack of a usual worker thread.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(work).expect("a thread");
    thread.join().expect("no overflow, no panic");
}

#[test]
fn hostile_queries_are_survived() {
    let long = 100_000;
    let queries = [
        format!("SELECT {}1{}", "(".repeat(50_000), ")".repeat(50_000)),
        format!("SELECT {}", "(".repeat(50_000)),
        format!("SELECT 1{}", ")".repeat(50_000)),
        format!("SELECT a FROM t WHERE a{}", " OR a".repeat(long)),
        format!("SELECT a FROM t WHERE a{}", " AND a".repeat(1_900)),
        format!("SELECT 1{}", "::int".repeat(long)),
        format!("SELECT 1{}", "::int".repeat(1_900)),
        format!("SELECT 1::int{}", "[]".repeat(long)),
        format!("SELECT 1::int{}", "[3]".repeat(1_300)),
        format!("SELECT a{}", "[1]".repeat(1_300)),
        format!("SELECT a{}", " IS NULL".repeat(1_900)),
        format!("SELECT a{}", " IN (1)".repeat(900)),
        format!("SELECT a{}", " COLLATE x".repeat(1_900)),
        format!("SELECT a{}", "!".repeat(3_900)),
        format!("SELECT {}a", "NOT ".repeat(long)),
        format!("SELECT {}a", "- ".repeat(long)),
        format!("SELECT a{}", " UNION SELECT a".repeat(1_200)),
        format!("SELECT a{}", " EXCEPT SELECT a".repeat(1_200)),
        format!("SELECT a FROM {}t{}", "t JOIN ".repeat(long), " ON true".repeat(long)),
        format!("SELECT a FROM {}t{}", "t JOIN ".repeat(4), " ON true".repeat(4)),
        format!("SELECT a FROM t{}", " JOIN t ON true".repeat(900)),
        format!("SELECT a FROM {}t{}", "(".repeat(long), ")".repeat(long)),
        format!("SELECT {}1{}", "f(".repeat(45), ")".repeat(45)),
        format!("SELECT {}1{}", "CASE WHEN ".repeat(40), " THEN 1 END".repeat(40)),
        format!("SELECT {}SELECT 1{}", "(".repeat(40), ")".repeat(40)),
        format!("{}SELECT 1", "WITH x AS (".repeat(long)),
        format!("SELECT a{}", ".a".repeat(3_900)),
        format!("SELECT '{}'", "x".repeat(1 << 20)),
        format!("SELECT {}", "x".repeat(1 << 20)),
        format!("SELECT 1 /*{}", "/*".repeat(long)),
        format!("SELECT a FROM t WHERE a IN ({}1)", "1, ".repeat(long)),
        format!("VALUES {}(1, 2)", "(1, 2), ".repeat(20_000)),
        format!("SELECT 1 WHERE a BETWEEN {}1", "1 AND a BETWEEN ".repeat(900)),
        format!("SELECT ((1{}){}){}", "+1".repeat(900), "+1".repeat(900), "+1".repeat(90)),
    ];
    on_a_small_stack(move || {
        for sql in &queries {
            let (select, diagnostics) = check(sql);
            let start: String = sql.chars().take(40).collect();
            assert_eq!(select.is_none(), diagnostics.has_errors(), "{start}");
        }
    });
}

/// Stacks run out where deep nesting of one kind meets a construct that needs much stack at once.
#[test]
fn hostile_mixtures_are_survived() {
    let nestings = [
        ("(", ")"),
        ("f(", ")"),
        ("(SELECT ", ")"),
        ("CASE WHEN ", " THEN 1 END"),
        ("1 IN (", ")"),
        ("ARRAY[", "]"),
        ("NOT ", ""),
    ];
    let joins = format!("(SELECT a FROM {}t{})", "t JOIN ".repeat(4), " ON true".repeat(4));
    let inner = [
        joins,
        "EXISTS (WITH x AS (SELECT 1 UNION SELECT 2) SELECT a FROM (SELECT 1) AS y, LATERAL f(x) z)".to_owned(),
        "x::numeric(1,2)[]".to_owned(),
        "rank() OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)".to_owned(),
    ];
    on_a_small_stack(move || {
        for depth in [6, 13, 20, 27, 34, 42, 48, 51] {
            for (open, close) in nestings {
                for inner in &inner {
                    check(&format!("SELECT {}{inner}{}", open.repeat(depth), close.repeat(depth)));
                    let from = format!("{}{inner}{}", "(SELECT a FROM ".repeat(depth / 2), ") AS x".repeat(depth / 2));
                    check(&format!("SELECT {}(SELECT a FROM {from} AS y){}", open.repeat(depth / 2), close.repeat(depth / 2)));
                }
            }
        }
    });
}

#[test]
fn long_but_honest_queries_are_accepted() {
    on_a_small_stack(|| {
        accepted(&format!("SELECT id FROM t WHERE a IN ({}1)", "1, ".repeat(50_000)));
        accepted(&format!("VALUES {}(1, 2)", "(1, 2), ".repeat(10_000)));
        let select = accepted(&format!("SELECT id FROM t WHERE a = 1{}", " OR a = 1".repeat(900)));
        let filter = select.projection.and_then(|projection| projection.filter).expect("a filter");
        assert!(filter.qualified("x").starts_with("(x.a = 1 OR x.a = 1"));
        accepted(&format!("SELECT id FROM a{}", " UNION SELECT id FROM a".repeat(600)));
    });
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_text_makes_it_panic(sql in ".{0,80}") {
        let (select, diagnostics) = check(&sql);
        proptest::prop_assert_eq!(select.is_none(), diagnostics.has_errors());
    }

    #[test]
    fn no_soup_of_sql_makes_it_panic(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..30)) {
        let sql = format!("SELECT {}", words.join(" "));
        let (select, diagnostics) = check(&sql);
        proptest::prop_assert_eq!(select.is_none(), diagnostics.has_errors());
        if let Some(select) = select {
            // What was written anew is again accepted, and stays as it is.
            let (again, _) = check(&select.text);
            proptest::prop_assert_eq!(again.map(|again| again.text), Some(select.text));
        }
    }
}

const WORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "a",
    "b",
    "t",
    "\"Q\"",
    "'x'",
    "1",
    ",",
    "(",
    ")",
    "*",
    ".",
    "::",
    "text",
    "AS",
    "AND",
    "OR",
    "NOT",
    "NULL",
    "IS",
    "IN",
    "JOIN",
    "ON",
    "UNION",
    "VALUES",
    "WITH",
    "ORDER BY",
    "GROUP BY",
    "LIMIT",
    "DISTINCT",
    "f(",
    "-",
    "+",
    "=",
    "[",
    "]",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "EXISTS",
    "LATERAL",
    ";",
    "?",
    "$1",
    ":",
    "@",
    "INTO",
    "FOR UPDATE",
    "OVER",
    "ARRAY",
    "interval",
    "é",
    "--\n",
    "true",
];

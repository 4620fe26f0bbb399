//! What is known of SQL functions by name.

/// What calling a function means for a mapped query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing is known against it.
    Harmless,
    /// Its result differs from call to call.
    Volatile,
    /// It writes, waits, runs SQL given as text or reaches outside the database.
    Forbidden,
}

/// Looks a function up by its last name in lower case, without the schema.
pub fn effect(name: &str) -> Effect {
    if FORBIDDEN.contains(&name) || FORBIDDEN_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) {
        Effect::Forbidden
    } else if VOLATILE.contains(&name) || name.starts_with("uuid_generate_") {
        Effect::Volatile
    } else {
        Effect::Harmless
    }
}

const FORBIDDEN: [&str; 21] = [
    "benchmark",
    "get_lock",
    "load_extension",
    "load_file",
    "nextval",
    "pg_cancel_backend",
    "pg_export_snapshot",
    "pg_import_system_collations",
    "pg_notify",
    "pg_promote",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_stat_file",
    "pg_switch_wal",
    "pg_terminate_backend",
    "readfile",
    "release_lock",
    "set_config",
    "setval",
    "sleep",
    "writefile",
];

const FORBIDDEN_PREFIXES: [&str; 21] = [
    "cursor_to_xml",
    "database_to_xml",
    "dblink",
    "lo_",
    "pg_advisory_",
    "pg_backup_",
    "pg_copy_",
    "pg_create_",
    "pg_drop_",
    "pg_file_",
    "pg_log",
    "pg_ls_",
    "pg_read_",
    "pg_replication_",
    "pg_sleep",
    "pg_try_advisory_",
    "pg_wal_replay_",
    "query_to_xml",
    "schema_to_xml",
    "table_to_xml",
    "ts_stat",
];

const VOLATILE: [&str; 13] = [
    "clock_timestamp",
    "currval",
    "gen_random_bytes",
    "gen_random_uuid",
    "last_insert_rowid",
    "lastval",
    "rand",
    "random",
    "random_normal",
    "randomblob",
    "timeofday",
    "txid_current",
    "uuidv7",
];

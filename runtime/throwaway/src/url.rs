//! URLs of databases.

/// The URL with another path, or the `key=value` pairs with another `dbname`.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    if !url.contains("://") {
        let escaped = database.replace('\\', r"\\").replace('\'', r"\'");
        return format!("{url} dbname='{escaped}'");
    }
    let (before, query) = url.split_once('?').map_or((url, String::new()), |(before, query)| (before, format!("?{query}")));
    let authority = before.find("://").map_or(0, |at| at + 3);
    let end = before[authority..].find('/').map_or(before.len(), |at| authority + at);
    format!("{}/{}{query}", &before[..end], percent_encode(database))
}

/// Everything but letters, digits and `-_.` escaped.
pub(crate) fn percent_encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gets_another_database_and_keeps_the_rest() {
        assert_eq!(with_database("postgresql://u:p@h:5432/a?x=y", "b c"), "postgresql://u:p@h:5432/b%20c?x=y");
        assert_eq!(with_database("postgresql://h", "b"), "postgresql://h/b");
        assert_eq!(with_database("host=h dbname=a", "b'c"), r"host=h dbname=a dbname='b\'c'");
    }
}

//! The MariaDB server that the tests of a process share.

use arctos_throwaway::{MySqlServer, ServerError};
use std::sync::{Mutex, PoisonError};

/// Environment variable with the URL of an existing MariaDB or MySQL server. Its user must be allowed to create databases.
pub const URL_VARIABLE: &str = "ARCTOS_TEST_MYSQL_URL";

/// The server of this process: the one of [`URL_VARIABLE`], or else one that is started at the first call.
///
/// # Errors
/// No server can be had. Tests are to fail then, not to be skipped.
pub fn shared() -> Result<MySqlServer, ServerError> {
    static SHARED: Mutex<Option<MySqlServer>> = Mutex::new(None);
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = &*shared {
        return Ok(server.clone());
    }
    let server = match std::env::var(URL_VARIABLE) {
        Ok(url) => MySqlServer::existing(&url)?,
        Err(_) => MySqlServer::start()?,
    };
    Ok(shared.insert(server).clone())
}

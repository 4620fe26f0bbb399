//! The PostgreSQL server that the tests of a process share.

use arctos_throwaway::{Server, ServerError};
use std::sync::{Mutex, PoisonError};

/// Environment variable with the URL of an existing server. Its user must be allowed to create databases.
pub const URL_VARIABLE: &str = "ARCTOS_TEST_DATABASE_URL";

/// The server of this process: the one of [`URL_VARIABLE`], or else one that is started at the first call.
///
/// # Errors
/// No server can be had. Tests are to fail then, not to be skipped.
pub fn shared() -> Result<Server, ServerError> {
    static SHARED: Mutex<Option<Server>> = Mutex::new(None);
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = &*shared {
        return Ok(server.clone());
    }
    let server = match std::env::var(URL_VARIABLE) {
        Ok(url) => Server::existing(&url)?,
        Err(_) => Server::start()?,
    };
    Ok(shared.insert(server).clone())
}

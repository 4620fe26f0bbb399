//! Opens a pool.

use super::tls::{Tls, is_about_tls};
use crate::Error;
use crate::error::told;
use crate::settings::{Encryption, Settings, Statements, Target, target};
use deadpool_postgres::{Hook, HookError, Pool, Runtime};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

/// Opens a pool to the database that a connection string names, and makes sure that it can be reached.
///
/// # Errors
/// A malformed connection string, unreadable certificates, a database that cannot be reached.
pub(crate) async fn open(text: &str, settings: &Settings) -> Result<(Pool, Tls), Error> {
    let target = target(text)?;
    let mut config: Config = target.text.parse().map_err(|error: tokio_postgres::Error| Error::Settings(told(&error)))?;
    if config.get_application_name().is_none() {
        config.application_name("arctos");
    }
    let roots = roots(&target, settings)?;
    // Whoever names certificates does not want a server without.
    let otherwise = if roots.is_some() { Encryption::Required } else { Encryption::Preferred };
    let encryption = target.encryption.unwrap_or(otherwise);
    let (mode, tls) = match encryption {
        Encryption::Off => (SslMode::Disable, Tls::Plain),
        // A platform without certificates, or a build without TLS, cannot do what is only preferred.
        Encryption::Preferred => (SslMode::Prefer, Tls::verified(roots.as_deref()).unwrap_or(Tls::Plain)),
        Encryption::Required => (SslMode::Require, Tls::verified(roots.as_deref())?),
    };
    config.ssl_mode(mode);
    let pool = build(&config, &tls, settings)?;
    match pool.get().await {
        Err(error) if encryption == Encryption::Preferred && is_about_tls(&error) => {
            tracing::warn!(%error, "the server's certificate is not trusted; connecting without encryption");
            config.ssl_mode(SslMode::Disable);
            Ok((build(&config, &Tls::Plain, settings)?, Tls::Plain))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok((pool, tls)),
    }
}

/// The certificates to trust, where they are named.
fn roots(target: &Target, settings: &Settings) -> Result<Option<Vec<u8>>, Error> {
    let Some(path) = &target.roots else { return Ok(settings.root_certificates.clone()) };
    match std::fs::read(path) {
        Ok(pem) => Ok(Some(pem)),
        Err(cause) => Err(Error::File { path: path.display().to_string(), cause }),
    }
}

/// What a session is told that nobody else uses.
const SESSION: &str = "SET jit = off; SET plan_cache_mode = force_generic_plan";

fn build(config: &Config, tls: &Tls, settings: &Settings) -> Result<Pool, Error> {
    let mut builder = Pool::builder(tls.manager(config.clone())).max_size(settings.connections).runtime(Runtime::Tokio1);
    if settings.statements == Statements::Prepared {
        // Recursive statements are estimated as dear, and compiling them takes longer than running them. A check takes less
        // time than a plan of its own, and no statement of ours has an array of grants as a parameter. Behind a proxy a
        // connection is shared with others, whose settings are not ours to change.
        builder = builder.post_create(Hook::async_fn(|client, _| {
            Box::pin(async move { client.batch_execute(SESSION).await.map_err(HookError::Backend) })
        }));
    }
    builder.build().map_err(|error| Error::Settings(error.to_string()))
}

//! Opens a pool.

use crate::Error;
use crate::settings::{Encryption, Settings, Target, target};
use crate::tls::{Tls, is_about_tls};
use deadpool_postgres::{Pool, Runtime};
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
    let tls = encryption(&target, settings)?;
    config.ssl_mode(match target.encryption {
        Encryption::Off => SslMode::Disable,
        Encryption::Preferred => SslMode::Prefer,
        Encryption::Required => SslMode::Require,
    });
    let pool = build(&config, &tls, settings)?;
    match pool.get().await {
        Err(error) if target.encryption == Encryption::Preferred && is_about_tls(&error) => {
            tracing::warn!(%error, "the server's certificate is not trusted; connecting without encryption");
            config.ssl_mode(SslMode::Disable);
            Ok((build(&config, &Tls::Plain, settings)?, Tls::Plain))
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok((pool, tls)),
    }
}

fn encryption(target: &Target, settings: &Settings) -> Result<Tls, Error> {
    if target.encryption == Encryption::Off {
        return Ok(Tls::Plain);
    }
    let read = |path: &std::path::PathBuf| {
        std::fs::read(path).map_err(|source| Error::File { path: path.display().to_string(), source })
    };
    let roots = target.roots.as_ref().map(read).transpose()?;
    match Tls::verified(roots.as_deref().or(settings.root_certificates.as_deref())) {
        // A platform without certificates, or a build without TLS, cannot do what is only preferred.
        Err(_) if target.encryption == Encryption::Preferred && target.roots.is_none() => Ok(Tls::Plain),
        other => other,
    }
}

fn build(config: &Config, tls: &Tls, settings: &Settings) -> Result<Pool, Error> {
    let builder = Pool::builder(tls.manager(config.clone())).max_size(settings.connections).runtime(Runtime::Tokio1);
    builder.build().map_err(|error| Error::Settings(error.to_string()))
}

/// An error with its cause, in one line.
fn told(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

//! Encrypted connections.
//!
//! Where TLS is on, the server's certificate and name are always verified, against the platform's certificates or those
//! that the settings give.

use crate::Error;
use deadpool_postgres::{Manager, ManagerConfig, RecyclingMethod};
use tokio_postgres::{CancelToken, Config, NoTls};

/// How connections are made.
#[derive(Clone)]
pub(crate) enum Tls {
    /// As they are.
    Plain,
    /// Encrypted.
    #[cfg(feature = "tls")]
    Verified(tokio_postgres_rustls::MakeRustlsConnect),
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Plain => "Plain",
            #[cfg(feature = "tls")]
            Self::Verified(_) => "Verified",
        })
    }
}

impl Tls {
    /// Encryption that trusts the given certificates (PEM), or the platform's.
    ///
    /// # Errors
    /// Certificates that cannot be read; a build without TLS.
    #[cfg(feature = "tls")]
    pub fn verified(roots: Option<&[u8]>) -> Result<Self, Error> {
        use rustls::crypto::ring::default_provider;
        let bad = |error: rustls::Error| Error::Settings(format!("TLS cannot be set up: {error}"));
        let builder = rustls::ClientConfig::builder_with_provider(default_provider().into());
        let builder = builder.with_safe_default_protocol_versions().map_err(bad)?;
        let config = builder.with_root_certificates(trusted(roots)?).with_no_client_auth();
        Ok(Self::Verified(tokio_postgres_rustls::MakeRustlsConnect::new(config)))
    }

    /// Encryption, which this build does not have.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "tls"))]
    pub fn verified(_: Option<&[u8]>) -> Result<Self, Error> {
        Err(Error::Settings("this build has no TLS; the feature `tls` brings it".to_owned()))
    }

    /// Makes connections for a pool.
    pub fn manager(&self, config: Config) -> Manager {
        let pooled = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        match self {
            Self::Plain => Manager::from_config(config, NoTls, pooled),
            #[cfg(feature = "tls")]
            Self::Verified(tls) => Manager::from_config(config, tls.clone(), pooled),
        }
    }

    /// Asks the server to cancel the statement that runs on a connection.
    ///
    /// # Errors
    /// The server cannot be reached.
    pub async fn cancel(&self, token: &CancelToken) -> Result<(), tokio_postgres::Error> {
        match self {
            Self::Plain => token.cancel_query(NoTls).await,
            #[cfg(feature = "tls")]
            Self::Verified(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

#[cfg(feature = "tls")]
fn trusted(roots: Option<&[u8]>) -> Result<rustls::RootCertStore, Error> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut store = rustls::RootCertStore::empty();
    match roots {
        None => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Some(pem) => {
            for certificate in CertificateDer::pem_slice_iter(pem) {
                let certificate = certificate.map_err(|error| Error::Settings(format!("malformed root certificate: {error}")))?;
                store.add(certificate).map_err(|error| Error::Settings(format!("unusable root certificate: {error}")))?;
            }
        }
    }
    if store.is_empty() {
        return Err(Error::Settings("there is no root certificate to trust".to_owned()));
    }
    Ok(store)
}

/// Whether an error is about the encryption itself, such as a certificate that nobody vouches for.
#[cfg(feature = "tls")]
pub(crate) fn is_about_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if error.is::<rustls::Error>() || inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Whether an error is about the encryption itself: never, where there is none.
#[cfg(not(feature = "tls"))]
pub(crate) fn is_about_tls(_: &(dyn std::error::Error + 'static)) -> bool {
    false
}

#[cfg(all(test, feature = "tls"))]
mod tests {
    use super::*;

    #[test]
    fn malformed_certificates_are_refused() {
        let broken = b"-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n";
        for pem in [&b""[..], b"no certificate", broken] {
            assert!(matches!(Tls::verified(Some(pem)), Err(Error::Settings(_))));
        }
    }

    #[test]
    fn errors_of_tls_are_told_from_others() {
        let tls = std::io::Error::other(rustls::Error::DecryptError);
        assert!(is_about_tls(&tls));
        assert!(!is_about_tls(&std::io::Error::other("refused")));
    }
}

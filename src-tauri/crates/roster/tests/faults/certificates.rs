//! Certificates for TLS on loopback: good ones and two that must be refused.

use std::path::Path;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// The authority of one test run. Where its certificate is among the trusted ones, a server of ours is
/// refused for its own sake and not because nobody knows who signed for it.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// A new one; its certificate goes to `file` as PEM.
    pub(crate) fn written_to(file: &Path) -> (Self, Vec<u8>) {
        let key = KeyPair::generate().unwrap();
        let der = key.serialize_der();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap();
        let text = STANDARD.encode(certificate.der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
        std::fs::write(file, pem).unwrap();
        let issuer = Issuer::new(params, key);
        (Self { issuer }, der)
    }

    /// The one whose key was kept, in the process that trusts it.
    pub(crate) fn from_key(der: &[u8]) -> Self {
        let key = KeyPair::try_from(der).unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self {
            issuer: Issuer::new(params, key),
        }
    }

    fn signed_for(&self, host: &str) -> Arc<CertifiedKey> {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        certified(certificate.der().clone(), &key)
    }
}

fn self_signed(host: &str) -> Arc<CertifiedKey> {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap();
    certified(certificate.der().clone(), &key)
}

fn certified(certificate: CertificateDer<'static>, key: &KeyPair) -> Arc<CertifiedKey> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = ring::sign::any_supported_type(&key).unwrap();
    Arc::new(CertifiedKey::new(vec![certificate], key))
}

/// The three certificates, made once per run: keys take their time.
pub(crate) struct Certificates {
    pub(crate) good: Arc<CertifiedKey>,
    pub(crate) self_signed: Arc<CertifiedKey>,
    pub(crate) wrong_host: Arc<CertifiedKey>,
}

impl Certificates {
    pub(crate) fn new(authority: &Authority) -> Self {
        Self {
            good: authority.signed_for("127.0.0.1"),
            self_signed: self_signed("127.0.0.1"),
            wrong_host: authority.signed_for("api.conductor.example"),
        }
    }
}

/// Which certificate is shown; it can be changed at any time.
#[derive(Debug)]
pub(crate) struct Shown(pub(crate) Mutex<Arc<CertifiedKey>>);

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.lock().unwrap().clone())
    }
}

/// A server that shows them and remembers nobody: a resumed session would show nothing.
pub(crate) fn server(shown: Arc<Shown>) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(shown);
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    config
}

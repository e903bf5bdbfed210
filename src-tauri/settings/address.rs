//! Which addresses a firm's secrets may be sent to.

use http_client::PlainHttp;
use url::Url;

/// A debug build takes this computer without TLS as well: the tests' relay is the practice server's.
pub(crate) const PLAIN_HTTP: PlainHttp = if cfg!(debug_assertions) {
    PlainHttp::OnThisComputer
} else {
    PlainHttp::Never
};

/// Whether nobody on the way can read what is sent there, and the address says nothing but where it is. Every
/// address of a service passes here each time it is loaded, wherever it comes from: a form, a firm file, the settings,
/// the managed settings.
pub(crate) fn is_private(url: &Url) -> bool {
    http_client::require_safe(url, PLAIN_HTTP).is_ok()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_https_address_is_sent_anything() {
        for (address, taken) in [
            ("https://relay.example/signin", true),
            ("https://relay.example:8443/", true),
            ("http://relay.example/", false),
            ("http://127.0.0.1.relay.example/", false),
            ("ftp://relay.example/", false),
            ("https://somebody@relay.example/", false),
            ("https://relay.example/?next=elsewhere", false),
            ("https://relay.example/#elsewhere", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("http://127.0.0.1:4010/", cfg!(debug_assertions)),
            ("http://[::1]:4010/", cfg!(debug_assertions)),
            ("http://localhost:4010/", cfg!(debug_assertions)),
        ] {
            let url = Url::parse(address).expect("an address");
            assert_eq!(is_private(&url), taken, "{address}");
        }
    }
}

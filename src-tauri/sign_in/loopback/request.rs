//! What a request to the listener means, and the pages that answer it. No byte of a request is ever part of a page.

use maud::{DOCTYPE, PreEscaped, html};
use roster::callback::{Redirected, parse_redirect};

/// Longest target, in bytes: the same as the longest link of ours.
const LARGEST_TARGET: usize = roster::callback::MAX_LINK;
/// Browsers send about twenty.
const MOST_HEADERS: usize = 64;

/// Takes the code out of the address bar and of the history. [`CSP`] names its digest, so nothing else can run.
const SCRIPT: &str = "history.replaceState(null,'','/')";
const CSP: &str = "default-src 'none'; script-src 'sha256-/pjm5mjVC8qSf3E2vn/Jvti9PA65a7Nkc8TYEuKfhyQ='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What Intuit sends, as far as it can be read.
pub(super) struct CallbackRequest {
    pub(super) answer: Redirected,
    /// A browser looks ahead, and nobody has seen the page: what a person meant is still to come.
    pub(super) is_ahead: bool,
}

/// The pages there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    /// A sign-in had waited for this.
    Done,
    /// Not an answer of Intuit's, or damaged.
    Unreadable,
    /// No sign-in waits for this.
    Unknown,
    /// Another method than GET.
    Method,
    /// Too long.
    TooLong,
    /// Under another name than the registered one: a page elsewhere has given its own name our address.
    Misdirected,
}

impl Page {
    pub(super) fn status(self) -> &'static str {
        match self {
            Self::Done => "200 OK",
            Self::Unreadable => "400 Bad Request",
            Self::Unknown => "404 Not Found",
            Self::Method => "405 Method Not Allowed",
            Self::TooLong => "414 URI Too Long",
            Self::Misdirected => "421 Misdirected Request",
        }
    }

    /// The whole answer.
    pub(super) fn text(self) -> String {
        let words = if self == Self::Done {
            "You can close this page and go back to Counterfoil."
        } else {
            "Counterfoil is not waiting for this. Go back to Counterfoil and connect the client again from there."
        };
        let body = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    title { "Counterfoil" }
                    @if self == Self::Done {
                        // Ours, and [`CSP`] names the digest of exactly these bytes.
                        script { (PreEscaped(SCRIPT)) }
                    }
                }
                body { p { (words) } }
            }
        }
        .into_string();
        let allow = if self == Self::Method {
            "Allow: GET\r\n"
        } else {
            ""
        };
        format!(
            "HTTP/1.1 {}\r\n{allow}Content-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
             Content-Security-Policy: {CSP}\r\nConnection: close\r\n\r\n{body}",
            self.status(),
            body.len(),
        )
    }
}

/// Reads the head of a request that came to `port`.
pub(super) fn read(head: &[u8], port: u16) -> Result<CallbackRequest, Page> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) if head.len() > super::LARGEST_HEAD => {
            return Err(Page::TooLong);
        }
        Ok(httparse::Status::Partial) | Err(_) => return Err(Page::Unreadable),
    }
    let (Some(method), Some(target)) = (request.method, request.path) else {
        return Err(Page::Unreadable);
    };
    let mut hosts = request
        .headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case("host"));
    let host = hosts.next().map(|header| header.value);
    let registered = format!("localhost:{port}");
    if hosts.next().is_some()
        || !host.is_some_and(|host| host.eq_ignore_ascii_case(registered.as_bytes()))
    {
        return Err(Page::Misdirected);
    }
    if method != "GET" {
        return Err(Page::Method);
    }
    if target.len() > LARGEST_TARGET {
        return Err(Page::TooLong);
    }
    match target.split_once('?') {
        Some(("/callback", query)) => {
            let is_ahead = request.headers.iter().any(looks_ahead);
            let answer = parse_redirect(query).map_err(|_| Page::Unreadable)?;
            Ok(CallbackRequest { answer, is_ahead })
        }
        _ => Err(Page::Unknown),
    }
}

/// Whether a header says that the page is fetched before anybody wants it: `Sec-Purpose` (Fetch standard), and what
/// browsers sent before it.
fn looks_ahead(header: &httparse::Header<'_>) -> bool {
    const NAMES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];
    const AHEAD: [&str; 3] = ["prefetch", "prerender", "preview"];
    let said = String::from_utf8_lossy(header.value).to_ascii_lowercase();
    NAMES
        .iter()
        .any(|name| header.name.eq_ignore_ascii_case(name))
        && AHEAD.iter().any(|word| said.contains(word))
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_one_script_is_the_one_that_may_run() {
        let digest = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(SCRIPT));
        assert!(CSP.contains(&format!("'sha256-{digest}'")), "{digest}");
        let page = Page::Done.text();
        assert!(
            page.contains(&format!("<script>{SCRIPT}</script>")),
            "{page}"
        );
    }
}

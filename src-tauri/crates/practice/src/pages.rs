//! Pages for people: one plain design, light and dark, clearly marked *Practice*.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, Render, html};

/// Where the stylesheet is served; the pages carry no inline style and no script.
pub(crate) const STYLESHEET: &str = "/practice/page.css";

/// Whether a path is Practice's own: never logged, never failed.
pub(crate) fn is_ours(path: &str) -> bool {
    path == "/practice" || path.starts_with("/practice/")
}

/// `form-action` also governs where a form's answer redirects to, so the app's own schemes and the
/// development keys' listener have to be named.
const POLICY: &str = "default-src 'none'; style-src 'self'; \
     form-action 'self' counterfoil: counterfoil-dev: http://localhost:*; base-uri 'none'; \
     frame-ancestors 'none'";

/// Whose page this is in the real world.
#[derive(Clone, Copy)]
pub(crate) enum StandsFor {
    SignIn,
    QuickBooksOnline,
    SetUp,
}

impl StandsFor {
    fn words(self) -> &'static str {
        match self {
            Self::SignIn => "In place of Intuit\u{2019}s sign-in",
            Self::QuickBooksOnline => "In place of QuickBooks Online",
            Self::SetUp => "In place of Conductor\u{2019}s set-up",
        }
    }
}

/// How far a person has come, drawn in the page's stub with the silhouettes of the app's own list.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    Done,
    /// Something is left to do on this page.
    Open,
    /// There is nothing here.
    Nothing,
    /// The page was reached in a wrong way.
    Wrong,
}

impl Mark {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Open => "open",
            Self::Nothing => "nothing",
            Self::Wrong => "wrong",
        }
    }

    fn drawing(self) -> Markup {
        html! {
            @match self {
                Self::Done => {
                    circle cx="8" cy="8" r="7" fill="currentColor" {}
                    path class="cut" d="M4.8 8.3l2.2 2.2 4.2-4.6" {}
                }
                Self::Open => {
                    circle class="rim" cx="8" cy="8" r="6.2" stroke-dasharray="1.6 2.3" {}
                    path d="M8 3.2a4.8 4.8 0 010 9.6z" fill="currentColor" {}
                }
                Self::Nothing => {
                    circle class="rim" cx="8" cy="8" r="6.2" stroke-dasharray="2.6 2.3" {}
                }
                Self::Wrong => {
                    path d="M8 1.5l6.7 12a.7.7 0 01-.6 1H1.9a.7.7 0 01-.6-1z" fill="currentColor" {}
                    path class="cut" d="M8 6.2v3.9M8 12.2v.1" {}
                }
            }
        }
    }
}

/// A whole page around `body`.
pub(crate) fn page(place: StandsFor, mark: Mark, title: &str, body: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (Text(title)) " \u{2013} Practice" }
                link rel="stylesheet" href=(STYLESHEET);
            }
            body {
                p.practice {
                    b { "Practice" }
                    " This page belongs to the practice firm on this computer. Nothing here reaches \
                     Intuit, QuickBooks or Conductor."
                }
                main {
                    div.stub.(mark.class()) aria-hidden="true" {
                        svg viewBox="0 0 16 16" { (mark.drawing()) }
                    }
                    div.leaf {
                        p.place { (place.words()) }
                        h1 { (Text(title)) }
                        (body)
                    }
                }
            }
        }
    };
    Html(page.into_string())
}

/// A name in a page. `maud` escapes any text, but leaves an apostrophe as it is; this does not.
pub(crate) struct Text<'a>(pub(crate) &'a str);

impl Render for Text<'_> {
    fn render_to(&self, page: &mut String) {
        page.push_str(&escape(self.0));
    }
}

/// Makes `text` safe between tags and inside quoted attributes, of XML too.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

/// The stylesheet.
pub(crate) async fn stylesheet() -> Response {
    (
        [(header::CONTENT_TYPE, "text/css; charset=utf-8")],
        include_str!("page.css"),
    )
        .into_response()
}

/// Sets the safety headers of every answer; a handler's own values win.
pub(crate) async fn safety_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Not `no-referrer`: that would make the forms' own posts carry `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_everything_that_could_end_a_value() {
        assert_eq!(
            escape(r#"<a href="x" title='y'>&"#),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;"
        );
    }

    #[test]
    fn a_title_cannot_bring_its_own_tags() {
        let body = html! { p { "body" } };
        let Html(text) = page(StandsFor::SignIn, Mark::Open, "<script>", &body);
        assert!(!text.contains("<script>"));
        assert!(text.contains("<p>body</p>"));
    }
}

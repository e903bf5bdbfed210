//! Pages for people: one plain design, light and dark, clearly marked *Practice*.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

/// Where the stylesheet is served; the pages carry no inline style and no script.
pub(crate) const STYLESHEET: &str = "/practice/page.css";

/// `form-action` also governs where a form's answer redirects to, so the app's own scheme and the
/// development keys' listener have to be named.
const POLICY: &str = "default-src 'none'; style-src 'self'; \
     form-action 'self' counterfoil: http://localhost:*; base-uri 'none'; frame-ancestors 'none'";

/// A whole page. `title` is escaped here; `body` is HTML whose values went through [`escape`].
pub(crate) fn page(title: &str, body: &str) -> Html<String> {
    let title = escape(title);
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title} \u{2013} Practice</title>\n\
         <link rel=\"stylesheet\" href=\"{STYLESHEET}\">\n</head>\n<body>\n\
         <p class=\"practice\"><b>Practice</b> This page belongs to the practice firm on this \
         computer. Nothing here reaches Intuit, QuickBooks or Conductor.</p>\n\
         <main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    ))
}

/// Makes `text` safe between tags and inside quoted attributes.
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
        let Html(text) = page("<script>", "<p>body</p>");
        assert!(!text.contains("<script>"));
        assert!(text.contains("<p>body</p>"));
    }
}

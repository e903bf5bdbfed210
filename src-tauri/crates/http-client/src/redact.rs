//! Taking out of a server's text what it may repeat of a request.

/// A shorter text is no secret of the services', and removing it would only tear words apart.
const SHORTEST_SECRET: usize = 8;
const REDACTED: &str = "[redacted]";

/// The secrets of one call. A server, or a gateway's error page, may repeat any of them.
#[derive(Default)]
pub struct Redactor<'a> {
    secrets: Vec<&'a str>,
}

impl<'a> Redactor<'a> {
    /// Texts of fewer than 8 bytes are not looked for.
    pub fn new(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut secrets: Vec<&str> = secrets
            .into_iter()
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect();
        // A secret that contains another one has to go first.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { secrets }
    }

    /// The text with `[redacted]` for each of the secrets.
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for secret in &self.secrets {
            if text.contains(secret) {
                text = text.replace(secret, REDACTED);
            }
        }
        text
    }
}

/// The text on one line, its runs of white space and control characters as one space.
#[must_use]
pub fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// No more than `longest` characters of the text, and `…` where there were more.
#[must_use]
pub fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_secret_goes_first_and_short_texts_stay() {
        let redactor = Redactor::new(["hush-hush", "hush-hush-hush", "a", ""]);
        assert_eq!(
            redactor.without_secrets("a hush-hush-hush b hush-hush"),
            "a [redacted] b [redacted]"
        );
    }

    #[test]
    fn text_is_one_line_and_ends_between_characters() {
        assert_eq!(one_line(" a\r\n\tb\u{0}c "), "a b c");
        assert_eq!(shortened(&"ü".repeat(5), 3), "üüü…");
        assert_eq!(shortened("üüü", 3), "üüü");
    }
}

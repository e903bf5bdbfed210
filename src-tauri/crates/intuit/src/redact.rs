//! Cleaning text that a server wrote before it becomes part of an error.

use http_client::shortened;

/// Longest text taken over from a server, in characters.
const LONGEST: usize = 300;
/// Runs of token characters from this length on are taken for a credential.
const CREDENTIAL_LENGTH: usize = 20;
/// Runs of digits from this length on are taken for a realm id.
const REALM_LENGTH: usize = 10;

/// The secrets of one call. A server may echo any of them.
#[derive(Default)]
pub(crate) struct Redactor<'a>(http_client::Redactor<'a>);

impl<'a> Redactor<'a> {
    pub(crate) fn new(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        Self(http_client::Redactor::new(secrets))
    }

    /// One short line without this call's secrets, and without anything that looks like a token
    /// or a realm id: Intuit quotes the beginning of tokens in its refusals.
    pub(crate) fn clean(&self, text: &str) -> String {
        let line = self.0.without_secrets(text);
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        shortened(&hide_runs(&line), LONGEST)
    }
}

/// Text of Intuit's that passed through another server: one short line without anything that looks like a token or a
/// realm id.
#[must_use]
pub fn cleaned(text: &str) -> String {
    Redactor::default().clean(text)
}

fn hide_runs(text: &str) -> String {
    let in_token = |c: char| c.is_ascii_alphanumeric() || "-_.~+".contains(c);
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let belongs = in_token(first);
        let end = rest.find(|c| in_token(c) != belongs).unwrap_or(rest.len());
        let (run, tail) = rest.split_at(end);
        clean.push_str(if belongs { hide_run(run) } else { run });
        rest = tail;
    }
    clean
}

fn hide_run(run: &str) -> &str {
    let has_digit = run.bytes().any(|b| b.is_ascii_digit());
    let has_long_number = run
        .split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() >= REALM_LENGTH);
    if has_long_number || (has_digit && run.len() >= CREDENTIAL_LENGTH) {
        "[redacted]"
    } else {
        run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_secrets_go_whatever_they_look_like() {
        let redactor = Redactor::new(["hush-hush", "hush-hush-hush", "a", ""]);
        assert_eq!(
            redactor.clean("a hush-hush-hush b\n\thush-hush"),
            "a [redacted] b [redacted]"
        );
    }

    #[test]
    fn whatever_looks_like_a_credential_or_a_realm_goes() {
        let redactor = Redactor::default();
        assert_eq!(
            redactor.clean("Token expired: AB011789012345abcdefghij, realm 9130349878530396."),
            "Token expired: [redacted], realm [redacted]"
        );
        assert_eq!(
            redactor.clean("/v3/company/9130349878530396/companyinfo"),
            "/v3/company/[redacted]/companyinfo"
        );
    }

    #[test]
    fn intuits_own_words_stay() {
        for words in [
            "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
            "Malformed bearer token: too short or too long",
            "VAL-0100 com.intuit.identity.user.roles.read GRAPHQL_PARSE_FAILED",
        ] {
            assert_eq!(Redactor::default().clean(words), words);
        }
    }

    #[test]
    fn long_text_is_shortened_between_characters() {
        let clean = Redactor::default().clean(&"ü".repeat(500));
        assert_eq!(clean.chars().count(), LONGEST + 1);
    }
}

//! A message for the person's own mail program, and the one address it goes to.
//!
//! A `mailto:` address can carry more than a recipient: blind copies, attachments, further recipients. So
//! one is only ever made here, from an address that was checked and two fixed headers.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// Longest part before the `@`, in bytes (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;
/// Longest part after it, in bytes (RFC 5321, 4.5.3.1.2).
const LONGEST_DOMAIN: usize = 255;
/// Longest part of a domain between two dots, in bytes (RFC 1035, 2.3.4).
const LONGEST_LABEL: usize = 63;

/// RFC 6068 asks for everything to be encoded that is not unreserved (RFC 3986, 2.3).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// The one `@` of an address stays: some mail programs look for it before they decode.
const ENCODED_ADDRESS: &AsciiSet = &ENCODED.remove(b'@');

/// One e-mail address: `local@domain` of RFC 5321, the local part a dot-atom, never quoted, the domain a
/// name, never an address in brackets. Letters of any script are taken, as RFC 6531 has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The address, or `None` when `text` is not exactly one. Blanks around it are not part of it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.split_once('@')?;
        (is_local(local) && is_domain(domain)).then(|| Self(text.to_owned()))
    }

    /// The text, as it was typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message that the mail program opens for the person to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    to: Option<EmailAddress>,
    subject: String,
    body: String,
}

impl Mail {
    /// A message of plain text; its lines end with `\n`. Without `to` the person fills it in.
    #[must_use]
    pub fn new(to: Option<EmailAddress>, subject: &str, body: &str) -> Self {
        Self {
            to,
            // A line break would begin another header in a mail program that trusts what it decodes.
            subject: subject.replace(char::is_control, " "),
            body: body.replace('\n', "\r\n"),
        }
    }

    /// The message as the system's `mailto:` address (RFC 6068): one recipient, `subject` and `body`.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "letters, digits, -._~@% after a fixed beginning are a URL"
    )]
    pub fn to_url(&self) -> Url {
        let to = self.to.as_ref().map_or("", EmailAddress::as_str);
        let text = format!(
            "mailto:{}?subject={}&body={}",
            utf8_percent_encode(to, ENCODED_ADDRESS),
            utf8_percent_encode(&self.subject, ENCODED),
            utf8_percent_encode(&self.body, ENCODED),
        );
        Url::parse(&text).expect("an encoded address is a URL")
    }
}

fn is_local(text: &str) -> bool {
    // `atext` of RFC 5322, 3.2.3.
    let is_atext = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    text.len() <= LONGEST_LOCAL
        && text
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atext))
}

fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    text.len() <= LONGEST_DOMAIN && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_one_address_and_nothing_beside_it() {
        for one in [
            "sam@client.example",
            " sam@client.example ",
            "sam.o'neil+books@client-office.example",
            "müller@bücher.example",
            "o&m=x?y@client.example",
            "sam@client",
        ] {
            let taken = EmailAddress::parse(one);
            assert_eq!(
                taken.as_ref().map(EmailAddress::as_str),
                Some(one.trim()),
                "{one}"
            );
        }
        let long = format!("{}@client.example", "s".repeat(65));
        for other in [
            "",
            "@",
            "sam",
            "sam@",
            "@client.example",
            "sam@client.example?bcc=thief@evil.example&x=",
            "sam@client.example&bcc=thief@evil.example",
            "sam@client.example,thief@evil.example",
            "sam@client.example; thief@evil.example",
            "sam@client.example%2cthief@evil.example",
            "Sam <sam@client.example>",
            "\"sam\"@client.example",
            "sam b@client.example",
            "sam@client.example -attach x",
            "sam..b@client.example",
            ".sam@client.example",
            "sam@[192.0.2.1]",
            "sam@client..example",
            "sam@-client.example",
            "sam@client.example.",
            "sam\u{202e}@client.example",
            "sam@client.example\r\nBcc: thief@evil.example",
            long.as_str(),
        ] {
            assert_eq!(EmailAddress::parse(other), None, "{other}");
        }
    }

    /// Whatever the address and the texts hold: one recipient, two headers.
    #[test]
    fn a_message_has_one_recipient_a_subject_and_a_body() {
        let address = "o&m=x?y%@client.example";
        let mail = Mail::new(
            EmailAddress::parse(address),
            "Books & more\r\nBcc: thief@evil.example?x#y",
            "Hello,\n100 % + 1 = \"more\"&attach=/etc/passwd\n",
        );
        let url = mail.to_url();
        assert_eq!(url.path(), "o%26m%3Dx%3Fy%25@client.example");
        assert_eq!(url.fragment(), None);
        let headers: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        assert_eq!(
            headers,
            [
                (
                    "subject".to_owned(),
                    "Books & more  Bcc: thief@evil.example?x#y".to_owned()
                ),
                (
                    "body".to_owned(),
                    "Hello,\r\n100 % + 1 = \"more\"&attach=/etc/passwd\r\n".to_owned()
                ),
            ]
        );
        let reserved = |c: char| !(c.is_ascii_alphanumeric() || "-._~%@:?&=".contains(c));
        assert!(!url.as_str().contains(reserved), "{url}");
        let open = Mail::new(None, "a", "b").to_url();
        assert_eq!(open.as_str(), "mailto:?subject=a&body=b");
    }
}

//! What one line of the change log says, in the words of the file.

use serde::{Deserialize, Serialize};

use crate::computer::ComputerId;

/// Version of what a line holds.
pub(super) const VERSION: u8 = 2;
/// Lines of this version name no computer but in words.
const BEFORE_IDS: u8 = 1;
/// Hexadecimal digits of a company's name in the log.
const COMPANY_LENGTH: usize = 64;
/// Longest name, number or address in a line, in characters, as for a client's own.
pub(super) const LONGEST_FIELD: usize = 200;

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    #[serde(rename = "v")]
    pub(super) v: u8,
    /// When it happened, in milliseconds.
    #[serde(rename = "at")]
    pub(super) at: i64,
    /// Name of the computer.
    #[serde(rename = "seat")]
    pub(super) computer_name: String,
    #[serde(rename = "event")]
    pub(super) event: Event,
    /// [`Keys::company`].
    #[serde(rename = "company")]
    pub(super) company: String,
    #[serde(rename = "client_name")]
    pub(super) client_name: String,
    #[serde(rename = "client_number")]
    pub(super) client_number: Option<String>,
    #[serde(rename = "person")]
    pub(super) person: Named,
    /// The computer; in every line since version 2.
    #[serde(rename = "computer", default, skip_serializing_if = "Option::is_none")]
    pub(super) computer: Option<ComputerId>,
    /// Fingerprint of the computer's key.
    #[serde(rename = "key", default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    /// The firm's id of the client.
    #[serde(rename = "source_id", default, skip_serializing_if = "Option::is_none")]
    pub(super) source_id: Option<String>,
    /// When the connection was last seen to work, in milliseconds.
    #[serde(
        rename = "confirmed_at",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) confirmed_at: Option<i64>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Event {
    /// A connection was saved.
    #[serde(rename = "connected")]
    Connected,
    /// It was ended on that computer.
    #[serde(rename = "disconnected")]
    Disconnected,
    /// That computer leaves the firm without ending the connection at Intuit: the client is to be connected elsewhere.
    #[serde(rename = "handedOver")]
    HandedOver,
    /// That computer has left the firm. Such a line names no company, no client and nobody.
    #[serde(rename = "removed")]
    Removed,
}

/// Whose sign-in the connection is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    #[serde(rename = "name")]
    pub(super) name: String,
    #[serde(rename = "email")]
    pub(super) email: Option<String>,
}

impl Entry {
    /// Whether every text is one that a row can show.
    pub(super) fn is_sound(&self) -> bool {
        let of_client = self.event != Event::Removed;
        let about_client = [&self.company, &self.client_name, &self.person.name];
        let texts = [
            Some(&self.computer_name),
            Some(&self.client_name).filter(|_| of_client),
            self.client_number.as_ref(),
            Some(&self.person.name).filter(|_| of_client),
            self.person.email.as_ref(),
            self.key.as_ref(),
            self.source_id.as_ref(),
        ];
        let has_id = match self.v {
            BEFORE_IDS => self.computer.is_none(),
            VERSION => self.computer.is_some(),
            _ => false,
        };
        let has_company = self.company.len() == COMPANY_LENGTH
            && self.company.bytes().all(|b| b.is_ascii_hexdigit());
        let is_whole = if of_client {
            has_company
        } else {
            about_client.into_iter().all(String::is_empty)
        };
        has_id
            && is_whole
            && texts.into_iter().flatten().all(|text| {
                !text.trim().is_empty()
                    && text.chars().count() <= LONGEST_FIELD
                    && !text.chars().any(char::is_control)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPANY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    /// What is in the files of firms' shared folders: other computers, and builds before and after this one, read it.
    #[test]
    fn a_line_is_written_in_these_words() {
        let computer = ComputerId::parse("0b51a6c2-6d0e-4a6b-9b51-0123456789ab");
        let whole = Entry {
            v: VERSION,
            at: 1_763_500_000_000,
            computer_name: "FRONT-DESK".to_owned(),
            event: Event::Connected,
            company: COMPANY.to_owned(),
            client_name: "Sue's Bakery".to_owned(),
            client_number: Some("1042".to_owned()),
            person: Named {
                name: "Maria Ortiz".to_owned(),
                email: Some("maria@hale-ortiz.example".to_owned()),
            },
            computer,
            key: Some("k".to_owned()),
            source_id: Some("s".to_owned()),
            confirmed_at: Some(1_763_500_000_001),
        };
        let written = format!(
            r#"{{"v":2,"at":1763500000000,"seat":"FRONT-DESK","event":"connected","company":"{COMPANY}","client_name":"Sue's Bakery","client_number":"1042","person":{{"name":"Maria Ortiz","email":"maria@hale-ortiz.example"}},"computer":"0b51a6c2-6d0e-4a6b-9b51-0123456789ab","key":"k","source_id":"s","confirmed_at":1763500000001}}"#
        );
        assert_eq!(serde_json::to_string(&whole).unwrap(), written);
        assert_eq!(serde_json::from_str::<Entry>(&written).unwrap(), whole);

        let before_ids = Entry {
            v: BEFORE_IDS,
            client_number: None,
            person: Named {
                email: None,
                ..whole.person.clone()
            },
            computer: None,
            key: None,
            source_id: None,
            confirmed_at: None,
            ..whole
        };
        let written = format!(
            r#"{{"v":1,"at":1763500000000,"seat":"FRONT-DESK","event":"connected","company":"{COMPANY}","client_name":"Sue's Bakery","client_number":null,"person":{{"name":"Maria Ortiz","email":null}}}}"#
        );
        assert_eq!(serde_json::to_string(&before_ids).unwrap(), written);
        assert_eq!(serde_json::from_str::<Entry>(&written).unwrap(), before_ids);
        assert!(before_ids.is_sound());

        for (event, word) in [
            (Event::Connected, "connected"),
            (Event::Disconnected, "disconnected"),
            (Event::HandedOver, "handedOver"),
            (Event::Removed, "removed"),
        ] {
            assert_eq!(serde_json::to_value(event).unwrap(), word);
            assert_eq!(serde_json::from_value::<Event>(word.into()).unwrap(), event);
        }
    }
}

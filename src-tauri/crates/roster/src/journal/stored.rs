//! The words of an event in the database. They are written out here, so that no name in the code is a name in a
//! person's data. [`read`] understands every form that a version wrote; [`payload`] writes today's.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::database::Stored;
use crate::event::{BooksReading, CompanyTail, Event, Role};
use crate::view::{RoleKind, State};

/// The word of [`Event::Connected`], for queries.
pub(crate) const CONNECTED: &str = "connected";
/// The word of [`Event::Disconnected`].
pub(crate) const DISCONNECTED: &str = "disconnected";
/// The word of [`Event::HandedOver`].
pub(crate) const HANDED_OVER: &str = "handedOver";
/// The word of [`Event::NotRevoked`].
pub(crate) const NOT_REVOKED: &str = "notRevoked";

/// The words of all that can be in the history of a client that was never connected, for queries.
pub(crate) const NEVER_CONNECTED: &str =
    "'added', 'edited', 'archived', 'paused', 'resumed', 'restored', 'stateChanged', 'signInEnded'";

/// The same for one that nobody has begun to connect.
pub(crate) const NEVER_USED: &str =
    "'added', 'edited', 'archived', 'paused', 'resumed', 'restored'";

/// The part of a line no query asks for but by name.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Payload {
    /// A state, or a role.
    #[serde(rename = "from", skip_serializing_if = "Value::is_null")]
    from: Value,
    #[serde(rename = "to", skip_serializing_if = "Value::is_null")]
    to: Value,
    /// An ending, a company's last digits, or a [`StoredReading`] as text. Earlier versions kept roles here too:
    /// `admin payroll → employee`.
    #[serde(rename = "detail", skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct StoredRole {
    #[serde(rename = "kind")]
    kind: String,
    #[serde(rename = "active")]
    active: bool,
    #[serde(rename = "payroll")]
    payroll: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredReading {
    #[serde(rename = "resource")]
    resource: String,
    #[serde(rename = "report", default, skip_serializing_if = "Option::is_none")]
    report: Option<String>,
    #[serde(rename = "from", default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(rename = "to", default, skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(rename = "by")]
    by: Vec<String>,
    #[serde(rename = "rows")]
    rows: u32,
    #[serde(rename = "complete")]
    complete: bool,
}

/// The word of an event.
pub(crate) fn word(event: &Event) -> &'static str {
    match event {
        Event::Added => "added",
        Event::Connected => CONNECTED,
        Event::Disconnected => DISCONNECTED,
        Event::HandedOver => HANDED_OVER,
        Event::StateChanged { .. } => "stateChanged",
        Event::RoleChanged { .. } => "roleChanged",
        Event::RoleConfirmed(_) => "roleConfirmed",
        Event::Renewed => "renewed",
        Event::EndUserCreated => "endUserCreated",
        Event::EndUserAdopted => "endUserAdopted",
        Event::EndUserDeleted => "endUserDeleted",
        Event::LinkCreated => "linkCreated",
        Event::SignInEnded(_) => "signInEnded",
        Event::RevokeWaits(_) => "revokeWaits",
        Event::Revoked(_) => "revoked",
        Event::NotRevoked(_) => NOT_REVOKED,
        Event::Edited => "edited",
        Event::Archived => "archived",
        Event::Paused => "paused",
        Event::Resumed => "resumed",
        Event::Restored => "restored",
        Event::BooksRead(_) => "booksRead",
    }
}

/// What belongs to an event.
pub(super) fn payload(event: &Event) -> Result<Payload, serde_json::Error> {
    let detail = |text: &str| Payload {
        detail: Some(text.to_owned()),
        ..Payload::default()
    };
    Ok(match event {
        Event::StateChanged { from, to } => Payload {
            from: from.word().into(),
            to: to.word().into(),
            detail: None,
        },
        Event::RoleChanged { from, to } => Payload {
            from: role_value(*from)?,
            to: role_value(*to)?,
            detail: None,
        },
        Event::RoleConfirmed(role) => Payload {
            to: role_value(*role)?,
            ..Payload::default()
        },
        Event::SignInEnded(ending) => detail(ending.word()),
        Event::RevokeWaits(tail) | Event::Revoked(tail) | Event::NotRevoked(tail) => {
            detail(&tail.0)
        }
        Event::BooksRead(reading) => detail(&serde_json::to_string(&StoredReading::of(reading))?),
        _ => Payload::default(),
    })
}

/// The event of a line; `None` where this version cannot read it.
pub(super) fn read(word: &str, payload: Payload) -> Option<Event> {
    let tail = || CompanyTail(payload.detail.clone().unwrap_or_default());
    Some(match word {
        "added" => Event::Added,
        CONNECTED => Event::Connected,
        DISCONNECTED => Event::Disconnected,
        HANDED_OVER => Event::HandedOver,
        "stateChanged" => Event::StateChanged {
            from: State::from_word(payload.from.as_str()?)?,
            to: State::from_word(payload.to.as_str()?)?,
        },
        "roleChanged" => match &payload.detail {
            Some(text) => {
                let (from, to) = text.split_once('→')?;
                Event::RoleChanged {
                    from: role_of_text(from)?,
                    to: role_of_text(to)?,
                }
            }
            None => Event::RoleChanged {
                from: role(payload.from)?,
                to: role(payload.to)?,
            },
        },
        "roleConfirmed" => Event::RoleConfirmed(match &payload.detail {
            Some(text) => role_of_text(text)?,
            None => role(payload.to)?,
        }),
        "renewed" => Event::Renewed,
        "endUserCreated" => Event::EndUserCreated,
        "endUserAdopted" => Event::EndUserAdopted,
        "endUserDeleted" => Event::EndUserDeleted,
        "linkCreated" => Event::LinkCreated,
        "signInEnded" => Event::SignInEnded(Stored::from_word(payload.detail.as_deref()?)?),
        "revokeWaits" => Event::RevokeWaits(tail()),
        "revoked" => Event::Revoked(tail()),
        NOT_REVOKED => Event::NotRevoked(tail()),
        "edited" => Event::Edited,
        "archived" => Event::Archived,
        "paused" => Event::Paused,
        "resumed" => Event::Resumed,
        "restored" => Event::Restored,
        "booksRead" => {
            let reading: StoredReading = serde_json::from_str(payload.detail.as_deref()?).ok()?;
            Event::BooksRead(reading.into())
        }
        _ => return None,
    })
}

fn role_value(role: Role) -> Result<Value, serde_json::Error> {
    serde_json::to_value(StoredRole {
        kind: role.kind.word().to_owned(),
        active: role.active,
        payroll: role.payroll,
    })
}

fn role(value: Value) -> Option<Role> {
    let StoredRole {
        kind,
        active,
        payroll,
    } = serde_json::from_value(value).ok()?;
    Some(Role {
        kind: RoleKind::from_word(&kind)?,
        active,
        payroll,
    })
}

/// A role as versions before 0.2 wrote it: `admin`, `employee inactive payroll`.
fn role_of_text(text: &str) -> Option<Role> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(Role {
        kind: RoleKind::from_word(words.first()?)?,
        active: !words.contains(&"inactive"),
        payroll: words.contains(&"payroll"),
    })
}

impl StoredReading {
    fn of(reading: &BooksReading) -> Self {
        Self {
            resource: reading.resource.clone(),
            report: reading.report.clone(),
            from: reading.from.clone(),
            to: reading.to.clone(),
            by: reading.by.clone(),
            rows: reading.rows,
            complete: reading.complete,
        }
    }
}

impl From<StoredReading> for BooksReading {
    fn from(stored: StoredReading) -> Self {
        Self {
            resource: stored.resource,
            report: stored.report,
            from: stored.from,
            to: stored.to,
            by: stored.by,
            rows: stored.rows,
            complete: stored.complete,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Ending;

    fn stored(event: &Event) -> (&'static str, String) {
        let payload = serde_json::to_string(&payload(event).unwrap()).unwrap();
        (word(event), payload)
    }

    fn opened(word: &str, json: &str) -> Option<Event> {
        read(word, serde_json::from_str(json).unwrap())
    }

    const ADMIN: Role = Role {
        kind: RoleKind::Admin,
        active: true,
        payroll: true,
    };
    const EMPLOYEE: Role = Role {
        kind: RoleKind::Employee,
        active: false,
        payroll: false,
    };

    /// Every line of people's histories is one of these: a word that changes here is data that is lost there.
    #[test]
    fn every_event_is_stored_in_these_words() {
        let tail = || CompanyTail::from("4821");
        let reading = BooksReading {
            resource: "reports/aging".to_owned(),
            report: Some("ar_aging_summary".to_owned()),
            from: Some("2026-10-01".to_owned()),
            to: Some("2026-10-31".to_owned()),
            by: vec!["refNumbers".to_owned()],
            rows: 12,
            complete: true,
        };
        for (event, name, json) in [
            (Event::Added, "added", "{}"),
            (Event::Connected, "connected", "{}"),
            (Event::Disconnected, "disconnected", "{}"),
            (Event::HandedOver, "handedOver", "{}"),
            (
                Event::StateChanged {
                    from: State::QbClosed,
                    to: State::TakenOver,
                },
                "stateChanged",
                r#"{"from":"qbClosed","to":"takenOver"}"#,
            ),
            (
                Event::RoleChanged {
                    from: ADMIN,
                    to: EMPLOYEE,
                },
                "roleChanged",
                r#"{"from":{"active":true,"kind":"admin","payroll":true},"to":{"active":false,"kind":"employee","payroll":false}}"#,
            ),
            (
                Event::RoleConfirmed(ADMIN),
                "roleConfirmed",
                r#"{"to":{"active":true,"kind":"admin","payroll":true}}"#,
            ),
            (Event::Renewed, "renewed", "{}"),
            (Event::EndUserCreated, "endUserCreated", "{}"),
            (Event::EndUserAdopted, "endUserAdopted", "{}"),
            (Event::EndUserDeleted, "endUserDeleted", "{}"),
            (Event::LinkCreated, "linkCreated", "{}"),
            (
                Event::SignInEnded(Ending::EmailUnverified),
                "signInEnded",
                r#"{"detail":"emailUnverified"}"#,
            ),
            (
                Event::RevokeWaits(tail()),
                "revokeWaits",
                r#"{"detail":"4821"}"#,
            ),
            (Event::Revoked(tail()), "revoked", r#"{"detail":"4821"}"#),
            (
                Event::NotRevoked(tail()),
                "notRevoked",
                r#"{"detail":"4821"}"#,
            ),
            (Event::Edited, "edited", "{}"),
            (Event::Archived, "archived", "{}"),
            (Event::Paused, "paused", "{}"),
            (Event::Resumed, "resumed", "{}"),
            (Event::Restored, "restored", "{}"),
            (
                Event::BooksRead(reading),
                "booksRead",
                r#"{"detail":"{\"resource\":\"reports/aging\",\"report\":\"ar_aging_summary\",\"from\":\"2026-10-01\",\"to\":\"2026-10-31\",\"by\":[\"refNumbers\"],\"rows\":12,\"complete\":true}"}"#,
            ),
        ] {
            assert_eq!(stored(&event), (name, json.to_owned()));
            assert_eq!(opened(name, json), Some(event));
        }
    }

    #[test]
    fn roles_of_earlier_versions_are_read_from_their_text() {
        assert_eq!(
            opened(
                "roleChanged",
                r#"{"detail":"admin payroll → employee inactive"}"#
            ),
            Some(Event::RoleChanged {
                from: ADMIN,
                to: EMPLOYEE
            })
        );
        assert_eq!(
            opened("roleConfirmed", r#"{"detail":"employee inactive"}"#),
            Some(Event::RoleConfirmed(EMPLOYEE))
        );
        assert_eq!(opened("roleConfirmed", r#"{"detail":"owner"}"#), None);
    }
}

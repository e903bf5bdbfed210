//! A client, its facts and its diagnosis as one row for the window.

use jiff::Timestamp;

use crate::client::{Client, QuickBooks};
use crate::diagnosis::{Counterparty, Diagnosis, RoleDiagnosis};
use crate::observation::{AuthLink, Failure, Observation, Person};
use crate::view::{self, ClientRow, DetailsView, LeftAtIntuitView, LinkView, PersonView, RoleView};

/// Builds the row.
#[must_use]
pub(crate) fn to_client_row(
    client: &Client,
    observation: &Observation,
    diagnosis: &Diagnosis,
) -> ClientRow {
    let saved = observation.online.connection.as_ref();
    let (place, computer) = match &client.books {
        QuickBooks::Online => (None, None),
        QuickBooks::Desktop { place, computer } => (Some(*place), computer.clone()),
    };
    let last_ok_at = match client.books {
        QuickBooks::Online => observation.online.last_ok_at,
        QuickBooks::Desktop { .. } => observation.desktop.last_ok_at,
    };
    ClientRow {
        id: client.id.to_string(),
        source_id: client.source_id.to_string(),
        name: client.name.clone(),
        number: client.number.clone(),
        email: client.email.clone(),
        books: client.books.kind(),
        place,
        computer,
        state: diagnosis.state,
        urgency: diagnosis.urgency,
        stale: diagnosis.stale,
        last_ok_at: millis(last_ok_at),
        checked_at: millis(observation.checked_at),
        until: millis(diagnosis.until),
        clock: diagnosis.clock,
        other: diagnosis.other.as_ref().map(counterparty),
        primary: diagnosis.primary,
        secondary: diagnosis.secondary,
        role: role_view(&diagnosis.role),
        connected_as: saved.map(|saved| person_view(&saved.person)),
        connected_at: millis(saved.map(|saved| saved.connected_at)),
        company_tail: saved.map(|saved| saved.realm_tail.clone()),
        idle_expires_at: millis(saved.and_then(|saved| saved.idle_expires_at)),
        hard_expires_at: millis(saved.and_then(|saved| saved.hard_expires_at)),
        end_user_id: observation.desktop.end_user_id.clone(),
        link: observation.desktop.link.as_ref().map(link_view),
        left_at_intuit: observation
            .online
            .left_at_intuit
            .as_ref()
            .map(|left| LeftAtIntuitView {
                realm_tail: left.realm_tail.clone(),
                other_relay: left.other_relay,
            }),
        details: diagnosis.details.as_ref().map(details_view),
        elsewhere: None,
        waits_for: None,
    }
}

/// A role as badges.
#[must_use]
pub(crate) fn role_view(role: &RoleDiagnosis) -> RoleView {
    RoleView {
        availability: role.availability,
        kind: role.kind,
        active: role.active,
        payroll: role.payroll,
        at: millis(role.at),
    }
}

/// A person as the window shows one.
#[must_use]
pub(crate) fn person_view(person: &Person) -> PersonView {
    PersonView {
        name: person.label().to_owned(),
        email: person.email.clone(),
    }
}

fn counterparty(other: &Counterparty) -> view::Counterparty {
    match other {
        Counterparty::Named(name) => view::Counterparty::Named(name.clone()),
        Counterparty::Tail(digits) => view::Counterparty::Tail(digits.clone()),
    }
}

fn link_view(link: &AuthLink) -> LinkView {
    LinkView {
        created_at: link.created_at.as_millisecond(),
        expires_at: link.expires_at.as_millisecond(),
        delivery: link.delivery,
    }
}

fn details_view(failure: &Failure) -> DetailsView {
    DetailsView {
        service: failure.source.as_str().to_owned(),
        code: failure.code.clone(),
        integration_code: failure.integration_code.clone(),
        message: failure.message.clone(),
        request_id: failure.request_id.clone(),
        at: failure.at.as_millisecond(),
    }
}

fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::as_millisecond)
}

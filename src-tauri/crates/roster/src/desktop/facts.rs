//! What Conductor says, as facts. Pure.

use conductor::{
    EndUser, Error as ConductorError, ErrorType, IntegrationSlug, PublishableKey, TransportKind,
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::codes;
use crate::grants::{NO_ANSWER, NO_CONNECTION, is_their_trouble};
use crate::observation::{ConnectionFact, DesktopFacts, Failure, FailureKind, Observation, Source};
use crate::roster::ConductorService;
use crate::untrusted_text;

/// An error of Conductor's as a fact.
#[must_use]
pub(crate) fn conductor_failure(error: &ConductorError, at: Timestamp) -> Failure {
    let mut failure = Failure {
        at,
        source: Source::Conductor,
        kind: FailureKind::Unreachable,
        code: NO_ANSWER.to_owned(),
        integration_code: None,
        message: error.to_string(),
        request_id: None,
    };
    match error {
        ConductorError::Api(api) => {
            failure.kind = match api.error_type {
                _ if codes::is_key_refused(&api.code) => FailureKind::KeyRefused,
                ErrorType::AuthenticationError | ErrorType::PermissionError => {
                    FailureKind::KeyRefused
                }
                // QuickBooks, or the way to it, and so about the client at any status: its time-outs and
                // refusals come as a 5xx.
                ErrorType::IntegrationError | ErrorType::IntegrationConnectionError => {
                    FailureKind::Answered
                }
                // Conductor's own fault says nothing about the client.
                ErrorType::InternalError => FailureKind::Unreachable,
                _ if is_their_trouble(api.status) => FailureKind::Unreachable,
                _ => FailureKind::Answered,
            };
            failure.code = code(&api.code);
            failure.integration_code = api.integration_code.as_deref().map(code);
            failure.request_id = api.request_id.as_deref().map(code);
            failure.message =
                untrusted_text::sanitize(api.shown_message(), untrusted_text::MESSAGE);
        }
        ConductorError::UnexpectedStatus {
            status, request_id, ..
        } => {
            if *status == 401 {
                failure.kind = FailureKind::KeyRefused;
            }
            failure.code = format!("http_{status}");
            failure.request_id.clone_from(request_id);
        }
        ConductorError::Decode { request_id, .. } => {
            "unreadable_answer".clone_into(&mut failure.code);
            failure.request_id.clone_from(request_id);
        }
        ConductorError::Transport(error) => match error.kind() {
            TransportKind::Timeout => "timeout".clone_into(&mut failure.code),
            TransportKind::Connect => NO_CONNECTION.clone_into(&mut failure.code),
            TransportKind::Cut | TransportKind::Other => {}
        },
        _ => {}
    }
    failure
}

fn code(text: &str) -> String {
    untrusted_text::sanitize(text, untrusted_text::CODE)
}

/// Whether an error says that the end-user is not there.
pub(super) fn is_gone(error: &ConductorError) -> bool {
    matches!(error, ConductorError::Api(api) if api.code == conductor::codes::RESOURCE_MISSING)
}

/// Recognises a project by its publishable key, which it has from its beginning to its end (Conductor's
/// documentation, "usage/keys"). A hash, so that the key is in one place.
pub(super) fn fingerprint(key: &PublishableKey) -> String {
    let digest = Sha256::digest(key.as_str().as_bytes());
    hex::encode(&digest[..8])
}

impl ConductorService {
    /// The fingerprint of the project that these keys belong to.
    pub(crate) fn project(&self) -> String {
        fingerprint(&self.publishable_key)
    }
}

/// Takes the timestamps of an end-user's QuickBooks Desktop connection into the facts, and where it was seen.
pub(super) fn take_in(observation: &mut Observation, end_user: &EndUser, project: &str) {
    observation.desktop.project = Some(project.to_owned());
    let connections = end_user
        .integration_connections
        .iter()
        .filter(|connection| connection.integration_slug == IntegrationSlug::QuickbooksDesktop);
    let mut fact = ConnectionFact::None;
    let mut last_success = None;
    for connection in connections {
        let worked = connection
            .last_successful_request_at
            .as_ref()
            .and_then(conductor::WireTime::timestamp);
        last_success = last_success.max(worked);
        if worked.is_some() {
            fact = ConnectionFact::Worked;
        } else if fact == ConnectionFact::None {
            fact = ConnectionFact::Started;
        }
    }
    let first_time =
        fact == ConnectionFact::Worked && observation.desktop.connection != ConnectionFact::Worked;
    observation.desktop.connection = fact;
    if first_time {
        // Whatever the clocks say: the link has been used.
        observation.desktop.link = None;
    }
    if let Some(at) = last_success
        && observation
            .desktop
            .last_ok_at
            .is_none_or(|known| known < at)
    {
        succeeded(observation, at);
    }
}

/// A health check that went through: QuickBooks answers now, whatever was wrong or waited for.
pub(super) fn answered(observation: &mut Observation, at: Timestamp) {
    observation.checked_at = Some(at);
    observation.desktop.connection = ConnectionFact::Worked;
    observation.desktop.link = None;
    succeeded(observation, at);
}

/// Whether the connection works and no link waits for anything.
pub(super) fn is_finished(facts: &DesktopFacts) -> bool {
    facts.connection == ConnectionFact::Worked && facts.link.is_none()
}

fn succeeded(observation: &mut Observation, at: Timestamp) {
    let desktop = &mut observation.desktop;
    desktop.last_ok_at = desktop.last_ok_at.max(Some(at));
    if desktop
        .failure
        .as_ref()
        .is_some_and(|failure| failure.at <= at)
    {
        desktop.failure = None;
    }
    if desktop.unheard_since.is_some_and(|since| since <= at) {
        desktop.unheard_since = None;
    }
    // A success after the link was made means that the link was used.
    if desktop
        .link
        .as_ref()
        .is_some_and(|link| link.created_at <= at)
    {
        desktop.link = None;
    }
}

/// A health check that did not go through.
pub(super) fn failed(observation: &mut Observation, failure: &Failure) {
    let desktop = &mut observation.desktop;
    if failure.kind == FailureKind::Answered {
        if codes::is_not_active(&failure.code) {
            was_set_up(desktop);
            desktop.unheard_since.get_or_insert(failure.at);
        } else if codes::is_from_behind_the_connector(&failure.code) {
            was_set_up(desktop);
            desktop.unheard_since = None;
        }
        // Not set up, or about the request: says nothing of that kind.
    }
    failure.replace(&mut desktop.failure);
}

/// Whatever is wrong now, somebody has finished the flow.
fn was_set_up(desktop: &mut DesktopFacts) {
    if desktop.connection != ConnectionFact::Worked {
        desktop.connection = ConnectionFact::Worked;
        desktop.link = None;
    }
}

/// Whether a connection began to work: the flow was finished for the first time, or a link that was
/// made for a broken connection has done its work.
pub(crate) fn came_alive(before: &Observation, after: &Observation) -> bool {
    let (before, after) = (&before.desktop, &after.desktop);
    after.connection == ConnectionFact::Worked
        && (before.connection != ConnectionFact::Worked
            || (before.link.is_some()
                && after.link.is_none()
                && after.last_ok_at > before.last_ok_at))
}

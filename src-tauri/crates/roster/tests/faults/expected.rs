//! What has to come of a call under a fault. Written down by hand, call by call.

use crate::kinds::{Call, Fault, Service};

/// What the person sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It worked.
    Fine,
    /// "… isn't answering". The last known state stays, marked stale where it was about a client.
    Silent(Service),
    /// "… asks for a pause". The same.
    Busy(Service),
    /// It answered with a word that is not about the client. The same.
    Unable(Service),
    /// "… didn't accept this firm's key". One banner for the firm, no row changes.
    Key,
    /// The service's own sentence.
    Said,
    /// Conductor has no such end-user: *Not connected*.
    Gone,
    /// Nobody finished the set-up: *Not connected*, and the end-user is kept.
    NotSetUp,
    /// *Checking…*: a refusal that is not believed before it was repeated ten minutes later.
    Probation,
    /// The sign-in ran out: a code works once.
    RanOut,
    /// The sign-in goes on waiting for the right link.
    WaitsOn,
    /// The sign-in goes on without the company's name.
    Nameless,
}

impl Came {
    pub(crate) fn word(self, call: Call) -> String {
        match self {
            Self::Fine => "fine".to_owned(),
            Self::Silent(service) if service == call.service() => "silent".to_owned(),
            Self::Silent(service) => format!("silent ({})", service.name()),
            Self::Busy(_) => "busy".to_owned(),
            Self::Unable(_) => "unable".to_owned(),
            Self::Key => "key".to_owned(),
            Self::Said => "said".to_owned(),
            Self::Gone => "gone".to_owned(),
            Self::NotSetUp => "not set up".to_owned(),
            Self::Probation => "probation".to_owned(),
            Self::RanOut => "ran out".to_owned(),
            Self::WaitsOn => "waits on".to_owned(),
            Self::Nameless => "nameless".to_owned(),
        }
    }
}

pub(crate) fn expected(call: Call, fault: Fault) -> Came {
    let silent = Came::Silent(call.service());
    match fault {
        Fault::UnknownFields | Fault::WrongContentType => Came::Fine,
        // A name is only shown; a sign-in does not fail for the lack of one.
        _ if call == Call::CompanyName => Came::Nameless,
        // Found in the list by our own id: it was made although nobody could read the answer.
        _ if call == Call::CreateEndUser && fault.is_done() => Came::Fine,
        // The relay has one word for everything that passes.
        Fault::Words(429) | Fault::WithHint if call.service() != Service::Relay => {
            Came::Busy(call.service())
        }
        Fault::Page(429) => Came::Busy(call.service()),
        Fault::Words(status) => in_words(call, status),
        Fault::Page(401) if call.service() == Service::Conductor => Came::Key,
        // The status alone says that the grant is withdrawn; a page is somebody else's.
        Fault::Empty | Fault::WrongJson if call == Call::Revoke => Came::Fine,
        Fault::WrongJson if call == Call::RelayRevoke => Came::Fine,
        _ => silent,
    }
}

/// A refusal in the service's own words; which words is written in `answers`.
fn in_words(call: Call, status: u16) -> Came {
    let silent = Came::Silent(call.service());
    // Too slow, too often or broken, however well it is worded.
    if matches!(status, 408 | 429 | 500 | 503) {
        return silent;
    }
    if status == 502 {
        // The relay answers so when Intuit does not answer it.
        return match call.service() {
            Service::Relay => Came::Silent(Service::Intuit),
            _ => silent,
        };
    }
    match (call, status) {
        (Call::RelayToken, 400) => Came::WaitsOn,
        (Call::RelayRefresh | Call::Refresh, 400) => Came::Probation,
        // Nothing is left to withdraw.
        (Call::RelayRevoke | Call::Revoke, 400) => Came::Fine,
        (Call::ExchangeCode, 400) => Came::RanOut,
        (Call::ExchangeCode | Call::Refresh | Call::Revoke, 401) => Came::Key,
        (Call::ExchangeCode, _) => Came::Said,
        // No word of OAuth but `invalid_grant` is about the client.
        (Call::Refresh | Call::Revoke, _) => Came::Unable(Service::Intuit),
        // Only Intuit can say that a grant is gone, and the relay says so with a 400.
        (_, _) if call.service() == Service::Relay => silent,
        (Call::UserRole, 400 | 403) | (Call::UserInfo | Call::Jwks | Call::Discovery, 403) => {
            Came::Said
        }
        // A 401 is renewed once; a second one for a new token is no answer about the client.
        (Call::UserRole | Call::UserInfo | Call::Jwks | Call::Discovery, _) => silent,
        (_, 401 | 403) => Came::Key,
        (Call::RetrieveEndUser | Call::HealthCheck, 404) => Came::Gone,
        // Another computer of the firm has created it meanwhile.
        (Call::DeleteEndUser, 404) => Came::Fine,
        (Call::HealthCheck, 409) => Came::NotSetUp,
        _ => Came::Said,
    }
}

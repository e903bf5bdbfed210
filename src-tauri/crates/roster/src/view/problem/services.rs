//! Problems of the services. Their sentences are in `ui/src/lib/words-problems.ts`.

use serde::{Deserialize, Serialize};

use crate::observation::Source;

view! {
    /// A service of somebody else's.
    #[derive(Copy, Eq, Hash)]
    pub enum Service {
        /// Conductor.
        Conductor,
        /// Intuit.
        Intuit,
        /// The sign-in relay.
        Relay,
    }

    /// Problems of a service.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum ServiceProblem {
        /// It refused the firm's key.
        KeyRefused {
            /// Whose it is.
            service: Service,
        },
        /// The firm turned this computer off at its relay.
        ComputerTurnedOff,
        /// This computer has no network.
        Offline,
        /// Too much was asked in a short time.
        AskedTooMuch {
            /// Who says so.
            service: Service,
            /// Its code.
            service_code: String,
        },
        /// It does not answer.
        NotAnswering {
            /// Which one.
            service: Service,
            /// Its code, or ours for the kind of silence.
            service_code: String,
        },
        /// It refused a request without saying anything about the client.
        RefusedForNow {
            /// Its own words, cleaned.
            words: String,
        },
        /// It answered with words of its own.
        Answered {
            /// Its own words, cleaned.
            words: String,
        },
        /// It answered without a word.
        AnsweredNothing,
    }
}

impl From<Source> for Service {
    fn from(source: Source) -> Self {
        match source {
            Source::Conductor => Self::Conductor,
            Source::Intuit => Self::Intuit,
            Source::Relay => Self::Relay,
        }
    }
}

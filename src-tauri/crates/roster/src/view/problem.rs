//! What went wrong, in the one shape the window knows.

use serde::{Deserialize, Serialize};

view! {
    /// An error in the one shape the window knows. It branches on `code`, never on `message`.
    pub struct ProblemView {
        /// What to branch on.
        pub code: ProblemCode,
        /// One sentence: the thing, the cause, the next step.
        pub message: String,
        /// Trying again may help.
        pub retryable: bool,
    }

    /// Error codes some part of the window branches on.
    #[derive(Copy, Eq, Hash)]
    pub enum ProblemCode {
        /// A field of a form is wrong; the message says which.
        Invalid,
        /// No such client.
        UnknownClient,
        /// Conductor's keys are not set up.
        ConductorNotSetUp,
        /// Intuit's keys are not set up.
        IntuitNotSetUp,
        /// The service could not be reached.
        Unreachable,
        /// The service refused our key.
        KeyRefused,
        /// The grant no longer works.
        NotConnected,
        /// The service answered with an error.
        ServiceError,
        /// Conductor may have this client already: [`super::EndUserView`]s are to be chosen from.
        ThisOne,
        /// The keychain is missing, locked, or did not answer.
        Keychain,
        /// The roster could not be read or written.
        Storage,
        /// The roster can only be looked at; the message says why.
        ReadOnly,
        /// QuickBooks has no such record in this company.
        NotFound,
        /// Reading would make the connection count for a month's bill that nobody agreed to.
        NotAgreed,
        /// Nothing to do for this client now (no link, no attempt).
        NothingPending,
        /// The firm did not allow this computer to do that. Only the app says so; a roster never does.
        NotAllowed,
        /// Stopped by the user.
        Cancelled,
        /// A fault of ours.
        Internal,
    }
}

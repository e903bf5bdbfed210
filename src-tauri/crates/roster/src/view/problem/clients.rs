//! Problems of a client. Their sentences are in `ui/src/features/clients/words/problems.ts`.

use serde::{Deserialize, Serialize};

view! {
    /// Problems of a client, and of its place in a list.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum ClientProblem {
        /// It has no name.
        NoName,
        /// What was typed is not one e-mail address.
        BadEmail {
            /// As typed.
            typed: String,
        },
        /// A field has several lines or too many characters.
        FieldTooLong {
            /// The most characters a field may have.
            most: u32,
        },
        /// No such client.
        UnknownClient,
        /// A client that is connected stays in its product.
        ProductConnected {
            /// Its name.
            client: String,
        },
        /// A client that is being connected stays in its product.
        ProductConnecting {
            /// Its name.
            client: String,
        },
        /// One row of a list cannot be taken over.
        BadRow {
            /// Which one, from 1.
            row: u32,
            /// What is wrong with it.
            why: Box<ClientProblem>,
        },
        /// A row is of a new client and does not say which QuickBooks that uses.
        NoProduct,
        /// Another row is the same client.
        NameTwice {
            /// Its name.
            name: String,
        },
        /// Another row has the same id of the firm.
        SourceIdTwice {
            /// The id.
            id: String,
        },
        /// The client uses QuickBooks Desktop, and QuickBooks Online is needed.
        NotOnline {
            /// Its name.
            client: String,
        },
        /// The client uses QuickBooks Online, and QuickBooks Desktop is needed.
        NotDesktop {
            /// Its name.
            client: String,
        },
        /// The client's name was not repeated before its connection is deleted.
        NameNotRepeated {
            /// The name.
            client: String,
        },
        /// The client has an end-user at Conductor already.
        HasEndUser {
            /// Its name.
            client: String,
        },
        /// Another client uses the end-user already.
        EndUserTaken {
            /// Its name.
            client: String,
        },
        /// Conductor has no such end-user.
        EndUserGone,
        /// Conductor may have this client already: [`crate::view::EndUserView`]s are to be chosen from.
        ThisOne,
        /// The client's end-user is in another Conductor project.
        OtherProject,
        /// An action on many clients broke off.
        ActionBrokeOff,
        /// Another action on many clients is under way.
        ActionRunning,
    }
}

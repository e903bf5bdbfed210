//! End-users at Conductor that nobody in the roster uses, and what becomes of them.

use serde::{Deserialize, Serialize};

use super::ProblemView;

view! {
    /// An end-user at Conductor: one company file, connected or not.
    pub struct EndUserView {
        /// Conductor's id.
        pub id: String,
        /// The company's name there.
        pub company_name: String,
        /// The e-mail address there; may be empty.
        pub email: String,
        /// The id that its maker gave it.
        pub source_id: String,
        /// When it was made.
        pub created_at: Option<i64>,
        /// Connections to QuickBooks Desktop, begun or finished.
        pub connections: u32,
        /// When it was last asked for anything.
        pub last_request_at: Option<i64>,
        /// When it last worked.
        pub last_success_at: Option<i64>,
        /// Our id of the client that it may be of.
        pub client_id: Option<String>,
        /// Why it may.
        pub matched_by: Option<EndUserMatch>,
        /// End-users of this company's name at Conductor, itself included, used or not.
        pub twins: u32,
    }

    /// What an end-user and a client have in common.
    #[derive(Copy, Eq, Hash)]
    pub enum EndUserMatch {
        /// The firm's id.
        SourceId,
        /// The name and the e-mail address.
        NameAndEmail,
        /// The name.
        Name,
    }

    /// The end-users that nobody in the roster uses.
    pub struct EndUsersView {
        /// By the company's name.
        pub end_users: Vec<EndUserView>,
        /// `false`: Conductor said that it has more than these.
        pub whole: bool,
    }

    /// What to do with one end-user.
    pub struct AdoptionForm {
        /// Conductor's id of it.
        pub end_user_id: String,
        /// The client that it becomes; `null`: a new one.
        pub client_id: Option<String>,
    }

    /// What became of end-users that were to be taken over.
    #[derive(Default)]
    pub struct AdoptedView {
        /// Clients that have a connection now.
        pub adopted: u32,
        /// How many of them are new.
        pub added: u32,
        /// What was left as it is.
        pub refused: Vec<RefusedView>,
    }

    /// An end-user that was not taken over.
    pub struct RefusedView {
        /// Conductor's id of it.
        pub end_user_id: String,
        /// Why.
        pub why: ProblemView,
    }
}

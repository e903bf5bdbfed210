//! What the window gets. Nothing here can hold a secret: no token, no key, no auth link, and of a
//! company's realm id only its last four digits.
//!
//! Times are milliseconds since 1970-01-01 UTC. The window turns states, slots and times into words
//! (`ui/src/words.ts` leads to them), because only the window knows the locale and how old a sentence has become.

use serde::{Deserialize, Serialize};

/// Derives what every type of this file needs.
macro_rules! view {
    ($($(#[$meta:meta])* pub $kind:ident $name:ident { $($body:tt)* })*) => {
        $(
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(test, derive(ts_rs::TS), ts(export))]
            #[serde(rename_all = "camelCase")]
            $(#[$meta])*
            pub $kind $name { $($body)* }
        )*
    };
}

mod attempt;
mod books;
mod timeline;

pub use attempt::AttemptStage;
pub use books::{
    BooksBefore, BooksEvent, BooksReadView, BooksRecord, BooksReport, BooksRows, BooksWait,
    BooksWindow, ComputerBusy,
};
pub use timeline::{ActivityLine, EventKind, RoleSeen, TimelineEvent};

view! {
    /// Which QuickBooks product holds the client's books.
    #[derive(Copy, Eq, Hash)]
    #[cfg_attr(test, ts(rename = "BooksKind"))]
    pub enum Product {
        /// QuickBooks Online, reached through Intuit.
        Online,
        /// QuickBooks Desktop, reached through Conductor.
        Desktop,
    }

    /// Where a QuickBooks Desktop company is opened; it decides who has to click the auth link.
    #[derive(Copy, Eq, Hash)]
    pub enum Place {
        /// On the computer Counterfoil runs on.
        ThisComputer,
        /// On another computer in the firm's office.
        OtherComputer,
        /// On a hosting provider's machine.
        Hosted,
        /// At the client's own office.
        ClientOffice,
    }

    /// The connection states; their words are the window's.
    #[derive(Copy, Eq, Hash)]
    pub enum State {
        /// The last check succeeded within 24 hours.
        Connected,
        /// A check is running, or a refusal waits for its confirmation.
        Checking,
        /// A sign-in or auth link opened here is not finished.
        Waiting,
        /// An auth link was handed to somebody.
        Invited,
        /// The auth link ran out unused.
        LinkExpired,
        /// No connection yet.
        Never,
        /// An error we have no better word for.
        Attention,
        /// QuickBooks Desktop is not running.
        QbClosed,
        /// Another company file is open.
        WrongFile,
        /// A modal window blocks QuickBooks Desktop.
        Dialog,
        /// QuickBooks Desktop no longer lets the connection sign in.
        Permission,
        /// The file is open in single-user mode.
        SingleUser,
        /// The Web Connector does not answer.
        WcOffline,
        /// One of the two expiry clocks is near.
        Expiring,
        /// The approval ran out.
        Expired,
        /// The grant was withdrawn.
        Revoked,
        /// Another computer of the firm connected the company.
        TakenOver,
        /// Connected through another relay than the one configured: nothing is asked.
        OtherRelay,
        /// `VAL-1002`: this person is not a user of the company.
        NotMember,
        /// The person's access to the company is inactive.
        Inactive,
        /// The company chosen was not the one saved.
        WrongCompany,
        /// Not checked, at the user's wish.
        Paused,
        /// Kept for its history only.
        Archived,
    }

    /// How urgent a state is.
    #[derive(Copy, Eq, Hash, PartialOrd, Ord)]
    #[cfg_attr(test, ts(rename = "Tier"))]
    pub enum Urgency {
        /// Access is gone until someone acts.
        #[serde(rename = "now")]
        Critical,
        /// A click is needed, no rush.
        #[serde(rename = "soon")]
        Warning,
        /// Someone has to finish a step.
        #[serde(rename = "wait")]
        Pending,
        /// Nobody answers; usually recovers on its own.
        #[serde(rename = "rest")]
        Idle,
        /// Works.
        Ok,
        /// Not set up, paused or archived.
        #[serde(rename = "none")]
        Off,
    }

    /// A next click. The window names it and knows which command it calls.
    #[derive(Copy, Eq, Hash)]
    pub enum Action {
        /// Start the first connection.
        Connect,
        /// Sign in again on an existing record.
        Reconnect,
        /// Ask the service now (`check_client`).
        CheckNow,
        /// The same, after a problem.
        CheckAgain,
        /// Give up waiting for a running check.
        StopWaiting,
        /// Open the company in QuickBooks Online.
        OpenInQuickBooks,
        /// Show the sign-in or auth link again.
        ShowLink,
        /// Copy the auth link again.
        CopyAgain,
        /// Make a new auth link for the same end-user.
        NewLink,
        /// Cancel the running sign-in or link.
        Cancel,
        /// Show the steps that fix this.
        ShowSteps,
        /// Copy the steps for the person at that computer.
        CopySteps,
        /// How to keep QuickBooks Desktop reachable.
        KeepOpen,
        /// Renew the grant without a browser.
        RefreshNow,
        /// Take the client off the working list.
        Archive,
        /// Put the client back.
        Resume,
        /// Show who is connected.
        SeeWho,
        /// Sign in as oneself over somebody else's connection.
        ReconnectAsMe,
        /// Copy a request to the company's admin.
        CopyRequest,
        /// Sign in as another person.
        ConnectAsOther,
        /// Choose the company again.
        ChooseAgain,
        /// Keep the chosen company as a client of its own.
        SaveAsNew,
    }

    /// Which of Intuit's two clocks a sentence is about.
    #[derive(Copy, Eq, Hash)]
    pub enum ExpiryClock {
        /// 100 days without a renewal.
        Idle,
        /// Five years since the approval.
        Hard,
    }

    /// How the auth link left the app.
    #[derive(Copy, Eq, Hash)]
    #[cfg_attr(test, ts(rename = "Handed"))]
    pub enum LinkDelivery {
        /// Opened in this computer's browser.
        Opened,
        /// Copied to the clipboard.
        Copied,
        /// Put into a mail.
        Mailed,
    }

    /// What Intuit said the person is in the company.
    #[derive(Copy, Eq, Hash)]
    pub enum RoleKind {
        /// `ADMIN`.
        Admin,
        /// `EMPLOYEE`.
        Employee,
        /// Any other text, or none.
        Unknown,
    }

    /// Whether Intuit gave the role.
    #[derive(Copy, Eq, Hash)]
    pub enum RoleAvailability {
        /// Not asked yet, or not a QuickBooks Online client.
        NotAsked,
        /// Intuit answered with type and status.
        Reported,
        /// The scope is not granted or the answer was empty: a normal state.
        NotAvailable,
    }

    /// The role badges of one client.
    pub struct RoleView {
        /// Whether Intuit said at all.
        pub availability: RoleAvailability,
        /// Type of the role.
        pub kind: RoleKind,
        /// `false` only when Intuit said `INACTIVE`.
        pub active: bool,
        /// Payroll on, off, or (`null`) not reported.
        pub payroll: Option<bool>,
        /// When Intuit last answered.
        pub at: Option<i64>,
    }

    /// Whose Intuit sign-in a connection uses.
    pub struct PersonView {
        /// Given and family name, or the e-mail address.
        pub name: String,
        /// E-mail address, when Intuit gave one.
        pub email: Option<String>,
    }

    /// The last auth link of a QuickBooks Desktop client, without the link.
    pub struct LinkView {
        /// When it was made.
        pub created_at: i64,
        /// When it stops working.
        pub expires_at: i64,
        /// How it left the app.
        #[serde(rename = "handed")]
        pub delivery: LinkDelivery,
    }

    /// What is under *Details*: the service's own words.
    pub struct DetailsView {
        /// `conductor` or `intuit` or `relay`.
        pub service: String,
        /// The service's code, such as `QBD_CONNECTION_ERROR` or `VAL-1002`.
        pub code: String,
        /// The code of QuickBooks behind it, such as `0x80040408`.
        pub integration_code: Option<String>,
        /// The service's sentence for people (or its reason, where that sentence is generic).
        pub message: String,
        /// Conductor's request id or Intuit's `intuit_tid`.
        pub request_id: Option<String>,
        /// When it was answered.
        pub at: i64,
    }

    /// A company or person that a sentence names besides the client.
    #[derive(Eq)]
    pub enum Counterparty {
        /// By its name.
        Named(String),
        /// A company whose name Intuit did not tell, by the last four digits of its realm id.
        Tail(String),
    }

    /// One client as the roster shows it.
    pub struct ClientRow {
        /// Our id of the client (a UUID).
        pub id: String,
        /// The firm's id of the client, the same on all of its computers.
        pub source_id: String,
        /// Name as typed.
        pub name: String,
        /// The firm's client number.
        pub number: Option<String>,
        /// The client's e-mail address.
        pub email: Option<String>,
        /// Online or Desktop.
        pub books: Product,
        /// Where QuickBooks Desktop runs.
        pub place: Option<Place>,
        /// The label of that computer.
        pub computer: Option<String>,
        /// The one status.
        pub state: State,
        /// How urgent it is.
        #[serde(rename = "tier")]
        pub urgency: Urgency,
        /// The facts behind it are older than 24 hours, or a firm-wide cause hides newer ones.
        pub stale: bool,
        /// When the service last confirmed that the connection works.
        pub last_ok_at: Option<i64>,
        /// When we last asked.
        pub checked_at: Option<i64>,
        /// The moment the sentence names: end of a link, an expiry, the next try.
        pub until: Option<i64>,
        /// Which clock `until` is, for `expiring` and `expired`.
        pub clock: Option<ExpiryClock>,
        /// The company or person a sentence names besides the client (`wrongCompany`, `takenOver`).
        pub other: Option<Counterparty>,
        /// The next click.
        pub primary: Action,
        /// The second one.
        pub secondary: Option<Action>,
        /// Role badges.
        pub role: RoleView,
        /// Whose sign-in it is.
        pub connected_as: Option<PersonView>,
        /// When the connection was made.
        pub connected_at: Option<i64>,
        /// Last four digits of the realm id.
        pub company_tail: Option<String>,
        /// End of the 100 idle days.
        pub idle_expires_at: Option<i64>,
        /// End of the five years.
        pub hard_expires_at: Option<i64>,
        /// Conductor's id of the end-user.
        pub end_user_id: Option<String>,
        /// The last auth link.
        pub link: Option<LinkView>,
        /// A company where Intuit's permission still exists and nothing here can revoke it any more, until somebody says that
        /// it is dealt with.
        pub left_at_intuit: Option<LeftAtIntuitView>,
        /// Codes of the last failure, while it explains the state.
        pub details: Option<DetailsView>,
        /// Who connected this company from another of the firm's computers, after us or in our place.
        pub elsewhere: Option<ElsewhereView>,
        /// What its computer is asked while the check of this client waits for its turn.
        pub waits_for: Option<ComputerBusy>,
    }

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
        /// The sentence that says why.
        pub reason: String,
    }

    /// A connection that another of the firm's computers made, by the firm's change log.
    pub struct ElsewhereView {
        /// Whose sign-in it is.
        pub person: String,
        /// The computer.
        pub computer: String,
        /// When it was made.
        pub at: i64,
        /// Nothing was read of it for so long that it may have ended.
        pub last_known: bool,
    }

    /// Another of the firm's computers, by the firm's change log.
    pub struct FirmComputerView {
        /// Its id, or that of its file where it has none.
        pub id: String,
        /// Its name, with the beginning of the id where another computer has that name.
        pub name: String,
        /// Fingerprint of its key, for the relay's list of computers it no longer serves.
        pub fingerprint: Option<String>,
        /// When its last line was written.
        pub at: i64,
        /// When it was removed from the firm, if it was and wrote nothing since.
        pub removed_at: Option<i64>,
        /// Clients that it handed over and nobody has connected since, by name.
        pub to_connect: Vec<String>,
    }

    /// One banner above the roster: one cause for many rows.
    pub struct Banner {
        /// What it is about.
        pub kind: BannerKind,
        /// `intuit`, `conductor`, `relay` or empty.
        pub service: String,
        /// Host of the relay, or text from the operating system; never a secret. Of a service that is left alone although
        /// it answered: `throttled` or `refused`.
        pub name: Option<String>,
        /// Since when, or until when we wait.
        pub at: i64,
    }

    /// The app banners.
    #[derive(Copy, Eq, Hash)]
    pub enum BannerKind {
        /// No network.
        Offline,
        /// A service fails for several clients.
        ServiceDown,
        /// A key was refused.
        KeyBad,
        /// Intuit refused `name` companies together, and none since was renewed: the keys are in doubt. `service` has
        /// them.
        RefusedTogether,
        /// Intuit refused `name` companies since the keys were changed, and renewed none from before; `at` is when.
        RefusedSinceKeys,
        /// The firm turned this computer off at its relay.
        ComputerDenied,
        /// Clients' connections are in another Conductor project than the keys'.
        OtherProject,
        /// The firm changed the key of its change log, and this computer has the former ones only: `name` entries
        /// cannot be read.
        FirmKeyChanged,
        /// The operating system has no keychain: sign-ins last until the app closes.
        KeychainMissing,
        /// The keychain is locked.
        KeychainLocked,
        /// The keychain takes no further entry.
        KeychainFull,
        /// The key of `name` saved sign-ins is not in the keychain: it was emptied or replaced, or the firm's folder is
        /// another computer's.
        SignInsUnreadable,
        /// Intuit renewed `name` sign-ins and this computer could not store them: they are in memory until the app closes.
        RenewalsUnsaved,
        /// The roster's database is damaged; nothing was overwritten, and nothing can be changed.
        DatabaseDamaged,
        /// A newer version wrote the roster, whose format is `name`: it can be looked at only.
        DatabaseNewer,
        /// Another program has the roster, which is on a network volume, to itself.
        DatabaseInUse,
        /// The settings file was damaged; the last good copy is in use.
        SettingsDamaged,
        /// Settings that name this firm's services were changed outside the app; `name` has which, between commas.
        SettingsChanged,
        /// A sign-in came back that began in another firm of this computer: `service` is that firm's id, `name` its
        /// name.
        SignInElsewhere,
        /// A newer version of the app wrote the settings; none of them is used or changed.
        SettingsNewer,
        /// The folder cannot be written; what is changed in the settings lasts until the app closes.
        ReadOnlyFolder,
        /// The data is still in the roaming profile of Windows; `name` says why it could not be moved.
        DataRoams,
        /// A file of ours, `name`, belongs to another account of this computer, who can read it.
        FilesForeign,
        /// A file of ours, `name`, is a link to another place, where others may be able to read it.
        FilesLinked,
        /// Others can read a file of ours, `name`, and that could not be changed.
        FilesWide,
        /// No D-Bus session: links open a second window instead of coming back here.
        NoSessionBus,
        /// Another program, `name`, owns the name by which a second start finds this one: links open a second window.
        NameTaken,
        /// A part of the program failed and was caught; `at` is when.
        Panicked,
        /// The program failed altogether the last time it ran; `at` is when.
        Crashed,
    }

    /// A company where Intuit's permission still exists.
    pub struct LeftAtIntuitView {
        /// Last four digits of its id; empty where nobody said which company it is.
        pub realm_tail: String,
        /// Whether it was connected through another relay than the one set up; else no relay opens the sign-in any more.
        pub other_relay: bool,
    }

    /// A connect sheet: how far an attempt to connect a client is.
    pub struct AttemptView {
        /// The client.
        pub client_id: String,
        /// When it began.
        pub started_at: i64,
        /// When the sign-in or the link stops working.
        pub expires_at: i64,
        /// How far it is.
        #[serde(flatten)]
        pub progress: Progress,
    }

    /// How far an attempt is, in the product that it is for.
    #[serde(tag = "books")]
    pub enum Progress {
        /// A sign-in at Intuit.
        Online(OnlineProgress),
        /// An auth link of Conductor.
        Desktop(DesktopProgress),
    }

    /// How far a sign-in at Intuit is.
    #[serde(tag = "stage", rename_all_fields = "camelCase")]
    pub enum OnlineProgress {
        /// The person is in the browser.
        Waiting {
            /// When the browser opened.
            opened_at: Option<i64>,
            /// Why it did not open, or what came back and did not fit.
            error: Option<ProblemView>,
        },
        /// The answer came; checking company and role.
        Verifying {
            /// When the browser opened.
            opened_at: Option<i64>,
        },
        /// The person signed in, and Intuit didn't say which company: the person is asked for its id.
        Company,
        /// Waiting for *Save connection*.
        Confirm {
            /// What Intuit said.
            found: Box<FoundCompany>,
            /// Why it was not saved by itself.
            error: Option<ProblemView>,
        },
        /// Saved.
        Done,
        /// Over without a connection.
        Ended(SignInEnding),
    }

    /// How far the waiting for an auth link is.
    #[serde(tag = "stage", rename_all_fields = "camelCase")]
    pub enum DesktopProgress {
        /// The link waits for the customer.
        Waiting {
            /// When the link was opened on this computer.
            opened_at: Option<i64>,
            /// The customer opened the link.
            started_at_service: bool,
            /// Why it did not leave the app.
            error: Option<ProblemView>,
        },
        /// The customer's QuickBooks answers.
        Done,
        /// Over without a connection.
        Ended(LinkEnding),
    }

    /// How a sign-in ended without a connection.
    #[serde(tag = "ending")]
    pub enum SignInEnding {
        /// `access_denied`.
        Declined,
        /// The sign-in ran out.
        Expired,
        /// Another company than the saved one, or one that is another client already.
        WrongCompany {
            /// What Intuit said.
            found: Box<FoundCompany>,
        },
        /// The user said so in the verify step.
        Rejected,
        /// Intuit has not verified this person's e-mail address.
        EmailUnverified,
        /// Intuit could not be reached or failed.
        Unreachable {
            /// What happened.
            error: ProblemView,
        },
        /// The relay could not be reached or failed.
        RelayUnreachable {
            /// What happened.
            error: ProblemView,
        },
        /// Intuit refused our key.
        KeyRefused {
            /// What happened.
            error: ProblemView,
        },
        /// `invalid_scope`: Intuit doesn't let the firm's app ask for what it asked for.
        ScopeRefused,
        /// It failed in another way.
        Failed {
            /// What happened.
            error: ProblemView,
        },
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// How the waiting for a link ended without a connection.
    #[serde(tag = "ending")]
    pub enum LinkEnding {
        /// The link ran out.
        Expired,
        /// The end-user was deleted at Conductor.
        Failed {
            /// What happened.
            error: ProblemView,
        },
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// The endings of a sign-in.
    #[derive(Copy, Eq, Hash)]
    pub enum Ending {
        /// `access_denied`.
        Declined,
        /// The sign-in or link ran out.
        Expired,
        /// Another company than the saved one, or one that is another client already.
        WrongCompany,
        /// The user said so in the verify step.
        Rejected,
        /// Intuit has not verified this person's e-mail address.
        EmailUnverified,
        /// The service could not be reached or failed.
        Unreachable,
        /// The relay could not be reached or failed.
        RelayUnreachable,
        /// The service refused our key.
        KeyRefused,
        /// `invalid_scope`: Intuit doesn't let the firm's app ask for what it asked for.
        ScopeRefused,
        /// The service answered with an error.
        Failed,
        /// Cancelled here.
        Cancelled,
        /// A newer attempt took its place.
        Replaced,
    }

    /// What came back from Intuit, beside what was expected.
    pub struct FoundCompany {
        /// Name from Intuit (accounting scope only).
        pub company_name: Option<String>,
        /// Last four digits of its realm id.
        pub company_tail: String,
        /// Last four digits of the saved realm id, when there is one.
        pub expected_tail: Option<String>,
        /// The client that already holds this company.
        pub other_client: Option<String>,
        /// Who signed in.
        pub person: PersonView,
        /// Who was connected before, when that is somebody else.
        pub previous_person: Option<PersonView>,
        /// The role in that company.
        pub role: RoleView,
        /// Intuit said that the person is not in the company.
        pub not_member: bool,
        /// Who holds this company at another of the firm's computers.
        pub elsewhere: Option<ElsewhereView>,
        /// The person typed the company's id, and nothing Intuit says confirms it.
        pub unconfirmed: bool,
        /// The saved company was recognised by its last four digits alone: the key that recognises it whole was
        /// lost with the keychain.
        pub by_digits: bool,
        /// Another client whose company may be this one: by those digits alone, too.
        pub maybe_client: Option<String>,
    }

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
        /// Conductor may have this client already: [`EndUserView`]s are to be chosen from.
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

    /// Which firm is open.
    #[derive(Copy, Eq, Hash)]
    pub enum Profile {
        /// None yet: the first screen with its ways to begin.
        None,
        /// The practice firm.
        Practice,
        /// Intuit development keys.
        Sandbox,
        /// The real firm.
        Live,
    }
}

/// The events that the window gets while it is open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RosterEvent {
    /// These rows changed or are new.
    Rows {
        /// The rows.
        rows: Vec<ClientRow>,
    },
    /// All banners, newest truth.
    Banners {
        /// The banners.
        banners: Vec<Banner>,
    },
    /// A connect sheet moved on.
    Attempt {
        /// The attempt.
        attempt: Box<AttemptView>,
    },
    /// A round of checks ended or the next one was planned.
    Checked {
        /// End of the last round.
        last: Option<i64>,
        /// Start of the next one.
        next: Option<i64>,
    },
    /// The firm was closed and opened again, and everything is to be asked for anew. The app itself says so; a roster
    /// never does.
    Reopened,
    /// A firm file was opened from outside. The app itself says so; a roster never does.
    FirmFile {
        /// Name of the file.
        name: String,
        /// Why it cannot be used, in a sentence; without one it waits for its passphrase.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(test, ts(optional))]
        problem: Option<String>,
    },
}

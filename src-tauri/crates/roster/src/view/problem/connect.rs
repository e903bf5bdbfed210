//! Problems of signing in and of connecting. Their sentences are in `ui/src/features/connect/words/problems.ts`.

use serde::{Deserialize, Serialize};

use super::Service;

view! {
    /// Problems of a sign-in, an auth link or a connection.
    #[derive(Eq)]
    #[serde(tag = "code", rename_all_fields = "camelCase")]
    pub enum ConnectProblem {
        /// Conductor's keys are not set up.
        ConductorNotSetUp,
        /// Intuit's keys are not set up.
        IntuitNotSetUp,
        /// There is no saved connection.
        NotConnected,
        /// There is no link or sign-in to act on.
        NothingPending,
        /// An auth link was to live for another time than Conductor allows.
        LinkLifetime,
        /// The clipboard did not take a link.
        LinkNotCopied,
        /// A message was to be made, and the client's e-mail address is not one.
        NoMailAddress {
            /// What it has in its place.
            typed: String,
        },
        /// The browser did not open for a sign-in or a link.
        BrowserNotOpened,
        /// A service named an address that is not one of its own.
        ForeignAddress {
            /// Whose answer it was.
            service: Service,
            /// Where it leads.
            host: String,
        },
        /// What was pasted is not what the page after a sign-in shows.
        BadCode {
            /// Why.
            why: BadCodeReason,
        },
        /// The code that was pasted is not of the client's open sign-in.
        OtherCode,
        /// The relay does not know the code that was pasted.
        OldCode,
        /// The address of a sign-in with development keys was pasted, and the firm signs in through its relay.
        DevelopmentCode,
        /// A link came back that is not of this sign-in, or too late.
        OtherAnswer,
        /// Intuit ended the sign-in.
        SignInEnded {
            /// Its OAuth error.
            reason: String,
        },
        /// Intuit's statement of who signed in could not be verified.
        SignInNotVerified,
        /// Intuit named two companies in one answer.
        TwoCompanies,
        /// Intuit named two people in one answer.
        TwoPeople,
        /// No company ID was typed.
        CompanyIdEmpty,
        /// The company ID has other characters than digits.
        CompanyIdNotDigits,
        /// The company ID has too few or too many digits.
        CompanyIdLength,
        /// This person is not in the company whose ID was typed.
        NotInCompany {
            /// Who signed in.
            person: String,
            /// Last four digits of the company.
            tail: String,
        },
        /// The sign-in was for another company than the one whose ID was typed.
        NotForCompany {
            /// Last four digits of the company.
            tail: String,
        },
        /// The company is another client's.
        AlreadySaved,
        /// The company was connected for another client while this sign-in waited.
        AlreadySavedAs {
            /// Its name.
            client: String,
        },
        /// The connection was made through another relay.
        OtherRelay,
        /// The connection was made with other keys.
        OtherKeys,
        /// The sign-in of a saved connection is not in the keychain.
        GrantMissing,
        /// The end-user was deleted at Conductor.
        EndUserDeleted,
        /// A connection made now would be lost: the keychain is missing or locked.
        NothingLasts,
        /// Keychain and list of clients do not belong together.
        OtherCompanyKey,
        /// No port could be opened for Intuit's answer.
        PortsTaken {
            /// Those that were tried, in order.
            ports: Vec<PortTrouble>,
        },
        /// Intuit's answer comes back to another port than the one that is open.
        OtherPort {
            /// The port that is open.
            port: u16,
        },
    }

    /// A port that could not be opened.
    #[derive(Eq)]
    pub struct PortTrouble {
        /// Its number.
        pub port: u16,
        /// Why.
        pub why: PortReason,
    }

    /// Why a port could not be opened.
    #[derive(Copy, Eq)]
    pub enum PortReason {
        /// Windows keeps it.
        Reserved,
        /// Another program uses it.
        Taken,
        /// Another reason, which is in the detail.
        Other,
    }

    /// Why what was pasted is not a code of a sign-in.
    #[derive(Copy, Eq)]
    pub enum BadCodeReason {
        /// It is longer than any code.
        TooLong,
        /// A control character or white space.
        OddCharacters,
        /// Another scheme, host or path.
        NotOurs,
        /// Two values where one belongs.
        Ambiguous,
        /// It does not say which sign-in it belongs to.
        NoSignIn,
        /// It names a sign-in of another form.
        OtherSignIn,
        /// Neither an answer nor an error.
        NoAnswer,
        /// An answer of another form than the relay's.
        Damaged,
    }
}

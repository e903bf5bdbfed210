//! The states of a client, how urgent each is, and the next clicks.

use serde::{Deserialize, Serialize};

view! {
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
}

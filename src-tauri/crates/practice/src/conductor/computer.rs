//! The computers that QuickBooks Desktop runs on: how each answers, and in which words.

use std::borrow::Cow;
use std::time::Duration;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::decisions::{self, Kind};
use super::problem::Problem;

/// How a client's computer behaves when it is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Computer {
    /// QuickBooks answers.
    #[default]
    Answers,
    /// The Web Connector answers, QuickBooks does not let it in. Holds the HRESULT.
    Refuses(String),
    /// The Web Connector is not there.
    Offline,
    /// The Web Connector asked QuickBooks and nothing comes back.
    Silent,
}

impl Computer {
    /// The behaviour a scenario of the sample firm asks for; `None` for the scenarios that are not about the
    /// computer. An HRESULT may be given as it is.
    pub(super) fn from_scenario(scenario: &str) -> Option<Self> {
        let refuses = |code: &str| Some(Self::Refuses(code.to_owned()));
        match scenario {
            "ok" | "connected" | "complete_flow" => Some(Self::Answers),
            "qb_closed" => refuses("0x80040408"),
            "wrong_file" => refuses("0x8004040A"),
            "dialog" => refuses("0x80040414"),
            "permission" => refuses("0x80040420"),
            "single_user" => refuses("0x80040410"),
            "attention" => refuses("0x80040401"),
            "wc_offline" => Some(Self::Offline),
            "timeout" => Some(Self::Silent),
            code if code.starts_with("0x8004") => refuses(code),
            _ => None,
        }
    }
}

/// Nobody finished the set-up.
pub(super) fn not_set_up() -> Problem {
    problem(
        decisions::NOT_SET_UP,
        "The end-user has not finished setting up the QuickBooks Desktop connection. Create an auth \
         session and send the end-user to its authFlowUrl."
            .to_owned(),
        "The connection to QuickBooks Desktop is not set up yet. Open the set-up link on the computer \
         that runs QuickBooks Desktop and follow its steps to the end.",
        None,
    )
}

/// The Web Connector is not there.
pub(super) fn not_active(last_active: Option<Timestamp>) -> Problem {
    let when = last_active.map_or_else(
        || "It has not been active yet.".to_owned(),
        |at| {
            format!(
                "It was last active on {}.",
                at.strftime("%B %-d, %Y at %-I:%M %p UTC")
            )
        },
    );
    let text = format!(
        "Your QuickBooks Desktop connection is not active. {when} To bring it back, on the computer \
         that runs QuickBooks Desktop:\n\
         1. Make sure the computer is switched on, awake and connected to the internet.\n\
         2. Open the Start menu, search for \"Web Connector\" and open QuickBooks Web Connector.\n\
         3. Find this connection in the list and tick the box in its Auto-Run column. Enter its \
         password if you are asked for it.\n\
         4. Leave the Web Connector open; you may minimise it."
    );
    problem(decisions::NOT_ACTIVE, text.clone(), text, None)
}

/// No answer within `limit`.
pub(super) fn timed_out(limit: Duration) -> Problem {
    let seconds = limit.as_secs_f64();
    problem(
        decisions::TIMED_OUT,
        format!("Request timed out after {seconds} seconds"),
        format!(
            "QuickBooks Desktop did not answer within {seconds} seconds. It may be busy, or something \
             in it may be waiting for an answer. On the computer that runs QuickBooks Desktop:\n\
             1. Bring QuickBooks to the front and look for an open message, an update notice or a \
             sign-in box. Close it.\n\
             2. If QuickBooks is working through a report or a backup, wait for it to finish.\n\
             3. If it still does not respond, choose File > Exit, start QuickBooks again and open the \
             company file."
        ),
        None,
    )
}

/// The Web Connector could not reach the company file: 502 with the HRESULT, as in the example of
/// docs.conductor.is/apis/errors/object.
pub(super) fn refused(hresult: &str) -> Problem {
    let (reason, steps) = words(hresult);
    problem(
        (
            StatusCode::BAD_GATEWAY,
            Kind::IntegrationConnection,
            "QBD_CONNECTION_ERROR",
        ),
        format!("QBD Connection Error ({hresult}): {reason}"),
        steps,
        Some(hresult.to_owned()),
    )
}

/// QuickBooks read the request and said no.
pub(super) fn request_error(status_code: &str, reason: &str) -> Problem {
    problem(
        (
            StatusCode::BAD_GATEWAY,
            Kind::Integration,
            "QBD_REQUEST_ERROR",
        ),
        format!("QBD Request Error ({status_code}): {reason}"),
        reason.to_owned(),
        Some(status_code.to_owned()),
    )
}

/// A range of names or numbers that ends before it begins. That QuickBooks refuses it is documented, its
/// status code is not.
pub(super) fn range_goes_backwards(from: &str, to: &str) -> Problem {
    request_error(
        "3010",
        &format!("The range from \"{from}\" to \"{to}\" ends before it begins."),
    )
}

fn problem(
    (status, kind, code): (StatusCode, Kind, &'static str),
    message: String,
    user_facing: impl Into<Cow<'static, str>>,
    integration_code: Option<String>,
) -> Problem {
    Problem {
        status,
        kind,
        code,
        message,
        user_facing: user_facing.into(),
        integration_code,
    }
}

/// The reason for the developer and the steps for the person at the computer. The codes are those of
/// the QuickBooks SDK; the words are ours.
fn words(hresult: &str) -> (&'static str, &'static str) {
    match hresult {
        "0x80040401" => (
            "Could not access QuickBooks.",
            "The Web Connector could not reach QuickBooks Desktop on this computer. On the computer \
             that runs QuickBooks Desktop:\n\
             1. Choose File > Exit in QuickBooks, then close QuickBooks Web Connector with File > Exit \
             as well.\n\
             2. Restart the computer, so that no half-closed copy of QuickBooks stays behind.\n\
             3. Sign in to Windows as the person who normally uses QuickBooks and start both again. Do \
             not choose \"Run as administrator\" for only one of them.\n\
             4. If this comes back, open Help > Update QuickBooks Desktop and install what is offered.",
        ),
        "0x80040403" => (
            "Could not open the specified QuickBooks company data file.",
            "QuickBooks Desktop could not open the company file. On the computer that runs QuickBooks \
             Desktop:\n\
             1. Choose File > Open or Restore Company and open the file yourself.\n\
             2. If QuickBooks cannot find it, it was moved or renamed: put it back, or set up this \
             connection again from the new place.\n\
             3. If the file is on a server, make sure this computer can reach that folder.",
        ),
        "0x80040408" => (
            "Could not start QuickBooks.",
            "QuickBooks Desktop is not open, and the Web Connector could not start it. On the computer \
             that runs QuickBooks Desktop:\n\
             1. Open QuickBooks from the Start menu and sign in to the company file.\n\
             2. If an update or a licence message appears, finish it.\n\
             3. Leave QuickBooks open. To let it be opened without you, choose Edit > Preferences > \
             Integrated Applications > Company Preferences, select this connection, choose Properties \
             and tick \"Allow this application to login automatically\".",
        ),
        "0x8004040A" => (
            "A QuickBooks company data file is already open and it is different from the one requested.",
            "QuickBooks Desktop has another company open. On the computer that runs QuickBooks \
             Desktop:\n\
             1. Choose File > Close Company. Do not close QuickBooks itself.\n\
             2. Either leave it with no company open, so that the right file can be opened for this \
             connection, or choose File > Open Previous Company and open the right one yourself.\n\
             3. With several companies on one computer, leave QuickBooks open with no company at the \
             end of the day.",
        ),
        "0x80040410" => (
            "The QuickBooks company data file is open in a mode other than the one requested.",
            SINGLE_USER_STEPS,
        ),
        "0x80040414" => (
            "A modal dialog box is showing in the QuickBooks user interface. QuickBooks cannot be \
             accessed until it is dismissed.",
            "A window inside QuickBooks Desktop is waiting for an answer, and nothing else can happen \
             until it gets one. On the computer that runs QuickBooks Desktop:\n\
             1. Bring QuickBooks to the front. If you see no window, choose Window > Close All and \
             look again; it may be behind another one.\n\
             2. Answer or close the message: often an update notice, a backup reminder, a sign-in box \
             or an unsaved form.\n\
             3. Then check the connection again.",
        ),
        "0x80040418" | "0x8004041A" | "0x80040420" => (
            "The QuickBooks user has denied access.",
            "We could not connect to QuickBooks Desktop because we must re-authorize our connection. \
             On the computer that runs QuickBooks Desktop:\n\
             1. Open the company file and sign in as Admin. If several people are in the file, choose \
             File > Switch to Single-user Mode first.\n\
             2. Choose Edit > Preferences, select Integrated Applications on the left and open the \
             Company Preferences tab.\n\
             3. Make sure \"Don't allow any applications to access this company file\" is not ticked.\n\
             4. Select this connection in the list, choose Properties, and tick \"Allow this \
             application to read and modify this company file\" and \"Allow this application to login \
             automatically\".\n\
             5. If QuickBooks asks, choose \"Yes, always; allow access even if QuickBooks is not \
             running\", then OK.",
        ),
        "0x80040422" => (
            "This application requires single-user file access mode, and there is already another \
             application sharing data with this QuickBooks company data file.",
            "This connection asks to be alone in the company file, and somebody else is in it. On the \
             computers that use the company file:\n\
             1. Ask everybody who has it open to choose File > Close Company.\n\
             2. Close other programs that read from it.\n\
             3. Then check the connection again.",
        ),
        "0x80040424" => (
            "QuickBooks has not finished its initialization.",
            "QuickBooks Desktop is still starting. Wait until the company file is open and the home \
             page is showing, then check the connection again.",
        ),
        _ => (
            "QuickBooks reported an error while the connection was being made.",
            "QuickBooks Desktop reported an error that we do not recognise. On the computer that runs \
             QuickBooks Desktop, close QuickBooks with File > Exit, start it again, open the company \
             file and check the connection again.",
        ),
    }
}

const SINGLE_USER_STEPS: &str = "Someone has the company file open in single-user mode, so nobody else can use it. On the \
     computer that runs QuickBooks Desktop:\n\
     1. Find out who has the file open: whoever it is sees \"Switch to Multi-user Mode\" in the File \
     menu.\n\
     2. When their work allows it, ask them to choose File > Switch to Multi-user Mode, or File > \
     Close Company.\n\
     3. Then check the connection again.";

#[cfg(test)]
mod tests {
    use super::{Computer, refused, words};

    #[test]
    fn every_hresult_of_a_scenario_has_its_own_words() {
        let unknown = words("0x80049999");
        for scenario in [
            "qb_closed",
            "wrong_file",
            "dialog",
            "permission",
            "single_user",
            "attention",
        ] {
            let Some(Computer::Refuses(code)) = Computer::from_scenario(scenario) else {
                panic!("{scenario} is a refusal");
            };
            assert_ne!(words(&code).1, unknown.1, "{scenario}");
            let problem = refused(&code);
            assert!(
                problem
                    .message
                    .starts_with(&format!("QBD Connection Error ({code}): "))
            );
            for short in ["QBD", "QBO"] {
                assert!(!problem.user_facing.contains(short), "{scenario}");
            }
        }
    }

    #[test]
    fn a_scenario_that_is_not_about_the_computer_is_none() {
        for scenario in ["never", "invited", "start_flow", "link_expired", "nonsense"] {
            assert_eq!(Computer::from_scenario(scenario), None);
        }
    }
}

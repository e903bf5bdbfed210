//! The states of a QuickBooks Desktop connection.

use conductor::codes::{QBD_CONNECTION_ERROR, QBD_REQUEST_TIMEOUT};
use jiff::{SignedDuration, Timestamp};

use super::{Finding, Now, Reading, sort_failure};
use crate::codes::{self, hresult};
use crate::observation::{AuthLink, ConnectionFact, DesktopFacts, Failure};
use crate::view::{LinkDelivery, State, Urgency};

/// A time-out means a window in the way only if QuickBooks is known to be open; we take an answer in
/// the hour before the time-out as knowing it. A guess: nothing on the wire says it.
const SEEN_OPEN: SignedDuration = SignedDuration::from_hours(1);

/// After this many whole working days without a sign of life, `wc_offline` no longer rests.
const SILENT_WORKING_DAYS: u32 = 3;

pub(super) fn read(facts: &DesktopFacts, now: &Now) -> Reading {
    let (answered, unheard) = sort_failure(facts.failure.as_ref(), facts.last_ok_at);
    let gone = answered.is_some_and(|failure| codes::is_not_set_up(&failure.code));
    let worked = !gone
        && match facts.connection {
            ConnectionFact::Worked => true,
            // Whether a health check moves the timestamps of the connection is not documented; our own
            // success proves it as well.
            ConnectionFact::Started => facts.last_ok_at.is_some(),
            // Read and found empty, however well it worked before.
            ConnectionFact::None => false,
        };
    // A link from before the last success did its work.
    let link = facts
        .link
        .as_ref()
        .filter(|link| facts.last_ok_at.is_none_or(|ok| link.created_at > ok));
    let failed = match answered {
        Some(_) if gone => None,
        Some(failure) => Some(of_failure(failure, facts, now)),
        None if worked => silent(facts, now),
        None => None,
    };
    let otherwise = if worked {
        Finding {
            // `Worked` without a time: known to have worked, nobody knows when.
            as_of: Some(facts.last_ok_at.unwrap_or(Timestamp::MIN)),
            ..Finding::new(State::Connected)
        }
    } else {
        link.map_or_else(|| Finding::new(State::Never), ran_out)
    };
    let open = link.filter(|link| now.now < link.expires_at).map(pending);
    Reading {
        found: Finding::most_urgent([failed, open], otherwise),
        // Where nothing was ever created at Conductor nothing can have answered.
        unheard: unheard
            .filter(|_| worked || facts.end_user_id.is_some() || facts.link.is_some())
            .cloned(),
    }
}

fn pending(link: &AuthLink) -> Finding {
    Finding {
        until: Some(link.expires_at),
        ..Finding::new(match link.delivery {
            LinkDelivery::Opened => State::Waiting,
            LinkDelivery::Copied | LinkDelivery::Mailed => State::Invited,
        })
    }
}

fn ran_out(link: &AuthLink) -> Finding {
    Finding {
        until: Some(link.expires_at),
        ..Finding::new(State::LinkExpired)
    }
}

/// The Web Connector was last known to be silent, and no answer about this client has come since.
fn silent(facts: &DesktopFacts, now: &Now) -> Option<Finding> {
    let since = facts
        .unheard_since
        .filter(|since| facts.last_ok_at.is_none_or(|ok| *since >= ok))?;
    Some(Finding {
        as_of: Some(since),
        ..offline(since, now)
    })
}

fn offline(since: Timestamp, now: &Now) -> Finding {
    let finding = Finding::new(State::WcOffline);
    if working_days_between(since, now.now) >= SILENT_WORKING_DAYS {
        Finding {
            urgency: Urgency::Warning,
            ..finding
        }
    } else {
        finding
    }
}

/// What an answered failure means. Codes are Conductor's (docs.conductor.is, "Error handling");
/// codes we do not know are shown as they are.
fn of_failure(failure: &Failure, facts: &DesktopFacts, now: &Now) -> Finding {
    let state = match failure.code.as_str() {
        code if codes::is_not_active(code) => {
            if says_quickbooks_is_closed(&failure.message) {
                State::QbClosed
            } else {
                State::WcOffline
            }
        }
        QBD_CONNECTION_ERROR => of_connector(failure),
        QBD_REQUEST_TIMEOUT if seen_open(failure.at, facts.last_ok_at) => State::Dialog,
        _ => State::Attention,
    };
    let finding = Finding::failed(state, failure);
    match state {
        State::QbClosed => Finding {
            until: now.next_check.filter(|next| *next > now.now),
            ..finding
        },
        State::WcOffline => Finding {
            urgency: offline(facts.unheard_since.unwrap_or(failure.at), now).urgency,
            ..finding
        },
        _ => finding,
    }
}

/// The Web Connector was reached and could not open QuickBooks or the company file.
fn of_connector(failure: &Failure) -> State {
    let closed = says_quickbooks_is_closed(&failure.message);
    match &failure.integration_code {
        Some(code) => hresult(code).map_or(State::Attention, |code| of_hresult(code, closed)),
        None if closed => State::QbClosed,
        None => State::Attention,
    }
}

/// The state of an HRESULT of the QuickBooks SDK. The window's list of codes (`ui/src/features/codes/words/session.ts`) has the
/// meaning, source and confidence of each; `tests/fixtures/codes.json` names every code that has a state of its own, and
/// both sides are tested with it.
pub(super) fn of_hresult(code: u32, says_closed: bool) -> State {
    match code {
        // "Could not start QuickBooks" has seven known causes, of which a closed QuickBooks is one. Only
        // Conductor's sentence makes it a fact.
        0x8004_0408 if says_closed => State::QbClosed,
        // 417 is not like it: QuickBooks runs there, without the company file.
        0x8004_0416 => State::QbClosed,
        0x8004_040A => State::WrongFile,
        0x8004_0414 => State::Dialog,
        // Never allowed, not allowed, what would allow it is locked, no sign-in without a person, the certificate
        // ran out, refused by a person.
        0x8004_0418 | 0x8004_041A | 0x8004_041B | 0x8004_041D | 0x8004_041E | 0x8004_0420 => {
            State::Permission
        }
        // 422 is the other way round: the connection asks for single-user mode and others are in the file.
        0x8004_0410 => State::SingleUser,
        _ => State::Attention,
    }
}

fn seen_open(at: Timestamp, last_ok_at: Option<Timestamp>) -> bool {
    last_ok_at.is_some_and(|ok| at.duration_since(ok) <= SEEN_OPEN)
}

/// Whether a text says that QuickBooks itself is not running. The name must be followed by the verb at
/// once ("QuickBooks Web Connector is not running" is about another program). An *if* or *either* before it, or an *or*
/// after it, makes it no statement ("allow access even if QuickBooks is not running").
fn says_quickbooks_is_closed(text: &str) -> bool {
    const NAMES: [&str; 2] = ["quickbooks desktop ", "quickbooks "];
    const CLOSED: [&str; 8] = [
        "is not running",
        "isn't running",
        "was not running",
        "not running",
        "is not open",
        "isn't open",
        "is closed",
        "is not started",
    ];
    const DOUBTS: [&str; 5] = ["if", "either", "whether", "perhaps", "maybe"];
    let text = text.to_lowercase().replace('’', "'");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    NAMES.iter().any(|name| {
        text.match_indices(name).any(|(at, name)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let doubted = before
                .split_whitespace()
                .next_back()
                .is_some_and(|word| DOUBTS.contains(&word));
            let said = |closed: &&str| {
                after
                    .strip_prefix(*closed)
                    .is_some_and(|rest| !rest.trim_start_matches([',', ' ']).starts_with("or "))
            };
            !doubted && CLOSED.iter().any(said)
        })
    })
}

/// Whole working days between two moments: days from Monday to Friday, as UTC counts days, that began
/// after `since` and ended before `now`. UTC keeps the answer the same on every computer of the firm;
/// holidays are not known here.
fn working_days_between(since: Timestamp, now: Timestamp) -> u32 {
    const DAY: i64 = 86_400;
    let first = since.as_second().div_euclid(DAY) + 1;
    let today = now.as_second().div_euclid(DAY);
    // Eight days hold more working days than anybody asks for; a silence of years costs no more.
    let end = today.min(first.saturating_add(8));
    let mut count = 0;
    for day in first..end {
        // Day 0, 1970-01-01, was a Thursday; Monday is 0.
        if (day + 3).rem_euclid(7) < 5 {
            count += 1;
        }
    }
    count
}

//! The states of a QuickBooks Online connection.

use intuit::codes::{NOT_MEMBER, SCOPE_MISSING};
use jiff::{SignedDuration, Timestamp};

use super::role::is_inactive;
use super::{CONFIRM_AFTER, Counterparty, Finding, Now, Reading, sort_failure};
use crate::grants::OTHER_RELAY;
use crate::observation::{
    Failure, FailureKind, OnlineConnection, OnlineFacts, Refusal, RoleAnswerFact, Source,
};
use crate::view::{ExpiryClock, State};

/// From this much idle time left, `expiring`: two weeks, longer than a holiday.
pub(crate) const IDLE_NEAR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// From this much of the five years left, `expiring`: ahead of Intuit's own notices (30 and 7 days).
const HARD_NEAR: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Codes of ours and of the relay that mean: this computer has no grant it can use. Intuit itself may
/// still have the connection.
const ONLY_A_SIGN_IN_HELPS: [&str; 3] =
    ["grant_missing", "invalid_grant_seal", "other_sign_in_mode"];

/// Code of a refusal after a renewal whose answer got lost. `until` is when that was.
const RENEWAL_LOST: &str = "renewal_lost";

pub(super) fn read(facts: &OnlineFacts, now: &Now) -> Reading {
    if let Some(open) = &facts.sign_in
        && now.now < open.expires_at
    {
        return Reading::of(Finding {
            until: Some(open.expires_at),
            ..Finding::new(State::Waiting)
        });
    }
    let Some(saved) = &facts.connection else {
        let found = Finding::most_urgent([wrong_company(facts, None)], Finding::new(State::Never));
        return Reading::of(found);
    };
    let answered_at = saved
        .connected_at
        .max(facts.last_ok_at.unwrap_or(Timestamp::MIN));
    // What was written while the clock ran ahead must not hide later answers.
    let heard_at = Some(answered_at).filter(|at| *at <= now.now);
    let (answered, unheard) = sort_failure(facts.failure.as_ref(), heard_at);
    let excused = facts.refused.as_ref().filter(|_| now.keys_doubted);
    let unheard = excused.map(doubted).or(unheard.cloned());
    let refused = refused(facts, saved, now).filter(|_| excused.is_none());
    // Both clocks presume a valid grant; a refusal puts that in question.
    let expiring = expiring(saved, now).filter(|_| refused.is_none());
    let found = Finding::most_urgent(
        [
            // Without a grant nothing else can be asked, so a confirmed refusal is the latest fact.
            refused,
            membership(facts, answered).filter(|_| now.ask_roles),
            wrong_company(facts, Some(saved)),
            answered.and_then(attention),
            expiring.map(|finding| Finding {
                as_of: Some(answered_at),
                ..finding
            }),
        ],
        Finding {
            as_of: Some(answered_at),
            ..Finding::new(State::Connected)
        },
    );
    Reading { found, unheard }
}

/// A refusal that is trouble with the firm's keys.
fn doubted(refusal: &Refusal) -> Failure {
    Failure {
        kind: FailureKind::KeyRefused,
        ..answer_of_intuit(
            refusal.last_at,
            "invalid_grant",
            &with_words(
                "Intuit refused this sign-in together with others. That is about the firm's keys, not about this client.",
                refusal.description.as_deref(),
            ),
            refusal.intuit_tid.clone(),
        )
    }
}

/// A sentence of ours with Intuit's words after it.
fn with_words(sentence: &str, words: Option<&str>) -> String {
    match words {
        Some(words) => format!("{sentence} Intuit's words: {words}"),
        None => sentence.to_owned(),
    }
}

/// `invalid_grant`: on probation, or confirmed. A confirmed one stays until a good answer.
fn refused(facts: &OnlineFacts, saved: &OnlineConnection, now: &Now) -> Option<Finding> {
    let refusal = facts.refused.as_ref()?;
    let good_at = [
        Some(saved.connected_at),
        Some(saved.renewed_at),
        facts.last_ok_at,
    ]
    .into_iter()
    .flatten()
    // A success from the future must not hide a refusal either.
    .filter(|at| *at <= now.now)
    .max()
    .unwrap_or(Timestamp::MIN);
    if good_at > refusal.last_at {
        return None;
    }
    // After a good answer between the two, the later refusal counts as a first one.
    let first_at = if good_at > refusal.first_at {
        refusal.last_at
    } else {
        refusal.first_at
    };
    let details = Some(answer_of_intuit(
        refusal.last_at,
        "invalid_grant",
        &with_words(
            "Intuit no longer accepts this sign-in.",
            refusal.description.as_deref(),
        ),
        refusal.intuit_tid.clone(),
    ));
    if refusal.last_at.duration_since(first_at) < CONFIRM_AFTER {
        return Some(Finding {
            until: Some(
                first_at
                    .checked_add(CONFIRM_AFTER)
                    .unwrap_or(Timestamp::MAX),
            ),
            details,
            ..Finding::new(State::Checking)
        });
    }
    // The first refusal counts: a grant refused before its end has not expired.
    let ran_out = first_end(ends(saved).filter(|(end, _)| *end <= first_at));
    let lost_at = facts.lost_before(refusal);
    let finding = match (ran_out, now.takeover) {
        (Some((end, clock)), _) => Finding {
            until: Some(end),
            clock: Some(clock),
            ..Finding::new(State::Expired)
        },
        (None, Some(person)) => Finding {
            other: Some(Counterparty::Named(person.to_owned())),
            ..Finding::new(State::TakenOver)
        },
        (None, None) if lost_at.is_some() => {
            let details = details.map(|failure| Failure {
                code: RENEWAL_LOST.to_owned(),
                ..failure
            });
            return Some(Finding {
                until: lost_at,
                details,
                reconnect: true,
                ..Finding::new(State::Attention)
            });
        }
        (None, None) => Finding::new(State::Revoked),
    };
    Some(Finding { details, ..finding })
}

/// The person is not in the company, or not any more. A renewed grant does not disprove it; only
/// another role answer does.
fn membership(facts: &OnlineFacts, answered: Option<&Failure>) -> Option<Finding> {
    let refusal = answered.filter(|failure| failure.code == NOT_MEMBER);
    if let Some(refusal) = refusal {
        return Some(Finding::failed(State::NotMember, refusal));
    }
    let role = facts.role.as_ref()?;
    match &role.answer {
        RoleAnswerFact::NotMember => Some(Finding {
            as_of: Some(role.at),
            details: Some(answer_of_intuit(
                role.at,
                NOT_MEMBER,
                "Intuit says that this person is not part of the company.",
                None,
            )),
            ..Finding::new(State::NotMember)
        }),
        RoleAnswerFact::Role { status, .. } if is_inactive(status.as_deref()) => Some(Finding {
            as_of: Some(role.at),
            ..Finding::new(State::Inactive)
        }),
        _ => None,
    }
}

/// The last sign-in chose another company, and nothing good has come since.
fn wrong_company(facts: &OnlineFacts, saved: Option<&OnlineConnection>) -> Option<Finding> {
    let wrong = facts.wrong_company.as_ref()?;
    let settled_at = saved.map(|saved| saved.connected_at).max(facts.last_ok_at);
    if settled_at.is_some_and(|at| at > wrong.at) {
        return None;
    }
    let tail = (!wrong.realm_tail.is_empty()).then(|| Counterparty::Tail(wrong.realm_tail.clone()));
    Some(Finding {
        other: wrong.name.clone().map(Counterparty::Named).or(tail),
        ..Finding::new(State::WrongCompany)
    })
}

/// An error about this client that is none of the above.
fn attention(failure: &Failure) -> Option<Finding> {
    match failure.code.as_str() {
        // The roles scope may never be granted: a normal state, shown by the role badge alone.
        SCOPE_MISSING | NOT_MEMBER => None,
        OTHER_RELAY => Some(Finding::failed(State::OtherRelay, failure)),
        code => Some(Finding {
            reconnect: ONLY_A_SIGN_IN_HELPS.contains(&code),
            ..Finding::failed(State::Attention, failure)
        }),
    }
}

/// A clock that ends soon, or ended without Intuit having refused yet. Of two near ones the one that
/// ends first; on a tie the hard one, which a renewal cannot move.
fn expiring(saved: &OnlineConnection, now: &Now) -> Option<Finding> {
    let (end, clock) = first_end(ends(saved).filter(|(end, clock)| {
        let near = match clock {
            ExpiryClock::Idle => IDLE_NEAR,
            ExpiryClock::Hard => HARD_NEAR,
        };
        end.duration_since(now.now) <= near
    }))?;
    Some(Finding {
        until: Some(end),
        clock: Some(clock),
        ..Finding::new(State::Expiring)
    })
}

/// The ends that Intuit named.
fn ends(saved: &OnlineConnection) -> impl Iterator<Item = (Timestamp, ExpiryClock)> {
    let hard = saved.hard_expires_at.map(|end| (end, ExpiryClock::Hard));
    let idle = saved.idle_expires_at.map(|end| (end, ExpiryClock::Idle));
    hard.into_iter().chain(idle)
}

fn first_end(
    ends: impl Iterator<Item = (Timestamp, ExpiryClock)>,
) -> Option<(Timestamp, ExpiryClock)> {
    ends.min_by_key(|(end, clock)| (*end, *clock == ExpiryClock::Idle))
}

/// An answer that was recorded as a fact, in the shape of *Details*.
fn answer_of_intuit(
    at: Timestamp,
    code: &str,
    message: &str,
    intuit_tid: Option<String>,
) -> Failure {
    Failure {
        at,
        source: Source::Intuit,
        kind: FailureKind::Answered,
        code: code.to_owned(),
        integration_code: None,
        message: message.to_owned(),
        request_id: intuit_tid,
    }
}

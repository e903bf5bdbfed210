//! One cell of the table: one call under one fault, and everything that has to hold.

use std::sync::Arc;
use std::time::{Duration, Instant};

use roster::view::{BannerKind, ClientRow, State};

use crate::answers::SENTENCE;
use crate::calls::{NAME, Stage, app};
use crate::certificates::Certificates;
use crate::expected::{Came, expected};
use crate::harness::{AppUnderTest, TestEnv};
use crate::kinds::{Call, Fault, Service};
use crate::line::{Elsewhere, HINT, Line, TEN_MEGABYTES};

/// How long the app waits where the test waits with it. Long enough that an ordinary answer is not late
/// on a busy machine.
const SHORT: Duration = Duration::from_secs(3);
const LONG: Duration = Duration::from_secs(60);
/// A click takes this long at most, also on a busy machine.
const BOUND: Duration = Duration::from_secs(50);

/// What came of the cell, or what did not hold.
pub(crate) type Verdict = Result<Came, String>;

macro_rules! hold {
    ($holds:expr, $($words:tt)+) => {
        if !$holds {
            return Err(format!($($words)+));
        }
    };
}

pub(crate) async fn run(call: Call, fault: Fault, certificates: &Arc<Certificates>) -> Verdict {
    let env = TestEnv::new().await;
    let elsewhere = Elsewhere::open().await;
    let origin = env.at("");
    let line = Line::to(&origin, &elsewhere.url, fault.is_tls(), certificates);
    let patient = app(&env, &line, call, LONG).await;
    let mut stage = Stage::set(&env, &line, &patient, call, LONG).await;
    let hasty;
    if fault.is_slow() {
        hasty = app(&env, &line, call, SHORT).await;
        stage = stage.on(&hasty, SHORT);
    }
    let before = stage.app.row(stage.id);

    line.break_call(call, fault).await;
    let began = Instant::now();
    let Ok(outcome) = tokio::time::timeout(BOUND, stage.click()).await else {
        return Err(format!("it took longer than {BOUND:?}"));
    };
    let took = began.elapsed();
    let wanted = expected(call, fault);
    let came = outcome.came;
    hold!(
        came == wanted,
        "wanted {wanted:?}, came {came:?}: {}",
        outcome.message
    );
    said(came, &outcome.message)?;
    kept(&stage, came, &before)?;
    barred(stage.app, call, came)?;
    asked(&line, call, fault, took)?;
    hold!(elsewhere.visits() == 0, "the redirect was followed");
    if fault == Fault::TenMegabytes {
        let taken = line.taken();
        // The list may be long, so its limit is close to what this machine's sockets buffer anyway.
        hold!(
            call == Call::ListEndUsers || taken < TEN_MEGABYTES,
            "all {taken} bytes were taken"
        );
    }

    line.mend().await;
    let rested;
    if fault.is_slow() {
        rested = app(&env, &line, call, LONG).await;
        stage = stage.on(&rested, LONG);
    }
    recovered(&env, &stage, came).await?;
    hold!(elsewhere.visits() == 0, "the redirect was followed later");
    Ok(came)
}

/// The right sentence.
fn said(came: Came, message: &str) -> Result<(), String> {
    let wanted = match came {
        Came::Silent(service) => format!("NotAnswering {{ service: {service:?}"),
        Came::Busy(service) => format!("AskedTooMuch {{ service: {service:?}"),
        Came::Key => "KeyRefused".to_owned(),
        Came::Said | Came::Unable(_) => SENTENCE.to_owned(),
        Came::WaitsOn => "OtherAnswer".to_owned(),
        _ => return Ok(()),
    };
    hold!(message.contains(&wanted), "a person reads: {message}");
    Ok(())
}

/// The row: its facts are kept, and its state follows from the answer.
fn kept(stage: &Stage<'_>, came: Came, before: &ClientRow) -> Result<(), String> {
    let row = stage.app.row(stage.id);
    let call = stage.call;
    let due = match came {
        Came::Fine if call.is_an_ending() => State::Never,
        Came::Gone | Came::NotSetUp => State::Never,
        Came::Probation => State::Checking,
        // A list or a look is about end-users and not about whether QuickBooks works.
        Came::Said if is_a_check(call) => State::Attention,
        Came::Fine | Came::Nameless if call == Call::CreateAuthSession => State::Invited,
        _ if call.is_of_a_sign_in() => match came {
            Came::Fine | Came::Nameless | Came::WaitsOn => State::Waiting,
            _ => State::Never,
        },
        _ => before.state,
    };
    hold!(row.state == due, "the row is {:?}, not {due:?}", row.state);
    let is_old = matches!(
        came,
        Came::Silent(_) | Came::Busy(_) | Came::Unable(_) | Came::Key
    ) && is_a_check(call);
    hold!(row.stale == is_old, "stale: {}", row.stale);
    let untouched = matches!(
        came,
        Came::Silent(_)
            | Came::Busy(_)
            | Came::Unable(_)
            | Came::Key
            | Came::Said
            | Came::Probation
    );
    hold!(
        !untouched || facts(&row) == facts(before),
        "facts changed: {:?} to {:?}",
        facts(before),
        facts(&row)
    );
    let saved = call.service() != Service::Conductor && !call.is_of_a_sign_in();
    if saved && call != Call::Discovery && !(came == Came::Fine && call.is_an_ending()) {
        let grant = stage.env.vault.entry("company/");
        hold!(grant.is_some(), "the grant is gone from the keychain");
    }
    Ok(())
}

/// Whether its failure is recorded as what the service last said of the client.
fn is_a_check(call: Call) -> bool {
    matches!(
        call,
        Call::HealthCheck | Call::Refresh | Call::UserRole | Call::RelayRefresh
    )
}

/// What no fault may change.
fn facts(row: &ClientRow) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?}",
        row.end_user_id,
        row.company_tail,
        row.connected_at,
        row.connected_as,
        row.last_ok_at,
        row.role
    )
}

/// One banner for a refused key, and none for one client's silence.
fn barred(app: &AppUnderTest, call: Call, came: Came) -> Result<(), String> {
    let banners = app.banner_kinds();
    let wanted = match came {
        Came::Key => vec![(BannerKind::KeyBad, call.service().word().to_owned())],
        _ => Vec::new(),
    };
    hold!(banners == wanted, "the banners are {banners:?}");
    Ok(())
}

/// How often the call was made, and how long that took.
fn asked(line: &Line, call: Call, fault: Fault, took: Duration) -> Result<(), String> {
    let asked = line.asked();
    let times = asked.len();
    let most = match (call, fault) {
        (_, Fault::Refused | Fault::SelfSigned | Fault::WrongHost) => 0,
        // The end-user was gone: it is looked for, and the session made for the one that was found.
        (Call::CreateAuthSession, Fault::Words(404)) => 2,
        _ if call.is_asked_again() => 3,
        _ if call.is_kept_at_the_relay() && fault.loses_the_answer() => 3,
        _ => 1,
    };
    hold!(
        times <= most && (most == 0 || times > 0),
        "asked {times} times, at most {most}"
    );
    if fault == Fault::WithHint && call.is_asked_again() {
        let waited = asked.windows(2).all(|two| two[1] - two[0] >= HINT);
        hold!(times == 3 && waited, "the hint was not followed: {asked:?}");
    }
    if fault.is_slow() {
        let once = times == 1 || call.is_kept_at_the_relay();
        hold!(once, "a time-out is not tried again");
        hold!(took >= SHORT, "it gave up after {took:?}");
    }
    Ok(())
}

/// When all is well again the same click works, and what was made was made once.
async fn recovered(env: &TestEnv, stage: &Stage<'_>, came: Came) -> Result<(), String> {
    let (app, id, call) = (stage.app, stage.id, stage.call);
    if came == Came::Gone {
        // Connecting again finds the one that was there all along.
        app.desktop()
            .create_end_user(id)
            .await
            .map_err(|error| error.to_string())?;
    }
    let is_over = came == Came::Fine && call.is_an_ending();
    if !is_over {
        let again = tokio::time::timeout(BOUND, stage.click_again()).await;
        let again = again.map_err(|_| "the second click did not end".to_owned())?;
        let fine = again.came == Came::Fine || (came == Came::Nameless && again.came == came);
        hold!(fine, "the second click: {:?} {}", again.came, again.message);
    }
    if call.is_of_a_sign_in() {
        app.online()
            .save_connection(id)
            .await
            .map_err(|error| error.to_string())?;
    }
    if call.service() != Service::Conductor && call != Call::Discovery && !call.is_an_ending() {
        let row = app.scheduler().check_client(id).await;
        let row = row.map_err(|error| format!("the grant does not work: {error}"))?;
        hold!(row.state == State::Connected, "at last: {:?}", row.state);
    }
    if call.is_an_ending() {
        hold!(app.state(id) == State::Never, "it did not end");
    }
    hold!(
        app.banners().is_empty(),
        "a banner stays: {:?}",
        app.banners()
    );
    made_once(env, stage).await
}

async fn made_once(env: &TestEnv, stage: &Stage<'_>) -> Result<(), String> {
    if stage.call.service() != Service::Conductor {
        return Ok(());
    }
    let end_users = env.end_users().await;
    let ours = end_users
        .iter()
        .filter(|it| it["companyName"] == NAME)
        .count();
    let log = env.log().await;
    let made = log
        .iter()
        .filter(|it| it.method == "POST" && it.path == "/v1/end-users" && it.status < 300)
        .count();
    hold!(made == 1, "{made} end-users were made");
    hold!(
        ours == 1 || stage.call == Call::DeleteEndUser,
        "{ours} end-users are there"
    );
    Ok(())
}

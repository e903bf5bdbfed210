//! Kills a child again and again, and looks at what it left behind.

#![expect(
    clippy::disallowed_methods,
    reason = "the test's own browser, on loopback"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use practice::{Issued, Occasion, Practice};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::child::{ORDERS, Orders};
use crate::firm::{Services, url};
use crate::judge::{Judge, Windows};

/// Kills in `make test`; `make soak` sets `CRASH_KILLS`.
const FEW: u64 = 40;

/// A child that nothing else ends is killed after this long.
const LONGEST: Duration = Duration::from_millis(1_500);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_the_process_is_killed() {
    let kills = number("CRASH_KILLS").unwrap_or(FEW);
    let seed = number("CRASH_SEED").unwrap_or_else(rand::random);
    print_line(&format!(
        "crash test: {kills} kills, CRASH_SEED={seed} repeats its choices"
    ));
    let firm_folder = tempfile::tempdir().unwrap();
    let practice = start_practice(firm_folder.path()).await;
    let mut windows = Windows::default();
    for (strict, kills) in [(false, kills / 2), (true, kills - kills / 2)] {
        let run = Box::pin(run(
            &practice,
            strict,
            kills,
            seed.wrapping_add(u64::from(strict)),
        ))
        .await;
        print_line(&run.summary(strict));
        assert!(strict || run.judge.lost.is_empty(), "{:#?}", run.judge.lost);
        assert!(
            run.judge.renewed > 0 && run.judge.grants > 0,
            "nothing happened"
        );
        windows.extend(run.judge.windows);
    }
    print_line(&windows.summary());
}

struct Run {
    judge: Judge,
    kills: u64,
    lasted: Duration,
}

impl Run {
    fn summary(&self, strict: bool) -> String {
        let Judge {
            grants,
            between,
            lost,
            failed,
            ..
        } = &self.judge;
        let reading = if strict {
            "previous refresh token dead at once"
        } else {
            "previous refresh token honoured until the new one is used"
        };
        format!(
            "  {reading}: {} kills in {:.0} s; after each the database, the settings and every client \
             were whole; {grants} grants looked at, {between} of them caught between an answer and its \
             write, {} lost, each of them there; {failed} of the child's doings failed",
            self.kills,
            self.lasted.as_secs_f64(),
            lost.len(),
        )
    }
}

async fn run(practice: &Practice, strict: bool, kills: u64, seed: u64) -> Run {
    let began = Instant::now();
    control(practice, "reset", &serde_json::json!({})).await;
    let switches = serde_json::json!({ "rotateAlways": true, "honoursPrevious": !strict });
    control(practice, "switches", &switches).await;
    let folder = tempfile::tempdir().unwrap();
    let services = Services::new(practice.endpoints());
    let mut dice = StdRng::seed_from_u64(seed);
    let mut judge = Judge::new(folder.path(), services.clone(), strict);
    for kill in 0..kills {
        let orders = Orders {
            folder: folder.path().to_owned(),
            services: services.clone(),
            seed: dice.r#gen(),
            steps: None,
            settings_from: judge.next_setting(),
            signs_in: true,
        };
        drop(practice.take_issued());
        let heard = live_and_die(practice, &orders, &mut dice).await;
        let issued = practice.take_issued();
        judge
            .look(practice, &heard, &issued)
            .await
            .unwrap_or_else(|wrong| {
                panic!(
                    "kill {kill} of seed {seed}, strict {strict}: {wrong}\n{}",
                    heard.text
                )
            });
    }
    Run {
        judge,
        kills,
        lasted: began.elapsed(),
    }
}

/// What a child said before it died.
pub(crate) struct Heard {
    pub(crate) text: String,
    /// It surely lived until then, …
    pub(crate) alive: Timestamp,
    /// … and was surely dead by then.
    pub(crate) dead: Timestamp,
}

impl Heard {
    /// The lines that begin with `word`, without it.
    pub(crate) fn lines<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.text.lines().filter_map(move |line| {
            line.strip_prefix('@')?
                .strip_prefix(word)?
                .strip_prefix(' ')
        })
    }
}

/// Starts this very test program as a child.
pub(crate) fn spawn(orders: &Orders) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["child::child", "--exact", "--ignored", "--nocapture"])
        .env(ORDERS, serde_json::to_string(orders).unwrap())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Lets a child live for a random time: any moment at all, or just after the services gave it a token,
/// which is the one dangerous moment.
#[expect(
    clippy::disallowed_methods,
    reason = "finer than the runtime's timer, and the moment is to be random"
)]
async fn live_and_die(practice: &Practice, orders: &Orders, dice: &mut StdRng) -> Heard {
    let began = Instant::now();
    let mut child = spawn(orders).spawn().unwrap();
    let mut out = child.stdout.take().unwrap();
    let reading = tokio::spawn(async move {
        let mut text = Vec::new();
        out.read_to_end(&mut text).await.unwrap();
        String::from_utf8_lossy(&text).into_owned()
    });
    if dice.gen_bool(0.4) {
        tokio::time::sleep(Duration::from_millis(dice.gen_range(0..300))).await;
    } else {
        let wanted = dice.gen_range(1..6);
        let later = Duration::from_micros(dice.gen_range(0..6_000));
        while practice.count_issued() < wanted && began.elapsed() < LONGEST {
            tokio::time::sleep(Duration::from_micros(100)).await;
        }
        std::thread::sleep(later);
    }
    let alive = Timestamp::now();
    child.start_kill().unwrap();
    let status = child.wait().await.unwrap();
    let dead = Timestamp::now();
    let text = reading.await.unwrap();
    assert!(!status.success(), "it ended by itself:\n{text}");
    Heard { text, alive, dead }
}

pub(crate) async fn start_practice(folder: &Path) -> Practice {
    static FIRM: OnceCell<Vec<u8>> = OnceCell::const_new();
    let firm = FIRM.get_or_init(fresh_firm).await;
    std::fs::write(folder.join(FIRM_FILE), firm).unwrap();
    open_practice(folder).await
}

/// Where Practice keeps a firm.
const FIRM_FILE: &str = "state.json";

/// A firm with its signing key. Making that key takes longer than most tests, so all of them share one.
async fn fresh_firm() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let practice = open_practice(folder.path()).await;
    let keys = format!("{}/op/v1/jwks", practice.endpoints().origin);
    let answer = reqwest::get(keys).await.unwrap();
    assert!(answer.status().is_success());
    std::fs::read(folder.path().join(FIRM_FILE)).unwrap()
}

async fn open_practice(folder: &Path) -> Practice {
    // The clients install the TLS provider that every other client of this process needs too.
    let key = conductor::SecretKey::new("sk_conductor_test_not_a_real_key");
    let _ = conductor::Conductor::builder(key).build();
    Practice::start(practice::Config {
        port: 0,
        folder: Some(folder.to_owned()),
        ..practice::Config::default()
    })
    .await
    .unwrap()
}

pub(crate) async fn control(practice: &Practice, what: &str, body: &serde_json::Value) {
    let address = url(&practice.endpoints().origin)
        .join(&format!("practice/{what}"))
        .unwrap();
    let answer = reqwest::Client::new().post(address).json(body).send().await;
    assert!(answer.unwrap().status().is_success(), "{what}");
}

/// Prints also when the test passes: its figures are its point.
pub(crate) fn print_line(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Issued tokens by company, oldest first.
pub(crate) fn by_realm(issued: &[Issued]) -> BTreeMap<&str, Vec<(Timestamp, Occasion)>> {
    let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for one in issued {
        let of = all.entry(one.realm.as_str()).or_default();
        of.push((one.at, one.occasion));
    }
    all
}

/// The second word on, of lines like `connect Sue's Bakery LLC`.
pub(crate) fn names<'a>(lines: impl Iterator<Item = &'a str>, word: &str) -> BTreeSet<String> {
    lines
        .filter_map(|line| line.strip_prefix(word)?.strip_prefix(' '))
        .map(str::to_owned)
        .collect()
}

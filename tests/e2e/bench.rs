//! Measures the window with 2,000 and 10,000 clients against a bare table of 15 rows in the same window:
//! what `make bench` prints. Run it on a quiet machine; figures of a debug build mean nothing.

mod harness;

use std::path::Path;

use harness::{App, LONG, World, app::CLASS};
use jiff::{SignedDuration, Timestamp};
use roster::client::{Books, Client, ClientId, Upkeep};
use roster::database::Database;
use roster::observation::{
    ConnectionFact, Observation, OnlineConnection, Person, RoleAnswerFact, RoleFact,
};
use roster::view::Place;
use serde::Deserialize;
use serde_json::json;

/// Times in milliseconds, as the window's own clock gives them.
#[derive(Deserialize)]
struct Measured {
    first: f64,
    keys: Vec<f64>,
    sort: Vec<f64>,
    frames: Vec<f64>,
}

const CLOCK: &str = include_str!("bench/clock.js");
const MEASURE: &str = include_str!("bench/measure.js");
const BARE: &str = include_str!("bench/bare.js");

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if cfg!(debug_assertions) {
        println!("This is a debug build: the figures below mean nothing.");
    }
    let mut lines = vec![
        row(&[
            "",
            "first painted",
            "key p50",
            "key p95",
            "sort p50",
            "worst frame",
        ]
        .map(str::to_owned)),
        "|---|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let mut ratios = Vec::new();
    for clients in [2_000, 10_000] {
        let (window, bare) = measure(clients).await;
        ratios.push(format!(
            "{clients} clients: a keystroke's p95 is {:.1} ms, {:.2} times the bare table's {:.1} ms",
            percentile(&window.keys, 95),
            percentile(&window.keys, 95) / percentile(&bare.keys, 95),
            percentile(&bare.keys, 95),
        ));
        lines.push(line(&format!("Counterfoil, {clients} clients"), &window));
        lines.push(line("a bare table of 15 rows, same window", &bare));
    }
    println!("\nMilliseconds; {KEYSTROKES} keystrokes each.\n");
    println!("{}\n\n{}", lines.join("\n"), ratios.join("\n"));
}

/// Keystrokes that are measured, after as many for warming up.
const KEYSTROKES: usize = 60;

async fn measure(clients: usize) -> (Measured, Measured) {
    println!("Measuring the window with {clients} clients.");
    let mut world = World::start("bench").await;
    fill(&world.app_folder(), clients);
    let app = App::first_start(&mut world).await;
    app.wait_for_roster().await;
    world.raise(CLASS);
    let prepare = format!("window.__keystrokes = {KEYSTROKES};");
    app.script(&prepare).await;
    let window = run(&app, MEASURE).await;
    let bare = run(&app, BARE).await;
    app.quit(&world).await;
    (window, bare)
}

async fn run(app: &App, script: &str) -> Measured {
    app.script(&format!(
        "window.__measured = null; (async () => {{ {CLOCK} {script} }})().then(
            it => {{ window.__measured = JSON.stringify(it); }},
            error => {{ window.__measured = JSON.stringify({{ error: String(error) }}); }});"
    ))
    .await;
    app.wait_until(
        "the window is measured",
        LONG,
        "return window.__measured !== null",
    )
    .await;
    let measured = app.script("return window.__measured").await;
    let text = measured.as_str().unwrap_or_default();
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A firm without keys, so that nothing is asked while the window is measured, with a full roster.
fn fill(folder: &Path, clients: usize) {
    std::fs::create_dir_all(folder.join("firm")).expect("the app's folder can be made");
    let settings = json!({
        "version": 1,
        "profile": "live",
        "firm": { "name": "Hale & Ortiz LLP" },
        "memory": { "live": { "sort": "urgency", "down": false, "view": "all", "role": "any" } },
    });
    std::fs::write(folder.join("settings.json"), settings.to_string())
        .expect("the settings can be written");
    let file = folder.join("firm/roster.sqlite");
    let made: Vec<Client> = (0..clients).map(client).collect();
    Database::open(&file)
        .and_then(|database| database.save_clients(&made, &[], &[]))
        .expect("the roster can be filled");
    observe(&file, &made).expect("the observations can be written");
}

fn observe(file: &Path, clients: &[Client]) -> rusqlite::Result<()> {
    let mut connection = rusqlite::Connection::open(file)?;
    let transaction = connection.transaction()?;
    for (index, client) in clients.iter().enumerate() {
        let json = serde_json::to_string(&observation(index)).expect("an observation is JSON");
        transaction.execute(
            "INSERT INTO observations (client_id, json, updated_at) VALUES (?1, ?2, 0)",
            [client.id.to_string(), json],
        )?;
    }
    transaction.commit()
}

const FIRST: [&str; 12] = [
    "Acme",
    "Harbour",
    "Wren",
    "Juniper",
    "Granite",
    "Silver Birch",
    "Kestrel",
    "Northfield",
    "Oak & Ivy",
    "Thistle",
    "Marlowe",
    "Quill",
];
const SECOND: [&str; 9] = [
    "Plumbing",
    "Bakery",
    "Dental Group",
    "Outfitters",
    "Interiors",
    "Vets",
    "Masonry",
    "Press",
    "Catering",
];

fn client(index: usize) -> Client {
    Client {
        id: ClientId::random(),
        name: format!(
            "{} {} {index}",
            FIRST[index % FIRST.len()],
            SECOND[index / 3 % SECOND.len()]
        ),
        number: Some((10_000 + index).to_string()),
        email: Some(format!("office{index}@client.example")),
        books: if index.is_multiple_of(3) {
            Books::Desktop {
                place: Place::OtherComputer,
                computer: Some(format!("PC-{}", index % 40)),
            }
        } else {
            Books::Online
        },
        upkeep: Upkeep::Active,
        added_at: Timestamp::now() - SignedDuration::from_hours(24 * 90),
    }
}

/// Two thirds work; the rest are as mixed as a firm's.
fn observation(index: usize) -> Observation {
    let now = Timestamp::now();
    let ago = |hours: i64| Some(now - SignedDuration::from_hours(hours));
    let ahead = |days: i64| Some(now + SignedDuration::from_hours(24 * days));
    let mut it = Observation {
        checked_at: ago(1),
        ..Observation::default()
    };
    if index.is_multiple_of(3) {
        it.desktop.end_user_id = Some(format!("end_usr_bench_{index}"));
        it.desktop.connection = ConnectionFact::Worked;
        it.desktop.last_ok_at = ago(if index.is_multiple_of(4) { 60 } else { 1 });
        return it;
    }
    if index % 10 == 1 {
        return it;
    }
    it.online.connection = Some(OnlineConnection {
        connected_at: now - SignedDuration::from_hours(24 * 60),
        person: Person {
            sub: format!("sub-{}", index % 3),
            name: Some(["Maria Ortiz", "Tom Becker", "Priya Nair"][index % 3].to_owned()),
            email: Some("someone@haleortiz.example".to_owned()),
        },
        realm_tail: format!("{:04}", index % 10_000),
        realm_hash: format!("bench.{index}"),
        company_name: None,
        renewed_at: now,
        idle_expires_at: ahead(if index.is_multiple_of(7) { 9 } else { 80 }),
        hard_expires_at: ahead(1500),
    });
    it.online.last_ok_at = ago(1);
    it.online.role = Some(RoleFact {
        at: now,
        answer: RoleAnswerFact::Role {
            role_type: Some(
                if index.is_multiple_of(4) {
                    "EMPLOYEE"
                } else {
                    "ADMIN"
                }
                .to_owned(),
            ),
            status: Some("ACTIVE".to_owned()),
            has_payroll: Some(index.is_multiple_of(2)),
        },
    });
    it
}

fn line(name: &str, it: &Measured) -> String {
    let worst = it.frames.iter().copied().fold(0.0, f64::max);
    row(&[
        name.to_owned(),
        format!("{:.0}", it.first),
        format!("{:.1}", percentile(&it.keys, 50)),
        format!("{:.1}", percentile(&it.keys, 95)),
        format!("{:.1}", percentile(&it.sort, 50)),
        format!("{worst:.1}"),
    ])
}

fn row(cells: &[String; 6]) -> String {
    format!("| {} |", cells.join(" | "))
}

fn percentile(times: &[f64], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or(f64::NAN)
}

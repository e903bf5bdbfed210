//! The process that gets killed: it signs in, renews, checks, writes and saves, at random and several
//! things at a time, and says what it begins and what it has done.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use roster::client::{ClientDraft, ClientId, QuickBooks};
use roster::view::{LinkDelivery, Product};
use roster::{Listed, atomic_file};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::firm::{COMPANIES, Company, DESKTOPS, Desk, Services, desktop};

/// Environment variable with a child's [`Orders`].
pub(crate) const ORDERS: &str = "CRASH_CHILD";

/// How many things are done at a time.
const HANDS: u64 = 3;

/// What a child is to do.
#[derive(Serialize, Deserialize)]
pub(crate) struct Orders {
    pub(crate) folder: PathBuf,
    pub(crate) services: Services,
    pub(crate) seed: u64,
    /// Number of things to do; without one it goes on until it is killed.
    pub(crate) steps: Option<usize>,
    /// The first number to save as a setting.
    pub(crate) settings_from: u64,
    /// Whether it adds and connects clients. Two copies must not: neither service knows that both mean
    /// the same client.
    pub(crate) signs_in: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "only as another test's child process"]
async fn child() {
    let Ok(orders) = std::env::var(ORDERS) else {
        return;
    };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    if orders.steps.is_none() {
        let (file, seed, from) = (
            settings_file(&orders.folder),
            orders.seed,
            orders.settings_from,
        );
        std::thread::spawn(move || save_settings(&file, seed, from));
    }
    let desk = Arc::new(Desk::open(&orders.folder, &orders.services, kept).await);
    say("ready");
    let work = Arc::new(Work {
        desk,
        signs_in: orders.signs_in,
        adding: Mutex::default(),
        turns: COMPANIES
            .iter()
            .map(|company| company.name)
            .chain(DESKTOPS)
            .map(|name| (name, Mutex::default()))
            .collect(),
    });
    let mut hands = tokio::task::JoinSet::new();
    for hand in 0..HANDS {
        let (work, seed) = (work.clone(), orders.seed.wrapping_add(hand));
        hands.spawn(async move {
            let mut dice = StdRng::seed_from_u64(seed);
            let mut left = orders.steps.unwrap_or(usize::MAX);
            while left > 0 {
                left -= 1;
                work.something(&mut dice).await;
            }
        });
    }
    hands.join_all().await;
    say("finished");
}

/// Tells the parent, in one write.
fn say(what: &str) {
    let line = format!("\n@{what}\n");
    // The parent may be gone.
    let _ = std::io::stdout().lock().write_all(line.as_bytes());
}

/// A vault entry is on disk.
fn kept(name: &str) {
    if name.starts_with("company/") {
        say(&format!("kept {} {name}", Timestamp::now().as_nanosecond()));
    }
}

pub(crate) fn settings_file(folder: &Path) -> PathBuf {
    folder.join("settings.json")
}

#[expect(clippy::disallowed_methods, reason = "a person takes time as well")]
fn save_settings(file: &Path, seed: u64, from: u64) {
    let mut dice = StdRng::seed_from_u64(seed ^ 0x5e77);
    for count in from.. {
        let room = "a setting ".repeat(dice.gen_range(0..2_000));
        let text = serde_json::json!({ "version": 1, "count": count, "room": room });
        say(&format!("saving {count}"));
        atomic_file::save(file, text.to_string().as_bytes()).unwrap();
        say(&format!("saved {count}"));
        std::thread::sleep(Duration::from_millis(dice.gen_range(0..5)));
    }
}

struct Work {
    desk: Arc<Desk>,
    signs_in: bool,
    adding: Mutex<()>,
    /// One thing at a time with one client, as one person would.
    turns: HashMap<&'static str, Mutex<()>>,
}

impl Work {
    async fn something(&self, dice: &mut StdRng) {
        let company = &COMPANIES[dice.gen_range(0..COMPANIES.len())];
        let desktop = DESKTOPS[dice.gen_range(0..DESKTOPS.len())];
        let (what, name) = match dice.gen_range(0..100) {
            0..40 => ("renew", company.name),
            40..55 => ("connect", company.name),
            55..70 => ("check", company.name),
            70..75 => ("check_all", ""),
            75..87 => ("link", desktop),
            87..90 => ("read", ""),
            90..97 => ("edit", desktop),
            _ => ("import", ""),
        };
        say(&format!("doing {what} {name}"));
        let _turn = match self.turns.get(name) {
            Some(turn) => Some(turn.lock().await),
            None => None,
        };
        let done = match what {
            "connect" => self.connect(company).await,
            "renew" | "check" => self.ask(what, company).await,
            "link" if self.signs_in => self.link(desktop).await,
            "link" => Ok(()),
            "edit" => self.edit(desktop, dice.gen_range(0..1_000)).await,
            "import" => self.import(dice.gen_range(0..1_000)).await,
            "read" => self
                .desk
                .roster
                .desktop()
                .read_end_users()
                .await
                .map_err(|error| error.to_string()),
            _ => {
                self.desk.roster.scheduler().check_all().await;
                Ok(())
            }
        };
        match done {
            Ok(()) => say(&format!("done {what} {name}")),
            Err(error) => say(&format!("failed {what} {name}: {error}")),
        }
    }

    async fn client(&self, name: &str, books: QuickBooks) -> Result<Option<ClientId>, String> {
        // Looked for and added in one turn, as one person would.
        let _adding = self.adding.lock().await;
        if let Some(id) = self.desk.find(name) {
            return Ok(Some(id));
        }
        if !self.signs_in {
            return Ok(None);
        }
        let id = self
            .desk
            .add(name, books)
            .map_err(|error| error.to_string())?;
        say(&format!("done add {name}"));
        Ok(Some(id))
    }

    async fn connect(&self, company: &Company) -> Result<(), String> {
        match self.client(company.name, QuickBooks::Online).await? {
            Some(id) if self.signs_in => self.desk.connect(id, company).await,
            _ => Ok(()),
        }
    }

    /// Renews or checks; a company that is not connected yet is connected.
    async fn ask(&self, what: &str, company: &Company) -> Result<(), String> {
        let Some(id) = self.client(company.name, QuickBooks::Online).await? else {
            return Ok(());
        };
        let row = self
            .desk
            .roster
            .client_row(id)
            .map_err(|error| error.to_string())?;
        if row.connected_as.is_none() {
            if !self.signs_in {
                return Ok(());
            }
            self.desk.connect(id, company).await?;
            say(&format!("done connect {}", company.name));
            return Ok(());
        }
        if what == "check" {
            return self
                .desk
                .roster
                .scheduler()
                .check_client(id)
                .await
                .map(|_| ())
                .map_err(|error| error.to_string());
        }
        self.desk.roster.online().renew_now(id).await;
        Ok(())
    }

    async fn link(&self, name: &str) -> Result<(), String> {
        let Some(id) = self.client(name, desktop()).await? else {
            return Ok(());
        };
        let linked = self
            .desk
            .roster
            .desktop()
            .connect_desktop(id, 60, LinkDelivery::Copied);
        linked.await.map(|_| ()).map_err(|error| error.to_string())
    }

    async fn edit(&self, name: &str, number: u32) -> Result<(), String> {
        let Some(id) = self.client(name, desktop()).await? else {
            return Ok(());
        };
        let draft = ClientDraft {
            number: Some(number.to_string()),
            email: Some(format!("sam{number}@client.example")),
            ..ClientDraft::new(name, desktop())
        };
        let edited = self.desk.roster.edit_client(id, draft);
        edited.map(|_| ()).map_err(|error| error.to_string())
    }

    /// A list with the two first Desktop clients, which may be there already.
    async fn import(&self, number: u32) -> Result<(), String> {
        if !self.signs_in {
            return Ok(());
        }
        let _adding = self.adding.lock().await;
        let listed = |name: &str| Listed {
            name: name.to_owned(),
            number: None,
            email: Some(format!("list{number}@client.example")),
            books: Some(Product::Desktop),
            place: None,
            computer: None,
            source_id: None,
        };
        let list = DESKTOPS[..2].iter().map(|name| listed(name)).collect();
        self.desk
            .roster
            .import(list)
            .map_err(|error| error.to_string())?;
        for name in &DESKTOPS[..2] {
            say(&format!("done add {name}"));
        }
        Ok(())
    }
}

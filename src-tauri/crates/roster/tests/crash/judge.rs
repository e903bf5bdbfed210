//! Looks at what a killed process left behind, as the next start would find it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use practice::{Issued, Occasion, Practice};
use roster::atomic_file::{self, Loaded};
use roster::client::ClientId;
use roster::view::State;
use rusqlite::Connection;
use serde_json::Value;

use crate::child::settings_file;
use crate::firm::{COMPANIES, Company, Desk, Services, roster_file};
use crate::kill::{Heard, by_realm, names};

/// A kill that came later than this after an answer found a process that had lost its way.
const DAWDLING: SignedDuration = SignedDuration::from_secs(2);

/// What was found so far.
pub(crate) struct Judge {
    folder: PathBuf,
    services: Services,
    strict: bool,
    /// Clients that were added, and connected, for all the child said or the last look saw.
    added: BTreeSet<String>,
    connected: BTreeSet<String>,
    /// Settings that were surely kept, and that may have been.
    kept: u64,
    begun: u64,
    /// Grants that were checked.
    pub(crate) grants: usize,
    /// Renewals that were kept.
    pub(crate) renewed: usize,
    /// Grants whose process died between the answer and the write.
    pub(crate) between: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) failed: usize,
    pub(crate) windows: Windows,
}

type Wrong = String;

fn check(holds: bool, wrong: impl FnOnce() -> Wrong) -> Result<(), Wrong> {
    if holds { Ok(()) } else { Err(wrong()) }
}

impl Judge {
    pub(crate) fn new(folder: &Path, services: Services, strict: bool) -> Self {
        Self {
            folder: folder.to_owned(),
            services,
            strict,
            added: BTreeSet::new(),
            connected: BTreeSet::new(),
            kept: 0,
            begun: 0,
            grants: 0,
            renewed: 0,
            between: 0,
            lost: Vec::new(),
            failed: 0,
            windows: Windows::default(),
        }
    }

    pub(crate) fn next_setting(&self) -> u64 {
        self.begun + 1
    }

    pub(crate) async fn look(
        &mut self,
        practice: &Practice,
        heard: &Heard,
        issued: &[Issued],
    ) -> Result<(), Wrong> {
        let was_connected = self.connected.clone();
        self.added.extend(names(heard.lines("done"), "add"));
        self.connected.extend(names(heard.lines("done"), "connect"));
        for failure in heard.lines("failed") {
            crate::kill::print_line(&format!("  the child: {failure}"));
            self.failed += 1;
        }
        self.settings(heard)?;
        self.database()?;
        let desk = Desk::open(&self.folder, &self.services, |_| {}).await;
        self.clients(&desk)?;
        self.end_users(&desk).await?;
        let unkept = self.answers(&desk, heard, issued, &was_connected);
        self.between += unkept.len();
        self.grants(practice, &desk, heard, unkept).await
    }

    /// The old ones or the new ones.
    fn settings(&mut self, heard: &Heard) -> Result<(), Wrong> {
        let last = |word| {
            heard
                .lines(word)
                .filter_map(|count| count.parse().ok())
                .max()
        };
        self.begun = last("saving").unwrap_or(self.begun);
        self.kept = last("saved").unwrap_or(self.kept);
        let file = settings_file(&self.folder);
        let read = atomic_file::read(&file, |text| serde_json::from_slice::<Value>(text).ok());
        let found = match read {
            Loaded::Current(value) => value["count"].as_u64().unwrap_or_default(),
            Loaded::Missing => 0,
            other => return Err(format!("the settings are {other:?}")),
        };
        check((self.kept..=self.begun).contains(&found), || {
            format!("setting {found}, not {} to {}", self.kept, self.begun)
        })?;
        // What was found is what the next save goes on from.
        self.kept = found;
        Ok(())
    }

    fn database(&self) -> Result<(), Wrong> {
        let file = roster_file(&self.folder);
        if !file.exists() {
            return check(self.added.is_empty(), || "the database is gone".to_owned());
        }
        let connection = Connection::open(file).unwrap();
        let verdict: String = connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .map_err(|error| error.to_string())?;
        check(verdict == "ok", || verdict)?;
        let strays: i64 = connection
            .query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| {
                row.get(0)
            })
            .map_err(|error| error.to_string())?;
        check(strays == 0, || format!("{strays} rows without a client"))
    }

    /// Nobody twice, and everybody who was added.
    fn clients(&self, desk: &Desk) -> Result<(), Wrong> {
        let rows = desk.roster.rows().map_err(|error| error.to_string())?;
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let once: BTreeSet<&str> = names.iter().copied().collect();
        check(once.len() == names.len(), || format!("twice: {names:?}"))?;
        let gone = self.added.iter().find(|name| !once.contains(name.as_str()));
        check(gone.is_none(), || format!("{gone:?} was added and is gone"))
    }

    /// At Conductor: one for each of our clients at most, and each that a client knows of.
    async fn end_users(&self, desk: &Desk) -> Result<(), Wrong> {
        let there = self.services.end_users().await;
        let sources: Vec<&str> = there
            .iter()
            .map(|user| user["sourceId"].as_str().unwrap_or_default())
            .collect();
        let once: BTreeSet<&str> = sources.iter().copied().collect();
        check(once.len() == sources.len(), || format!("twice: {there:?}"))?;
        let rows = desk.roster.rows().map_err(|error| error.to_string())?;
        let ours: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        check(once.is_subset(&ours), || format!("nobody's: {there:?}"))?;
        let connection = Connection::open(roster_file(&self.folder)).unwrap();
        let mut statement = connection
            .prepare("SELECT json_extract(json, '$.desktop.end_user_id') AS id FROM observations WHERE id NOT NULL")
            .unwrap();
        let known = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        for id in known.map(Result::unwrap) {
            let is_there = there.iter().any(|user| user["id"] == id.as_str());
            check(is_there, || format!("{id} is not at Conductor"))?;
        }
        Ok(())
    }

    /// Sorts the tokens that were given away: those that were kept, with the time that took, and those
    /// of connected clients that were not.
    fn answers(
        &mut self,
        desk: &Desk,
        heard: &Heard,
        issued: &[Issued],
        was_connected: &BTreeSet<String>,
    ) -> BTreeMap<&'static str, Timestamp> {
        let mut unkept = BTreeMap::new();
        let issued = by_realm(issued);
        for company in &COMPANIES {
            let answers = issued.get(company.realm).cloned().unwrap_or_default();
            let Some(id) = desk.find(company.name) else {
                continue;
            };
            let entry = entry(id);
            let writes: Vec<Timestamp> = heard
                .lines("kept")
                .filter_map(|line| line.split_once(' '))
                .filter(|(_, name)| *name == entry)
                .filter_map(|(at, _)| Timestamp::from_nanosecond(at.parse().ok()?).ok())
                .collect();
            let mut connected = was_connected.contains(company.name);
            for (index, (at, occasion)) in answers.iter().enumerate() {
                let next = answers.get(index + 1).map_or(Timestamp::MAX, |(at, _)| *at);
                let written = writes.iter().find(|write| *at <= **write && **write < next);
                match written {
                    Some(write) => {
                        let took = write.duration_since(*at);
                        // The first sign-in replaces nothing, so it is in no hurry.
                        match occasion {
                            Occasion::Renewal => self.windows.renewals.push(took),
                            Occasion::SignIn if connected => self.windows.sign_ins.push(took),
                            Occasion::SignIn => {}
                        }
                        self.renewed += usize::from(*occasion == Occasion::Renewal);
                        connected = true;
                    }
                    None if connected && next == Timestamp::MAX => {
                        unkept.insert(company.name, *at);
                    }
                    None => {}
                }
            }
        }
        unkept
    }

    /// Every grant that should be there works.
    async fn grants(
        &mut self,
        practice: &Practice,
        desk: &Desk,
        heard: &Heard,
        mut unkept: BTreeMap<&'static str, Timestamp>,
    ) -> Result<(), Wrong> {
        let mut late = Vec::new();
        for company in &COMPANIES {
            let Some(id) = desk.find(company.name) else {
                continue;
            };
            // A sign-in that was open goes on after a start; here nobody finishes it.
            let row = desk.roster.cancel_connect(id).await;
            let row = row.map_err(|error| error.to_string())?;
            let is_connected = row.connected_as.is_some();
            check(
                is_connected || !self.connected.contains(company.name),
                || format!("{} was connected and is not", company.name),
            )?;
            if !is_connected {
                continue;
            }
            self.connected.insert(company.name.to_owned());
            self.grants += 1;
            desk.roster.online().renew_now(id).await;
            let row = desk.roster.online().query_user_role(id).await;
            let row = row.map_err(|error| error.to_string())?;
            if row.state == State::Connected {
                continue;
            }
            // The services may have taken up the last request of the dead only after its death.
            late.extend(practice.take_issued());
            for late in late.iter().filter(|late| late.realm == company.realm) {
                self.between += usize::from(unkept.insert(company.name, late.at).is_none());
            }
            let why = self.judge_loss((id, company), heard, &unkept)?;
            check(row.state == State::Checking, || {
                format!("shown as {:?}", row.state)
            })?;
            self.lost.push(why);
            desk.connect(id, company).await?;
        }
        Ok(())
    }

    /// A grant may be lost in one way: the strictest reading of Intuit, and a kill between the answer
    /// and the write.
    fn judge_loss(
        &self,
        (id, company): (ClientId, &Company),
        heard: &Heard,
        unkept: &BTreeMap<&'static str, Timestamp>,
    ) -> Result<String, Wrong> {
        let name = company.name;
        check(self.strict, || format!("the grant of {name} is lost"))?;
        let at = unkept.get(name).copied();
        let at = at.ok_or_else(|| format!("the grant of {name} is lost, and no answer was"))?;
        check(at.duration_since(heard.dead) < DAWDLING, || {
            format!("{name}: answered at {at}, and dead since {}", heard.dead)
        })?;
        let entry = entry(id);
        let written = heard
            .lines("kept")
            .filter_map(|line| line.split_once(' '))
            .filter(|(_, name)| *name == entry)
            .filter_map(|(at, _)| Timestamp::from_nanosecond(at.parse().ok()?).ok())
            .max();
        check(written.is_none_or(|written| written < at), || {
            format!("{name}: written {written:?}, after the answer of {at}")
        })?;
        let late = heard.alive.duration_since(at);
        check(late < DAWDLING, || {
            format!("{name}: unkept for {late:?} before the kill")
        })?;
        Ok(format!(
            "killed {:.1} ms after the answer",
            late.as_secs_f64() * 1e3
        ))
    }
}

/// What must hold of a full roster at any time, and that every grant of it works.
pub(crate) async fn all_is_well(folder: &Path, services: &Services) {
    let mut judge = Judge::new(folder, services.clone(), true);
    let all = COMPANIES.iter().map(|company| company.name.to_owned());
    judge.connected.extend(all.clone());
    judge.added.extend(all);
    judge.database().unwrap();
    let desk = Desk::open(folder, services, |_| {}).await;
    judge.clients(&desk).unwrap();
    judge.end_users(&desk).await.unwrap();
    for company in &COMPANIES {
        let id = desk.find(company.name).unwrap();
        desk.roster.cancel_connect(id).await.unwrap();
        desk.roster.online().renew_now(id).await;
        let row = desk.roster.online().query_user_role(id).await.unwrap();
        assert_eq!(row.state, State::Connected, "{}", company.name);
    }
}

fn entry(id: ClientId) -> String {
    format!("company/{id}")
}

/// From the answer that replaced a refresh token to the moment the new one is on disk.
#[derive(Default)]
pub(crate) struct Windows {
    renewals: Vec<SignedDuration>,
    sign_ins: Vec<SignedDuration>,
}

impl Windows {
    pub(crate) fn extend(&mut self, more: Self) {
        self.renewals.extend(more.renewals);
        self.sign_ins.extend(more.sign_ins);
    }

    pub(crate) fn summary(&mut self) -> String {
        format!(
            "  from Intuit's answer to the vault's disk: {}; {}",
            figures("renewals", &mut self.renewals),
            figures("sign-ins over a living grant", &mut self.sign_ins)
        )
    }
}

fn figures(what: &str, times: &mut [SignedDuration]) -> String {
    times.sort();
    let Some(worst) = times.last() else {
        return format!("no {what}");
    };
    let ms =
        |time: &SignedDuration| Duration::try_from(*time).unwrap_or_default().as_secs_f64() * 1e3;
    format!(
        "{} {what}, median {:.1} ms, worst {:.1} ms",
        times.len(),
        ms(&times[times.len() / 2]),
        ms(worst)
    )
}

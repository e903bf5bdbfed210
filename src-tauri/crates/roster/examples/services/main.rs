//! One side of `tests/bench/services.py`: what the app does with its companies and end-users, as a
//! process of its own whose processor time can be taken.
//!
//! `services <prepare|round|list|books> <folder> [in flight]` reads `job.json` in the folder, which the
//! bench writes, and prints one line of JSON. It fails unless the whole job was done.

mod books;
mod firm;

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use roster::Roster;
use roster::view::{RoleAvailability, RoleKind, State};
use serde_json::{Value, json};

use firm::Firm;

pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [task, folder, rest @ ..] = arguments.as_slice() else {
        return Err("services <prepare|round|list|books> <folder> [in flight]".into());
    };
    let folder = Path::new(folder);
    if task == "prepare" {
        return firm::prepare(folder).await;
    }
    if task == "books" {
        return books::read(folder).await;
    }
    let firm = Firm::open(folder).await?;
    if let [at_once] = rest {
        firm.roster.scheduler().set_concurrency(at_once.parse()?);
    }
    let (began, used) = (Instant::now(), processor_seconds()?);
    let done = match task.as_str() {
        "round" => round(&firm).await?,
        "list" => list(&firm.roster).await?,
        other => return Err(format!("there is no task {other}").into()),
    };
    println!(
        "{}",
        json!({
            "seconds": began.elapsed().as_secs_f64(),
            "cpu": processor_seconds()? - used,
            "heard": firm.heard(),
            "done": done,
        })
    );
    Ok(())
}

/// What the threads of this process have run so far, to the nanosecond. All that work on the job live as
/// long as the process.
pub(crate) fn processor_seconds() -> Outcome<f64> {
    let mut seconds = 0.0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let times = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        let ran: f64 = times.split(' ').next().unwrap_or_default().parse()?;
        seconds += ran / 1e9;
    }
    Ok(seconds)
}

/// What *Refresh now* does: every company's grant renewed, kept and used to ask for the role.
async fn round(firm: &Firm) -> Outcome<Value> {
    firm.roster.scheduler().check_all().await;
    let rows = firm.roster.rows()?;
    let reported = rows
        .iter()
        .filter(|row| row.role.availability == RoleAvailability::Reported)
        .filter(|row| row.state == State::Connected);
    let admins = rows.iter().filter(|row| row.role.kind == RoleKind::Admin);
    let payroll = rows.iter().filter(|row| row.role.payroll == Some(true));
    Ok(json!({
        "reported": reported.count(),
        "admins": admins.count(),
        "payroll": payroll.count(),
        "renewed": firm.renewed().await?,
    }))
}

/// One passive round: all end-users in one answer, and what that means for every client.
async fn list(roster: &Roster) -> Outcome<Value> {
    roster.desktop().read_end_users().await?;
    let mut states = std::collections::BTreeMap::<String, usize>::new();
    for row in roster.rows()? {
        let state = serde_json::to_value(row.state)?;
        let name = state.as_str().unwrap_or_default();
        let name = if row.stale {
            format!("{name} (stale)")
        } else {
            name.to_owned()
        };
        *states.entry(name).or_default() += 1;
    }
    Ok(json!(states))
}

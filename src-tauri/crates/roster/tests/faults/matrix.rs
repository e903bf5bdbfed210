//! All cells, eight at a time.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::cell::{self, Verdict};
use crate::certificates::{Authority, Certificates};
use crate::document;
use crate::kinds::{Call, Fault};

/// The folder with the authority's key, in the process that trusts it.
const AUTHORITY: &str = "FAULTS_AUTHORITY";
/// Writes the document instead of comparing it.
const WRITE: &str = "WRITE_RELIABILITY";
/// Runs only the cells whose title contains this text.
const ONLY: &str = "FAULTS_ONLY";
const AT_ONCE: usize = 8;
/// Only here are the trusted authorities files that a variable can name. Elsewhere the calls over TLS are left out.
const CAN_TRUST: bool = cfg!(target_os = "linux");

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// What is trusted is decided when a process starts, so the cells run in a second one that trusts an
/// authority of this run as well: a certificate is then refused for what is wrong with it.
#[test]
fn every_call_survives_every_fault() {
    if let Some(folder) = std::env::var_os(AUTHORITY) {
        return run_all(&PathBuf::from(folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("trusted.pem");
    let (_, key) = Authority::written_to(&trusted);
    std::fs::write(folder.path().join("authority.key"), key).unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "matrix::every_call_survives_every_fault"])
        .arg("--nocapture")
        .env("SSL_CERT_FILE", &trusted)
        // The system's own authorities are of no use here, and every client would read them all.
        .env("SSL_CERT_DIR", folder.path().join("none"))
        .env(AUTHORITY, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    // Not `println!`, which a test that passes keeps to itself.
    let table = said
        .lines()
        .filter(|line| line.starts_with(['|', '#', '>', '!']));
    for line in table {
        writeln!(std::io::stdout(), "{line}").unwrap();
    }
    assert!(
        ended.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

fn run_all(folder: &Path) {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        hook(panic);
    }));
    let key = std::fs::read(folder.join("authority.key")).unwrap();
    let certificates = Arc::new(Certificates::new(&Authority::from_key(&key)));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    let began = Instant::now();
    let cells = runtime.block_on(all_cells(&certificates));
    let took = began.elapsed();
    let panics = PANICS.load(Ordering::SeqCst);
    let failed: Vec<String> = cells
        .iter()
        .filter_map(|(call, fault, verdict)| {
            let reason = verdict.as_ref().err()?;
            Some(format!("! {} / {}: {reason}", call.title(), fault.title()))
        })
        .collect();
    let tables = document::tables(&|call, fault| {
        let mut found = cells.iter().filter(|it| it.0 == call && it.1 == fault);
        found.next().and_then(|it| it.2.as_ref().ok().copied())
    });
    println!("{tables}");
    println!(
        "> {} calls x {} faults: {} cells, {} as they have to be, {panics} panics, in {} s",
        Call::ALL.len(),
        Fault::all().len(),
        cells.len(),
        cells.len() - failed.len(),
        took.as_secs(),
    );
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert_eq!(panics, 0);
    if CAN_TRUST && std::env::var_os(ONLY).is_none() {
        compare(&tables);
    }
}

async fn all_cells(certificates: &Arc<Certificates>) -> Vec<(Call, Fault, Verdict)> {
    let only = std::env::var(ONLY).unwrap_or_default();
    // A case that only waits takes no slot from the others.
    let waiting = Arc::new(Semaphore::new(AT_ONCE));
    let working = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    for call in Call::ALL {
        for fault in Fault::all() {
            let title = format!("{} / {}", call.title(), fault.title());
            if !title.contains(&only) || (fault.is_tls() && !CAN_TRUST) {
                continue;
            }
            let slots = if fault.is_slow() { &waiting } else { &working };
            let (slots, certificates) = (slots.clone(), certificates.clone());
            running.spawn(async move {
                let _slot = slots.acquire().await.unwrap();
                // A task of its own, so that a panic is this cell's.
                let cell = tokio::spawn(async move { cell::run(call, fault, &certificates).await });
                let verdict = cell.await.unwrap_or_else(|panic| Err(panic.to_string()));
                (call, fault, verdict)
            });
        }
    }
    running.join_all().await
}

fn compare(tables: &str) {
    let file = document::file();
    let written = std::fs::read_to_string(&file).unwrap();
    let wanted = document::with_tables(&written, tables);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(file, wanted).unwrap();
        return;
    }
    assert!(
        written == wanted,
        "docs/reports/faults.md says otherwise; `{WRITE}=1 cargo test -p roster --test faults` writes it"
    );
}

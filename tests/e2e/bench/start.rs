//! From the start of the program to what is on the screen, and the memory that then is in use.

use std::path::Path;
use std::time::{Duration, SystemTime};

use crate::fill::fill;
use crate::harness::{App, LONG, TestEnv, WebDriverPort, app, eventually};
use crate::table::{Readings, Row};

/// Runs that count, after one of each that fills the disk's cache.
const RUNS: usize = 7;
const RUNS_OF_SIZES: usize = 5;
/// A start is left alone for this long: measuring it would slow it down.
const ALONE: Duration = Duration::from_secs(4);

/// A program with one window, and the mark its page sets in the second frame after it is complete.
struct Program {
    path: std::path::PathBuf,
    class: &'static str,
    mark: &'static str,
}

impl Program {
    fn app() -> Self {
        Self {
            path: app::program(),
            class: app::CLASS,
            mark: "counterfoil:roster",
        }
    }

    fn empty() -> Self {
        Self {
            path: app::example("empty"),
            class: "^empty$",
            mark: "painted",
        }
    }
}

#[derive(Default)]
struct Starts {
    painted: Readings,
    memory: Readings,
}

/// The rows about the start and the memory of a window with 2,000 clients, and how both grow.
pub(crate) async fn measure(rows: &mut Vec<Row>) {
    let (mut ours, mut empty) = (Starts::default(), Starts::default());
    let mut env = TestEnv::start("bench-start").await;
    fill(&env.app_folder(), 2_000);
    for run in 0..=RUNS {
        println!("  starts with 2,000 clients, {run} of {RUNS}");
        for (program, starts) in [(Program::app(), &mut ours), (Program::empty(), &mut empty)] {
            once(&mut env, &program, (run > 0).then_some(starts)).await;
        }
    }
    let rival = "an empty Tauri window";
    rows.push(Row::against(
        "start → roster of 2,000 painted, ms",
        (&ours.painted, &empty.painted),
        rival,
        0,
        (1.3, "≤ 1.3×"),
    ));
    rows.push(Row::against(
        "memory (PSS, all processes) with 2,000 clients, MiB",
        (&ours.memory, &empty.memory),
        rival,
        0,
        (1.2, "≤ 1.2×"),
    ));
    drop(env);
    grow(rows).await;
}

async fn grow(rows: &mut Vec<Row>) {
    let mut sizes = Vec::new();
    for clients in [100, 10_000] {
        let mut starts = Starts::default();
        let mut env = TestEnv::start("bench-grow").await;
        fill(&env.app_folder(), clients);
        for run in 0..=RUNS_OF_SIZES {
            println!("  starts with {clients} clients, {run} of {RUNS_OF_SIZES}");
            once(&mut env, &Program::app(), (run > 0).then_some(&mut starts)).await;
        }
        sizes.push(starts);
    }
    let [few, many] = &sizes[..] else { return };
    for (what, many, few) in [
        ("start → roster painted, ms", &many.painted, &few.painted),
        ("memory, MiB", &many.memory, &few.memory),
    ] {
        rows.push(Row::against(
            &format!("{what}: 10,000 clients"),
            (many, few),
            "100 clients",
            0,
            (100.0, "≤ 100× (linear)"),
        ));
    }
}

async fn once(env: &mut TestEnv, program: &Program, starts: Option<&mut Starts>) {
    let driver = WebDriverPort::new();
    let begun = SystemTime::now();
    let id = env.start_program(&program.path, &driver.environment());
    tokio::time::sleep(ALONE).await;
    let memory = memory_of(id);
    let app = App::started_by_desktop(env, &driver).await;
    let script = format!(
        "const mark = performance.getEntriesByName('{}')[0];
        return mark ? performance.timeOrigin + mark.startTime : null;",
        program.mark
    );
    let painted = eventually("the window is painted", LONG, async || {
        app.script(&script).await.as_f64()
    })
    .await;
    app.leave(env, program.class, id).await;
    let begun = begun
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("a clock after 1970");
    if let Some(starts) = starts {
        starts.painted.push(painted - begun.as_secs_f64() * 1000.0);
        starts.memory.push(memory);
    }
}

/// Memory of a process and all below it, in MiB; what they share is counted once.
fn memory_of(id: u32) -> f64 {
    let kib: f64 = family(id)
        .into_iter()
        .filter_map(|id| {
            let rollup = std::fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok()?;
            let line = rollup.lines().find(|line| line.starts_with("Pss:"))?;
            line.split_whitespace().nth(1)?.parse::<f64>().ok()
        })
        .sum();
    kib / 1024.0
}

fn family(id: u32) -> Vec<u32> {
    let mut all = vec![id];
    let tasks = std::fs::read_dir(Path::new("/proc").join(id.to_string()).join("task"));
    for task in tasks.into_iter().flatten().flatten() {
        let children = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        for child in children.split_whitespace().filter_map(|it| it.parse().ok()) {
            all.extend(family(child));
        }
    }
    all
}

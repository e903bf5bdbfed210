//! Figures, their medians and spreads, and where the tables go.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Several readings of one thing.
#[derive(Clone, Default)]
pub(crate) struct Readings(Vec<f64>);

impl Readings {
    pub(crate) fn push(&mut self, reading: f64) {
        self.0.push(reading);
    }

    pub(crate) fn median(&self) -> f64 {
        percentile(&self.0, 50)
    }

    /// The median with the lowest and the highest reading.
    pub(crate) fn words(&self, decimals: usize) -> String {
        let (low, high) = (percentile(&self.0, 0), percentile(&self.0, 100));
        let median = self.median();
        format!("{median:.decimals$} ({low:.decimals$}–{high:.decimals$})")
    }
}

impl From<f64> for Readings {
    fn from(reading: f64) -> Self {
        Self(vec![reading])
    }
}

/// A line of the table of ratios.
pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) ours: String,
    pub(crate) against: String,
    pub(crate) ratio: String,
    pub(crate) target: &'static str,
    pub(crate) met: bool,
}

impl Row {
    /// Counterfoil's readings and its rival's, and how many times the rival's ours may be.
    pub(crate) fn against(
        what: &str,
        (ours, rival): (&Readings, &Readings),
        rival_is: &str,
        decimals: usize,
        (most, target): (f64, &'static str),
    ) -> Self {
        let ratio = ours.median() / rival.median();
        Self {
            what: what.to_owned(),
            ours: ours.words(decimals),
            against: format!("{rival_is}: {}", rival.words(decimals)),
            ratio: format!("{ratio:.2}×"),
            target,
            met: ratio <= most,
        }
    }

    /// Readings against a bound.
    pub(crate) fn within(
        what: &str,
        ours: &Readings,
        decimals: usize,
        (most, target): (f64, &'static str),
    ) -> Self {
        let ratio = ours.median() / most;
        Self {
            what: what.to_owned(),
            ours: ours.words(decimals),
            against: "the target".to_owned(),
            ratio: format!("{ratio:.2}×"),
            target,
            met: ratio <= 1.0,
        }
    }
}

/// The table of ratios.
pub(crate) fn table(rows: &[Row]) -> String {
    let lines = rows.iter().map(|row| {
        let met = if row.met { "met" } else { "**missed**" };
        let Row {
            what,
            ours,
            against,
            ratio,
            target,
            ..
        } = row;
        format!("| {what} | {ours} | {against} | {ratio} | {target}: {met} |\n")
    });
    format!(
        "| what | Counterfoil | against | ratio | target |\n|---|--:|---|--:|---|\n{}",
        lines.collect::<String>()
    )
}

/// What the figures were read on.
pub(crate) fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        text.lines()
            .find(|line| line.starts_with(name))
            .and_then(|line| line.split_once(':'))
            .map(|(_, value)| value.trim().to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_default();
    let memory = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|total| total.trim_end_matches(" kB").parse::<u64>().ok())
        .map_or(0, |kib| kib.div_ceil(1024 * 1024));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let busy = read("/proc/loadavg");
    format!(
        "{} (commit {}) on {processor}, {cores} cores, {memory} GiB, {}, no graphics card; load {} when it began.",
        jiff::Zoned::now().date(),
        commit(),
        field(&read("/etc/os-release").replace('=', ":"), "PRETTY_NAME")
            .unwrap_or_default()
            .trim_matches('"'),
        busy.split(' ').next().unwrap_or_default(),
    )
}

fn commit() -> String {
    let said = |arguments: &[&str]| {
        Command::new("git")
            .args(arguments)
            .output()
            .ok()
            .filter(|said| said.status.success())
            .map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned())
    };
    let changed = said(&["status", "--porcelain", "--", ":!docs"]).is_some_and(|it| !it.is_empty());
    let name = said(&["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    if changed {
        format!("{name} and changes")
    } else {
        name
    }
}

/// Puts `text` between the markers `<!-- name -->` and `<!-- /name -->` of the page.
pub(crate) fn write(page: &Path, name: &str, text: &str) {
    let whole = fs::read_to_string(page).expect("the page can be read");
    let (begin, end) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let parts = whole
        .split_once(&begin)
        .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let (before, after) = parts.unwrap_or_else(|| panic!("{} has no {begin}", page.display()));
    fs::write(page, format!("{before}{begin}\n\n{text}\n{end}{after}"))
        .expect("the page can be written");
}

pub(crate) fn percentile(times: &[f64], percent: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    sorted
        .get(last * percent / 100)
        .copied()
        .unwrap_or(f64::NAN)
}

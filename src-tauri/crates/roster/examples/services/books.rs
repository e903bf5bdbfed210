//! A year of one client's transactions, a month at a time.

use std::path::Path;
use std::time::Instant;

use conductor::catalogue::Resource;
use conductor::{Conductor, EndUserId, Filters, Money, Record, SecretKey, Transaction, typed};
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::{Value, json};

use crate::{Outcome, processor_seconds};

/// Where the year of the practice firm's books begins.
const FIRST: jiff::civil::Date = date(2025, 12, 1);

/// Reads them, adds them up and prints one line of JSON.
pub(crate) async fn read(folder: &Path) -> Outcome<()> {
    let job: Value = serde_json::from_str(&std::fs::read_to_string(folder.join("job.json"))?)?;
    let text = |value: &Value| {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or("job.json is not whole")
    };
    let service = &job["practice"]["conductor"];
    let conductor = Conductor::builder(SecretKey::new(text(&service["secretKey"])?))
        .base_url(text(&service["baseUrl"])?.parse()?)
        .build()?;
    let end_user = EndUserId::new(text(&job["endUsers"][0])?);
    let transactions = Resource::by_path("transactions").ok_or("no transactions")?;

    let (began, used, held) = (Instant::now(), processor_seconds()?, memory()?);
    let (mut rows, mut pages) = (Vec::<Record>::new(), 0);
    for month in 0..12 {
        let month = FIRST.saturating_add(month.months());
        let filters = Filters::new()
            .with("transactionDateFrom", month)
            .with("transactionDateTo", month.last_of_month());
        let mut answers = conductor.books(&end_user).list(transactions, &filters)?;
        while let Some(page) = answers.next().await {
            rows.extend(page?.records);
            pages += 1;
        }
    }
    let amounts = rows.iter().map(|row| Ok(typed::<Transaction>(row)?.amount));
    let sum: Money = amounts.collect::<Outcome<Vec<_>>>()?.into_iter().sum();
    println!(
        "{}",
        json!({
            "seconds": began.elapsed().as_secs_f64(),
            "cpu": processor_seconds()? - used,
            "pages": pages,
            "bytes": memory()?.saturating_sub(held),
            "done": { "rows": rows.len(), "sum": sum.to_string() },
        })
    );
    Ok(())
}

/// What this process has in memory, in bytes.
fn memory() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.ok_or("no VmRSS")?.trim().trim_end_matches(" kB");
    Ok(kilobytes.parse::<u64>()? * 1024)
}

//! Every call of the app to Conductor, to Intuit and to the relay, under every fault that can be caused:
//! what the person reads, that nothing is made twice or lost, and that time and memory have an end.
//!
//! The table is printed, and compared with the one in `docs/reports/faults.md`. This writes it there:
//!
//! ```text
//! WRITE_RELIABILITY=1 cargo test -p roster --test faults
//! ```
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod answers;
mod calls;
mod cell;
mod certificates;
mod document;
mod expected;
#[path = "../roster/harness/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "what the roster's other tests use of it"
)]
mod harness;
mod kinds;
mod line;
mod matrix;

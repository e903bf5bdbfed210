//! Processes that are killed, disks that are full, folders that cannot be written, two copies at once.
//!
//! Each child is this very test program, started anew with `CRASH_CHILD`; the practice firm lives in the
//! parent and survives. `CRASH_KILLS` sets how often, `CRASH_SEED` repeats a run's random choices.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod child;
mod disk;

mod file_vault;
mod firm;
mod judge;
mod kill;
mod two;

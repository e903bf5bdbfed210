//! The roster over a practice firm: real HTTP on loopback, the real relay, the practice clock.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod connect;
mod harness;

//! A stand-in for Conductor and Intuit on loopback, with a sample firm.
//!
//! It imports no type of the two client crates: two independent readings of the wire catch each
//! other's mistakes. It mounts the real relay, so practice walks the production path.

mod app;
mod conductor;
mod error;
mod intuit;
mod pages;
mod ready;
mod saved;
mod server;

pub use app::Clock;
pub use error::Error;
pub use ready::{ConductorReady, IntuitReady, Ready, RelayReady};
pub use server::{Config, Practice};

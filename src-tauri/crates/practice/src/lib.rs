//! Conductor and Intuit as test doubles on loopback, with a sample firm.
//!
//! It imports no type of the two client crates: two independent readings of the wire catch each
//! other's mistakes. It mounts the real relay, so practice walks the production path.

mod app;
mod clock;
mod conductor;
mod connection_control;
mod control;
mod endpoints;
mod error;
mod faults;
mod generated;
mod intuit;
mod log;
mod pages;
mod part;
mod random;
mod relay_mount;
mod sample;
mod saved;
mod server;

pub use clock::{Clock, Network};
pub use endpoints::{ConductorEndpoints, Endpoints, IntuitEndpoints, RelayEndpoints};
pub use error::Error;
pub use intuit::{Issued, Occasion};
pub use server::{Config, Practice};

//! Conductor's half as its clients see it: over HTTP, without any of the client crates' types.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "conductor/books.rs"]
mod books;
#[path = "conductor/core.rs"]
mod core;
#[path = "conductor/flow.rs"]
mod flow;
#[path = "conductor/links.rs"]
mod links;
#[path = "conductor/reading.rs"]
mod reading;
#[path = "conductor/sample.rs"]
mod sample;
#[path = "conductor/scenarios.rs"]
mod scenarios;
#[path = "conductor/server.rs"]
mod server;

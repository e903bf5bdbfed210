//! Conductor's half as its clients see it: over HTTP, without any of the client crates' types.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "conductor/books.rs"]
mod books;
#[path = "conductor/core.rs"]
mod core;
#[path = "conductor/desk.rs"]
mod desk;
#[path = "conductor/fates.rs"]
mod fates;
#[path = "conductor/flow.rs"]
mod flow;
#[path = "conductor/links.rs"]
mod links;
#[path = "conductor/reading.rs"]
mod reading;
#[path = "conductor/sample.rs"]
mod sample;

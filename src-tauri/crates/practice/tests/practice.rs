//! The Intuit half, the relay in front of it and Practice's own controls, over HTTP and without
//! any of the client crates' types.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "practice/controls.rs"]
mod controls;
#[path = "practice/faults.rs"]
mod faults;
#[path = "practice/generated.rs"]
mod generated;
#[path = "practice/identity.rs"]
mod identity;
#[path = "practice/keeping.rs"]
mod keeping;
#[path = "practice/opened.rs"]
mod opened;
#[path = "practice/program.rs"]
mod program;
#[path = "practice/role.rs"]
mod role;
#[path = "practice/server.rs"]
mod server;
#[path = "practice/sign_in.rs"]
mod sign_in;
#[path = "practice/through_relay.rs"]
mod through_relay;
#[path = "practice/tokens.rs"]
mod tokens;

//! The HTTP layer under the clients of Conductor, Intuit and the relay: limits, retries, errors.
//!
//! A client made here follows no redirect, because a grant, a code or a key must not travel on to an address that a
//! server chose; gives up after a time; and speaks TLS, but with this computer where the caller says so. Answers are
//! read to a limit. Clippy refuses every other way to make a client (`clippy.toml`).
//!
//! # A first call
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use http_client::{PlainHttp, Settings, ask_json};
//! use serde_json::Value;
//! use url::Url;
//!
//! # async fn first_call() -> Result<(), Box<dyn std::error::Error>> {
//! let health: Url = "https://relay.example/healthz".parse()?;
//! let client = Settings::new(Duration::from_secs(10), PlainHttp::Never).client_for([&health])?;
//! let answer: Value = ask_json(client.get(health), 10_000).await?;
//! println!("{answer}");
//! # Ok(())
//! # }
//! ```

mod client;
mod error;
mod exchange;
mod redact;
mod retry;

pub use client::{PlainHttp, Settings, USER_AGENT, is_loopback, require_safe};
pub use error::{Cause, HttpError, TransportError, TransportKind};
pub use exchange::{ask_json, body, header_text, json, send};
pub use redact::{Redactor, one_line, shortened};
pub use retry::{RetryHint, RetryPolicy, may_pass};

#[cfg(test)]
mod tests;

//! Counterfoil, the desktop app: the only layer that names Tauri.
//!
//! `app` builds and runs it, `commands` is everything the window may call, `session` holds the open firm,
//! `firm` makes a roster out of keys and addresses, and the rest implements the small traits the
//! domain asks for.

mod api;
mod app;
mod commands;
mod diagnostics;
mod downloads;
mod import_progress;
mod platform;
mod problems;
mod provisioning;
mod session;
mod settings;
mod sign_in;
mod uninstall;

#[cfg(test)]
mod circle_tests;
#[cfg(test)]
mod threat_model_tests;

pub use app::run;

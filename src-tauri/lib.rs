//! Counterfoil, the desktop app: the only floor of the house that names Tauri.
//!
//! `app` builds and runs it, `commands` is everything the window may call, `desk` holds the open firm,
//! `firm` makes a roster out of keys and addresses, and the rest implements the small traits the
//! domain asks for.

mod app;
mod caught;
mod commands;
mod desk;
mod firm;
mod keychain;
mod links;
mod log;
mod notices;
mod outside;
mod panics;
mod practice_firm;
mod settings;
mod sign_in_listener;
mod support;
mod tables;
mod view;

pub use app::run;

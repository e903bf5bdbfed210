//! Counterfoil, the desktop app: the only floor of the house that names Tauri.
//!
//! `app` builds and runs it, `commands` is everything the window may call, `desk` holds the open firm,
//! `firm` makes a roster out of keys and addresses, and the rest implements the small traits the
//! domain asks for.

mod address;
mod app;
mod backup;
mod caught;
mod changing_key;
mod checking;
mod commands;
mod computer;
mod copies;
mod data_place;
mod desk;
mod firm;
mod firm_id;
mod firm_keys;
mod glimpse;
mod identity;
mod importing;
mod joining;
mod keychain;
mod links;
mod log;
mod making;
mod managed;
mod new_firm;
mod notices;
mod opened_files;
mod outside;
mod panics;
mod practice_firm;
mod private_files;
mod removing;
#[cfg(target_os = "linux")]
mod rendering;
mod running;
#[cfg(target_os = "linux")]
mod scheme;
mod seat;
#[cfg(target_os = "linux")]
mod second_start;
mod settings;
mod sharing;
mod sign_in_listener;
mod support;
mod tables;
mod uninstalling;
mod view;

#[cfg(test)]
mod threat_model_tests;

pub use app::run;

//! The built app in a real window, on a desktop of its own, with a real browser and a real keyring.
// Its desktop, keyring and WebDriver are Linux's.
#![cfg(target_os = "linux")]

mod harness;

mod attackers;
mod backups;
mod books;
mod books_kept;
mod clients;
mod clipboard;
mod company_id;
mod degraded;
mod desktop;
mod firm_files;
mod firms;
mod first_start;
mod keyboard;
mod keyring;
mod links;
mod lists;
mod managed;
mod many_computers;
mod notices;
mod online;
mod opening;
mod panics;
mod removing;
mod restart;
mod secrets;
mod session_bus;
mod states;
mod window;

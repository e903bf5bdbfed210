//! A whole desktop of one's own for each test: display, session bus, keyring, window manager, browser.
//!
//! Nothing is simulated but the two services, and those are the app's own practice firm. The link from
//! the app to the browser and back goes through `xdg-open`, as it does on a person's computer.

#![allow(
    dead_code,
    unused_imports,
    reason = "the tests and the tour use different halves of this"
)]

pub(crate) mod app;
mod browser;
mod desktop_services;
pub(crate) mod flows;
#[path = "../../../src-tauri/platform/identity.rs"]
mod identity;
mod notices;
pub(crate) mod practice;
mod processes;
mod running;
pub(crate) mod test_env;
mod wait;

pub(crate) use app::{App, WebDriverPort};
pub(crate) use browser::Browser;
pub(crate) use identity::OWN;
pub(crate) use notices::{Notice, Notices};
pub(crate) use practice::{BILLS, MARIA, NORTHWIND, Practice, SUES, WREN};
pub(crate) use running::Stranger;
pub(crate) use test_env::TestEnv;
pub(crate) use wait::{LONG, SHORT, eventually};

//! The roster over a practice firm: real HTTP on loopback, the real relay, the practice clock.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod adopting;
mod answers;
mod banners;
mod books;
mod change_log;
mod clock;
mod company_id;
mod connect;
mod desktop;
mod desktop_checks;
mod direct;
mod disconnect;
mod grants;
mod grants_origin;
mod harness;
mod hostile;
mod keeping;
mod leaving;
mod links;
mod lists;
mod log_files;
mod log_lines;
mod pasted;
mod preview;
mod read_only;
mod relay_wire;
mod renewal;
mod revocations;
mod role;
mod roles_off;
mod schedule;
mod secrets;
mod stolen_code;
mod upgrade;
mod wrong_company;

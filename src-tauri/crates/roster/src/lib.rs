//! Counterfoil's domain: clients, connections, diagnosis, checks, journal and vault.
//!
//! Network code records [`observation`]s; [`diagnosis`] alone decides what they mean. No Tauri type is
//! named here: what the domain needs from the outside comes in through the small traits of
//! [`platform`] and [`vault`].

#[macro_use]
mod random_id;
mod actions;
pub mod atomic_file;
mod attempt;
pub mod backup;
pub mod books;
pub mod callback;
pub mod change_log;
pub mod client;
mod codes;
pub mod computer;
mod context;
pub mod database;
mod desktop;
pub mod diagnosis;
pub mod event;
pub mod grants;
mod import;
pub mod journal;
pub mod log_safe;
pub mod mail;
mod names;
pub mod observation;
mod online;
pub mod platform;
mod preview;
mod private_file;
pub mod problem;
mod queue;
mod read_only;
mod records;
mod refusals;
pub mod roster;
mod rounds;
mod rows;
mod scheduler;
mod service_health;
mod slots;
mod tokens;
pub mod untrusted_text;
pub mod vault;
pub mod view;

pub use books::BooksReader;
pub use change_log::ChangeLog;
pub use desktop::AuthLinks;
pub use import::{Imported, Listed};
pub use online::leaving::{Holdings, Left, Parted, Parting, WhyLeft};
pub use online::{Arrival, SignIns, waits_for_link};
pub use preview::preview_rows;
pub use problem::RosterError;
pub use roster::{ConductorService, Dependencies, IntuitService, Roster};
pub use scheduler::Scheduler;

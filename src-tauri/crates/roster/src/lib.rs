//! Counterfoil's domain: clients, connections, diagnosis, checks, journal and vault. No Tauri type is named here.

pub mod view;

//! How a computer becomes part of a firm: firm files, the keys in them, and checking keys with their services.

pub(crate) mod change_key;
pub(crate) mod create_firm_file;
pub(crate) mod firm_keys;
pub(crate) mod join_firm;
pub(crate) mod kept_keys;
pub(crate) mod opened_files;
pub(crate) mod pending_firm_file;
pub(crate) mod verify_keys;

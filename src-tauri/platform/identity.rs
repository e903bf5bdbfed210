//! The names that distinguish this build of Counterfoil from others on the same computer. They are here only.
//!
//! The tests of the built app include this file, so that they look where it looks.

/// The names by which the operating system knows a build.
pub(crate) struct Identity {
    /// The app's own: its folders, its name on the session bus, its notices on Windows.
    pub(crate) identifier: &'static str,
    /// The scheme of the links that come back to it.
    pub(crate) scheme: &'static str,
    /// The service under which it files what it keeps in the keychain.
    pub(crate) keychain: &'static str,
}

/// What people install; `tauri.conf.json` says the same to the packages.
pub(crate) const INSTALLED: Identity = Identity {
    identifier: "app.counterfoil.desktop",
    scheme: "counterfoil",
    keychain: "Counterfoil",
};

/// What engineers run beside it.
pub(crate) const DEVELOPMENT: Identity = Identity {
    identifier: "app.counterfoil.desktop.dev",
    scheme: "counterfoil-dev",
    keychain: "Counterfoil (development)",
};

/// This build's own. One with debug assertions is for development, unless it goes into a package: then
/// `scripts/bundle` says so.
pub(crate) const OWN: &Identity =
    if cfg!(debug_assertions) && option_env!("COUNTERFOIL_PACKAGED").is_none() {
        &DEVELOPMENT
    } else {
        &INSTALLED
    };

//! The operating system: files, keychain, browser, clipboard, notifications, the window's engine.

pub(crate) mod computer;
pub(crate) mod data_folder;
pub(crate) mod identity;
pub(crate) mod keychain;
pub(crate) mod notifications;
pub(crate) mod private_files;
pub(crate) mod running;
#[cfg(target_os = "linux")]
pub(crate) mod second_start;
pub(crate) mod shell;
#[cfg(target_os = "linux")]
pub(crate) mod webview;

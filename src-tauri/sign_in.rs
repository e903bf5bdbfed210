//! What a sign-in needs of this computer: the scheme of the app's links, and the address on loopback.

pub(crate) mod loopback;
#[cfg(target_os = "linux")]
pub(crate) mod scheme;

//! What a sign-in needs of this computer: the app's links, the scheme they have, and the address on loopback.

pub(crate) mod deep_links;
pub(crate) mod loopback;
#[cfg(target_os = "linux")]
pub(crate) mod scheme;

//! One QuickBooks Online connection, from *Connect* to *Disconnect*.
//!
//! Three facts about Intuit shape all of it. An authorization code works once, and a second use may
//! withdraw what the first one gave: so a link is spent before it is redeemed, whatever comes of it. An
//! app has **one grant per company**, and a new sign-in replaces it: so a grant that nobody saves must
//! not be withdrawn when a client lives in that company. And nothing is saved before a person has seen
//! which company it is, except when company and person are the same as before.

mod answers;
mod attempts;
mod company_id;
pub(crate) mod leaving;
mod realm;
mod revocations;
mod revoke;
mod role;
mod save;
mod sign_in;
mod verify;

pub use answers::{Arrival, waits_for_link};
pub(crate) use attempts::Attempts;
pub(crate) use revocations::Revocations;
pub(crate) use role::{GRANT_MISSING, grant_missing};
pub use sign_in::SignIns;
pub(crate) use verify::Verification;

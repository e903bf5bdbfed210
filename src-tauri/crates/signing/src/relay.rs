//! Names that the app and the sign-in relay share.

use crate::Domain;

/// Header of the proof by a sign-in's key.
pub const PROOF_HEADER: &str = "counterfoil-proof";
/// Header of the proof by the computer's key.
pub const COMPUTER_HEADER: &str = "counterfoil-computer-proof";
/// Header of every answer: the nonce for the next proof.
pub const NONCE_HEADER: &str = "counterfoil-nonce";
/// What a sign-in's key signs.
pub const SIGN_IN: Domain = Domain("counterfoil relay: proof of a sign-in");
/// What a computer's key signs.
pub const COMPUTER: Domain = Domain("counterfoil relay: proof of a computer");

//! Random text.

/// `length` random letters and digits.
pub(crate) fn random_alphanumeric(length: usize) -> String {
    use rand::{Rng as _, distributions::Alphanumeric};
    rand::thread_rng()
        .sample_iter(Alphanumeric)
        .take(length)
        .map(char::from)
        .collect()
}

//! Distinguishing a random key from one that a person made up.

/// Of 32 random bytes about 30 differ; fewer than this happens less than once in 10^12 keys.
const FEWEST_DIFFERENT: usize = 18;

/// Whether these bytes are no random key: text, a pattern, or few values (such as one half twice).
///
/// Chance makes such a key less than once in 10^12, so no real one is refused.
pub(crate) fn is_weak(key: &[u8; 32]) -> bool {
    is_text(key) || is_staircase(key) || different(key) < FEWEST_DIFFERENT
}

/// A passphrase, or a key that was encoded twice.
fn is_text(key: &[u8; 32]) -> bool {
    key.iter()
        .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

/// Every byte is the one before it plus the same step.
fn is_staircase(key: &[u8; 32]) -> bool {
    let step = key[1].wrapping_sub(key[0]);
    key.windows(2)
        .all(|pair| pair[1].wrapping_sub(pair[0]) == step)
}

fn different(key: &[u8; 32]) -> usize {
    let mut seen = [false; 256];
    for byte in key {
        seen[usize::from(*byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use rand::RngCore;
    use rand::rngs::OsRng;

    use super::*;

    #[test]
    fn what_somebody_thought_up_is_weak() {
        let mut staircase = [0; 32];
        let mut half = [0; 32];
        for (place, byte) in (0_u8..).zip(staircase.iter_mut()) {
            *byte = place.wrapping_mul(7).wrapping_add(200);
        }
        OsRng.fill_bytes(&mut half[..16]);
        let (first, second) = half.split_at_mut(16);
        second.copy_from_slice(first);
        let mut short = [0; 32];
        OsRng.fill_bytes(&mut short[..16]);
        for key in [
            [0; 32],
            [255; 32],
            *b"correct horse battery staple now",
            *b"0123456789abcdef0123456789abcdef",
            *b"Zq8!mK2 xT7#pL5 wR9$nJ3 vB6%hD1&",
            staircase,
            half,
            short,
        ] {
            assert!(is_weak(&key), "{key:?}");
        }
    }

    #[test]
    fn eighteen_values_are_enough_and_seventeen_are_too_few() {
        let of = |different: u8| {
            let mut key = [0; 32];
            for (place, byte) in (0_u8..).zip(key.iter_mut()) {
                *byte = (place % different).wrapping_mul(13);
            }
            key
        };
        assert!(!is_weak(&of(18)));
        assert!(is_weak(&of(17)));
    }

    #[test]
    fn what_chance_makes_is_not() {
        for _ in 0..10_000 {
            let mut key = [0; 32];
            OsRng.fill_bytes(&mut key);
            assert!(!is_weak(&key), "{key:?}");
        }
    }
}

//! A key as words that two people compare on the telephone.

use signing::PublicKey;

/// Without letters that sound different in other languages, or like another letter; the window makes
/// passphrases of the same (`ui/src/features/firm/files/passphrase.ts`).
const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvw";
const VOWELS: &[u8; 5] = b"aeiou";
const WORDS: usize = 6;
const SYLLABLES: usize = 2;

/// Six words of two syllables, such as `bado kimu tola rewi sunu pafe`: 75 bits of the key's SHA-256. A key that has
/// the same words as another takes some 2^75 attempts to find.
#[must_use]
pub fn words_of(key: &PublicKey) -> String {
    let digest = key.digest();
    // 65,536 is no multiple of the 80 syllables: the first sixteen come once in 820 and not in 819 times.
    let syllables: Vec<String> = digest
        .chunks_exact(2)
        .take(WORDS * SYLLABLES)
        .map(|two| syllable(usize::from(u16::from_be_bytes([two[0], two[1]]))))
        .collect();
    syllables
        .chunks(SYLLABLES)
        .map(<[String]>::concat)
        .collect::<Vec<_>>()
        .join(" ")
}

fn syllable(number: usize) -> String {
    let index = number % (CONSONANTS.len() * VOWELS.len());
    let letters = [
        CONSONANTS[index / VOWELS.len()],
        VOWELS[index % VOWELS.len()],
    ];
    letters.map(char::from).iter().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use signing::SigningKey;

    use super::*;

    /// Of the public key of RFC 8032 §7.1, test 1. These words were compared with those that Python's hashlib makes.
    #[test]
    fn the_words_of_a_key_never_change() {
        let key = PublicKey::from_text("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(
            words_of(&key.expect("a key")),
            "sini hanu wapi galu waji nevu"
        );
    }

    #[test]
    fn every_key_has_six_words_of_its_own() {
        let mut seen = HashSet::new();
        for _ in 0..500 {
            let words = words_of(&SigningKey::generate().public());
            assert_eq!(words.split(' ').count(), 6, "{words}");
            assert!(words.split(' ').all(|word| word.len() == 4), "{words}");
            assert!(seen.insert(words));
        }
        assert_eq!(
            seen.iter()
                .filter_map(|it| it.get(..9))
                .collect::<HashSet<_>>()
                .len(),
            500
        );
    }
}

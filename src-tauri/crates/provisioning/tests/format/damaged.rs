//! Files that are cut, bent, noise, or locked with another passphrase.

use provisioning::{Kind, MOST_WORK, OpenError, Passphrase, Sealed, seal_with};
use std::time::{Duration, Instant};

use super::{LITTLE, assert_same, full, key, little, now, open, random, sealed, words};

#[test]
fn every_truncation_is_refused() {
    let bytes = sealed(&full(), false).unwrap();
    for end in 0..bytes.len() {
        open(&bytes[..end]).expect_err("a part of a file");
    }
    let armored = sealed(&full(), true).unwrap();
    // The end of the last line, of two bytes on Windows, may be taken off by mail.
    let last = armored.trim_ascii_end().len();
    assert!(last < armored.len());
    for end in (0..last).step_by(11).chain(last - 70..last) {
        open(&armored[..end]).expect_err("a part of a file");
    }
    assert_same(&open(&armored[..last]).unwrap(), &full());
}

#[test]
fn a_file_cut_short_on_its_way_says_that_it_is_damaged() {
    for armored in [true, false] {
        let bytes = sealed(&full(), armored).unwrap();
        let whole = if armored {
            bytes.trim_ascii_end().len()
        } else {
            bytes.len()
        };
        for end in [whole / 8, whole / 2, whole - 1] {
            assert_eq!(
                open(&bytes[..end]).unwrap_err(),
                OpenError::Damaged,
                "{end}"
            );
        }
    }
}

#[test]
fn a_bent_byte_never_opens_a_file() {
    let bytes = sealed(&full(), false).unwrap();
    let mut seed = 0x2026_1122_u64;
    for at in 0..bytes.len() {
        let mut bent = bytes.clone();
        bent[at] ^= 1 << (random(&mut seed) % 8);
        open(&bent).expect_err("a bent file");
    }
    let mut bent = bytes.clone();
    let last = bent.len() - 1;
    bent[last] ^= 1;
    assert_eq!(open(&bent).unwrap_err(), OpenError::Damaged);
}

#[test]
fn a_bent_letter_of_the_armor_never_opens_other_contents() {
    let bytes = sealed(&full(), true).unwrap();
    let mut seed = 0x4_1122_u64;
    for _ in 0..400 {
        let mut bent = bytes.clone();
        for _ in 0..=random(&mut seed) % 3 {
            let at = usize::try_from(random(&mut seed)).unwrap() % bent.len();
            bent[at] ^= 1 << (random(&mut seed) % 8);
        }
        if let Ok(opened) = open(&bent) {
            assert_same(&opened, &full());
        }
    }
}

#[test]
fn noise_is_refused_and_never_panics() {
    let mut seed = 7;
    for start in [
        &b""[..],
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n-> scrypt ",
        b"-----BEGIN AGE ENCRYPTED FILE-----\n",
    ] {
        for length in 0..200 {
            let noise = (0..length).map(|_| random(&mut seed).to_le_bytes()[0]);
            let bytes: Vec<u8> = start.iter().copied().chain(noise).collect();
            open(&bytes).expect_err("noise");
        }
    }
}

#[test]
fn a_wrong_passphrase_is_said_and_spaces_at_its_ends_do_not_matter() {
    let spaced = Passphrase::new(" correct horse battery staple\n");
    let bytes = seal_with(&full(), &key(), &spaced, little(true)).unwrap();
    let sealed = Sealed::read(&bytes).unwrap();
    for wrong in [
        "",
        "Correct horse battery staple",
        "correct  horse battery staple",
    ] {
        assert_eq!(
            sealed.open(&Passphrase::new(wrong), now()).unwrap_err(),
            OpenError::WrongPassphrase,
            "{wrong:?}"
        );
    }
    assert_same(&sealed.open(&words(), now()).unwrap().file, &full());
}

#[test]
fn what_is_no_firm_file_says_so() {
    for bytes in [
        &b""[..],
        b"PK\x03\x04 a zip archive",
        b"{\"format\":\"app.counterfoil.provisioning\",\"version\":1}",
        b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
        b"age",
    ] {
        assert_eq!(open(bytes).unwrap_err(), OpenError::NotAFirmFile);
    }
    let large = vec![b'a'; 64 * 1024 + 1];
    assert_eq!(open(&large).unwrap_err(), OpenError::TooLarge(Kind::Firm));
    assert_eq!(
        open(b"age-encryption.org/v2\n-> new thing\n--- mac\n").unwrap_err(),
        OpenError::Newer
    );
}

#[test]
fn a_file_that_wants_too_much_work_is_refused_at_once() {
    // 2^20 is 1 GB and seconds. Written out: the limit itself must not move unseen.
    assert_eq!(MOST_WORK, 20);
    let bytes = sealed(&full(), false).unwrap();
    let text = String::from_utf8_lossy(&bytes[..80]).into_owned();
    let stanza = text.lines().nth(1).unwrap();
    let start = bytes.len() - bytes[22 + stanza.len()..].len();
    for work in [21, 22, 24, 40, 63] {
        let greedy = stanza.replace(&format!(" {LITTLE}"), &format!(" {work}"));
        let hostile = [&bytes[..22], greedy.as_bytes(), &bytes[start..]].concat();
        let begun = Instant::now();
        assert_eq!(
            open(&hostile).unwrap_err(),
            OpenError::TooMuchWork,
            "{work}"
        );
        let took = begun.elapsed();
        assert!(
            took < Duration::from_millis(500),
            "2^{work} was refused after {took:?}"
        );
    }
}

//! Firm files as they travel: made, opened, cut, bent, and made by others.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;
use std::iter;

use age::armor::{ArmoredWriter, Format};
use age::secrecy::SecretString;
use jiff::{SignedDuration, Timestamp};
use provisioning::{
    ConductorPart, Environment, FirmFile, FirmKey, IntuitPart, Key, MOST_WORK, OpenError,
    Passphrase, Policy, Relay, SealError, Sealed, WORK, seal, seal_with_work,
};
use url::Url;
use uuid::Uuid;

const WORDS: &str = "correct horse battery staple";
/// As little work as the format knows: thousands of files are opened here.
const LITTLE: u8 = 1;
const SECRET: &str = "sk_conductor_test_not_a_real_key";

#[test]
fn a_file_comes_back_as_it_was_made_in_armor_and_in_plain_bytes() {
    for armored in [true, false] {
        let made = full();
        let bytes = seal_with_work(&made, &words(), LITTLE, armored).unwrap();
        assert_eq!(bytes.starts_with(b"-----BEGIN AGE"), armored);
        let opened = open(&bytes).unwrap();
        assert_same(&opened, &made);
    }
    let least = FirmFile {
        intuit: None,
        firm_folder: None,
        firm_key: None,
        policy: Policy::default(),
        ..full()
    };
    let bytes = seal_with_work(&least, &words(), LITTLE, true).unwrap();
    assert_same(&open(&bytes).unwrap(), &least);
}

#[test]
fn a_file_is_made_with_the_work_of_today_and_opened_with_it() {
    let bytes = seal(&full(), &words()).unwrap();
    let binary = unarmored(&bytes);
    let header = String::from_utf8_lossy(&binary[..80]).into_owned();
    let stanza = header.lines().nth(1).unwrap();
    assert!(stanza.ends_with(&format!(" {WORK}")), "{stanza}");
    assert_same(&open(&bytes).unwrap(), &full());
}

#[test]
fn no_secret_is_readable_in_a_file_or_in_what_prints() {
    let made = full();
    let bytes = seal_with_work(&made, &words(), LITTLE, false).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    assert!(!text.contains("conductor") && !text.contains("Hale"));
    let printed = format!("{made:?} {:?} {:?}", words(), open(&bytes).unwrap());
    assert!(printed.contains("[redacted]"));
    assert!(!printed.contains(SECRET) && !printed.contains(WORDS));
    assert!(
        !printed.contains("[1, 1, 1") && !printed.contains("AQEBAQ"),
        "the key of the change log"
    );
}

#[test]
fn a_file_of_2026_stays_readable() {
    let bytes = include_bytes!("fixtures/version-1.counterfoil");
    let opened = open(bytes).unwrap();
    assert_eq!(opened.firm_name, "Hale & Ortiz LLP");
    assert_eq!(opened.computer, "LAPTOP-7");
    assert_eq!(opened.made_by, "FRONT-DESK");
    let conductor = opened.conductor.unwrap();
    assert_eq!(conductor.secret_key.expose(), SECRET);
    assert_eq!(conductor.base_url, None);
    let intuit = opened.intuit.unwrap();
    assert_eq!(intuit.environment, Environment::Production);
    assert_eq!(
        intuit.relay.url.as_str(),
        "https://relay.hale-ortiz.example/signin"
    );
    assert!(intuit.accounting_scope && !intuit.ask_roles);
    assert_eq!(opened.firm_folder.as_deref(), Some("/mnt/firm/Counterfoil"));
    let key: Vec<u8> = (0..32).collect();
    assert_eq!(opened.firm_key.unwrap().expose().as_slice(), key);
    assert_eq!(
        opened.policy,
        Policy {
            connect: true,
            export: true,
            ..Policy::default()
        },
        "what the file does not name is not allowed"
    );
}

#[test]
fn every_truncation_is_refused() {
    let bytes = seal_with_work(&full(), &words(), LITTLE, false).unwrap();
    for end in 0..bytes.len() {
        open(&bytes[..end]).expect_err("a part of a file");
    }
    let armored = seal_with_work(&full(), &words(), LITTLE, true).unwrap();
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
        let bytes = seal_with_work(&full(), &words(), LITTLE, armored).unwrap();
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
    let bytes = seal_with_work(&full(), &words(), LITTLE, false).unwrap();
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
    let bytes = seal_with_work(&full(), &words(), LITTLE, true).unwrap();
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
    let bytes = seal_with_work(
        &full(),
        &Passphrase::new(" correct horse battery staple\n"),
        LITTLE,
        true,
    )
    .unwrap();
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
    assert_same(&sealed.open(&words(), now()).unwrap(), &full());
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
    assert_eq!(open(&large).unwrap_err(), OpenError::TooLarge);
    assert_eq!(
        open(b"age-encryption.org/v2\n-> new thing\n--- mac\n").unwrap_err(),
        OpenError::Newer
    );
}

#[test]
fn a_file_locked_to_a_key_is_refused_before_a_passphrase_is_asked_for() {
    let key = age::x25519::Identity::generate().to_public();
    let bytes = locked_by_age(&key, plain("app.counterfoil.provisioning", 1).as_bytes());
    assert_eq!(Sealed::read(&bytes).unwrap_err(), OpenError::LockedToAKey);
}

#[test]
fn contents_of_others_and_of_other_versions_each_have_their_sentence() {
    for (contents, expected) in [
        ("a letter".to_owned(), OpenError::OtherContents),
        ("{}".to_owned(), OpenError::OtherContents),
        ("[1,2]".to_owned(), OpenError::OtherContents),
        (plain("app.other.provisioning", 1), OpenError::OtherContents),
        (plain("app.counterfoil.provisioning", 0), OpenError::Older),
        (plain("app.counterfoil.provisioning", 2), OpenError::Newer),
        (
            plain("app.counterfoil.provisioning", 1).replace("LAPTOP-7", "two\\nlines"),
            OpenError::OtherContents,
        ),
        (
            plain("app.counterfoil.provisioning", 1)
                .replace("sk_conductor_test_not_a_real_key", ""),
            OpenError::OtherContents,
        ),
    ] {
        let bytes = locked_by_age(&with_little_work(), contents.as_bytes());
        assert_eq!(open(&bytes).unwrap_err(), expected, "{contents}");
    }
}

#[test]
fn fields_of_tomorrow_are_passed_over_and_a_client_secret_is_not_read() {
    let contents = plain("app.counterfoil.provisioning", 1);
    let bytes = locked_by_age(&with_little_work(), contents.as_bytes());
    let opened = open(&bytes).unwrap();
    let intuit = opened.intuit.as_ref().unwrap();
    assert!(intuit.ask_roles, "not said: asked for");
    assert_eq!(opened.policy, Policy::default(), "not said: not allowed");
    let again = seal_with_work(&opened, &words(), LITTLE, true).unwrap();
    assert!(!format!("{:?}", open(&again).unwrap()).contains("client_secret_not_real"));
}

#[test]
fn a_file_that_wants_too_much_work_is_refused_at_once() {
    let work = u32::from(MOST_WORK) + 1;
    let bytes = seal_with_work(&full(), &words(), LITTLE, false).unwrap();
    let text = String::from_utf8_lossy(&bytes[..80]).into_owned();
    let stanza = text.lines().nth(1).unwrap();
    let start = bytes.len() - bytes[22 + stanza.len()..].len();
    for work in [work, 40, 63] {
        let greedy = stanza.replace(&format!(" {LITTLE}"), &format!(" {work}"));
        let hostile = [&bytes[..22], greedy.as_bytes(), &bytes[start..]].concat();
        assert_eq!(
            open(&hostile).unwrap_err(),
            OpenError::TooMuchWork,
            "{work}"
        );
    }
}

#[test]
fn an_expired_file_is_refused_and_the_moment_itself_is_too_late() {
    let made = full();
    let bytes = seal_with_work(&made, &words(), LITTLE, true).unwrap();
    let sealed = Sealed::read(&bytes).unwrap();
    let before = made.usable_until - SignedDuration::from_secs(1);
    assert!(sealed.open(&words(), before).is_ok());
    let error = sealed.open(&words(), made.usable_until).unwrap_err();
    assert_eq!(
        error,
        OpenError::Expired {
            until: made.usable_until
        }
    );
    assert!(error.to_string().contains("2026-1"), "{error}");
}

#[test]
fn mail_may_add_a_mark_blank_lines_and_other_line_ends() {
    let bytes = seal_with_work(&full(), &words(), LITTLE, true).unwrap();
    let text = String::from_utf8(bytes).unwrap().replace("\r\n", "\n");
    for changed in [
        format!("\u{feff}{text}"),
        format!("\n\n{text}\n \n"),
        text.replace('\n', "\r\n"),
    ] {
        assert_same(&open(changed.as_bytes()).unwrap(), &full());
    }
}

#[test]
fn what_could_not_be_used_is_not_made() {
    let short = Passphrase::new("  eleven char  ");
    assert_eq!(
        seal(&full(), &short).unwrap_err(),
        SealError::ShortPassphrase
    );
    let refused = |file: FirmFile| seal_with_work(&file, &words(), LITTLE, true).unwrap_err();
    assert_eq!(
        refused(FirmFile {
            conductor: None,
            intuit: None,
            ..full()
        }),
        SealError::Empty
    );
    assert_eq!(
        refused(FirmFile {
            usable_until: full().made_at,
            ..full()
        }),
        SealError::Spent
    );
    assert_eq!(
        refused(FirmFile {
            firm_name: " ".to_owned(),
            ..full()
        }),
        SealError::Text("the firm's name")
    );
}

fn full() -> FirmFile {
    let made_at: Timestamp = "2026-11-22T09:00:00Z".parse().unwrap();
    FirmFile {
        id: Uuid::from_u128(7),
        made_at,
        made_by: "FRONT-DESK".to_owned(),
        usable_until: made_at + SignedDuration::from_hours(7 * 24),
        computer: "LAPTOP-7".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new(SECRET),
            publishable_key: "pk_conductor_test_not_a_real_key".to_owned(),
            base_url: Url::parse("https://conductor.example/v1").ok(),
        }),
        intuit: Some(IntuitPart {
            client_id: "ABnotarealclient".to_owned(),
            environment: Environment::Sandbox,
            relay: Relay {
                url: Url::parse("https://relay.hale-ortiz.example/").unwrap(),
                operator: "Hale & Ortiz LLP".to_owned(),
            },
            accounting_scope: true,
            ask_roles: false,
        }),
        firm_folder: Some("\\\\server\\firm\\Counterfoil".to_owned()),
        firm_key: Some(FirmKey::new([1; 32])),
        policy: Policy {
            connect: true,
            export: true,
            ..Policy::default()
        },
    }
}

/// A file's contents as another program, or another version, would write them.
fn plain(format: &str, version: u32) -> String {
    format!(
        r#"{{"format":"{format}","version":{version},"tomorrow":{{"x":1}},
        "id":"6f9d1c1e-3f0b-4f37-9c11-2f5a1b0c7d42",
        "made_at":"2026-11-22T09:00:00Z","made_by":"FRONT-DESK","usable_until":"2026-11-29T09:00:00Z",
        "computer":"LAPTOP-7","firm_name":"Hale & Ortiz LLP",
        "conductor":{{"secret_key":"sk_conductor_test_not_a_real_key","publishable_key":"pk_not_real","region":"eu"}},
        "intuit":{{"client_id":"AB","client_secret":"client_secret_not_real","environment":"production",
        "relay":{{"url":"https://relay.example/"}}}}}}"#
    )
}

fn assert_same(opened: &FirmFile, made: &FirmFile) {
    assert_eq!(format!("{opened:?}"), format!("{made:?}"));
    let secret = |file: &FirmFile| {
        let part = file.conductor.as_ref();
        part.map(|part| part.secret_key.expose().to_owned())
    };
    assert_eq!(secret(opened), secret(made));
    let key = |file: &FirmFile| file.firm_key.as_ref().map(|key| *key.expose());
    assert_eq!(key(opened), key(made));
}

fn words() -> Passphrase {
    Passphrase::new(WORDS)
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn open(bytes: &[u8]) -> Result<FirmFile, OpenError> {
    Sealed::read(bytes)?.open(&words(), now())
}

fn with_little_work() -> age::scrypt::Recipient {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(WORDS));
    recipient.set_work_factor(LITTLE);
    recipient
}

fn locked_by_age(recipient: &dyn age::Recipient, contents: &[u8]) -> Vec<u8> {
    let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).unwrap();
    let mut writer = age::Encryptor::with_recipients(iter::once(recipient))
        .unwrap()
        .wrap_output(armor)
        .unwrap();
    writer.write_all(contents).unwrap();
    writer.finish().and_then(ArmoredWriter::finish).unwrap()
}

fn unarmored(bytes: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let text = std::str::from_utf8(bytes).unwrap();
    let inner: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD
        .decode(inner)
        .unwrap()
}

/// The same numbers at every run (xorshift64).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

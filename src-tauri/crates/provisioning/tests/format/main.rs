//! Firm files as they travel: made, opened, cut, bent, and made by others.
//!
//! Long because every change of a file is tried on the same one.

#![expect(clippy::unwrap_used, reason = "tests")]

mod damaged;
mod signature;

use std::io::Write as _;
use std::iter;

use age::armor::{ArmoredWriter, Format};
use age::secrecy::SecretString;
use jiff::{SignedDuration, Timestamp};
use provisioning::{
    ConductorPart, Environment, FileText, FirmFile, FirmKey, FirmKeys, IntuitPart, Key, Kind,
    LARGEST, LARGEST_BACKUP, Lock, OpenError, Passphrase, Policy, Relay, SealError, Sealed, WORK,
    fuzzing, seal, seal_body, seal_with,
};
use sha2::{Digest as _, Sha256};
use signing::SigningKey;
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
        let bytes = sealed(&made, armored).unwrap();
        assert_eq!(bytes.starts_with(b"-----BEGIN AGE"), armored);
        let opened = open(&bytes).unwrap();
        assert_same(&opened, &made);
        // As managed settings name it, and any program for fingerprints shows it.
        let fingerprint: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(Sealed::read(&bytes).unwrap().sha256(), fingerprint);
    }
    let least = FirmFile {
        intuit: None,
        firm_folder: None,
        firm_keys: None,
        policy: Policy::default(),
        ..full()
    };
    let bytes = sealed(&least, true).unwrap();
    assert_same(&open(&bytes).unwrap(), &least);
}

#[test]
fn a_file_is_made_with_the_work_of_today_and_opened_with_it() {
    let bytes = seal(&full(), &key(), &words()).unwrap();
    let binary = unarmored(&bytes);
    let header = String::from_utf8_lossy(&binary[..80]).into_owned();
    let stanza = header.lines().nth(1).unwrap();
    assert!(stanza.ends_with(&format!(" {WORK}")), "{stanza}");
    assert_same(&open(&bytes).unwrap(), &full());
}

#[test]
fn no_secret_is_readable_in_a_file_or_in_what_prints() {
    let made = full();
    let bytes = sealed(&made, false).unwrap();
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

/// A buffer that grows is copied, and the secrets in the smaller one stay in memory.
#[test]
fn a_body_is_written_into_one_piece_of_memory() {
    let body = provisioning::fuzzing::write(&full()).unwrap();
    assert_eq!(body.capacity(), 32 * 1024);
    assert!(body.len() < body.capacity() / 2);
}

#[test]
fn a_file_of_2026_stays_readable() {
    let bytes = include_bytes!("../fixtures/version-2.counterfoil");
    let signed = Sealed::read(bytes).unwrap().open(&words(), now()).unwrap();
    assert_eq!(signed.signer, key().public());
    assert_same(&signed.file, &full());
}

#[test]
fn a_file_locked_to_a_key_is_refused_before_a_passphrase_is_asked_for() {
    let key = age::x25519::Identity::generate().to_public();
    let bytes = locked_by_age(&key, &envelope(&body()));
    assert_eq!(Sealed::read(&bytes).unwrap_err(), OpenError::LockedToAKey);
}

#[test]
fn contents_of_others_and_of_other_versions_each_have_their_sentence() {
    let whole = String::from_utf8(envelope(&body())).unwrap();
    for (contents, expected) in [
        ("a letter".to_owned(), OpenError::OtherContents),
        ("{}".to_owned(), OpenError::OtherContents),
        ("[1,2]".to_owned(), OpenError::OtherContents),
        (
            whole.replace("app.counterfoil.", "app.other."),
            OpenError::OtherContents,
        ),
        (
            whole.replace("\"version\":2", "\"version\":0"),
            OpenError::Older,
        ),
        (
            whole.replace("\"version\":2", "\"version\":1"),
            OpenError::Unsigned,
        ),
        (
            whole.replace("\"version\":2", "\"version\":3"),
            OpenError::Newer,
        ),
        (
            whole.replace("\"kind\":\"firm\"", "\"kind\":\"letter\""),
            OpenError::OtherContents,
        ),
    ] {
        let bytes = locked_by_age(&with_little_work(), contents.as_bytes());
        assert_eq!(open(&bytes).unwrap_err(), expected, "{contents}");
    }
    for (from, to) in [("LAPTOP-7", "two\\nlines"), (SECRET, "")] {
        let bytes = locked_by_age(&with_little_work(), &envelope(&body().replace(from, to)));
        assert_eq!(
            open(&bytes).unwrap_err(),
            OpenError::OtherContents,
            "{from}"
        );
    }
}

#[test]
fn fields_of_tomorrow_are_passed_over_and_a_client_secret_is_not_read() {
    let bytes = locked_by_age(&with_little_work(), &envelope(&body()));
    let opened = open(&bytes).unwrap();
    let intuit = opened.intuit.as_ref().unwrap();
    assert!(intuit.ask_roles, "not said: asked for");
    assert_eq!(opened.policy, Policy::default(), "not said: not allowed");
    let again = sealed(&opened, true).unwrap();
    assert!(!format!("{:?}", open(&again).unwrap()).contains("client_secret_not_real"));
}

#[test]
fn a_file_of_a_version_before_books_lets_an_admin_read_them_and_nobody_else() {
    let policy = |text: &str| serde_json::from_str::<Policy>(text).unwrap();
    assert!(!policy(r#"{ "connect": true, "export": true }"#).read_books);
    assert!(policy(r#"{ "make_firm_files": true }"#).read_books);
    assert!(policy(r#"{ "read_books": true }"#).read_books);
    assert!(!policy(r#"{ "make_firm_files": true, "read_books": false }"#).read_books);
}

#[test]
fn a_file_may_be_exactly_as_large_as_the_limit_and_not_a_byte_larger() {
    // Written out: the limits themselves must not move unseen.
    assert_eq!((LARGEST, LARGEST_BACKUP), (65_536, 67_108_864));
    let seal = |length: usize, work: u8| {
        let armored = false;
        let lock = Lock { work, armored };
        seal_body(Kind::Firm, &vec![0; length], &key(), &words(), lock)
    };
    let spare = LARGEST - seal(40_000, 2).unwrap().len();
    let near = 40_000 + spare / 4 * 3;
    // Base64 has no text of every fourth length; the second digit of the work moves the gap.
    let (work, length, exact) = [2, 10]
        .into_iter()
        .flat_map(|work| (near - 40..near + 40).map(move |length| (work, length)))
        .find_map(|(work, length)| {
            let bytes = seal(length, work).ok()?;
            (bytes.len() == LARGEST).then_some((work, length, bytes))
        })
        .unwrap();
    let opened = Sealed::read(&exact).unwrap().open_body(&words()).unwrap();
    assert_eq!(opened.body.len(), length);
    let too_large = SealError::TooLarge(Kind::Firm);
    assert_eq!(seal(length + 1, work).unwrap_err(), too_large);
    assert_eq!(
        Sealed::read(&[&exact[..], b"x"].concat()).unwrap_err(),
        OpenError::TooLarge(Kind::Firm)
    );
}

#[test]
fn an_expired_file_is_refused_and_the_moment_itself_is_too_late() {
    let made = full();
    let bytes = sealed(&made, true).unwrap();
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
}

#[test]
fn mail_may_add_a_mark_blank_lines_and_other_line_ends() {
    let bytes = sealed(&full(), true).unwrap();
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
        seal(&full(), &key(), &short).unwrap_err(),
        SealError::ShortPassphrase
    );
    let refused = |file: FirmFile| sealed(&file, true).unwrap_err();
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
        SealError::Text(FileText::FirmName)
    );
    for client_id in ["", "two\nlines"] {
        let mut file = full();
        file.intuit.as_mut().unwrap().client_id = client_id.into();
        let error = SealError::Text(FileText::ClientId);
        assert_eq!(refused(file), error, "{client_id:?}");
    }
    for folder in ["", "two\nlines"] {
        let file = FirmFile {
            firm_folder: Some(folder.into()),
            ..full()
        };
        let error = SealError::Text(FileText::Folder);
        assert_eq!(refused(file), error, "{folder:?}");
    }
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
        firm_keys: FirmKeys::from_text(&format!(
            "[[0,0,\"{}\"],[3,9,\"{}\"]]",
            base64_of(1),
            base64_of(2)
        )),
        signing_key: None,
        policy: Policy {
            connect: true,
            export: true,
            ..Policy::default()
        },
    }
}

/// A file's body as another program, or another version, would write it.
fn body() -> String {
    format!(
        r#"{{"tomorrow":{{"x":1}},
        "id":"6f9d1c1e-3f0b-4f37-9c11-2f5a1b0c7d42",
        "made_at":"2026-11-22T09:00:00Z","made_by":"FRONT-DESK","usable_until":"2026-11-29T09:00:00Z",
        "computer":"LAPTOP-7","firm_name":"Hale & Ortiz LLP",
        "conductor":{{"secret_key":"{SECRET}","publishable_key":"pk_not_real","region":"eu"}},
        "intuit":{{"client_id":"AB","client_secret":"client_secret_not_real","environment":"production",
        "relay":{{"url":"https://relay.example/"}}}}}}"#
    )
}

/// What is encrypted: a body signed with the tests' key.
fn envelope(body: &str) -> Vec<u8> {
    fuzzing::envelope(Kind::Firm, body.as_bytes(), &key())
        .unwrap()
        .to_vec()
}

/// The same at every run.
fn key() -> SigningKey {
    SigningKey::from_text("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap()
}

fn base64_of(byte: u8) -> String {
    FirmKey::new([byte; 32]).to_base64().to_string()
}

fn little(armored: bool) -> Lock {
    Lock {
        work: LITTLE,
        armored,
    }
}

fn sealed(file: &FirmFile, armored: bool) -> Result<Vec<u8>, SealError> {
    seal_with(file, &key(), &words(), little(armored))
}

fn assert_same(opened: &FirmFile, made: &FirmFile) {
    assert_eq!(format!("{opened:?}"), format!("{made:?}"));
    let secret = |file: &FirmFile| {
        let part = file.conductor.as_ref();
        part.map(|part| part.secret_key.expose().to_owned())
    };
    assert_eq!(secret(opened), secret(made));
    let keys = |file: &FirmFile| file.firm_keys.as_ref().map(FirmKeys::to_text);
    assert_eq!(keys(opened), keys(made));
}

fn words() -> Passphrase {
    Passphrase::new(WORDS)
}

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn open(bytes: &[u8]) -> Result<FirmFile, OpenError> {
    Ok(Sealed::read(bytes)?.open(&words(), now())?.file)
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

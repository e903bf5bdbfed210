//! Firm files: the container, which any bytes may claim to be, and the body, which the passphrase authenticates.

use std::sync::LazyLock;

use jiff::Timestamp;
use provisioning::{
    ConductorPart, Environment, FirmFile, FirmKey, FirmKeys, IntuitPart, Key, LARGEST, MOST_WORK,
    OpenError, Passphrase, Policy, Relay, Sealed, fuzzing,
};
use signing::SigningKey;
use uuid::Uuid;

/// The passphrase of the kept files.
const WORDS: &str = "correct horse battery staple";
const KEY: &str = "sk_conductor_test_not_a_real_key";
const BINARY: &[u8] = b"age-encryption.org/v1\n";
/// What is tried here: more would take seconds.
const LITTLE_WORK: u8 = 4;
const SENTENCE: usize = 300;

static SAMPLE: LazyLock<Vec<u8>> = LazyLock::new(|| fuzzing::write(&sample()).unwrap().to_vec());

/// Who signed all kept files: the key of RFC 8032 §7.1, test 1.
#[must_use]
pub fn signer() -> SigningKey {
    SigningKey::from_text("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap()
}

/// What all kept files hold.
#[must_use]
pub fn sample() -> FirmFile {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    FirmFile {
        id: Uuid::from_u128(7),
        made_at: at("2026-11-22T10:00:00Z"),
        made_by: "FRONT-DESK".to_owned(),
        usable_until: at("2026-12-06T10:00:00Z"),
        computer: "LAPTOP-7".to_owned(),
        firm_name: "Hale & Ortiz LLP".to_owned(),
        conductor: Some(ConductorPart {
            secret_key: Key::new(KEY),
            publishable_key: "pk_conductor_test_not_a_real_key".to_owned(),
            base_url: None,
        }),
        intuit: Some(IntuitPart {
            client_id: "AB-not-a-real-client-id".to_owned(),
            environment: Environment::Production,
            relay: Relay {
                url: "https://relay.haleortiz.example/".parse().unwrap(),
                operator: "Hale & Ortiz LLP".to_owned(),
            },
            accounting_scope: false,
            ask_roles: true,
        }),
        firm_folder: Some("/Volumes/Firm/Counterfoil".to_owned()),
        firm_keys: Some(FirmKeys::first(FirmKey::new([1; 32]))),
        signing_key: None,
        policy: Policy {
            connect: true,
            ..Policy::default()
        },
    }
}

/// Bytes are taken for a firm file or refused with a sentence, at once; nothing but what was sealed is ever opened;
/// and a file that asks for more work than [`MOST_WORK`] is not tried.
pub fn firm_file(input: &[u8]) {
    let sealed = match Sealed::read(input) {
        Ok(sealed) => sealed,
        Err(error) => return told(&error),
    };
    assert!(input.len() <= LARGEST);
    let Some(work) = work(input) else {
        return;
    };
    if work > LITTLE_WORK && work <= MOST_WORK {
        return;
    }
    let now = "2026-11-23T10:00:00Z".parse().unwrap();
    match sealed.open(&Passphrase::new(WORDS), now) {
        Ok(signed) => {
            assert_eq!(signed.signer, signer().public(), "signed by somebody else");
            let file = signed.file;
            assert!(work <= LITTLE_WORK, "too much work was done");
            assert_eq!(
                *fuzzing::write(&file).unwrap(),
                *SAMPLE,
                "something else than was sealed"
            );
        }
        Err(error) => told(&error),
    }
    let later = "2027-01-01T00:00:00Z".parse().unwrap();
    assert!(
        sealed.open(&Passphrase::new(WORDS), later).is_err(),
        "its time is over"
    );
    assert!(
        sealed
            .open(&Passphrase::new("another passphrase"), now)
            .is_err()
    );
}

/// What is read can be written, and is read the same; its texts fit on a screen; its keys do not print.
pub fn firm_file_contents(input: &[u8]) {
    let mut file = match fuzzing::read(input) {
        Ok(file) => file,
        Err(error) => return told(&error),
    };
    for text in [&file.firm_name, &file.computer, &file.made_by] {
        assert!((1..=300).contains(&text.len()) && !text.contains(char::is_control));
    }
    assert!(file.conductor.is_some() || file.intuit.is_some());
    let written = fuzzing::write(&file).expect("what was read can be written");
    let again = fuzzing::read(&written).expect("and read");
    assert_eq!(*fuzzing::write(&again).unwrap(), *written);
    assert_eq!(shown(&again), shown(&file));

    let hidden = "sk_planted_key_that_must_not_print";
    if let Some(conductor) = &mut file.conductor {
        conductor.secret_key = Key::new(hidden);
    }
    file.firm_keys = Some(FirmKeys::first(FirmKey::new([b'p'; 32])));
    let shown = shown(&file);
    assert!(
        !shown.contains(hidden) && !shown.contains("112, 112, 112") && !shown.contains("cHBwcHBw"),
        "{shown}"
    );
}

fn shown(file: &FirmFile) -> String {
    format!("{file:?}")
}

fn told(error: &OpenError) {
    assert!(error.to_string().len() <= SENTENCE, "{error}");
}

/// The work that a file without armor asks for, where that is certain.
fn work(file: &[u8]) -> Option<u8> {
    let header = String::from_utf8_lossy(file.strip_prefix(BINARY)?).into_owned();
    if header.matches("->").count() != 1 {
        return None;
    }
    let stanza = header.lines().next()?.strip_prefix("-> scrypt ")?;
    stanza.split_once(' ')?.1.parse().ok()
}

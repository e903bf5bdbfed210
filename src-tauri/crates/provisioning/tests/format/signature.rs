//! Who signed a file, and what a signature is worth.

use provisioning::{
    FirmFile, Kind, LARGEST, LARGEST_BACKUP, OpenError, Policy, SealError, Sealed, fuzzing,
    seal_body,
};
use signing::SigningKey;

use super::{
    body, envelope, full, key, little, locked_by_age, now, open, sealed, with_little_work, words,
};

#[test]
fn a_file_that_was_not_signed_says_so_and_opens_nothing() {
    let bytes = include_bytes!("../fixtures/version-1.counterfoil");
    assert_eq!(open(bytes).unwrap_err(), OpenError::Unsigned);
}

/// Anybody who knows the passphrase can encrypt anything with it: an ex-colleague, or a reader of the same mail.
#[test]
fn what_was_changed_after_it_was_signed_is_refused() {
    let honest = String::from_utf8(envelope(&body())).unwrap();
    let field = |envelope: &str, name: &str| {
        let envelope: serde_json::Value = serde_json::from_str(envelope).unwrap();
        envelope[name].as_str().unwrap().to_owned()
    };
    let mut others = envelope(&body().replace("relay.example", "relay.thief"));
    let theirs = String::from_utf8(std::mem::take(&mut others)).unwrap();
    let thief = String::from_utf8(
        fuzzing::envelope(Kind::Firm, body().as_bytes(), &SigningKey::generate())
            .unwrap()
            .to_vec(),
    )
    .unwrap();
    for (name, from) in [
        ("body", &theirs),
        ("signature", &theirs),
        ("signature", &thief),
        ("signer", &thief),
    ] {
        let forged = honest.replace(&field(&honest, name), &field(from, name));
        assert_ne!(forged, honest);
        let bytes = locked_by_age(&with_little_work(), forged.as_bytes());
        assert_eq!(open(&bytes).unwrap_err(), OpenError::Forged, "{name}");
    }
    // Signed by somebody else it opens, and says by whom: who that is, is the caller's to know.
    let bytes = locked_by_age(&with_little_work(), thief.as_bytes());
    let signed = Sealed::read(&bytes).unwrap().open(&words(), now()).unwrap();
    assert_eq!(signed.signer.to_string(), field(&thief, "signer"));
    assert_ne!(signed.signer, key().public());
}

#[test]
fn every_changed_bit_of_a_body_breaks_its_signature() {
    let body = body();
    let plain = envelope(&body);
    let (_, _, opened) = fuzzing::opened(&plain).unwrap();
    assert_eq!(opened.as_slice(), body.as_bytes());
    let text = String::from_utf8(plain).unwrap();
    let start = text.find("\"body\":\"").unwrap() + 8;
    for at in (start..text.len() - 2).step_by(7) {
        let mut bent = text.clone().into_bytes();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        if bent != text.as_bytes() {
            assert_eq!(
                fuzzing::opened(&bent).err(),
                Some(OpenError::Forged),
                "{at}"
            );
        }
    }
}

#[test]
fn a_backup_is_no_firm_file_and_its_signature_is_none_for_one() {
    let body = vec![0xff; LARGEST * 2];
    let lock = little(false);
    let bytes = seal_body(Kind::Backup, &body, &key(), &words(), lock).unwrap();
    let opened = Sealed::read_as(Kind::Backup, &bytes)
        .unwrap()
        .open_body(&words())
        .unwrap();
    assert_eq!((opened.kind, opened.signer), (Kind::Backup, key().public()));
    assert_eq!(*opened.body, body, "any bytes, more than a firm file has");
    assert_eq!(
        Sealed::read(&bytes).unwrap_err(),
        OpenError::TooLarge(Kind::Firm)
    );

    let small = seal_body(Kind::Backup, b"{}", &key(), &words(), lock).unwrap();
    assert_eq!(
        open(&small).unwrap_err(),
        OpenError::OtherKind(Kind::Backup)
    );
    let file = sealed(&full(), false).unwrap();
    let as_backup = Sealed::read_as(Kind::Backup, &file).unwrap();
    assert_eq!(
        as_backup.open_body(&words()).err(),
        Some(OpenError::OtherKind(Kind::Firm))
    );
    let plain = fuzzing::envelope(Kind::Backup, self::body().as_bytes(), &key()).unwrap();
    let renamed = String::from_utf8(plain.to_vec())
        .unwrap()
        .replace("\"kind\":\"backup\"", "\"kind\":\"firm\"");
    let bytes = locked_by_age(&with_little_work(), renamed.as_bytes());
    assert_eq!(open(&bytes).unwrap_err(), OpenError::Forged);

    assert_eq!(
        seal_body(Kind::Firm, &body, &key(), &words(), lock).unwrap_err(),
        SealError::TooLarge(Kind::Firm)
    );
    assert_eq!(Kind::Backup.largest(), LARGEST_BACKUP);
}

#[test]
fn the_signing_key_travels_to_computers_that_make_firm_files_and_is_the_signers() {
    let made = FirmFile {
        signing_key: Some(key()),
        policy: Policy {
            make_firm_files: true,
            ..Policy::default()
        },
        ..full()
    };
    let bytes = sealed(&made, true).unwrap();
    let brought = open(&bytes).unwrap().signing_key.unwrap();
    assert_eq!(brought.public(), key().public());
    let printed = format!("{made:?}");
    assert!(!printed.contains(key().to_text().as_str()));

    for (changed, expected) in [
        (
            FirmFile {
                policy: Policy::default(),
                ..made.clone()
            },
            SealError::SigningKey,
        ),
        (
            FirmFile {
                signing_key: None,
                ..made.clone()
            },
            SealError::SigningKey,
        ),
        (
            FirmFile {
                signing_key: Some(SigningKey::generate()),
                ..made.clone()
            },
            SealError::OtherSigner,
        ),
    ] {
        assert_eq!(sealed(&changed, true).unwrap_err(), expected);
    }
    // Made by another program: a key that is not the signer's is not taken either.
    let other = fuzzing::write(&FirmFile {
        signing_key: Some(SigningKey::generate()),
        ..made
    })
    .unwrap();
    let bytes = seal_body(Kind::Firm, &other, &key(), &words(), little(true)).unwrap();
    assert_eq!(open(&bytes).unwrap_err(), OpenError::OtherContents);
}

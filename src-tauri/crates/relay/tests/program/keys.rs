//! The keys that hand-offs and grants are sealed with: made, read, named, and refused.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::*;

#[tokio::test]
async fn it_makes_keys_it_can_read() {
    let output = relay().arg("--generate-key").output().await.unwrap();
    let key = String::from_utf8(output.stdout).unwrap();
    assert!(KeyRing::from_base64(&[key.trim()]).is_ok());
    let output = relay().arg("--unknown").output().await.unwrap();
    assert_eq!(output.status.code(), Some(2));
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_key_is_written_into_a_new_file_that_nobody_else_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    // With a umask that keeps nothing back.
    let write = format!(
        "umask 000; exec '{}' --generate-key '{}'",
        env!("CARGO_BIN_EXE_relay"),
        path.display()
    );
    let run = async || {
        Command::new("sh")
            .args(["-c", &write])
            .output()
            .await
            .unwrap()
    };
    let output = run().await;
    assert!(output.status.success(), "{output:?}");
    assert!(output.stdout.is_empty());
    assert_eq!(mode(&path), 0o600);
    let key = std::fs::read_to_string(&path).unwrap();
    assert!(KeyRing::from_base64(&[key.trim()]).is_ok());
    // A second time the first key stays.
    let output = run().await;
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("is there already"), "{said}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    // And nothing is written through a link.
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), &link).unwrap();
    let output = relay()
        .arg("--generate-key")
        .arg(&link)
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.path().join("elsewhere").exists());
    // Only what is there is said to be there.
    let output = relay()
        .arg("--generate-key")
        .arg(folder.path().join("no such folder/keys"))
        .output()
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("could not be written"), "{said}");
}

#[tokio::test]
async fn a_key_file_that_others_can_read_is_said_and_one_they_can_write_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    relay()
        .arg("--generate-key")
        .arg(&path)
        .output()
        .await
        .unwrap();
    for (bits, code, sentence) in [
        (0o600, 0, ""),
        (
            0o644,
            0,
            "Everybody on this computer can read the file that RELAY_KEYS_FILE names.",
        ),
        (
            0o666,
            2,
            "RELAY_KEYS_FILE is not usable: others on this computer can write",
        ),
        (
            0o620,
            2,
            "RELAY_KEYS_FILE is not usable: others on this computer can write",
        ),
    ] {
        std::fs::set_permissions(&path, Permissions::from_mode(bits)).unwrap();
        let output = relay()
            .arg("--key-ids")
            .env("RELAY_KEYS_FILE", &path)
            .output()
            .await
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{bits:o}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(sentence), "{bits:o}: {said}");
        assert_eq!(said.is_empty(), sentence.is_empty(), "{bits:o}: {said}");
    }
}

#[tokio::test]
async fn it_refuses_a_weak_or_missing_key_and_names_the_variable() {
    let weak = STANDARD.encode("correct horse battery staple now");
    for (keys, sentence) in [
        (None, "RELAY_KEYS is not set. "),
        (
            Some(weak.as_str()),
            "RELAY_KEYS is not usable: key 1 of the key ring is weak",
        ),
        (
            Some("c2hvcnQ="),
            "RELAY_KEYS is not usable: key 1 of the key ring is not 32 bytes",
        ),
    ] {
        let mut command = relay();
        settings(&mut command, "https://intuit.example/discovery");
        command.env_remove("RELAY_KEYS");
        keys.map(|keys| command.env("RELAY_KEYS", keys));
        let output = command.output().await.unwrap();
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(sentence), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(output.stdout.is_empty());
        assert!(keys.is_none_or(|keys| !said.contains(keys)), "{said}");
    }
}

#[tokio::test]
async fn it_names_its_keys_without_showing_them() {
    let ring = KeyRing::generate();
    let output = relay()
        .arg("--key-ids")
        .env("RELAY_KEYS", ring.to_base64().join(","))
        .output()
        .await
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("{}\n", ring.ids()[0]));
}

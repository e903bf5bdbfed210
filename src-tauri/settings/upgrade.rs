//! The settings that the build of commit 1d123e7 left, read with today's code. `tests/fixtures/profile-0.1.0/README.md`
//! says what is in them. Each part of the app adds its own assertions here.

use std::fs;
use std::path::Path;

use super::*;

/// A copy of the file, in a folder of its own.
fn former() -> tempfile::TempDir {
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/profile-0.1.0");
    let folder = tempfile::tempdir().expect("a folder");
    fs::copy(kept.join(FILE), folder.path().join(FILE)).expect("the fixture");
    folder
}

#[test]
fn every_setting_of_the_former_version_is_there() {
    let folder = former();
    let (values, trouble) = read(&folder.path().join(FILE));
    assert_eq!(trouble, None);
    assert_eq!(values.profile, Some(Profile::Live));
    assert!((values.appearance.zoom - 1.25).abs() < f64::EPSILON);
    assert_eq!(values.checks.every_minutes, 45);
    assert!(values.notices.on);
    assert_eq!(values.memory.keys().collect::<Vec<_>>(), ["firm"]);

    let firm = values.firm.expect("the firm");
    assert_eq!(firm.id, FirmId::first(), "its folder and keychain entries");
    assert_eq!(firm.name, "Hale & Ortiz LLP");
    assert_eq!(
        firm.conductor_publishable_key.as_deref(),
        Some("pk_conductor_fake_0000")
    );
    assert_eq!(
        firm.firm_folder.as_deref(),
        Some("/tmp/counterfoil-0.1.0/share")
    );
    assert!(firm.ask_roles);
    let intuit = firm.intuit.expect("Intuit");
    assert_eq!(intuit.client_id, "ABfakeClientIdOfNobody");
    assert_eq!(intuit.environment, IntuitEnvironment::Production);
    assert!(!intuit.accounting_scope);
    let relay = intuit.relay.expect("the relay");
    assert_eq!(relay.url.as_str(), "https://signin.hale-ortiz.example/");
    assert_eq!(relay.operator, "Hale & Ortiz LLP");

    let joined = firm.computer.joined.expect("a firm file");
    assert_eq!(
        (joined.computer.as_str(), joined.made_by.as_str()),
        ("FRONT-DESK", "BACK-OFFICE")
    );
    assert_eq!(firm.computer.file, Some("6b".repeat(32)));
    let policy = Permissions {
        delete_connections: false,
        ..Permissions::default()
    };
    assert_eq!(firm.computer.policy, policy);
}

//! What a managed settings file may say. Long because each of its fields is tried alone, and refused alone.

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::settings::{CheckSettings, NoticeSettings};

const SOURCE: &str = "policy.json";
const FOLDER: &str = if cfg!(windows) {
    r"C:\firm"
} else {
    "/srv/firm"
};

fn of(values: Value) -> Managed {
    let Value::Object(values) = values else {
        panic!("a policy is an object")
    };
    read::read(SOURCE, &values)
}

/// Reads one setting that is wrong; returns the one sentence about it.
fn problem(values: Value) -> String {
    let managed = of(values);
    assert_eq!(managed.fields(), [], "nothing of it was taken");
    assert_eq!(managed.firm_file, None);
    let [problem] = managed.problems.as_slice() else {
        panic!("one sentence: {:?}", managed.problems)
    };
    problem.clone()
}

#[test]
fn every_setting_is_read() {
    let managed = of(json!({
        "firmName": " Hale & Ortiz LLP ",
        "conductorPublishableKey": "pk_conductor_test_not_a_real_key",
        "intuitClientId": "ABtestNotARealClientId",
        "intuitEnvironment": "sandbox",
        "relayUrl": "https://relay.example/signin",
        "relayOperator": "Hale & Ortiz IT",
        "readCompanyNames": true,
        "askForRoles": false,
        "firmFolder": FOLDER,
        "checkEveryMinutes": 30,
        "notices": true,
        "noticesNameClients": false,
        "allowConnect": true,
        "allowDisconnect": false,
        "allowDeleteConnections": false,
        "allowExport": false,
        "allowChangeKeys": false,
        "allowMakeFirmFiles": false,
        "allowReadBooks": false,
        "firmFile": FOLDER,
        "firmFileSha256": "AB".repeat(32),
    }));
    assert_eq!(managed.problems, [""; 0]);
    assert_eq!(managed.firm_name(), Some("Hale & Ortiz LLP"));
    assert_eq!(managed.environment, Some(IntuitEnvironment::Sandbox));
    assert_eq!(
        managed.relay(),
        Some(RelaySettings {
            url: Url::parse("https://relay.example/signin").expect("an address"),
            operator: "Hale & Ortiz IT".to_owned()
        })
    );
    assert_eq!(managed.check_every, Some(30));
    assert_eq!(managed.ask_roles, Some(false));
    assert_eq!(managed.firm_folder.as_deref(), Some(FOLDER));
    assert_eq!(
        managed.firm_file,
        Some(FirmFilePlace {
            path: Path::new(FOLDER).to_owned(),
            sha256: [0xab; 32]
        })
    );
    assert_eq!(
        managed.policy(),
        Permissions {
            connect: true,
            disconnect: false,
            delete_connections: false,
            export: false,
            change_keys: false,
            make_firm_files: false,
            read_books: false,
        }
    );
    let view = managed.view();
    assert_eq!(view.source.as_deref(), Some(SOURCE));
    assert_eq!(view.fields.len(), 18, "all but the operator and the file");
}

#[test]
fn what_a_registry_editor_writes_is_read() {
    let managed = of(json!({
        "FirmName": "Hale & Ortiz LLP",
        "AllowExport": 0,
        "allowconnect": 1,
        "Notices": "TRUE",
        "ReadCompanyNames": "false",
        "CheckEveryMinutes": "45",
    }));
    assert_eq!(managed.problems, [""; 0]);
    assert_eq!(managed.firm_name(), Some("Hale & Ortiz LLP"));
    assert_eq!(managed.export, Some(false));
    assert_eq!(managed.connect, Some(true));
    assert_eq!(managed.notices, Some(true));
    assert_eq!(managed.accounting_scope, Some(false));
    assert_eq!(managed.check_every, Some(45));
}

#[test]
fn what_is_wrong_is_left_out_and_said() {
    for (values, said) in [
        (json!({"firmName": 7}), "“firmName” is not a text"),
        (json!({"firmName": null}), "“firmName” is not a text"),
        (json!({"firmName": "  "}), "“firmName” is empty"),
        (
            json!({"firmName": "x".repeat(401)}),
            "longer than 400 characters",
        ),
        (json!({"firmName": "Hale\nOrtiz"}), "has a line break"),
        (
            json!({"conductorPublishableKey": "pk conductor"}),
            "has a space in it",
        ),
        (
            json!({"intuitEnvironment": "Live"}),
            "is neither “production” nor “sandbox”",
        ),
        (
            json!({"relayUrl": "http://relay.example"}),
            "begins with https://",
        ),
        (json!({"relayUrl": "relay.example"}), "begins with https://"),
        (
            json!({"relayUrl": "https://a:b@relay.example"}),
            "is not a plain address",
        ),
        (
            json!({"relayUrl": "https://relay.example/?to=x"}),
            "is not a plain address",
        ),
        (
            json!({"relayOperator": "IT"}),
            "“relayOperator” is there without “relayUrl”",
        ),
        (json!({"readCompanyNames": 2}), "is neither true nor false"),
        (json!({"askForRoles": "yes"}), "is neither true nor false"),
        (json!({"allowExport": []}), "is neither true nor false"),
        (json!({"firmFolder": "firm"}), "is not a whole path"),
        (
            json!({"checkEveryMinutes": 4}),
            "is not a whole number from 5 to 240",
        ),
        (
            json!({"checkEveryMinutes": 241}),
            "is not a whole number from 5 to 240",
        ),
        (
            json!({"checkEveryMinutes": 7.5}),
            "is not a whole number from 5 to 240",
        ),
        (
            json!({"checkEveryMinutes": -5}),
            "is not a whole number from 5 to 240",
        ),
        (
            json!({"checkEveryMinutes": 65566}),
            "is not a whole number from 5 to 240",
        ),
        (
            json!({"firmFile": FOLDER}),
            "“firmFile” is there without “firmFileSha256”",
        ),
        (
            json!({"firmFileSha256": "0".repeat(64)}),
            "“firmFileSha256” is there without “firmFile”",
        ),
        (
            json!({"frimName": "Hale"}),
            "“frimName” is no setting of Counterfoil",
        ),
    ] {
        let problem = problem(values);
        assert!(problem.starts_with("policy.json: "), "{problem}");
        assert!(problem.contains(said), "{problem}");
        assert!(problem.contains("left out, the rest holds."), "{problem}");
    }
    let digits = of(json!({"firmFile": FOLDER, "firmFileSha256": "xyz"})).problems;
    assert!(digits[0].contains("64 hexadecimal digits"), "{digits:?}");
}

#[test]
fn one_wrong_setting_leaves_the_rest() {
    let managed = of(json!({"firmName": "Hale & Ortiz LLP", "checkEveryMinutes": 1, "x": 1}));
    assert_eq!(managed.fields(), [ManagedField::FirmName]);
    assert_eq!(managed.problems.len(), 2);
}

#[test]
fn the_same_name_twice_counts_once() {
    let managed = of(json!({"FirmName": "First", "firmName": "Second"}));
    assert_eq!(managed.firm_name(), Some("First"));
    assert!(
        managed.problems[0].contains("twice"),
        "{:?}",
        managed.problems
    );
}

#[test]
fn a_secret_is_not_taken_and_not_repeated() {
    const SECRET: &str = "sk_conductor_test_not_a_real_key";
    for values in [
        json!({"conductorSecretKey": SECRET}),
        json!({"conductorSecretKey": "an-older-key-without-a-prefix"}),
        json!({"INTUITCLIENTSECRET": "not-a-real-secret"}),
        json!({"passphrase": "not a real passphrase"}),
        json!({"refreshToken": "not-a-real-token"}),
        json!({"adminPassword": "not-a-real-password"}),
        json!({"firmName": SECRET}),
        json!({"conductorPublishableKey": format!(" {}", SECRET.to_uppercase())}),
        json!({"keys": [SECRET]}),
        json!({"keys": {"conductor": SECRET}}),
        json!({SECRET: true}),
    ] {
        let managed = of(values.clone());
        let problem = problem(values.clone());
        assert!(problem.contains("does not belong there"), "{problem}");
        assert!(problem.contains("a firm file"), "{problem}");
        let told = format!("{managed:?} {}", json!(managed.view())).to_lowercase();
        for secret in [SECRET, "not-a-real", "not a real", "older-key"] {
            assert!(!told.contains(secret), "{values} is repeated: {told}");
        }
    }
}

#[test]
fn a_thousand_wrong_names_make_no_thousand_sentences() {
    let values: Map<String, Value> = (0..1000)
        .map(|n| (format!("{n:04}{}", "long".repeat(100)), Value::Null))
        .collect();
    let problems = read::read(SOURCE, &values).problems;
    assert_eq!(problems.len(), 21);
    assert!(problems.iter().all(|problem| problem.len() < 200));
    assert_eq!(
        problems[20],
        "policy.json: 980 more settings were left out."
    );
}

#[test]
fn no_policy_has_no_opinion() {
    let managed = Managed::from_found(Found::Values(SOURCE.to_owned(), Map::new()));
    assert_eq!(managed, Managed::default());
    assert_eq!(managed.policy(), Permissions::default());
    let own = own();
    assert_eq!(managed.over(own.clone()), own);
}

/// What a person set by hand.
fn own() -> Values {
    Values {
        notices: NoticeSettings {
            on: false,
            names: true,
            quiet: false,
            ..NoticeSettings::default()
        },
        checks: CheckSettings { every_minutes: 60 },
        firm: Some(FirmSettings {
            name: "Hale".to_owned(),
            conductor_publishable_key: Some("pk_own".to_owned()),
            intuit: Some(IntuitSettings {
                client_id: "own".to_owned(),
                environment: IntuitEnvironment::Sandbox,
                relay: None,
                accounting_scope: true,
            }),
            ask_roles: true,
            firm_folder: Some("/home/own".to_owned()),
            ..FirmSettings::default()
        }),
        ..Values::default()
    }
}

fn policy() -> Managed {
    of(json!({
        "firmName": "Hale & Ortiz LLP",
        "conductorPublishableKey": "pk_managed",
        "intuitClientId": "managed",
        "intuitEnvironment": "production",
        "relayUrl": "https://relay.example",
        "readCompanyNames": false,
        "askForRoles": false,
        "firmFolder": FOLDER,
        "checkEveryMinutes": 30,
        "notices": true,
        "noticesNameClients": false,
    }))
}

#[test]
fn managed_settings_lie_over_a_persons_own() {
    let values = policy().over(own());
    assert_eq!(values.checks.every_minutes, 30);
    assert!(values.notices.on && !values.notices.names);
    assert!(!values.notices.quiet, "what is not managed stays");
    let firm = values.firm.expect("the firm is set up");
    assert_eq!(firm.name, "Hale & Ortiz LLP");
    assert_eq!(
        firm.conductor_publishable_key.as_deref(),
        Some("pk_managed")
    );
    assert!(!firm.ask_roles);
    assert_eq!(firm.firm_folder.as_deref(), Some(FOLDER));
    let intuit = firm.intuit.expect("Intuit is set up");
    assert_eq!(intuit.client_id, "managed");
    assert_eq!(intuit.environment, IntuitEnvironment::Production);
    assert!(!intuit.accounting_scope);
    let relay = intuit.relay.expect("the relay is managed");
    assert_eq!(relay.operator, "relay.example", "nobody else was named");
}

#[test]
fn managed_settings_alone_are_no_firm() {
    assert_eq!(policy().over(Values::default()).firm, None);
}

#[test]
fn removing_the_policy_gives_back_the_persons_own() {
    let managed = policy();
    let former = own();
    // What a command does: it takes the values that hold and changes some, managed or not.
    let mut values = managed.over(former.clone());
    values.checks.every_minutes = 120;
    values.notices.on = false;
    values.notices.quiet = true;
    let firm = values.firm.as_mut().expect("the firm is set up");
    "Other".clone_into(&mut firm.name);
    managed.keep_own(&former, &mut values);

    let mut expected = former;
    expected.notices.quiet = true;
    assert_eq!(values, expected);
}

#[test]
fn a_firm_set_up_under_a_policy_keeps_nothing_of_it() {
    let managed = policy();
    let mut values = managed.over(own());
    managed.keep_own(&Values::default(), &mut values);
    let text = json!(values).to_string();
    for kept in [
        "Ortiz",
        "pk_managed",
        "relay.example",
        "\"managed\"",
        FOLDER,
        "30",
    ] {
        assert!(!text.contains(kept), "{kept} is kept: {text}");
    }
    let again = managed.over(values.clone());
    assert_eq!(again.firm, managed.over(own()).firm, "it is whole again");
    let without = Managed::default()
        .over(values)
        .firm
        .expect("it stays set up");
    assert_eq!(without.name, NAMELESS);
    assert_eq!(without.conductor_publishable_key, None);
    assert_eq!(without.intuit, None);
}

fn form() -> FirmForm {
    FirmForm {
        firm_name: "Typed".to_owned(),
        conductor_secret_key: "sk_conductor_test_not_a_real_key".to_owned(),
        conductor_publishable_key: "pk_typed".to_owned(),
        intuit_client_id: String::new(),
        intuit_environment: IntuitEnvironment::Sandbox.into(),
        relay_url: String::new(),
        intuit_client_secret: String::new(),
        accounting_scope: true,
        ask_roles: true,
    }
}

#[test]
fn a_form_under_a_policy_needs_the_secret_key_only() {
    let form = policy().over_form(FirmForm {
        firm_name: String::new(),
        conductor_publishable_key: String::new(),
        ..form()
    });
    assert_eq!(form.firm_name, "Hale & Ortiz LLP");
    assert_eq!(form.conductor_publishable_key, "pk_managed");
    assert_eq!(form.intuit_client_id, "managed");
    assert_eq!(
        form.intuit_environment,
        IntuitEnvironment::Production.into()
    );
    assert_eq!(form.relay_url, "https://relay.example/");
    assert!(!form.accounting_scope);
}

#[test]
fn a_managed_value_is_no_reason_to_ask_for_the_rest_of_a_service() {
    let skipped = of(json!({"conductorPublishableKey": "pk_managed"})).over_form(FirmForm {
        conductor_secret_key: " ".to_owned(),
        ..form()
    });
    assert_eq!(
        skipped.conductor_publishable_key, "",
        "Conductor was skipped"
    );
    for policy in [
        json!({"intuitClientId": "managed"}),
        json!({"relayUrl": "https://relay.example"}),
    ] {
        let skipped = of(policy).over_form(form());
        assert_eq!(skipped.intuit_client_id, "", "Intuit was skipped");
        assert_eq!(skipped.relay_url, "");
    }
}

#[cfg(target_os = "linux")]
mod on_disk {
    use roster::view::{FirmFileProblem, Problem, ProblemView, SetFileReason};
    use std::fs::{self, Permissions};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    use super::super::{guarded, platform};
    use super::*;

    fn written(text: &[u8], mode: u32) -> (tempfile::TempDir, std::path::PathBuf, u32) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("policy.json");
        fs::write(&path, text).expect("a writable folder");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("our own file");
        let owner = fs::metadata(&path).expect("the file").uid();
        (folder, path, owner)
    }

    fn refused(path: &Path, also: Option<u32>) -> String {
        let managed = Managed::from_found(platform::find_at(path, also));
        assert_eq!(managed.fields(), []);
        assert_eq!(managed.source.as_deref(), path.to_str());
        let [problem] = managed.problems.as_slice() else {
            panic!("one sentence: {:?}", managed.problems)
        };
        assert!(
            problem.starts_with(&path.display().to_string()),
            "{problem}"
        );
        assert!(problem.ends_with("none of it was taken."), "{problem}");
        problem.clone()
    }

    #[test]
    fn only_what_administrators_alone_can_write_is_trusted() {
        for (owner, mode, also, trusted) in [
            (0, 0o644, None, true),
            (0, 0o600, None, true),
            (0, 0o664, None, false),
            (0, 0o646, None, false),
            (1000, 0o644, None, false),
            (1000, 0o644, Some(1000), true),
            (1000, 0o664, Some(1000), false),
            (1001, 0o644, Some(1000), false),
        ] {
            assert_eq!(
                guarded::trusted(owner, 0o100_000 | mode, also).is_ok(),
                trusted,
                "{owner} {mode:o} {also:?}"
            );
        }
    }

    #[test]
    fn a_good_file_is_read_and_a_missing_one_is_no_policy() {
        let (folder, path, owner) = written(br#"{"checkEveryMinutes": 30}"#, 0o644);
        let managed = Managed::from_found(platform::find_at(&path, Some(owner)));
        assert_eq!(managed.check_every, Some(30));
        let missing = folder.path().join("none.json");
        assert_eq!(
            Managed::from_found(platform::find_at(&missing, Some(owner))),
            Managed::default()
        );
    }

    #[test]
    fn a_file_others_can_write_is_not_taken() {
        let (_folder, path, owner) = written(br#"{"checkEveryMinutes": 30}"#, 0o666);
        assert!(refused(&path, Some(owner)).contains("can be written by others"));
    }

    #[test]
    fn a_file_of_somebody_else_is_not_taken() {
        let (_folder, path, owner) = written(br#"{"checkEveryMinutes": 30}"#, 0o644);
        if owner == 0 {
            // Only root can give a file away; anybody else already is somebody else.
            std::os::unix::fs::chown(&path, Some(65534), None).expect("root may");
        }
        assert!(refused(&path, None).contains("doesn't belong to root"));
    }

    #[test]
    fn a_torn_large_or_foreign_file_is_one_sentence() {
        let secret = r#"{"firmName": "sk_conductor_test_not_a_real_key"#;
        let (_folder, path, owner) = written(secret.as_bytes(), 0o644);
        let torn = refused(&path, Some(owner));
        assert!(torn.contains("is not whole JSON (line 1, column"), "{torn}");
        assert!(!torn.contains("sk_"), "{torn}");

        let (_folder, path, owner) = written(b"[1, 2]", 0o644);
        assert!(refused(&path, Some(owner)).contains("not one pair of braces"));

        let large = format!(r#"{{"firmName": "{}"}}"#, " ".repeat(64 * 1024));
        let (_folder, path, owner) = written(large.as_bytes(), 0o644);
        assert!(refused(&path, Some(owner)).contains("larger than 64 KB"));

        let folder = tempfile::tempdir().expect("a folder");
        assert!(refused(folder.path(), None).contains("is not a file"));
    }

    #[tokio::test]
    async fn the_firm_file_is_the_one_whose_fingerprint_is_given() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Front session.counterfoil");
        let managed = of(json!({
            "firmFile": path,
            // Of the three letters below, from the standard's own examples (FIPS 180-2, B.1).
            "firmFileSha256": "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        }));
        let missing = managed.look_for_firm_file().await.expect_err("no file yet");
        assert_eq!(unusable(missing), SetFileReason::Unread);

        fs::write(&path, "abc").expect("a writable folder");
        let seen = managed.look_for_firm_file().await.expect("it is there");
        assert_eq!(
            seen.map(|seen| seen.name).as_deref(),
            Some("Front session.counterfoil")
        );
        let place = managed.firm_file().expect("it is named");
        assert_eq!(place.bytes().await.expect("it is there"), b"abc");

        fs::write(&path, "abd").expect("a writable folder");
        let another = managed.look_for_firm_file().await.expect_err("another");
        assert_eq!(unusable(another), SetFileReason::Another);

        fs::write(&path, vec![0; 64 * 1024 + 1]).expect("a writable folder");
        let large = place.bytes().await.expect_err("too large");
        assert_eq!(unusable(large), SetFileReason::TooLarge);
    }

    fn unusable(view: ProblemView) -> SetFileReason {
        match view.problem {
            Problem::FirmFile(FirmFileProblem::SetFileUnusable { why, .. }) => why,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_policy_names_who_signs_firm_files_and_forbids_all_but_its_own() {
    let fingerprint = signing::SigningKey::generate().public().fingerprint();
    let managed = of(json!({ "firmSigner": fingerprint, "allowFirmFiles": 0 }));
    assert_eq!(managed.problems, [""; 0]);
    assert_eq!(managed.firm_signer(), Some(fingerprint.as_str()));
    assert!(!managed.allows_firm_files());
    assert_eq!(
        managed.fields(),
        [ManagedField::FirmSigner, ManagedField::FirmFiles]
    );
    assert!(of(json!({})).allows_firm_files());
    for wrong in ["abc", &"!".repeat(43), &"a".repeat(44)] {
        let said = problem(json!({ "firmSigner": wrong }));
        assert!(
            said.contains("not the fingerprint of a signing key"),
            "{said}"
        );
    }
}

/// A managed computer of these values, for tests of what they forbid.
pub(crate) fn managed(values: Value) -> Managed {
    of(values)
}

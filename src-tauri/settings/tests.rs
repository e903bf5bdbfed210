use std::fs;

use super::*;

fn saved(folder: &Path, name: &str) -> Values {
    let mut values = Values {
        profile: Some(Profile::Practice),
        ..Values::default()
    };
    values.appearance.zoom = 1.25;
    let Ok(Value::Object(fields)) = serde_json::to_value(&values) else {
        panic!("settings are an object")
    };
    let text = serde_json::to_vec_pretty(&fields).expect("JSON");
    fs::write(folder.join(name), text).expect("a writable folder");
    values
}

#[test]
fn reads_what_was_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = saved(folder.path(), FILE);
    assert_eq!(read(&folder.path().join(FILE)), (values, None));
}

#[test]
fn a_firm_of_an_earlier_version_is_an_admins_and_asks_for_roles() {
    let firm: FirmSettings =
        serde_json::from_str(r#"{ "name": "Hale & Ortiz LLP" }"#).expect("a firm");
    let expected = FirmSettings {
        name: "Hale & Ortiz LLP".to_owned(),
        ..FirmSettings::default()
    };
    assert_eq!(firm, expected);
    assert!(firm.ask_roles && firm.computer.policy == Permissions::default());
}

#[test]
fn a_missing_file_is_a_first_start_and_no_trouble() {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(read(&folder.path().join(FILE)), (Values::default(), None));
}

#[test]
fn a_torn_file_is_put_aside_and_the_last_good_copy_used() {
    let folder = tempfile::tempdir().expect("a folder");
    let values = saved(folder.path(), &format!("{FILE}.bak"));
    let file = folder.path().join(FILE);
    fs::write(&file, b"{\"version\":1,\"prof").expect("a writable folder");
    assert_eq!(read(&file), (values.clone(), Some(SettingsError::Damaged)));
    let aside: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder")
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().contains(".corrupt-"))
        .collect();
    assert_eq!(aside.len(), 1, "the torn file is kept");
    assert_eq!(
        fs::read(aside[0].path()).expect("the torn file"),
        b"{\"version\":1,\"prof"
    );
    assert_eq!(read(&file), (values, None), "the copy is back in place");
}

#[test]
fn a_torn_file_without_a_copy_starts_anew_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(FILE);
    fs::write(&file, b"\0\0\0").expect("a writable folder");
    assert_eq!(
        read(&file),
        (Values::default(), Some(SettingsError::Damaged))
    );
}

fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(FILE);
    fs::write(&file, text).expect("a writable folder");
    (folder, file)
}

fn firm(id: &str, name: &str) -> FirmSettings {
    FirmSettings {
        id: FirmId::parse(id).expect("an id"),
        name: name.to_owned(),
        ..FirmSettings::default()
    }
}

#[test]
fn the_one_firm_of_version_1_is_the_first_of_several() {
    let (_folder, file) = written(
        r#"{ "version": 1, "profile": "live", "firm": { "name": "Hale & Ortiz LLP" },
             "memory": { "live": { "sort": "role" }, "practice": { "sort": "name" } } }"#,
    );
    let (values, trouble) = read(&file);
    assert_eq!(trouble, None);
    assert_eq!(values.firm, Some(firm("firm", "Hale & Ortiz LLP")));
    assert_eq!(values.other_firms, []);
    assert_eq!(values.profile, Some(Profile::Live));
    assert_eq!(values.memory_of(Profile::Live).sort, "role");
    assert_eq!(values.memory_of(Profile::Practice).sort, "name");
}

#[test]
fn several_firms_and_what_each_showed_last_are_read_back() {
    let mut values = Values {
        profile: Some(Profile::Live),
        ..Values::default()
    };
    for id in ["firm", "firm-00000001", "firm-00000002"] {
        values.put_firm(firm(id, id));
        let memory = RosterMemory {
            view: id.to_owned(),
            ..RosterMemory::default()
        };
        values.remember(Profile::Live, memory);
    }
    assert!(values.make_current(&FirmId::parse("firm-00000001").expect("an id")));
    let (_folder, file) = written(&serde_json::to_string(&values).expect("JSON"));
    let (read, trouble) = read(&file);
    assert_eq!((&read, trouble), (&values, None));
    assert_eq!(read.memory_of(Profile::Live).view, "firm-00000001");
    assert_eq!(read.firms().count(), 3);
}

#[test]
fn a_firm_takes_its_own_place_and_nobody_elses() {
    let mut values = Values::default();
    values.put_firm(firm("firm", "Hale & Ortiz LLP"));
    values.put_firm(firm("firm-00000001", "Book & Partners"));
    values.put_firm(firm("firm", "Hale, Ortiz & Book LLP"));
    let names =
        |values: &Values| -> Vec<String> { values.firms().map(|firm| firm.name.clone()).collect() };
    assert_eq!(
        names(&values),
        ["Hale, Ortiz & Book LLP", "Book & Partners"]
    );
    assert!(!values.make_current(&FirmId::random()), "nobody's");
    values.remove_firm(&FirmId::first());
    assert_eq!(names(&values), ["Book & Partners"]);
    assert!(values.firm.is_some(), "the other one is current");
}

#[test]
fn settings_of_a_newer_version_stay_as_they_are() {
    let text = r#"{ "version": 3, "firms": "another shape", "zoom": 9 }"#;
    let (folder, file) = written(text);
    assert_eq!(read(&file), (Values::default(), Some(SettingsError::Newer)));
    assert_eq!(fs::read_to_string(&file).expect("the file"), text);
    let files = fs::read_dir(folder.path()).expect("the folder").count();
    assert_eq!(files, 1, "nothing was put aside");
}

#[test]
fn two_firms_in_one_folder_and_an_id_that_leads_elsewhere_are_no_settings() {
    for firms in [
        r#"[{ "id": "firm", "name": "A" }, { "id": "firm", "name": "B" }]"#,
        r#"[{ "id": "../elsewhere", "name": "A" }]"#,
    ] {
        let (_folder, file) = written(&format!(r#"{{ "version": 2, "firms": {firms} }}"#));
        assert_eq!(read(&file).1, Some(SettingsError::Damaged), "{firms}");
    }
}

/// A computer's permissions as the version before Books wrote them.
fn rights_before_books(make_firm_files: bool) -> Permissions {
    serde_json::from_value(serde_json::json!({
        "connect": true, "disconnect": false, "deleteConnections": false, "export": true,
        "changeKeys": make_firm_files, "makeFirmFiles": make_firm_files,
    }))
    .expect("rights")
}

#[test]
fn a_computer_of_a_version_before_books_reads_them_where_it_is_an_admins() {
    assert!(!rights_before_books(false).read_books, "staff");
    assert!(rights_before_books(true).read_books, "an admin");
    let nothing: Permissions = serde_json::from_str("{}").expect("rights");
    assert_eq!(nothing, Permissions::default(), "set up by hand");
    let named: Permissions =
        serde_json::from_str(r#"{ "makeFirmFiles": false, "readBooks": true }"#).expect("rights");
    assert!(named.read_books, "allowed by name");
}

#[test]
fn the_codes_of_a_version_before_books_hold_on_and_no_right_is_taken_without_one() {
    let key = roster::vault::Secret::new("not a real key");
    for admin in [false, true] {
        let mut firm = FirmSettings::default();
        firm.computer.policy = rights_before_books(admin);
        // What that version signed: the rights it knew, by name.
        assert!(
            !ServiceValue::Permissions.of(&firm).contains("readBooks"),
            "the text is the former one"
        );
        firm.codes = genuine::codes(&firm, &key);
        assert!(genuine::differing(&firm, &key).is_empty());
        firm.computer.policy.read_books ^= true;
        assert_eq!(genuine::differing(&firm, &key), [ServiceValue::Permissions]);
    }
}

#[test]
fn the_screen_books_leaves_names_in_the_settings_and_nothing_else() {
    let written = r#"{
        "recent": ["invoices", "reports/general-summary.trial_balance"],
        "columns": [{ "list": "invoices", "columns": [{ "name": "customer", "width": 180 }] }],
        "views": [{
            "name": "Open invoices, last month",
            "list": "invoices",
            "filters": [
                { "name": "month", "value": "lastMonth" },
                { "name": "paymentStatus", "value": "not_paid" }
            ],
            "columns": ["refNumber", "customer"]
        }]
    }"#;
    let books: BooksMemory = serde_json::from_str(written).expect("JSON");
    assert!(books.is_plausible());
    let with = |change: fn(&mut BooksMemory)| {
        let mut books = books.clone();
        change(&mut books);
        books.is_plausible()
    };
    assert!(!with(|it| it.recent[0] = "Brightwell Homes".to_owned()));
    assert!(!with(
        |it| it.columns[0].columns[0].name = "4,318.00".to_owned()
    ));
    assert!(!with(
        |it| it.views[0].filters[0].value = "Brightwell Homes".to_owned()
    ));
    assert!(!with(|it| it.views[0].columns[0] = String::new()));
    assert!(!with(|it| it.recent = vec!["invoices".to_owned(); 500]));
}

//! What `settings.json` says on people's computers: every field and every word, as the build wrote them whose settings
//! were also the window's types. One may be added; none may change.

use std::fmt::Debug;
use std::path::Path;

use roster::vault::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::genuine::differing;
use super::*;

fn fixture() -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/settings-2.json");
    std::fs::read_to_string(file).expect("the fixture")
}

#[test]
fn every_field_of_the_file_is_read_and_written_back_as_it_is() {
    let text = fixture();
    let values: Values = serde_json::from_str(&text).expect("settings");
    let Ok(Value::Object(fields)) = serde_json::to_value(&values) else {
        panic!("settings are an object")
    };
    assert_eq!(
        serde_json::to_string_pretty(&fields).expect("JSON"),
        text.trim_end()
    );
    assert_eq!(values.firms().count(), 2);
    assert!(values.removal.is_some_and(|removal| removal.wiping));
    assert!(values.memory["firm"].books.is_plausible());
}

/// The codes are computed over the words of the file: a word that changes makes every firm's settings look changed by
/// somebody else.
#[test]
fn the_codes_that_were_made_over_these_words_agree() {
    let values: Values = serde_json::from_str(&fixture()).expect("settings");
    let firm = values.firm.expect("the firm");
    assert_eq!(firm.codes.len(), ServiceValue::ALL.len());
    assert_eq!(differing(&firm, &Secret::new("not a real key")), []);
}

#[test]
fn the_words_in_peoples_settings_stay_as_they_are() {
    fn check<T: Serialize + DeserializeOwned + Debug + PartialEq, const N: usize>(
        words: [(T, &str); N],
    ) {
        for (value, word) in words {
            assert_eq!(serde_json::to_value(&value).expect("JSON"), word);
            let read: T = serde_json::from_value(word.into()).expect(word);
            assert_eq!(read, value);
        }
    }
    check([
        (Profile::None, "none"),
        (Profile::Practice, "practice"),
        (Profile::Sandbox, "sandbox"),
        (Profile::Live, "live"),
    ]);
    check([
        (Theme::System, "system"),
        (Theme::Light, "light"),
        (Theme::Dark, "dark"),
    ]);
    check([
        (Density::Compact, "compact"),
        (Density::Regular, "regular"),
        (Density::Roomy, "roomy"),
    ]);
    check([
        (IntuitEnvironment::Production, "production"),
        (IntuitEnvironment::Sandbox, "sandbox"),
    ]);
    check([
        (RemovalChoice::Disconnect, "disconnect"),
        (RemovalChoice::HandOver, "handOver"),
    ]);
    check(ServiceValue::ALL.map(|value| (value, value.name())));
}

//! The threat model in `docs/security.md` names tests. Each of them has to be there.

use std::fs;
use std::path::Path;

/// The tests that a text names as `` `file::test` ``: a Rust function, or the words of a test of the window.
fn named(text: &str) -> Vec<(&str, &str)> {
    text.split('`')
        // Every second piece is between two marks.
        .skip(1)
        .step_by(2)
        .filter_map(|piece| piece.split_once("::"))
        .filter(|(file, _)| is(file, "rs") || is(file, "ts"))
        .collect()
}

fn is(file: &str, kind: &str) -> bool {
    Path::new(file).extension().is_some_and(|it| it == kind)
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/security.md")).expect("the document");
    let (_, model) = text
        .split_once("\n## Threat model\n")
        .expect("the threat model");
    let model = model.split("\n## ").next().expect("its section");
    // Each threat has a heading of its own.
    let threats: Vec<_> = model.split("\n#### ").skip(1).collect();
    assert!(threats.len() > 30, "{} threats are named", threats.len());
    let mut count = 0;
    for threat in threats {
        let tests = named(threat);
        assert!(!tests.is_empty(), "nothing shows this: {threat}");
        for (file, test) in tests {
            let source = fs::read_to_string(root.join(file))
                .unwrap_or_else(|error| panic!("{file}: {error}"));
            let is_there = if is(file, "rs") {
                source.contains(&format!("fn {test}("))
            } else {
                source.contains(test)
            };
            assert!(is_there, "{file} has no test {test}");
            count += 1;
        }
    }
    assert!(count > 200, "{count} tests are named");
}

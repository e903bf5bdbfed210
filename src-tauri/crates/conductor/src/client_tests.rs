use super::{Conductor, check_base_url, url_of};
use crate::error::Error;
use crate::ids::SecretKey;

const KEY: &str = "sk_conductor_test_not_a_real_key";

fn url(base: &str, segments: &[&str]) -> Result<String, Error> {
    url_of(&base.parse().unwrap(), segments).map(String::from)
}

#[test]
fn segments_are_joined_to_the_base_and_encoded_whole() {
    let base = "https://api.conductor.is/v1";
    let cases = [
        ("end_usr_1", "end_usr_1"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("../x", "..%2Fx"),
        ("%2e%2e", "%252e%252e"),
        ("a b\\c", "a%20b%5Cc"),
        ("a\tb\nc", "a%09b%0Ac"),
        ("é;=&+", "%C3%A9%3B%3D%26%2B"),
    ];
    for (id, encoded) in cases {
        assert_eq!(
            url(base, &["end-users", id]).unwrap(),
            format!("{base}/end-users/{encoded}"),
        );
    }
}

#[test]
fn a_base_may_end_in_a_slash_or_have_no_path() {
    let with = |base| url(base, &["end-users"]).unwrap();
    assert_eq!(
        with("https://a.example/v1/"),
        "https://a.example/v1/end-users"
    );
    assert_eq!(with("https://a.example"), "https://a.example/end-users");
    assert_eq!(
        with("https://a.example/v1?x=1#y"),
        "https://a.example/v1/end-users"
    );
}

#[test]
fn ids_that_would_change_the_endpoint_are_refused() {
    for id in ["", " ", "\n", ".", "..", " .. "] {
        let refused = url("https://a.example/v1", &["end-users", id]);
        assert!(matches!(refused, Err(Error::InvalidRequest(_))), "{id:?}");
    }
}

#[test]
fn the_key_travels_only_encrypted_or_within_this_computer() {
    for base in [
        "https://api.conductor.is/v1",
        "http://127.0.0.1:4010/v1",
        "http://[::1]:4010/v1",
        "http://localhost:4010/v1",
    ] {
        let checked = check_base_url(&base.parse().unwrap());
        assert_eq!(checked, Ok(()), "{base}");
    }
    for base in [
        "http://api.conductor.is/v1",
        "http://localhost.example/v1",
        "http://127.0.0.1.example/v1",
        "ftp://localhost/v1",
        "file:///v1",
        "mailto:a@b.example",
    ] {
        let checked = check_base_url(&base.parse().unwrap());
        assert!(
            matches!(
                checked,
                Err(Error::Config {
                    source: Some(_),
                    ..
                })
            ),
            "{base}"
        );
    }
}

#[test]
fn keys_no_header_can_carry_are_refused_without_quoting_them() {
    for key in ["", "  ", "sk_conductor_test\nnot_a_real_key"] {
        let error = Conductor::builder(SecretKey::new(key)).build().unwrap_err();
        assert!(matches!(error, Error::Config { .. }), "{error:?}");
        assert!(!error.to_string().contains("sk_conductor"), "{error}");
    }
}

#[test]
fn debug_shows_no_key() {
    let builder = Conductor::builder(SecretKey::new(KEY));
    let text = format!("{builder:?}");
    assert!(text.contains("[redacted]") && !text.contains(KEY), "{text}");
    let text = format!("{:?}", builder.build().unwrap());
    assert!(text.contains("[redacted]") && !text.contains(KEY), "{text}");
}

#[test]
fn clients_can_be_shared_between_tasks() {
    fn shareable<T: Clone + Send + Sync + 'static>(_: &T) {}
    shareable(&Conductor::builder(SecretKey::new(KEY)).build().unwrap());
}

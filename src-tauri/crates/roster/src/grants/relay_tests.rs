use super::*;

#[test]
fn the_key_of_an_upgrade_stays_until_the_grant_has_it_and_is_forgotten_then() {
    let base = Url::parse("http://127.0.0.1:1/").unwrap();
    let relay = RelayClient::new(&base, &ClientId::new("an-app"), Duration::from_secs(1)).unwrap();
    let key = relay.upgrade_key("one").public();
    assert_eq!(relay.upgrade_key("one").public(), key);
    assert_ne!(relay.upgrade_key("another").public(), key);
    relay.upgraded("one");
    assert_ne!(relay.upgrade_key("one").public(), key);
}

#[test]
fn whatever_a_relay_says_in_a_refusal_is_cleaned_and_cut() {
    let noise = "x".repeat(5_000);
    let secret = "sealed-grant-of-a-company";
    let said = serde_json::json!({
        "error": format!("odd\u{202e}\u{7}code {noise}"),
        "error_description": format!("Call\r\n\u{200b}us sealed-grant\u{200b}-of-a-company {noise}"),
        "intuit_tid": format!("1-2\u{2066}3 {noise}"),
    });
    let body = serde_json::to_vec(&said).unwrap();
    let GrantError::Failed(failure) = refusal("refresh", StatusCode::BAD_GATEWAY, &body, &[secret])
    else {
        panic!("nobody refused the grant")
    };
    let tid = failure.request_id.unwrap();
    assert!(failure.code.starts_with("odd code xx"), "{}", failure.code);
    assert!(
        failure.message.starts_with("Call us [redacted] xx"),
        "{}",
        failure.message
    );
    assert!(tid.starts_with("1-23 xx"), "{tid}");
    assert!(failure.code.chars().count() <= untrusted_text::CODE + 1);
    assert!(failure.message.chars().count() <= untrusted_text::MESSAGE + 1);
    assert!(tid.chars().count() <= untrusted_text::CODE + 1);
}

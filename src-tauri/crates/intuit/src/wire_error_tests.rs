use super::*;

#[test]
fn of_endless_errors_and_paths_the_first_are_kept() {
    let path = vec!["step"; 1_000];
    let errors = vec![serde_json::json!({ "message": "VAL-1002 no", "path": path }); 1_000];
    let body = serde_json::json!({ "errors": errors }).to_string();
    let error = refusal(&Answer::new(200, body.as_bytes()), &Redactor::default());
    let Error::GraphQl(kept) = error else {
        panic!("{error:?}")
    };
    assert_eq!(kept.errors.len(), MOST_ERRORS);
    assert_eq!(kept.errors[0].path.len(), MOST_STEPS);
    assert_eq!(kept.errors[0].message, "VAL-1002 no");
}

const NO_TEXT: &str = "";

fn said(status: u16, body: &str) -> Error {
    refusal(&Answer::new(status, body.as_bytes()), &Redactor::default())
}

#[test]
fn a_throttle_is_one_at_any_status_and_in_any_form() {
    let xml = |inner: &str| {
        format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><IntuitResponse time="2026-11-30T03:01:00.000-08:00" xmlns="http://schema.intuit.com/finance/v3">{inner}</IntuitResponse>"#
        )
    };
    let message = "message=ThrottleExceeded; errorCode=003001; statusCode=403";
    let lower = format!(
        r#"{{"fault":{{"error":[{{"message":"{message}","detail":null,"code":"3001"}}],"type":"SERVICE"}}}}"#
    );
    let bodies = [
        lower.clone(),
        format!("\u{feff}{lower}"),
        lower.replace("\"3001\"", "\"003001\""),
        lower.replace("\"3001\"", "3001"),
        lower.replace("fault", "Fault").replace("error\"", "Error\"").replace("code", "Code"),
        // The words without the code.
        lower.replace("\"3001\"", "null"),
        xml(&format!(
            r#"<Fault type="SERVICE"><Error code="3001"><Message>{message}</Message><Detail/></Error></Fault>"#
        )),
        xml(r"<Fault type='SERVICE'><Error code='003001'/></Fault>"),
        xml("<fault type=\"SERVICE\"><error><code>3001</code><message>Throttled</message></error></fault>"),
        r#"<ns0:IntuitResponse xmlns:ns0="x"><ns0:Fault><ns0:Error code="003001"><ns0:Message><![CDATA[Slow]]></ns0:Message></ns0:Error></ns0:Fault></ns0:IntuitResponse>"#.to_owned(),
        r#"{"code":"ThrottleExceeded","type":"INPUT","message":null,"detail":null,"moreInfo":null}"#.to_owned(),
        r#"{"code":"THROTTLED","detail":"try later"}"#.to_owned(),
        r#"{"error":"too_many_requests"}"#.to_owned(),
        r#"{"error":"Rate_Limit_Exceeded","message":"later"}"#.to_owned(),
        r#"{"message":"Too Many Requests"}"#.to_owned(),
        r#"{"errors":[{"message":"no","extensions":{"code":"3001"}}]}"#.to_owned(),
        r#"{"errors":[{"message":"ThrottleExceeded","extensions":{"code":"OTH-0001"}}]}"#.to_owned(),
        r#"{"errors":[{"message":"","extensions":{"code":"SYS-0002","innerCode":"429"}}]}"#.to_owned(),
        "<html><head><title>429 Too Many Requests</title></head></html>".to_owned(),
        "Rate limit exceeded".to_owned(),
    ];
    for status in [400, 401, 403, 429, 500, 503] {
        for body in &bodies {
            let error = said(status, body);
            assert!(error.is_throttle(), "{status} {body}: {error:?}");
            assert!(is_throttle(&Answer::new(status, body.as_bytes())), "{body}");
            let oauth = oauth_refusal(&Answer::new(status, body.as_bytes()), &Redactor::default());
            assert!(oauth.is_throttle(), "{status} {body}: {oauth:?}");
        }
    }
    assert!(said(429, NO_TEXT).is_throttle());
    assert!(
        is_throttle(&Answer::new(200, lower.as_bytes())),
        "under a success"
    );
    assert!(
        is_throttle(&Answer::new(200, bodies[6].as_bytes())),
        "under a success"
    );
}

#[test]
fn other_refusals_are_no_throttle() {
    for (status, body) in [
        (
            403,
            r#"{"fault":{"error":[{"message":"message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403","code":"3100"}],"type":"SERVICE"}}"#,
        ),
        (
            401,
            r#"{"fault":{"error":[{"message":"message=AuthenticationFailed; errorCode=003200; statusCode=401","detail":"Token expired","code":"3200"}]}}"#,
        ),
        (
            403,
            r#"<IntuitResponse><Fault type="AUTHORIZATION"><Error code="3100"><Message>AuthorizationFailed</Message></Error></Fault></IntuitResponse>"#,
        ),
        (
            400,
            r#"{"error":"invalid_grant","error_description":"Incorrect or invalid refresh token"}"#,
        ),
        (
            200,
            r#"{"errors":[{"message":"User id not part of the realm!","extensions":{"code":"VAL-1002"}}]}"#,
        ),
        (403, "<html><body>Forbidden</body></html>"),
        (400, "30010"),
        (403, r#"{"code":"13001","detail":"x"}"#),
        (400, NO_TEXT),
    ] {
        let error = oauth_refusal(&Answer::new(status, body.as_bytes()), &Redactor::default());
        assert!(!error.is_throttle(), "{status} {body}: {error:?}");
    }
    let role = r#"{"data":{"user":{"role":{"type":"ADMIN"}}}}"#;
    assert!(!is_throttle(&Answer::new(200, role.as_bytes())));
}

#[test]
fn a_fault_in_xml_is_read_like_one_in_json() {
    let cases = [
        (
            r#"<IntuitResponse time="2026-11-30T03:01:00Z" xmlns="http://schema.intuit.com/finance/v3"><Fault type="AUTHENTICATION"><Error code="3200"><Message>message=AuthenticationFailed; errorCode=003200; statusCode=401</Message><Detail>Malformed bearer token: too short or too long</Detail></Error></Fault></IntuitResponse>"#,
            Some("3200"),
            Some("Malformed bearer token: too short or too long"),
        ),
        (
            "\u{feff}\n <IntuitResponse>\n  <Fault type=\"ValidationFault\">\n    <Error code=\"006240\" element=\"Name\">\n      <Message>Duplicate Name Exists Error</Message>\n    </Error>\n    <Error code=\"1\"><Detail>second</Detail></Error>\n  </Fault>\n</IntuitResponse>",
            Some("6240"),
            Some("Duplicate Name Exists Error"),
        ),
        (
            "<IntuitResponse><Fault type=\"SERVICE\"/></IntuitResponse>",
            None,
            Some("SERVICE"),
        ),
        (
            "<r><Fault><Error code=\"3100\"><Detail>Tom &amp; Jerry&#39;s &lt;b&gt; &nope;</Detail></Error></Fault></r>",
            Some("3100"),
            Some("Tom & Jerry's <b>"),
        ),
        (
            "<r><Fault><Error code=\"3200\"><Detail>Token expired: AB011789012345abcdefghij</Detail></Error></Fault></r>",
            Some("3200"),
            Some("Token expired: [redacted]"),
        ),
        // Cut off: what is there is read.
        (
            "<IntuitResponse><Fault type=\"SERVICE\"><Error code=\"3100\"><Message>Half",
            Some("3100"),
            Some("Half"),
        ),
    ];
    for (body, code, detail) in cases {
        let Error::Gateway {
            code: c, detail: d, ..
        } = said(403, body)
        else {
            panic!("{body}")
        };
        assert_eq!((c.as_deref(), d.as_deref()), (code, detail), "{body}");
    }
    let bomb = format!("{}x", "<a>".repeat(100_000));
    for body in [
        "<html><body><Fault><Error code=\"3001\"/></Fault></body></html>",
        "<!doctype html><title>x</title>",
        "<IntuitResponse><CompanyInfo/></IntuitResponse>",
        "<",
        &bomb,
    ] {
        assert!(
            matches!(said(403, body), Error::UnexpectedStatus { .. }),
            "{body:.60}"
        );
    }
}

#[test]
fn oauth_words_are_known_in_any_case() {
    for (word, known) in [
        ("invalid_grant", OAuthErrorCode::InvalidGrant),
        ("INVALID_GRANT", OAuthErrorCode::InvalidGrant),
        ("Invalid-Grant", OAuthErrorCode::InvalidGrant),
        (" invalid grant ", OAuthErrorCode::InvalidGrant),
        ("Invalid_Client", OAuthErrorCode::InvalidClient),
        ("Unauthorized_Client", OAuthErrorCode::UnauthorizedClient),
        (
            "server_error",
            OAuthErrorCode::Other("server_error".to_owned()),
        ),
        (
            "Temporarily_Unavailable",
            OAuthErrorCode::Other("Temporarily_Unavailable".to_owned()),
        ),
        ("", OAuthErrorCode::Other(String::new())),
    ] {
        assert_eq!(OAuthErrorCode::from_wire(word), known, "{word:?}");
    }
}

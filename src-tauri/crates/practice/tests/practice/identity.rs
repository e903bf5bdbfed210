use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    BigUint, RsaPublicKey,
    pkcs1v15::{Signature, VerifyingKey},
    signature::Verifier as _,
};
use serde_json::{Value, json};
use sha2::Sha256;

use super::server::{ACCOUNTING, MARIA, PRIYA, ROLES, SUE, TestServer, text};

#[tokio::test]
async fn both_discovery_documents_answer_under_every_name() {
    let server = TestServer::new().await;
    let origin = &server.practice.endpoints().origin;
    let mut userinfo = Vec::new();
    for name in ["openid_configuration", "openid_sandbox_configuration"] {
        let document = server.get(&format!("/.well-known/{name}")).await.json();
        let hyphens = name.replace('_', "-");
        for alias in [format!("{name}/"), hyphens.clone(), format!("{hyphens}/")] {
            let same = server.get(&format!("/.well-known/{alias}")).await.json();
            assert_eq!(same, document, "{alias}");
        }
        assert_eq!(document["issuer"], format!("{origin}/op/v1"));
        let token = format!("{origin}/oauth2/v1/tokens/bearer");
        assert_eq!(document["token_endpoint"], token);
        assert!(document.get("code_challenge_methods_supported").is_none());
        userinfo.push(text(&document, "userinfo_endpoint").to_owned());
    }
    assert_ne!(userinfo[0], userinfo[1]);

    let tokens = server.connect(MARIA, SUE, ROLES).await;
    for endpoint in userinfo {
        let path = endpoint.strip_prefix(origin).unwrap();
        let reply = server.bearer_get(path, text(&tokens, "access_token")).await;
        let who = reply.json();
        assert_eq!(who["email"], MARIA);
        assert_eq!(who["emailVerified"], true);
        assert_eq!(who["givenName"], "Maria");
        assert_eq!(who["familyName"], "Ortiz");
        assert_eq!(server.bearer_get(path, "nobody").await.status, 401);
    }
}

#[tokio::test]
async fn an_id_token_is_signed_by_the_published_key() {
    let server = TestServer::new().await;
    let mut query = server.request();
    query.insert("claims", r#"{"id_token":{"realmId":null}}"#.to_owned());
    query.insert("practice_as", MARIA.to_owned());
    query.insert("practice_realm", SUE.to_owned());
    let to = server.authorize(&query).await.location();
    let code = &super::server::pairs(&to)["code"];
    let tokens = server.exchange(code).await.json();

    let keys = server.get("/op/v1/jwks").await.json();
    let claims = verified(text(&tokens, "id_token"), &keys);
    let endpoints = server.practice.endpoints();
    assert_eq!(claims["aud"], json!([endpoints.intuit.client_id]));
    assert_eq!(claims["iss"], format!("{}/op/v1", endpoints.origin));
    assert_eq!(claims["realmid"], SUE);
    let life = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert_eq!(life, 3_600);

    let unasked = server.connect(MARIA, SUE, ROLES).await;
    let claims = verified(text(&unasked, "id_token"), &keys);
    assert!(claims.get("realmid").is_none());

    let switches = json!({ "issuerIsIntuit": true });
    server.post("/practice/switches", &switches).await;
    let claims = verified(
        text(&server.connect(MARIA, SUE, ROLES).await, "id_token"),
        &keys,
    );
    assert_eq!(claims["iss"], "https://oauth.platform.intuit.com/op/v1");
}

/// The claims, once the signature was found good.
fn verified(token: &str, keys: &Value) -> Value {
    let key = &keys["keys"][0];
    let number = |name| BigUint::from_bytes_be(&URL_SAFE_NO_PAD.decode(text(key, name)).unwrap());
    let public = RsaPublicKey::new(number("n"), number("e")).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    VerifyingKey::<Sha256>::new(public)
        .verify(
            signed.as_bytes(),
            &Signature::try_from(signature.as_slice()).unwrap(),
        )
        .unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    let read = |part: &str| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    assert_eq!(read(head), json!({ "alg": "RS256", "kid": key["kid"] }));
    read(claims)
}

#[tokio::test]
async fn the_company_name_needs_the_accounting_scope() {
    let server = TestServer::new().await;
    let path = format!("/v3/company/{SUE}/companyinfo/{SUE}?minorversion=75");
    let tokens = server.connect(MARIA, SUE, ACCOUNTING).await;
    let access = text(&tokens, "access_token");
    let company = server.bearer_get(&path, access).await.json();
    assert_eq!(company["CompanyInfo"]["CompanyName"], "Sue's Bakery LLC");
    assert_eq!(company["CompanyInfo"]["Id"], "1");

    let xml = server.http.get(server.at(&path)).bearer_auth(access);
    let xml = server.send(xml).await.text;
    assert!(xml.contains("<CompanyName>Sue&#39;s Bakery LLC</CompanyName>"));

    let wren = "/v3/company/9130349878530744/companyinfo/9130349878530744";
    let other = server.bearer_get(wren, access).await;
    assert_eq!(other.status, 403);
    assert_eq!(other.json()["fault"]["error"][0]["code"], "3100");

    let roles_only = server.connect(PRIYA, "9130349878530988", ROLES).await;
    let refused = server
        .bearer_get(&path, text(&roles_only, "access_token"))
        .await;
    assert_eq!(refused.status, 403);

    let nobody = server.bearer_get(&path, "nobody").await;
    assert_eq!(nobody.status, 401);
    assert_eq!(nobody.json()["fault"]["type"], "AUTHENTICATION");
    assert!(nobody.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn the_company_is_left_out_and_the_roles_scope_refused_on_demand() {
    let server = TestServer::new().await;
    let sign_in = async |switches: Value| {
        server.post("/practice/switches", &switches).await;
        let mut query = server.request();
        query.insert("claims", r#"{"id_token":{"realmId":null}}"#.to_owned());
        query.insert("practice_as", MARIA.to_owned());
        query.insert("practice_realm", SUE.to_owned());
        super::server::pairs(&server.authorize(&query).await.location())
    };
    let back = sign_in(json!({ "redirectWithoutRealm": true })).await;
    assert!(!back.contains_key("realmId"));
    let tokens = server.exchange(&back["code"]).await.json();
    let keys = server.get("/op/v1/jwks").await.json();
    assert_eq!(verified(text(&tokens, "id_token"), &keys)["realmid"], SUE);

    let back = sign_in(json!({ "idTokenWithoutRealm": true })).await;
    assert_eq!(back["realmId"], SUE);
    let tokens = server.exchange(&back["code"]).await.json();
    let claims = verified(text(&tokens, "id_token"), &keys);
    assert_eq!(claims.get("realmid"), None);

    let back = sign_in(json!({ "rolesScopeRefused": true })).await;
    assert_eq!(back["error"], "invalid_scope");
    assert!(back.contains_key("state") && !back.contains_key("code"));
}

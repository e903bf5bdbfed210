//! Lists page by page. What matters is how often the service is asked: it answers a repeated cursor with the
//! *next* page.
#![expect(clippy::unwrap_used, reason = "tests")]

use conductor::catalogue::{ReportKind, Resource};
use conductor::{Conductor, Error, Filters, Page, Pages};
use serde_json::{Value, json};
use support::{ScriptedServer, an_id, builder, client_of, envelope, whole};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use wiremock::matchers::{header, method, path, query_param, query_param_is_missing};
use wiremock::{Mock, MockServer, ResponseTemplate};

mod support;

fn resource(path: &str) -> &'static Resource {
    Resource::by_path(path).unwrap()
}

fn page(ids: &[&str], cursor: Option<&str>, remaining: u32) -> Value {
    let data: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
    json!({
        "objectType": "list", "url": "/v1/quickbooks-desktop/invoices", "data": data,
        "nextCursor": cursor, "remainingCount": remaining, "hasMore": cursor.is_some(),
    })
}

fn ids(page: &Page) -> Vec<&str> {
    page.records
        .iter()
        .filter_map(|it| it["id"].as_str())
        .collect()
}

fn invoices(client: &Conductor) -> Pages {
    let october = Filters::new().with("transactionDateFrom", "2026-10-01");
    client
        .books(&an_id())
        .list(resource("invoices"), &october)
        .unwrap()
}

const FIRST: &str = "GET /v1/quickbooks-desktop/invoices?transactionDateFrom=2026-10-01 HTTP/1.1";
const SECOND: &str =
    "GET /v1/quickbooks-desktop/invoices?transactionDateFrom=2026-10-01&cursor=cur%2F1 HTTP/1.1";

#[tokio::test]
async fn pages_come_until_the_service_has_no_more() {
    let server = ScriptedServer::following(vec![
        whole(
            "200 OK",
            "conductor-request-id: req_1\r\n",
            &page(&["a", "b"], Some("cur/1"), 3),
        ),
        whole("200 OK", "", &page(&["c", "d"], Some("cur/1"), 1)),
        whole("200 OK", "", &page(&["e"], None, 0)),
    ])
    .await;
    let client = builder(&server.origin).build().unwrap();
    let mut pages = invoices(&client);
    assert!(
        server.requests().is_empty(),
        "nothing is sent before a page is asked for"
    );
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(ids(&first), ["a", "b"]);
    assert_eq!(first.remaining, Some(3));
    assert_eq!(first.request_id.as_deref(), Some("req_1"));
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["c", "d"]);
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["e"]);
    assert_eq!(pages.next().await, None);
    assert_eq!(pages.next().await, None);
    assert_eq!(server.requests(), [FIRST, SECOND, SECOND]);
}

/// Acceptance B3. Each of these is asked again where it answers a read without a cursor.
#[tokio::test]
async fn a_lost_second_page_is_asked_for_once_and_the_first_is_kept() {
    let connection = envelope(502, "INTEGRATION_CONNECTION_ERROR", "QBD_CONNECTION_ERROR");
    let lost = [
        ("dropped", String::new()),
        ("cut head", "HTTP/1.1 200 OK\r\ncontent-ty".to_owned()),
        (
            "cut body",
            "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"data\":[".to_owned(),
        ),
        ("408", whole("408 Request Timeout", "", &json!({}))),
        (
            "429",
            whole("429 Too Many Requests", "retry-after-ms: 1\r\n", &json!({})),
        ),
        (
            "500",
            whole(
                "500 Internal Server Error",
                "x-should-retry: true\r\n",
                &json!({}),
            ),
        ),
        ("502", whole("502 Bad Gateway", "", &connection)),
        ("503", whole("503 Service Unavailable", "", &json!({}))),
        ("no list", whole("200 OK", "", &json!({"data": "none"}))),
    ];
    for (what, answer) in lost {
        let third = whole("200 OK", "", &page(&["c"], None, 0));
        let script = vec![
            whole("200 OK", "", &page(&["a", "b"], Some("cur/1"), 3)),
            answer,
            third,
        ];
        let server = ScriptedServer::following(script).await;
        let client = builder(&server.origin).build().unwrap();
        let mut pages = invoices(&client);
        assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["a", "b"]);
        assert!(pages.next().await.unwrap().is_err(), "{what}");
        assert_eq!(pages.next().await, None, "{what}");
        assert_eq!(server.requests(), [FIRST, SECOND], "{what}");
    }
}

#[tokio::test]
async fn the_first_page_is_a_read_like_any_other() {
    let script = vec![
        whole("503 Service Unavailable", "", &json!({})),
        String::new(),
        whole("200 OK", "", &page(&["a"], None, 0)),
    ];
    let server = ScriptedServer::following(script).await;
    let client = builder(&server.origin).build().unwrap();
    let mut pages = invoices(&client);
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["a"]);
    assert_eq!(server.requests(), [FIRST; 3]);
}

/// As a caller does that stops to check whether somebody has pressed *Stop*.
#[tokio::test]
async fn a_wait_that_is_given_up_goes_on_with_the_same_request() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (asked, release) = (Notify::new(), Notify::new());
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut seen = 0;
        for cursor in [Some("cur/1"), None] {
            let mut request = vec![0; 4096];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            seen += 1;
            if seen == 2 {
                asked.notify_one();
                release.notified().await;
            }
            let answer = whole("200 OK", "", &page(&["a"], cursor, 0));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
        drop(stream);
        // A third request would come here.
        seen
    };
    let read = async {
        let client = builder(&origin).build().unwrap();
        let mut pages = invoices(&client);
        pages.next().await.unwrap().unwrap();
        for _ in 0..2 {
            tokio::select! {
                biased;
                page = pages.next() => panic!("{page:?}"),
                () = asked.notified() => asked.notify_one(),
            }
        }
        release.notify_one();
        let last = pages.next().await.unwrap().unwrap();
        assert_eq!(ids(&last), ["a"]);
        assert_eq!(pages.next().await, None);
    };
    let (seen, ()) = tokio::join!(serve, read);
    assert_eq!(seen, 2);
}

/// A list that says that there is more, but not how to get it, is not complete.
#[tokio::test]
async fn a_list_that_cannot_be_read_to_its_end_ends_with_an_error() {
    let more_without_cursor = json!({"data": [{"id": "a"}], "nextCursor": null, "hasMore": true});
    let nothing_and_more = page(&[], Some("cur/1"), 5);
    for (of, answer, is_complete) in [
        ("invoices", more_without_cursor.clone(), false),
        ("invoices", nothing_and_more, false),
        ("templates", page(&["a"], Some("cur/1"), 5), false),
        ("templates", more_without_cursor, false),
        ("templates", page(&["a"], None, 0), true),
        // "Asking again after hasMore is false is an error."
        (
            "invoices",
            json!({"data": [], "nextCursor": "cur/1", "hasMore": false}),
            true,
        ),
        ("invoices", json!({"data": [], "nextCursor": ""}), true),
        ("accounts", json!({"data": []}), true),
    ] {
        let server = ScriptedServer::following(vec![whole("200 OK", "", &answer)]).await;
        let client = builder(&server.origin).build().unwrap();
        let mut pages = client
            .books(&an_id())
            .list(resource(of), &Filters::new())
            .unwrap();
        assert!(pages.next().await.unwrap().is_ok(), "{answer}");
        let end = pages.next().await;
        match end {
            None => assert!(is_complete, "{answer}"),
            Some(Err(Error::Decode { .. })) => assert!(!is_complete, "{answer}"),
            other => panic!("{answer}: {other:?}"),
        }
        assert_eq!(pages.next().await, None);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn each_shape_asks_at_its_address() {
    let server = MockServer::start().await;
    let answer = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let place = "/v1/quickbooks-desktop";
    let get = |at: &str| {
        Mock::given(method("GET"))
            .and(path(format!("{place}/{at}")))
            .and(header("conductor-end-user-id", an_id().as_str()))
    };
    get("company")
        .respond_with(answer(json!({"companyName": "Acme"})))
        .expect(2)
        .mount(&server)
        .await;
    get("invoices/1-2%2F3")
        .respond_with(answer(json!({"id": "1-2/3"})))
        .expect(1)
        .mount(&server)
        .await;
    get("vendors")
        .and(query_param("nameContains", "a b&c"))
        .and(query_param_is_missing("cursor"))
        .respond_with(answer(page(&["v"], None, 0)))
        .expect(1)
        .mount(&server)
        .await;
    get("reports/aging")
        .and(query_param("reportType", "ar_aging_summary"))
        .respond_with(answer(
            json!({"objectType": "qbd_report", "reportType": "ar_aging_summary"}),
        ))
        .expect(1)
        .mount(&server)
        .await;
    let client = client_of(&server);
    let end_user = an_id();
    let books = client.books(&end_user);
    let company = resource("company");
    assert_eq!(
        books.retrieve(company, "").await.unwrap().record["companyName"],
        "Acme"
    );
    let mut pages = books.list(company, &Filters::new()).unwrap();
    assert_eq!(pages.next().await.unwrap().unwrap().records.len(), 1);
    assert_eq!(pages.next().await, None);
    let invoice = books.retrieve(resource("invoices"), "1-2/3").await.unwrap();
    assert_eq!(invoice.record["id"], "1-2/3");
    let named = Filters::new().with("nameContains", "a b&c");
    let mut pages = books.list(resource("vendors"), &named).unwrap();
    assert_eq!(ids(&pages.next().await.unwrap().unwrap()), ["v"]);
    let aging = ReportKind::by_path("reports/aging").unwrap();
    let parameters = Filters::new().with("reportType", "ar_aging_summary");
    let table = books.report(aging, &parameters).await.unwrap();
    assert_eq!(table.report_type, "ar_aging_summary");
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_before_anything_is_sent() {
    let server = MockServer::start().await;
    let client = client_of(&server);
    let end_user = an_id();
    let books = client.books(&end_user);
    for id in ["", " ", "..", "."] {
        let refused = books.retrieve(resource("invoices"), id).await;
        assert!(matches!(refused, Err(Error::InvalidRequest(_))), "{id:?}");
    }
    let unlisted = books.retrieve(resource("templates"), "1-2").await;
    assert!(matches!(unlisted, Err(Error::InvalidRequest(_))));
    for id in ["", "a\r\nx: y"] {
        let nobody = conductor::EndUserId::new(id);
        let mut pages = client
            .books(&nobody)
            .list(resource("invoices"), &Filters::new())
            .unwrap();
        assert!(matches!(
            pages.next().await,
            Some(Err(Error::InvalidRequest(_)))
        ));
        assert_eq!(pages.next().await, None);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

//! The company's name over REST.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::json;

use super::service::Service;
use super::{
    company_file::{ACCOUNTING_SCOPE, Company},
    gateway,
};
use crate::pages::escape;

/// `GET /v3/company/{realm}/companyinfo/{realm}`
pub(super) async fn company_info(
    State(service): State<Arc<Service>>,
    Path((realm, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let now = service.now();
    let token = gateway::bearer_token(&headers);
    let approval = match service.with(|store| store.bearer(token, now)) {
        Ok(bearer) => bearer.approval,
        Err(refused) => return fault_401(gateway::reason(refused), now),
    };
    if !approval.has_scope(ACCOUNTING_SCOPE) {
        return fault_403(Some("The access token does not have sufficient scope"), now);
    }
    let company = service.with(|store| store.company(&realm).cloned());
    match company.filter(|_| id == realm && approval.realm.as_ref() == Some(&realm)) {
        Some(company) if wants_json(&headers) => Json(as_json(&company, now)).into_response(),
        Some(company) => as_xml(&company, now),
        None => fault_403(None, now),
    }
}

/// Without it Intuit answers XML.
fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("application/json"))
}

fn as_json(company: &Company, now: Timestamp) -> serde_json::Value {
    let payroll = company
        .members
        .values()
        .any(|member| member.has_payroll == Some(true));
    json!({
        "CompanyInfo": {
            "CompanyName": company.name,
            "LegalName": company.name,
            "Country": "US",
            "SupportedLanguages": "en",
            "FiscalYearStartMonth": "January",
            "Email": {},
            "WebAddr": {},
            "PrimaryPhone": {},
            "NameValue": [
                { "Name": "SubscriptionStatus", "Value": "PAID" },
                { "Name": "PayrollFeature", "Value": payroll.to_string() },
            ],
            "domain": "QBO",
            "sparse": false,
            // The entity's id, which is not the realm id.
            "Id": "1",
            "SyncToken": "0",
        },
        "time": now.to_string(),
    })
}

fn as_xml(company: &Company, now: Timestamp) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <IntuitResponse xmlns=\"http://schema.intuit.com/finance/v3\" time=\"{now}\">\
         <CompanyInfo domain=\"QBO\" sparse=\"false\"><Id>1</Id><CompanyName>{}</CompanyName>\
         </CompanyInfo></IntuitResponse>",
        escape(&company.name)
    );
    (
        [(header::CONTENT_TYPE, "application/xml;charset=UTF-8")],
        body,
    )
        .into_response()
}

fn fault_401(detail: &str, now: Timestamp) -> Response {
    let challenge = "Bearer realm=\"Intuit\", error=\"invalid_token\"";
    let body = fault(
        "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        Some(detail),
        "3200",
        "AUTHENTICATION",
        now,
    );
    let headers = [(header::WWW_AUTHENTICATE, challenge)];
    (StatusCode::UNAUTHORIZED, headers, Json(body)).into_response()
}

/// Wrong company and missing scope look the same but for `detail`.
fn fault_403(detail: Option<&str>, now: Timestamp) -> Response {
    let body = fault(
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403",
        detail,
        "3100",
        "SERVICE",
        now,
    );
    (StatusCode::FORBIDDEN, Json(body)).into_response()
}

/// The lower-case envelope of authentication and authorization faults.
pub(crate) fn fault(
    message: &str,
    detail: Option<&str>,
    code: &str,
    kind: &str,
    now: Timestamp,
) -> serde_json::Value {
    json!({
        "warnings": null,
        "intuitObject": null,
        "fault": {
            "error": [{ "message": message, "detail": detail, "code": code, "element": null }],
            "type": kind,
        },
        "report": null,
        "requestId": null,
        "time": now.as_millisecond(),
        "status": null,
    })
}

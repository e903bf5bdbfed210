//! The sample books.

use serde_json::{Value, json};

/// What QuickBooks writes for a moment: the computer's offset, no fractions.
const MADE: &str = "2026-09-02T09:14:00-05:00";
const CHANGED: &str = "2026-10-30T16:02:41-05:00";

pub(super) fn invoices() -> Vec<Value> {
    [
        ("1041", "2026-09-02", "Anchor Street Café", "480.00", true),
        ("1042", "2026-09-09", "Beech Lane School", "1250.00", true),
        (
            "1043",
            "2026-09-23",
            "Beech Lane School:Gymnasium",
            "312.50",
            false,
        ),
        ("1044", "2026-10-14", "Corner Pharmacy", "96.40", false),
        ("1045", "2026-10-28", "Anchor Street Café", "480.00", false),
    ]
    .into_iter()
    .enumerate()
    .map(|(place, (number, date, customer, amount, paid))| {
        let (id, line) = (format!("{:X}-1756822440", 0x5A10 + place), 2 * place + 1);
        invoice(
            &id,
            number,
            date,
            customer,
            (amount, paid),
            &format!("{:X}-1756822440", 0x5B00 + line),
        )
    })
    .collect()
}

pub(super) fn classes() -> Vec<Value> {
    [
        ("80000001-1690000001", "Retail", None, 0),
        ("80000002-1690000002", "Weekends", Some("Retail"), 1),
        ("80000003-1690000003", "Wholesale", None, 0),
    ]
    .into_iter()
    .map(|(id, name, parent, sublevel)| {
        let full_name = parent.map_or(name.to_owned(), |parent| format!("{parent}:{name}"));
        json!({
            "id": id,
            "objectType": "qbd_class",
            "createdAt": MADE,
            "updatedAt": CHANGED,
            "revisionNumber": "1721172183",
            "name": name,
            "fullName": full_name,
            "isActive": true,
            "parent": parent.map(|name| reference("80000001-1690000001", name)),
            "sublevel": sublevel,
        })
    })
    .collect()
}

pub(super) fn company(name: &str) -> Value {
    json!({
        "companyName": name,
        "legalCompanyName": name,
        "address": address(),
        "legalAddress": null,
        "addressForCustomer": null,
        "phone": null,
        "fax": null,
        "email": null,
        "website": null,
        "fiscalYearStartMonth": "january",
        "incomeTaxYearStartMonth": "january",
        "companyType": null,
        "ein": null,
        "ssn": null,
        "taxForm": null,
        "isSampleCompanyFile": true,
        "subscribedServices": null,
        "accountantCopy": { "accountantCopyExists": false, "dividingDate": null },
        "customFields": [],
    })
}

fn invoice(
    id: &str,
    number: &str,
    date: &str,
    customer: &str,
    (amount, paid): (&str, bool),
    line: &str,
) -> Value {
    let none = Value::Null;
    let (applied, open) = if paid {
        (amount, "0.00")
    } else {
        ("0.00", amount)
    };
    let mut invoice = json!({
        "id": id,
        "objectType": "qbd_invoice",
        "createdAt": MADE,
        "updatedAt": CHANGED,
        "revisionNumber": "1721172183",
        "customer": reference("80000010-1690000010", customer),
        "receivablesAccount": reference("80000020-1690000020", "Accounts Receivable"),
        "transactionDate": date,
        "refNumber": number,
        "billingAddress": address(),
        "isPending": false,
        "isFinanceCharge": false,
        "dueDate": date,
        "subtotal": amount,
        "salesTaxTotal": "0.00",
        "appliedAmount": applied,
        "balanceRemaining": open,
        "isPaid": paid,
        "isQueuedForPrint": false,
        "isQueuedForEmail": false,
        "linkedTransactions": [],
        "lines": [invoice_line(line, amount)],
        "lineGroups": [],
        "customFields": [],
    });
    for key in [
        "balanceRemainingInHomeCurrency",
        "class",
        "currency",
        "customerMessage",
        "documentTemplate",
        "exchangeRate",
        "externalId",
        "memo",
        "otherCustomField",
        "purchaseOrderNumber",
        "salesRepresentative",
        "salesTaxCode",
        "salesTaxItem",
        "salesTaxPercentage",
        "shipmentOrigin",
        "shippingAddress",
        "shippingDate",
        "shippingMethod",
        "suggestedDiscountAmount",
        "suggestedDiscountDate",
        "terms",
    ] {
        invoice[key] = none.clone();
    }
    invoice
}

fn invoice_line(id: &str, amount: &str) -> Value {
    let mut line = json!({
        "id": id,
        "objectType": "qbd_invoice_line",
        "item": reference("80000030-1690000030", "Bookkeeping"),
        "description": "Bookkeeping",
        "quantity": 1,
        "rate": amount,
        "amount": amount,
        "customFields": [],
    });
    for key in [
        "class",
        "expirationDate",
        "inventorySite",
        "inventorySiteLocation",
        "lotNumber",
        "otherCustomField1",
        "otherCustomField2",
        "overrideUnitOfMeasureSet",
        "ratePercent",
        "salesTaxCode",
        "serialNumber",
        "serviceDate",
        "unitOfMeasure",
    ] {
        line[key] = Value::Null;
    }
    line
}

fn reference(id: &str, full_name: &str) -> Value {
    json!({ "id": id, "fullName": full_name })
}

fn address() -> Value {
    json!({
        "line1": "12 Harbour Road",
        "line2": null,
        "line3": null,
        "line4": null,
        "line5": null,
        "city": "Springfield",
        "state": "OR",
        "postalCode": "97477",
        "country": null,
        "note": null,
    })
}

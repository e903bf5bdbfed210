//! The short lists: classes, terms, methods, codes, currencies, templates and the like.

use serde_json::{Value, json};

use super::maker::{Maker, wire_time};

pub(super) fn make(maker: &mut Maker) {
    for (parent, name) in [
        (None, "Retail"),
        (Some("Retail"), "Weekends"),
        (None, "Wholesale"),
    ] {
        maker.list("classes", parent, name, json!({}));
    }
    for name in ["Trade", "Private", "Public body"] {
        maker.list("customer-types", None, name, json!({}));
    }
    for (name, days, discount) in [
        ("Due on receipt", 0, 0),
        ("Net 15", 15, 0),
        ("Net 30", 30, 0),
        ("2% 10 Net 30", 30, 10),
    ] {
        let more = json!({
            "dueDays": days,
            "discountDays": (discount > 0).then_some(discount),
            "discountPercentage": (discount > 0).then_some("2"),
        });
        maker.list("standard-terms", None, name, more);
    }
    for (name, day) in [("Due on the 1st", 1), ("Due on the 15th", 15)] {
        maker.list(
            "date-driven-terms",
            None,
            name,
            json!({ "dueDayOfMonth": day, "gracePeriodDays": 5 }),
        );
    }
    for (name, kind) in [
        ("Cash", "cash"),
        ("Check", "check"),
        ("Visa", "visa"),
        ("American Express", "american_express"),
        ("E-Check", "e_check"),
    ] {
        maker.list(
            "payment-methods",
            None,
            name,
            json!({ "paymentMethodType": kind }),
        );
    }
    for name in ["Courier", "Post", "Own van"] {
        maker.list("shipping-methods", None, name, json!({}));
    }
    for (name, taxed) in [("Tax", true), ("Non", false)] {
        let description = if taxed {
            "Taxable sales"
        } else {
            "Non-taxable sales"
        };
        maker.list(
            "sales-tax-codes",
            None,
            name,
            json!({ "isTaxable": taxed, "description": description }),
        );
    }
    currencies(maker);
    for (name, kind) in [
        ("Invoice of the house", "invoice"),
        ("Estimate of the house", "estimate"),
        ("Purchase order of the house", "purchase_order"),
        ("Sales receipt of the house", "sales_receipt"),
        ("Credit memo of the house", "credit_memo"),
        ("Sales order of the house", "sales_order"),
    ] {
        maker.list("templates", None, name, json!({ "templateType": kind }));
    }
    for (name, fixed) in [("Trade price", "-10"), ("Small order", "5")] {
        maker.list(
            "price-levels",
            None,
            name,
            json!({ "priceLevelType": "fixed_percentage", "fixedPercentage": fixed }),
        );
    }
    units(maker);
    for (name, kind, rate) in [
        ("Hourly wage", "hourly_regular", "22.00"),
        ("Overtime", "hourly_overtime", "33.00"),
        ("Salary", "salary_regular", "52000.00"),
    ] {
        let account = maker.account("Payroll Expenses").json();
        maker.list(
            "payroll-wage-items",
            None,
            name,
            json!({ "wageType": kind, "rate": rate, "expenseAccount": account }),
        );
    }
    for (name, is_default) in [("Main shop", true), ("Yard", false)] {
        let more = json!({ "isDefault": is_default, "description": name, "address": super::people::street(maker) });
        maker.list("inventory-sites", None, name, more);
    }
    deleted(maker);
}

fn currencies(maker: &mut Maker) {
    for (name, code, rate) in [
        ("US Dollar", "USD", 1.0),
        ("Euro", "EUR", 1.08),
        ("Canadian Dollar", "CAD", 0.74),
    ] {
        let more = json!({
            "currencyCode": code,
            "isUserDefinedCurrency": false,
            "exchangeRate": rate,
            "asOfDate": "2026-11-02",
            "currencyFormat": {
                "thousandSeparator": "comma",
                "thousandSeparatorGrouping": "xx_xxx_xxx",
                "decimalPlaces": "2",
                "decimalSeparator": "period",
            },
        });
        maker.list("currencies", None, name, more);
    }
}

fn units(maker: &mut Maker) {
    for (name, kind, base, short, more) in [
        ("By the piece", "count", "each", "ea", ("dozen", "dz", "12")),
        ("By the foot", "length", "foot", "ft", ("yard", "yd", "3")),
    ] {
        let (unit, abbreviation, ratio) = more;
        let more = json!({
            "unitOfMeasureType": kind,
            "baseUnit": { "name": base, "abbreviation": short },
            "relatedUnits": [{ "name": unit, "abbreviation": abbreviation, "conversionRatio": ratio }],
            "defaultUnits": [{ "unitUsedFor": "sales", "unit": base }],
        });
        maker.list("unit-of-measure-sets", None, name, more);
    }
}

/// What somebody took out of the books. One transaction is before the closing date.
fn deleted(maker: &mut Maker) {
    let at = |month, day| jiff::civil::date(2026, month, day).at(10, 12, 0, 0);
    for (kind, number, created, gone) in [
        ("invoice", Some("1017"), at(4, 16), at(4, 20)),
        ("check", Some("2210"), at(7, 2), at(7, 2)),
        ("bill", Some("TW-9001"), at(9, 3), at(11, 12)),
        ("estimate", Some("301"), at(10, 5), at(11, 3)),
        ("time_tracking", None, at(11, 9), at(11, 10)),
    ] {
        let row = json!({
            "id": maker.line_id(),
            "transactionType": kind,
            "refNumber": number,
            "createdAt": wire_time(created),
            "deletedAt": wire_time(gone),
        });
        push(maker, "deleted-transactions", row);
    }
    for (kind, name, created, gone) in [
        (
            "customer",
            "Duplicate of Corner Pharmacy",
            at(2, 3),
            at(2, 3),
        ),
        ("vendor", "Misspelt Supply", at(5, 6), at(6, 1)),
        ("item_service", "Old hourly rate", at(1, 7), at(9, 30)),
        ("class", "Online", at(3, 2), at(11, 5)),
    ] {
        let row = json!({
            "id": maker.line_id(),
            "listType": kind,
            "fullName": name,
            "createdAt": wire_time(created),
            "deletedAt": wire_time(gone),
        });
        push(maker, "deleted-list-objects", row);
    }
}

pub(super) fn push(maker: &mut Maker, resource: &'static str, row: Value) {
    if let Value::Object(row) = row {
        maker.books.rows_mut(resource).push(row);
    }
}

//! Every report is as described, and says what the lists say.

use serde_json::Value;

use super::super::catalogue::{Catalogue, ParameterKind, Resource};
use super::super::company::{Books, Size};
use super::super::query::Query;
use super::super::{judge, money, plan, whole};

fn books() -> Books {
    plan::books_of("Acme Plumbing", Size::default())
}

fn run(books: &Books, path: &str, query: &str) -> Value {
    let report = Catalogue::all().resource(path).unwrap();
    let query = Query::read(report, Some(query)).unwrap_or_else(|it| panic!("{query}: {it:?}"));
    whole(report, super::run(books, report, &query))
}

/// The last row of this kind whose label it is: its cells after the label.
fn row(report: &Value, label: &str) -> Vec<i64> {
    let rows = report["rows"].as_array().unwrap().iter().rev();
    let mut rows = rows.filter(|row| row["cells"][0]["value"] == label);
    let row = rows.next().unwrap_or_else(|| panic!("no {label}"));
    let cells = row["cells"].as_array().unwrap().iter().skip(1);
    cells
        .map(|cell| money::cents(cell["value"].as_str().unwrap()))
        .collect()
}

fn account(books: &Books, name: &str) -> i64 {
    let mut rows = books.rows("accounts").iter();
    let row = rows.find(|row| row["fullName"] == name).unwrap();
    money::cents(row["balance"].as_str().unwrap())
}

/// What has to be said besides the type.
fn required(report: &Resource) -> String {
    let all = Catalogue::all();
    let given = report.parameters().iter().filter(|it| it.required);
    given
        .filter(|it| it.name != "reportType")
        .map(|it| match it.kind {
            ParameterKind::Choice(place) => format!("&{}={}", it.name, all.choices(place)[0]),
            _ => format!("&{}=2026", it.name),
        })
        .collect()
}

#[test]
fn every_type_of_every_report_is_as_described() {
    let books = books();
    let mut types = 0;
    let reports = Catalogue::all().resources().iter();
    for report in reports.filter(|it| it.path.starts_with("reports/")) {
        let kind = report
            .parameters()
            .iter()
            .find(|it| it.name == "reportType");
        let Some(ParameterKind::Choice(place)) = kind.map(|it| it.kind) else {
            panic!("{} has no types", report.path);
        };
        for kind in Catalogue::all().choices(place) {
            let query = format!("reportType={kind}{}", required(report));
            let answer = run(&books, report.path, &query);
            let faults = judge::faults(report.shape(), &answer, kind);
            assert_eq!(faults, Vec::<String>::new());
            types += 1;
        }
    }
    assert_eq!(types, 93);
}

#[test]
fn a_trial_balance_has_as_many_debits_as_credits_on_every_day() {
    let books = books();
    for day in ["2025-12-31", "2026-03-17", "2026-11-30"] {
        let query = format!("reportType=trial_balance&reportDateTo={day}");
        let sums = row(&run(&books, "reports/general-summary", &query), "TOTAL");
        assert!(sums[0] > 0);
        assert_eq!(sums[0], sums[1], "{day}");
    }
}

#[test]
fn a_balance_sheet_balances_and_has_the_profit() {
    let books = books();
    for day in ["2025-12-31", "2026-06-30", "2026-11-30"] {
        let of = |kind: &str, from: &str| {
            let query = format!("reportType={kind}{from}&reportDateTo={day}");
            run(&books, "reports/general-summary", &query)
        };
        let sheet = of("balance_sheet_standard", "");
        let assets = row(&sheet, "TOTAL ASSETS");
        assert_eq!(assets, row(&sheet, "TOTAL LIABILITIES & EQUITY"), "{day}");
        let from = format!("&reportDateFrom={}-01-01", &day[..4]);
        let profit = row(&of("profit_and_loss_standard", &from), "Net Income");
        assert_eq!(profit, row(&sheet, "Net Income"), "{day}");
    }
}

#[test]
fn columns_add_up_to_the_whole() {
    let books = books();
    for by in ["summarizeColumnsBy=month", "summarizeColumnsBy=class"] {
        let query = format!("reportType=profit_and_loss_standard&{by}");
        let mut net = row(
            &run(&books, "reports/general-summary", &query),
            "Net Income",
        );
        let whole = net.pop().unwrap();
        assert!(net.len() > 3);
        assert_eq!(net.iter().sum::<i64>(), whole, "{by}");
    }
}

#[test]
fn what_is_open_by_age_is_what_is_owed() {
    let books = books();
    for (kind, name) in [
        ("ar_aging", "Accounts Receivable"),
        ("ap_aging", "Accounts Payable"),
    ] {
        let of = |what: &str, more: &str| {
            let query = format!("reportType={kind}_{what}{more}");
            row(&run(&books, "reports/aging", &query), "TOTAL")
        };
        let summary = of("summary", "");
        assert_eq!(summary[5], account(&books, name), "{kind}");
        assert_eq!(summary[..5].iter().sum::<i64>(), summary[5]);
        assert_eq!(of("detail", ""), [summary[5]]);
        // On an earlier day what was paid since was still open.
        let day = "2026-06-30".parse().unwrap();
        let then = books.ledger.balance(day, |post| post.account.name == name);
        let summary = of("summary", "&reportDateTo=2026-06-30");
        assert_eq!(summary[5], then.abs(), "{kind}");
    }
}

#[test]
fn the_general_ledger_is_all_postings() {
    let books = books();
    let query = "reportType=general_ledger&reportDateMacro=all";
    let ledger = run(&books, "reports/general-detail", query);
    assert_eq!(row(&ledger, "TOTAL"), [0]);
    let rows = ledger["rows"].as_array().unwrap().iter();
    let data = rows.filter(|row| row["kind"] == "data").count();
    assert_eq!(data, books.ledger.posts(None, None).count());
    let checking = row(&ledger, "Total Checking");
    assert_eq!(checking[1], account(&books, "Checking"));
    let query = "reportType=general_ledger&reportDateFrom=2026-11-01&reportDateTo=2026-11-30";
    let november = run(&books, "reports/general-detail", query);
    assert_eq!(
        row(&november, "Total Checking")[1],
        account(&books, "Checking")
    );
}

#[test]
fn stock_sales_and_filters() {
    let books = books();
    let of = |path: &str, query: &str| row(&run(&books, path, query), "TOTAL");
    let stock = of(
        "reports/general-summary",
        "reportType=inventory_valuation_summary",
    );
    assert_eq!(stock, [account(&books, "Inventory Asset")]);
    let owed = of(
        "reports/general-summary",
        "reportType=customer_balance_summary",
    );
    assert_eq!(owed, [account(&books, "Accounts Receivable")]);
    let sales = "reportType=sales_by_customer_summary";
    let all = of("reports/general-summary", sales)[0];
    let sales = format!("{sales}&entityFullNames=Corner%20Pharmacy");
    let some = of("reports/general-summary", &sales)[0];
    assert!(some > 0 && some < all, "{some} of {all}");
}

#[test]
fn columns_and_rows_are_those_that_were_asked_for() {
    let books = books();
    let columns = "includeColumns=date&includeColumns=split_account&includeColumns=debit";
    let query = format!("summarizeRowsBy=customer&{columns}");
    let report = run(&books, "reports/custom-detail", &query);
    let kinds: Vec<_> = report["columns"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = kinds.iter().map(|it| it["columnType"].as_str()).collect();
    let wanted = ["label", "date", "split_account", "debit"];
    assert_eq!(kinds, wanted.map(Some));
    let kinds_of = |level: &str| {
        let query = format!("reportType=general_ledger&detailLevel={level}");
        let report = run(&books, "reports/general-detail", &query);
        let rows = report["rows"].as_array().unwrap().iter();
        let kinds: std::collections::BTreeSet<_> = rows
            .map(|row| row["kind"].as_str().unwrap().to_owned())
            .collect();
        kinds.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(kinds_of("summary_only"), ["subtotal", "total"]);
    assert_eq!(kinds_of("all_except_summary"), ["data", "text"]);
    let banks = "reportType=general_ledger&accountType=bank&reportDateMacro=all";
    let banks = run(&books, "reports/general-detail", banks);
    let money =
        account(&books, "Checking") + account(&books, "Savings") + account(&books, "Petty Cash");
    assert_eq!(row(&banks, "TOTAL"), [money]);
}

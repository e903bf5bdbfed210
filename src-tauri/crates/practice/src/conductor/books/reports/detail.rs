//! Details: one row a posting or a transaction, grouped and with the running balance of the group.

use std::collections::BTreeMap;

use super::super::ledger::{Entry, Post, Side};
use super::super::money;
use super::columns::Columns;
use super::entry_row::{cells, with_columns};
use super::summary::group;
use super::table::{Kind, Table};
use super::{Asked, aging};

/// What a report shows and how it is grouped.
struct Spec {
    by: &'static str,
    /// From the beginning of the books: the report shows balances, not what happened in some days.
    as_of: bool,
    sign: i64,
    chosen: fn(&Entry, &Post) -> bool,
}

pub(super) fn run(asked: &Asked<'_>) -> Table {
    match asked.kind {
        "open_invoices" => aging::open(asked, "Accounts Receivable"),
        "unpaid_bills_detail" => aging::open(asked, "Accounts Payable"),
        "estimates_by_job" | "job_progress_invoices_vs_estimates" => offers(asked, "estimate"),
        "open_purchase_orders" | "open_purchase_orders_by_job" => offers(asked, "purchase_order"),
        "open_sales_order_by_customer" | "open_sales_order_by_item" => offers(asked, "sales_order"),
        // Nothing is pending, no number of a check is missing, and all costs are billed.
        "pending_sales" | "missing_checks" | "unbilled_costs_by_job" => {
            detailed(asked, &asked.title(), &spec("none"))
        }
        kind => detailed(asked, &asked.title(), &spec(kind)),
    }
}

pub(super) fn custom(asked: &Asked<'_>) -> Table {
    let by = match asked.query.one("summarizeRowsBy") {
        Some("customer") => "customer",
        Some("vendor") => "vendor",
        Some("class") => "class",
        Some("item_detail") => "item_detail",
        Some("month") => "month",
        Some("total_only") => "total_only",
        _ => "account",
    };
    let spec = Spec {
        by,
        as_of: false,
        sign: 1,
        chosen: |_, _| true,
    };
    detailed(asked, "Custom Transaction Detail Report", &spec)
}

/// Wages are checks to employees.
pub(super) fn payroll(asked: &Asked<'_>) -> Table {
    let spec = Spec {
        by: "employee",
        as_of: false,
        sign: 1,
        chosen: |entry, post| is_line(post) && is_of(entry, "employees"),
    };
    detailed(asked, &asked.title(), &spec)
}

fn is_line(post: &Post) -> bool {
    post.line.is_some()
}

fn spec(kind: &str) -> Spec {
    let of = |by, sign, chosen| Spec {
        by,
        as_of: false,
        sign,
        chosen,
    };
    match kind {
        "general_ledger" | "transaction_detail_by_account" => of("account", 1, |_, _| true),
        "journal" | "audit_trail" => of("transaction", 1, |_, _| true),
        "transaction_list_by_date" => of("total_only", 1, |_, post| !is_line(post)),
        "transaction_list_by_customer" => of("customer", 1, |entry, post| {
            !is_line(post) && is_of(entry, "customers")
        }),
        "transaction_list_by_vendor" => of("vendor", 1, |entry, post| {
            !is_line(post) && is_of(entry, "vendors")
        }),
        "check_detail" => of("transaction", 1, |entry, _| {
            ["check", "bill_payment_check", "sales_tax_payment_check"].contains(&entry.kind)
        }),
        "deposit_detail" => of("transaction", 1, |entry, _| entry.kind == "deposit"),
        "customer_balance_detail" => Spec {
            as_of: true,
            ..of("customer", 1, |_, post| {
                post.account.name == "Accounts Receivable"
            })
        },
        "vendor_balance_detail" => Spec {
            as_of: true,
            ..of("vendor", -1, |_, post| {
                post.account.name == "Accounts Payable"
            })
        },
        "balance_sheet_detail" => Spec {
            as_of: true,
            ..of("account", 1, |_, post| !post.is_of_the_year)
        },
        "profit_and_loss_detail" | "income_tax_detail" => {
            of("account", -1, |_, post| post.is_of_the_year)
        }
        "sales_by_customer_detail" | "income_by_customer_detail" => {
            of("customer", -1, |_, post| post.account.side == Side::Income)
        }
        "sales_by_item_detail" => of("item_detail", -1, |_, post| {
            post.account.side == Side::Income
        }),
        "sales_by_sales_representative_detail" => of("total_only", -1, |entry, post| {
            entry.kind == "invoice" && post.account.side == Side::Income
        }),
        "purchase_by_vendor_detail" => of("vendor", 1, |entry, post| {
            is_line(post) && is_of(entry, "vendors") && post.item.is_some()
        }),
        "purchase_by_item_detail" => of("item_detail", 1, |entry, post| {
            is_line(post) && is_of(entry, "vendors") && post.item.is_some()
        }),
        "expense_by_vendor_detail" => of("vendor", 1, |entry, post| {
            is_of(entry, "vendors") && post.account.side == Side::Expense
        }),
        "inventory_valuation_detail" => of("item_detail", 1, |_, post| post.pieces != 0),
        // What was paid to people who get a form 1099: by check, not by card.
        "1099_detail" => of("vendor", 1, |entry, post| {
            is_line(post) && is_paid_by_check(entry) && is_of(entry, "vendors")
        }),
        _ => of("total_only", 1, |_, _| false),
    }
}

fn is_of(entry: &Entry, list: &str) -> bool {
    entry.entity.as_ref().is_some_and(|it| it.list == list)
}

fn is_paid_by_check(entry: &Entry) -> bool {
    ["check", "bill_payment_check"].contains(&entry.kind)
}

fn detailed(asked: &Asked<'_>, title: &str, spec: &Spec) -> Table {
    let columns = Columns::of(asked);
    let mut table = columns.add_to(Table::new(title));
    let from = if spec.as_of { None } else { asked.period.from };
    let mut groups: BTreeMap<String, Vec<(&Entry, &Post)>> = BTreeMap::new();
    for (entry, post) in asked.books.ledger.posts(from, Some(asked.period.to)) {
        if !(spec.chosen)(entry, post) || !asked.chooses(entry, post) || !is_wanted(asked, entry) {
            continue;
        }
        let name = match spec.by {
            "transaction" => format!("{} {}", entry.date, entry.id),
            by => group(by, entry, post),
        };
        groups.entry(name).or_default().push((entry, post));
    }
    let mut total = 0;
    for (name, posts) in &groups {
        table.text(name);
        let before = balance_before(asked, spec, posts);
        let mut balance = before;
        for (entry, post) in posts {
            let amount = spec.sign * post.cents;
            balance += amount;
            let cells = columns.cells(entry, post, amount, balance);
            table.row(Kind::Data, None, "", &cells);
        }
        let sum = balance - before;
        let cells = columns.sums(sum, Some(balance));
        table.row(Kind::Subtotal, None, &format!("Total {name}"), &cells);
        total += sum;
    }
    table.row(Kind::Total, None, "TOTAL", &columns.sums(total, None));
    table
}

/// Of all vendors only those that get the form.
fn is_wanted(asked: &Asked<'_>, entry: &Entry) -> bool {
    asked.kind != "1099_detail"
        || entry
            .entity
            .as_ref()
            .and_then(|it| asked.books.find("vendors", &it.id))
            .is_some_and(|row| row.get("isEligibleFor1099").is_some_and(|it| *it == true))
}

/// A general ledger begins with what an account had before; other reports begin at nothing.
fn balance_before(asked: &Asked<'_>, spec: &Spec, posts: &[(&Entry, &Post)]) -> i64 {
    let Some(((_, post), from)) = posts.first().zip(asked.period.from) else {
        return 0;
    };
    if spec.by != "account" || spec.as_of || spec.sign < 0 {
        return 0;
    }
    let until = from.saturating_sub(jiff::Span::new().days(1));
    let begin = post.is_of_the_year.then(|| from.first_of_year());
    let before = asked.books.ledger.posts(begin, Some(until));
    before
        .filter(|(_, it)| it.account == post.account)
        .map(|(_, it)| it.cents)
        .sum()
}

/// Estimates or orders: they are in no account.
fn offers(asked: &Asked<'_>, kind: &str) -> Table {
    let mut table = with_columns(Table::new(&asked.title())).amount("Amount");
    let mut total = 0;
    for entry in asked
        .books
        .ledger
        .entries
        .iter()
        .filter(|it| it.kind == kind)
    {
        let before = asked.period.from.is_some_and(|from| entry.date < from);
        let Some(post) = entry
            .posts
            .first()
            .filter(|_| !before && entry.date <= asked.period.to)
        else {
            continue;
        };
        let mut cells = cells(entry, post);
        cells.push(money::text(entry.amount()));
        table.row(Kind::Data, None, "", &cells);
        total += entry.amount();
    }
    let mut cells = vec![String::new(); 6];
    cells.push(money::text(total));
    table.row(Kind::Total, None, "TOTAL", &cells);
    table
}

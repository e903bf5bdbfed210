//! A year of a small company, day by day.

mod paying;

use jiff::Span;
use jiff::civil::Date;

use super::company::{Books, FIRST, LAST, Size};
use super::maker::Maker;
use super::purchases::Purchase;
use super::{accounts, banking, finish, items, lists, people, purchases, sales, settings, stock};

/// The invoices of the practice firm's first days: number, month, day, customer, amount, paid.
const KEPT: [(&str, i8, i8, &str, i64, bool); 5] = [
    ("1041", 9, 2, "Anchor Street Café", 48_000, true),
    ("1042", 9, 9, "Beech Lane School", 125_000, true),
    ("1043", 9, 23, "Beech Lane School:Gymnasium", 31_250, false),
    ("1044", 10, 14, "Corner Pharmacy", 9_640, false),
    ("1045", 10, 28, "Anchor Street Café", 48_000, false),
];

/// The books of the company of this name: the same ones every time.
pub(in crate::conductor) fn books_of(company: &str, size: Size) -> Books {
    let mut maker = Maker::new(company, size);
    make(&mut maker, company);
    let mut books = maker.books;
    books.ledger = maker.ledger;
    books.sort_days();
    books
}

/// Fills the books.
fn make(maker: &mut Maker, company: &str) {
    accounts::make(maker);
    lists::make(maker);
    people::make(maker);
    items::make(maker);
    people::customers(maker);
    settings::make(maker, company);
    open(maker);
    let mut date = FIRST;
    while date <= LAST {
        day(maker, date);
        date = date.saturating_add(Span::new().days(1));
    }
    more_transactions(maker);
    finish::make(maker);
}

/// What was there before the first day.
fn open(maker: &mut Maker) {
    banking::journal(
        maker,
        FIRST,
        "Opening balances",
        &[
            ("Opening Balance Equity", -3_150_000),
            ("Checking", 2_400_000),
            ("Savings", 1_500_000),
            ("Petty Cash", 20_000),
            ("Furniture and Equipment", 1_800_000),
            ("Security Deposits", 150_000),
            ("Accumulated Depreciation", -600_000),
            ("Equipment Loan", -1_200_000),
            ("Owner's Equity", -920_000),
        ],
    );
    let stock: Vec<_> = (0..5).map(|good| (good, 60)).collect();
    stock::adjust_stock(maker, FIRST, "Opening Balance Equity", &stock);
}

fn day(maker: &mut Maker, date: Date) {
    sell(maker, date);
    collect(maker, date);
    buy(maker, date);
    paying::pay(maker, date);
    paying::keep_house(maker, date);
}

fn sell(maker: &mut Maker, date: Date) {
    for (number, month, day, customer, cents, _) in KEPT {
        if date == jiff::civil::date(2026, month, day) {
            let customer = maker.named("customers", customer);
            let sale = sales::service_only(maker, &customer, ("Bookkeeping", cents), 1);
            sales::invoice(maker, date, &customer, sale, number.to_owned());
        }
    }
    if [4, 11, 18, 25].contains(&date.day()) {
        let customer = maker.any("customers", 17);
        let sale = sales::sale(maker, &customer);
        let series = if date < jiff::civil::date(2026, 9, 1) {
            ("invoices", 1_001)
        } else {
            ("late invoices", 1_046)
        };
        let number = maker.number(series.0, series.1);
        let invoice = sales::invoice(maker, date, &customer, sale, number);
        maker.invoices.push(invoice);
    }
    if [6, 16, 28].contains(&date.day()) {
        let customer = maker.any("customers", 14);
        sales::sales_receipt(maker, date, &customer, "Undeposited Funds");
    }
    if date.day() == 9 {
        let customer = maker.any("customers", 14);
        sales::offer(maker, date, &customer, false);
        if date.month() % 2 == 0 {
            sales::offer(maker, date, &customer, true);
        }
    }
    if date.day() == 19 && date.month() % 3 == 0 {
        let customer = maker.any("customers", 14);
        sales::credit_memo(maker, date, &customer, date.month() % 2 == 0);
    }
}

/// Customers pay what is older than three weeks, most of them in full.
fn collect(maker: &mut Maker, date: Date) {
    if date == jiff::civil::date(2026, 9, 30) {
        let kept: Vec<_> = KEPT.iter().filter(|it| it.5).map(|it| it.0).collect();
        for number in kept {
            let entries = &maker.ledger.entries;
            let found = entries
                .iter()
                .position(|it| it.kind == "invoice" && it.number.as_deref() == Some(number));
            if let Some(entry) = found {
                let left = maker.ledger.entries[entry].amount();
                let open = super::ledger::Open { entry, left };
                sales::payment(maker, date, &[(open, left)], 0, "Undeposited Funds");
            }
        }
    }
    if ![3, 13, 23].contains(&date.day()) {
        return;
    }
    let mut open = std::mem::take(&mut maker.invoices);
    let mut kept = Vec::new();
    for mut invoice in open.drain(..) {
        let age = (date - maker.ledger.entries[invoice.entry].date).get_days();
        if age < 21 || maker.random.in_hundred(35) {
            kept.push(invoice);
            continue;
        }
        let in_full = maker.random.in_hundred(85);
        let cents = if in_full {
            invoice.left
        } else {
            invoice.left / 2
        };
        let too_much = if in_full && maker.random.in_hundred(6) {
            2_500
        } else {
            0
        };
        let into = if maker.random.in_hundred(80) {
            "Undeposited Funds"
        } else {
            "Checking"
        };
        if cents > 0 {
            sales::payment(maker, date, &[(invoice.clone(), cents)], too_much, into);
        }
        invoice.left -= cents;
        if invoice.left > 0 {
            kept.push(invoice);
        }
    }
    maker.invoices = kept;
}

fn buy(maker: &mut Maker, date: Date) {
    let vendor = |maker: &Maker, name| maker.named("vendors", name);
    let bill = |maker: &mut Maker, name, account, low, high| {
        let vendor = vendor(maker, name);
        let mut purchase = Purchase::default();
        let cents = maker.random.cents(low, high, 5);
        purchases::expense(maker, &mut purchase, account, cents, &vendor);
        purchases::bill(maker, date, &vendor, purchase);
    };
    match date.day() {
        5 => bill(
            maker,
            "Bright Valley Electric",
            "Utilities:Electricity",
            9_000,
            24_000,
        ),
        7 => bill(
            maker,
            "Clearwater Utilities",
            "Utilities:Water",
            3_000,
            8_000,
        ),
        12 => bill(
            maker,
            "Northline Telecom",
            "Telephone and Internet",
            12_900,
            15_900,
        ),
        15 => {
            let warehouse = vendor(maker, "Trade Supply Warehouse");
            let purchase = purchases::restock(maker, &warehouse);
            purchases::bill(maker, date, &warehouse, purchase);
        }
        17 if date.month() % 2 == 1 => bill(
            maker,
            "Delgado Carpentry",
            "Repairs and Maintenance",
            30_000,
            90_000,
        ),
        18 => bill(
            maker,
            "Lindqvist Cleaning",
            "Repairs and Maintenance",
            18_000,
            18_000,
        ),
        20 if date.month() % 6 == 0 => bill(
            maker,
            "Harbor Mutual Insurance",
            "Insurance",
            84_000,
            84_000,
        ),
        21 if date.month() % 4 == 0 => {
            let warehouse = vendor(maker, "Trade Supply Warehouse");
            purchases::vendor_credit(maker, date, &warehouse, "Office Supplies", 4_500);
        }
        22 => {
            let warehouse = vendor(maker, "Trade Supply Warehouse");
            purchases::purchase_order(maker, date, &warehouse);
            if date.month() % 5 == 0 {
                purchases::item_receipt(maker, date, &warehouse);
            }
        }
        _ => {}
    }
}

/// As many transactions as were asked for: invoices that are paid at once, and sales receipts.
fn more_transactions(maker: &mut Maker) {
    let days = (LAST - FIRST).get_days();
    let hours = maker.books.rows("time-tracking-activities").len();
    let missing = |maker: &Maker| {
        (maker.size.transactions + hours).saturating_sub(maker.ledger.entries.len())
    };
    let mut nth = 0;
    while missing(maker) > 0 {
        let date = FIRST.saturating_add(Span::new().days((nth * 7) % (days + 1)));
        let customer = maker.any("customers", usize::MAX);
        if nth % 3 == 0 && missing(maker) > 1 {
            let sale = sales::sale(maker, &customer);
            let number = maker.number("many invoices", 20_001);
            let invoice = sales::invoice(maker, date, &customer, sale, number);
            let left = invoice.left;
            sales::payment(maker, date, &[(invoice, left)], 0, "Checking");
        } else {
            sales::sales_receipt(maker, date, &customer, "Checking");
        }
        nth += 1;
    }
}

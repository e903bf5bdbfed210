//! A year of a small company, day by day.

use jiff::Span;
use jiff::civil::Date;

use super::maker::{FIRST, LAST, Maker, Ref};
use super::purchases::Purchase;
use super::{accounts, finish, items, lists, people, settings};

/// The invoices of the practice firm's first days: number, month, day, customer, amount, paid.
const KEPT: [(&str, i8, i8, &str, i64, bool); 5] = [
    ("1041", 9, 2, "Anchor Street Café", 48_000, true),
    ("1042", 9, 9, "Beech Lane School", 125_000, true),
    ("1043", 9, 23, "Beech Lane School:Gymnasium", 31_250, false),
    ("1044", 10, 14, "Corner Pharmacy", 9_640, false),
    ("1045", 10, 28, "Anchor Street Café", 48_000, false),
];

/// Fills the books.
pub(super) fn make(maker: &mut Maker, company: &str) {
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
    maker.journal(
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
    maker.adjust_stock(FIRST, "Opening Balance Equity", &stock);
}

fn day(maker: &mut Maker, date: Date) {
    sell(maker, date);
    collect(maker, date);
    buy(maker, date);
    pay(maker, date);
    keep_house(maker, date);
}

fn sell(maker: &mut Maker, date: Date) {
    for (number, month, day, customer, cents, _) in KEPT {
        if date == jiff::civil::date(2026, month, day) {
            let customer = maker.named("customers", customer);
            let sale = maker.service_only(&customer, ("Bookkeeping", cents), 1);
            maker.invoice(date, &customer, sale, number.to_owned());
        }
    }
    if [4, 11, 18, 25].contains(&date.day()) {
        let customer = maker.any("customers", 17);
        let sale = maker.sale(&customer);
        let series = if date < jiff::civil::date(2026, 9, 1) {
            ("invoices", 1_001)
        } else {
            ("late invoices", 1_046)
        };
        let number = maker.number(series.0, series.1);
        let invoice = maker.invoice(date, &customer, sale, number);
        maker.invoices.push(invoice);
    }
    if [6, 16, 28].contains(&date.day()) {
        let customer = maker.any("customers", 14);
        maker.sales_receipt(date, &customer, "Undeposited Funds");
    }
    if date.day() == 9 {
        let customer = maker.any("customers", 14);
        maker.offer(date, &customer, false);
        if date.month() % 2 == 0 {
            maker.offer(date, &customer, true);
        }
    }
    if date.day() == 19 && date.month() % 3 == 0 {
        let customer = maker.any("customers", 14);
        maker.credit_memo(date, &customer, date.month() % 2 == 0);
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
                let open = super::maker::Open { entry, left };
                maker.payment(date, &[(open, left)], 0, "Undeposited Funds");
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
            maker.payment(date, &[(invoice.clone(), cents)], too_much, into);
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
        maker.expense(&mut purchase, account, cents, &vendor);
        maker.bill(date, &vendor, purchase);
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
            let purchase = maker.restock(&warehouse);
            maker.bill(date, &warehouse, purchase);
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
            maker.vendor_credit(date, &warehouse, "Office Supplies", 4_500);
        }
        22 => {
            let warehouse = vendor(maker, "Trade Supply Warehouse");
            maker.purchase_order(date, &warehouse);
            if date.month() % 5 == 0 {
                maker.item_receipt(date, &warehouse);
            }
        }
        _ => {}
    }
}

/// Bills of the last month are paid, one vendor after the other.
fn pay(maker: &mut Maker, date: Date) {
    if date.day() == 26 {
        let limit = date.saturating_sub(Span::new().days(20));
        let bills = std::mem::take(&mut maker.bills);
        let (due, later): (Vec<_>, Vec<_>) = bills
            .into_iter()
            .partition(|it| maker.ledger.entries[it.entry].date <= limit);
        maker.bills = later;
        let mut vendors: Vec<Ref> = Vec::new();
        for bill in &due {
            let vendor = maker.ledger.entries[bill.entry].entity.clone();
            vendors.extend(vendor.filter(|it| !vendors.contains(it)));
        }
        for (nth, vendor) in vendors.iter().enumerate() {
            let theirs = |it: &&super::maker::Open| {
                maker.ledger.entries[it.entry].entity.as_ref() == Some(vendor)
            };
            let bills: Vec<_> = due.iter().filter(theirs).cloned().collect();
            maker.pay_bills(date, &bills, nth == 1);
        }
    }
    if date.day() == 1 {
        let landlord = maker.named("vendors", "Main Street Properties");
        let mut rent = Purchase::default();
        maker.expense(&mut rent, "Rent", 185_000, &landlord);
        maker.spend(
            ("checks", "check"),
            date,
            &landlord,
            rent,
            "Rent of the month",
        );
        let bank = maker.named("other-names", "Bank of the Valley");
        let mut loan = Purchase::default();
        maker.expense(&mut loan, "Equipment Loan", 31_500, &bank);
        maker.expense(&mut loan, "Interest Expense", 4_200, &bank);
        maker.spend(("checks", "check"), date, &bank, loan, "Loan");
    }
    if date.day() == 24 {
        let bank = maker.named("other-names", "Bank of the Valley");
        let owed = -maker
            .ledger
            .balance(date, |post| post.account.name == "Business Card");
        if owed > 0 {
            let mut card = Purchase::default();
            maker.expense(&mut card, "Business Card", owed, &bank);
            maker.spend(
                ("checks", "check"),
                date,
                &bank,
                card,
                "Business card of the month",
            );
        }
    }
    wages(maker, date);
}

fn wages(maker: &mut Maker, date: Date) {
    if date.day() == 28 {
        for (name, gross) in [("Elena Marsh", 380_000), ("Owen Castillo", 342_000)] {
            let employee = maker.named("employees", name);
            let mut pay = Purchase::default();
            maker.expense(&mut pay, "Payroll Expenses", gross, &employee);
            maker.expense(&mut pay, "Payroll Liabilities", -(gross / 5), &employee);
            maker.spend(("checks", "check"), date, &employee, pay, "Wages");
        }
    }
    if date.day() == 14 {
        let owed = -maker
            .ledger
            .balance(date, |post| post.account.name == "Payroll Liabilities");
        if owed > 0 {
            let office = maker.named("vendors", "State Department of Revenue");
            let mut due = Purchase::default();
            maker.expense(&mut due, "Payroll Liabilities", owed, &office);
            maker.spend(
                ("checks", "check"),
                date,
                &office,
                due,
                "Payroll taxes of the month",
            );
        }
    }
}

fn keep_house(maker: &mut Maker, date: Date) {
    let day = date.day();
    if day == 10 || day == 25 {
        maker.deposit(date, date.saturating_sub(Span::new().days(2)));
    }
    if day == 2 && date.month() % 2 == 0 {
        maker.transfer(date, ("Checking", "Savings"), 50_000);
    }
    if date == date.last_of_month() {
        maker.journal(
            date,
            "Depreciation",
            &[
                ("Depreciation", 25_000),
                ("Accumulated Depreciation", -25_000),
            ],
        );
    }
    if day == 20 && date.month() % 3 == 1 {
        maker.pay_sales_tax(
            date,
            date.first_of_month().saturating_sub(Span::new().days(1)),
        );
    }
    if day == 27 && date.month() % 3 == 0 {
        let missing = i64::try_from(maker.random.below(2)).unwrap_or(0) + 1;
        let left = maker.goods[3].pieces;
        maker.adjust_stock(date, "Inventory Adjustments", &[(3, -missing.min(left))]);
    }
    if day == 8 && date.month() % 2 == 1 {
        maker.build(date, 5);
    }
    for (at, account, name, memo) in [
        (6, "Vehicle Expenses", "Wheelhouse Auto", "Fuel"),
        (
            13,
            "Office Supplies",
            "Paper Trail Office Supply",
            "Paper and toner",
        ),
        (23, "Advertising", "Paper Trail Office Supply", "Leaflets"),
    ] {
        if day == at {
            let vendor = maker.named("vendors", name);
            let mut purchase = Purchase::default();
            let cents = maker.random.cents(2_500, 19_500, 1);
            maker.expense(&mut purchase, account, cents, &vendor);
            maker.spend(
                ("credit-card-charges", "credit_card_charge"),
                date,
                &vendor,
                purchase,
                memo,
            );
        }
    }
    if day == 16 && date.month() % 4 == 1 {
        let vendor = maker.named("vendors", "Paper Trail Office Supply");
        let mut purchase = Purchase::default();
        maker.expense(&mut purchase, "Office Supplies", 1_950, &vendor);
        maker.spend(
            ("credit-card-credits", "credit_card_credit"),
            date,
            &vendor,
            purchase,
            "Toner sent back",
        );
    }
    if day == 29 && date.month() == 10 {
        let owner = maker.named("other-names", "Owner");
        let mut purchase = Purchase::default();
        maker.expense(&mut purchase, "Uncategorized Expenses", 12_345, &owner);
        maker.spend(
            ("checks", "check"),
            date,
            &owner,
            purchase,
            "What was this?",
        );
    }
    if [3, 12, 20, 27].contains(&day) {
        maker.hours(date);
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
            let sale = maker.sale(&customer);
            let number = maker.number("many invoices", 20_001);
            let invoice = maker.invoice(date, &customer, sale, number);
            let left = invoice.left;
            maker.payment(date, &[(invoice, left)], 0, "Checking");
        } else {
            maker.sales_receipt(date, &customer, "Checking");
        }
        nth += 1;
    }
}

//! Payments, and what happens rarely.

use jiff::Span;
use jiff::civil::Date;

use super::super::ledger::{Open, Ref};
use super::super::maker::Maker;
use super::super::purchases::Purchase;
use super::super::{banking, purchases, stock};

/// Bills of the last month are paid, one vendor after the other.
pub(super) fn pay(maker: &mut Maker, date: Date) {
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
            let theirs =
                |it: &&Open| maker.ledger.entries[it.entry].entity.as_ref() == Some(vendor);
            let bills: Vec<_> = due.iter().filter(theirs).cloned().collect();
            purchases::pay_bills(maker, date, &bills, nth == 1);
        }
    }
    if date.day() == 1 {
        let landlord = maker.named("vendors", "Main Street Properties");
        let mut rent = Purchase::default();
        purchases::expense(maker, &mut rent, "Rent", 185_000, &landlord);
        purchases::spend(
            maker,
            ("checks", "check"),
            date,
            &landlord,
            rent,
            "Rent of the month",
        );
        let bank = maker.named("other-names", "Bank of the Valley");
        let mut loan = Purchase::default();
        purchases::expense(maker, &mut loan, "Equipment Loan", 31_500, &bank);
        purchases::expense(maker, &mut loan, "Interest Expense", 4_200, &bank);
        purchases::spend(maker, ("checks", "check"), date, &bank, loan, "Loan");
    }
    if date.day() == 24 {
        let bank = maker.named("other-names", "Bank of the Valley");
        let owed = -maker
            .ledger
            .balance(date, |post| post.account.name == "Business Card");
        if owed > 0 {
            let mut card = Purchase::default();
            purchases::expense(maker, &mut card, "Business Card", owed, &bank);
            purchases::spend(
                maker,
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
            purchases::expense(maker, &mut pay, "Payroll Expenses", gross, &employee);
            purchases::expense(
                maker,
                &mut pay,
                "Payroll Liabilities",
                -(gross / 5),
                &employee,
            );
            purchases::spend(maker, ("checks", "check"), date, &employee, pay, "Wages");
        }
    }
    if date.day() == 14 {
        let owed = -maker
            .ledger
            .balance(date, |post| post.account.name == "Payroll Liabilities");
        if owed > 0 {
            let office = maker.named("vendors", "State Department of Revenue");
            let mut due = Purchase::default();
            purchases::expense(maker, &mut due, "Payroll Liabilities", owed, &office);
            purchases::spend(
                maker,
                ("checks", "check"),
                date,
                &office,
                due,
                "Payroll taxes of the month",
            );
        }
    }
}

pub(super) fn keep_house(maker: &mut Maker, date: Date) {
    let day = date.day();
    if day == 10 || day == 25 {
        banking::deposit(maker, date, date.saturating_sub(Span::new().days(2)));
    }
    if day == 2 && date.month() % 2 == 0 {
        banking::transfer(maker, date, ("Checking", "Savings"), 50_000);
    }
    if date == date.last_of_month() {
        banking::journal(
            maker,
            date,
            "Depreciation",
            &[
                ("Depreciation", 25_000),
                ("Accumulated Depreciation", -25_000),
            ],
        );
    }
    if day == 20 && date.month() % 3 == 1 {
        banking::pay_sales_tax(
            maker,
            date,
            date.first_of_month().saturating_sub(Span::new().days(1)),
        );
    }
    if day == 27 && date.month() % 3 == 0 {
        let missing = i64::try_from(maker.random.below(2)).unwrap_or(0) + 1;
        let left = maker.goods[3].pieces;
        stock::adjust_stock(
            maker,
            date,
            "Inventory Adjustments",
            &[(3, -missing.min(left))],
        );
    }
    if day == 8 && date.month() % 2 == 1 {
        stock::build(maker, date, 5);
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
            purchases::expense(maker, &mut purchase, account, cents, &vendor);
            purchases::spend(
                maker,
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
        purchases::expense(maker, &mut purchase, "Office Supplies", 1_950, &vendor);
        purchases::spend(
            maker,
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
        purchases::expense(
            maker,
            &mut purchase,
            "Uncategorized Expenses",
            12_345,
            &owner,
        );
        purchases::spend(
            maker,
            ("checks", "check"),
            date,
            &owner,
            purchase,
            "What was this?",
        );
    }
    if [3, 12, 20, 27].contains(&day) {
        banking::hours(maker, date);
    }
}

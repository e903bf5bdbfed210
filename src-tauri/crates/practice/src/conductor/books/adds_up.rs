//! Books that add up: what double entry promises, for several companies.

use serde_json::Value;

use super::company::{Books, Size};
use super::ledger::Side;
use super::money;
use super::plan;
use super::shape::Row;

pub(super) const COMPANIES: [&str; 4] = [
    "Acme Plumbing",
    "Northfield Vets",
    "Umbra Lighting Co.",
    "Z",
];

fn each(judge: impl Fn(&Books)) {
    for company in COMPANIES {
        judge(&plan::books_of(company, Size::default()));
    }
    // Three months later, the last days of November fall into February.
    judge(&plan::books_of(COMPANIES[0], Size::default()).moved(3));
}

fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn cents(row: &Row, key: &str) -> i64 {
    money::cents(text(row, key))
}

fn sum(rows: &[Row], key: &str) -> i64 {
    rows.iter().map(|row| cents(row, key)).sum()
}

fn account(books: &Books, name: &str) -> i64 {
    let rows = books.rows("accounts").iter();
    let mut rows = rows.filter(|row| text(row, "fullName") == name);
    cents(rows.next().unwrap(), "balance")
}

#[test]
fn debits_are_credits_in_everything_that_is_posted() {
    each(|books| {
        for entry in &books.ledger.entries {
            let sum: i64 = entry.posts.iter().map(|post| post.cents).sum();
            assert_eq!(sum, 0, "{} {:?}", entry.kind, entry.number);
        }
        let posting = books.ledger.entries.iter().filter(|it| it.posting).count();
        assert!((250..1_000).contains(&posting), "{posting}");
    });
}

#[test]
fn the_trial_balance_is_zero() {
    each(|books| {
        let sum: i64 = books
            .rows("accounts")
            .iter()
            .map(|row| Side::of(text(row, "accountType")).natural(cents(row, "balance")))
            .sum();
        assert_eq!(sum, 0);
    });
}

#[test]
fn what_customers_owe_is_the_receivable_account() {
    each(|books| {
        let receivable = account(books, "Accounts Receivable");
        assert!(receivable > 0);
        assert_eq!(sum(books.rows("customers"), "balance"), receivable);
        let open = sum(books.rows("invoices"), "balanceRemaining")
            - sum(books.rows("credit-memos"), "creditRemaining")
            - sum(books.rows("receive-payments"), "unusedPayment");
        assert_eq!(open, receivable);
        let parents = books.rows("customers").iter();
        let top = parents.filter(|row| !row.contains_key("parent"));
        assert_eq!(
            top.map(|row| cents(row, "totalBalance")).sum::<i64>(),
            receivable
        );
    });
}

#[test]
fn what_vendors_are_owed_is_the_payable_account() {
    each(|books| {
        let payable = account(books, "Accounts Payable");
        assert!(payable > 0);
        assert_eq!(sum(books.rows("vendors"), "balance"), payable);
        let rows = books.rows("bills-to-pay").iter();
        let open: i64 = rows
            .map(|row| {
                let amount = |part: &str, key: &str| {
                    money::cents(row[part][key].as_str().unwrap_or_default())
                };
                amount("bill", "amountDue") - amount("credit", "creditRemaining")
            })
            .sum();
        assert_eq!(open, payable);
    });
}

#[test]
fn what_waits_to_be_deposited_is_in_undeposited_funds() {
    each(|books| {
        let waiting = sum(books.rows("payments-to-deposit"), "amount");
        assert!(waiting > 0);
        assert_eq!(waiting, account(books, "Undeposited Funds"));
    });
}

#[test]
fn stock_is_worth_its_pieces() {
    each(|books| {
        let mut worth = 0;
        let mut pieces = 0;
        for list in ["inventory-items", "inventory-assembly-items"] {
            for row in books.rows(list) {
                let on_hand = row["quantityOnHand"].as_i64().unwrap();
                assert!(on_hand >= 0);
                pieces += on_hand;
                worth += on_hand * cents(row, "averageCost");
            }
        }
        assert_eq!(worth, account(books, "Inventory Asset"));
        let sites = books.rows("item-sites").iter();
        let there: i64 = sites
            .map(|row| row["quantityOnHand"].as_i64().unwrap())
            .sum();
        assert_eq!(there, pieces);
    });
}

#[test]
fn lines_add_up_to_their_totals() {
    each(|books| {
        let lines = |row: &Row, key: &str, amount: &str| -> i64 {
            let lines = row.get(key).and_then(Value::as_array);
            let amounts = lines.into_iter().flatten();
            amounts
                .map(|line| money::cents(line[amount].as_str().unwrap_or_default()))
                .sum()
        };
        for row in books.rows("invoices") {
            assert_eq!(lines(row, "lines", "amount"), cents(row, "subtotal"));
            let total = cents(row, "subtotal") + cents(row, "salesTaxTotal");
            let left = total - cents(row, "appliedAmount");
            assert_eq!(left, cents(row, "balanceRemaining"));
            assert_eq!(row["isPaid"], left == 0);
        }
        for (resource, total) in [
            ("bills", "amountDue"),
            ("checks", "amount"),
            ("credit-card-charges", "amount"),
            ("vendor-credits", "creditAmount"),
        ] {
            for row in books.rows(resource) {
                let sum = lines(row, "expenseLines", "amount") + lines(row, "itemLines", "amount");
                assert_eq!(sum, cents(row, total), "{resource}");
            }
        }
        for row in books.rows("deposits") {
            assert_eq!(lines(row, "lines", "amount"), cents(row, "totalAmount"));
        }
        for row in books.rows("receive-payments") {
            let paid = lines(row, "appliedToTransactions", "amount") + cents(row, "unusedPayment");
            assert_eq!(paid, cents(row, "totalAmount"));
        }
        for row in books.rows("journal-entries") {
            let debits = lines(row, "debitLines", "amount");
            assert_eq!(debits, lines(row, "creditLines", "amount"));
        }
    });
}

#[test]
fn the_list_of_all_transactions_is_the_ledger() {
    each(|books| {
        let rows = books.rows("transactions");
        let heads = rows.iter().filter(|row| row["_line"] == false);
        let kept = books.ledger.entries.iter();
        let kept = kept.filter(|entry| entry.kind != "time_tracking");
        assert_eq!(heads.count(), kept.count());
        assert_eq!(sum(rows, "amount"), 0);
        let mut keys: Vec<_> = rows
            .iter()
            .map(|row| (text(row, "transactionId"), text(row, "transactionLineId")))
            .collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
    });
}

#[test]
fn a_company_has_the_same_books_every_time_and_another_has_others() {
    let all = |company: &str| {
        let books = plan::books_of(company, Size::default());
        format!("{:?}{:?}", books.rows("invoices"), books.rows("customers"))
    };
    assert_eq!(all(COMPANIES[0]), all(COMPANIES[0]));
    assert_ne!(all(COMPANIES[0]), all(COMPANIES[1]));
}

#[test]
fn a_company_may_have_ten_thousand_transactions_and_a_thousand_names() {
    let size = Size {
        transactions: 10_000,
        names: 1_001,
    };
    let books = plan::books_of("Acme Plumbing", size);
    let heads = books.rows("transactions").iter();
    let heads = heads.filter(|row| row["_line"] == false).count();
    assert_eq!(heads, 10_000);
    let alike = books.rows("customers").iter();
    let alike = alike.filter(|row| text(row, "name").starts_with("Cedar Lane Apartments "));
    assert_eq!(alike.count(), 1_001);
    assert_eq!(
        sum(books.rows("customers"), "balance"),
        account(&books, "Accounts Receivable")
    );
}

#[test]
fn the_invoices_of_the_first_days_are_still_there() {
    each(|books| {
        let rows = books.rows("invoices").iter();
        let kept: Vec<_> = rows
            .filter(|row| ("1041"..="1045").contains(&text(row, "refNumber")))
            .map(|row| {
                (
                    text(row, "refNumber"),
                    text(row, "subtotal"),
                    row["isPaid"] == true,
                )
            })
            .collect();
        assert_eq!(
            kept,
            [
                ("1041", "480.00", true),
                ("1042", "1250.00", true),
                ("1043", "312.50", false),
                ("1044", "96.40", false),
                ("1045", "480.00", false),
            ]
        );
    });
}

//! Deposits, transfers, journal entries, sales tax and hours.

use jiff::civil::Date;
use serde_json::json;

use super::ledger::Post;
use super::maker::Maker;
use super::money;

/// Takes to the bank what was received before `until`.
pub(super) fn deposit(maker: &mut Maker, date: Date, until: Date) {
    let (ready, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut maker.waiting)
        .into_iter()
        .partition(|it| maker.ledger.entries[*it].date < until);
    maker.waiting = waiting;
    if ready.is_empty() {
        return;
    }
    let (bank, funds) = (
        maker.account("Checking"),
        maker.account("Undeposited Funds"),
    );
    let mut draft = maker.draft("deposits", "deposit", date);
    draft.memo = Some("Deposit".to_owned());
    let mut lines = Vec::new();
    let mut posts = Vec::new();
    for entry in ready {
        let id = maker.line_id();
        let payment = &maker.ledger.entries[entry];
        lines.push(json!({
            "id": id,
            "transactionType": payment.kind,
            "paymentTransactionId": payment.id,
            "entity": payment.entity.as_ref().map(|it| it.json()),
            "account": funds.json(),
            "memo": payment.memo,
            "checkNumber": payment.number,
            "amount": money::text(payment.amount()),
        }));
        let mut post = Post::new(&funds, -payment.amount()).line(&id);
        post.entity.clone_from(&payment.entity);
        posts.push(post);
    }
    let total: i64 = -posts.iter().map(|post| post.cents).sum::<i64>();
    draft.posts.push(Post::new(&bank, total));
    draft.posts.extend(posts);
    let more = json!({
        "depositToAccount": bank.json(),
        "totalAmount": money::text(total),
        "lines": lines,
    });
    maker.write(draft, more);
}

pub(super) fn transfer(maker: &mut Maker, date: Date, (from, to): (&str, &str), cents: i64) {
    let (source, target) = (maker.account(from), maker.account(to));
    let balance = |of: &str, change: i64| {
        money::text(maker.ledger.balance(date, |post| post.account.name == of) + change)
    };
    let more = json!({
        "sourceAccount": source.json(),
        "sourceAccountBalance": balance(from, -cents),
        "targetAccount": target.json(),
        "targetAccountBalance": balance(to, cents),
        "amount": money::text(cents),
    });
    let mut draft = maker.draft("transfers", "transfer", date);
    draft.memo = Some("Reserve for tax".to_owned());
    let id = maker.line_id();
    draft.posts = vec![
        Post::new(&source, -cents),
        Post::new(&target, cents).line(&id),
    ];
    maker.write(draft, more);
}

/// A journal entry: debits are positive.
pub(super) fn journal(maker: &mut Maker, date: Date, memo: &str, sums: &[(&str, i64)]) {
    let mut draft = maker.draft("journal-entries", "journal_entry", date);
    draft.number = Some(format!("JE-{}", maker.number("journal", 1)));
    draft.memo = Some(memo.to_owned());
    let (mut debits, mut credits) = (Vec::new(), Vec::new());
    for (account, cents) in sums {
        let account = maker.account(account);
        let id = maker.line_id();
        let line = json!({
            "id": id,
            "account": account.json(),
            "amount": money::text(cents.abs()),
            "memo": memo,
        });
        if *cents < 0 {
            &mut credits
        } else {
            &mut debits
        }
        .push(line);
        let mut post = Post::new(&account, *cents).line(&id);
        post.memo = Some(memo.to_owned());
        draft.posts.push(post);
    }
    if let Some(first) = draft.posts.first_mut() {
        first.line = None;
    }
    let more = json!({ "isAdjustment": memo == "Depreciation", "debitLines": debits, "creditLines": credits });
    maker.write(draft, more);
}

/// Pays the sales tax that was owed at the end of a month.
pub(super) fn pay_sales_tax(maker: &mut Maker, date: Date, owed_on: Date) {
    let payable = maker.account("Sales Tax Payable");
    let owed = -maker
        .ledger
        .balance(owed_on, |post| post.account == payable);
    if owed <= 0 {
        return;
    }
    let (bank, office) = (
        maker.account("Checking"),
        maker.named("vendors", "State Department of Revenue"),
    );
    let mut draft = maker.draft("sales-tax-payment-checks", "sales_tax_payment_check", date);
    draft.number = Some(maker.number("checks", 2_101));
    draft.memo = Some("Sales tax of the quarter".to_owned());
    draft.entity = Some(office.clone());
    let id = maker.line_id();
    draft.posts = vec![
        Post::new(&bank, -owed).of(&office),
        Post::new(&payable, owed).of(&office).line(&id),
    ];
    let line = json!({
        "id": id,
        "salesTaxItem": maker.named("sales-tax-items", "County tax").json(),
        "amount": money::text(owed),
    });
    let more = json!({
        "vendor": office.json(),
        "bankAccount": bank.json(),
        "amount": money::text(owed),
        "isQueuedForPrint": false,
        "lines": [line],
    });
    maker.write(draft, more);
}

/// Somebody's hours for a customer.
pub(super) fn hours(maker: &mut Maker, date: Date) {
    let (employee, customer) = (maker.any("employees", 3), maker.any("customers", 14));
    let minutes = 30 * (2 + maker.random.below(13));
    let billed = date.month() < 10;
    let mut draft = maker.draft("time-tracking-activities", "time_tracking", date);
    draft.entity = Some(employee.clone());
    draft.posting = false;
    let duration = match minutes % 60 {
        0 => format!("PT{}H", minutes / 60),
        rest => format!("PT{}H{rest}M", minutes / 60),
    };
    let more = json!({
        "entity": employee.json(),
        "customer": customer.json(),
        "serviceItem": maker.named("service-items", "Labor").json(),
        "payrollWageItem": maker.named("payroll-wage-items", "Hourly wage").json(),
        "duration": duration,
        "note": "Work on site",
        "billingStatus": if billed { "has_been_billed" } else { "billable" },
        "isBilled": billed,
        "_minutes": minutes,
    });
    maker.write(draft, more);
}

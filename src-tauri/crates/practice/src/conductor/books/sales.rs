//! What customers are sold, owe and pay.

mod credits;

pub(super) use credits::{credit_memo, offer};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::items;
use super::ledger::{Draft, Open, Post, Ref};
use super::maker::Maker;
use super::money;

/// Per cent of the county's tax, in hundredths.
const TAX: i64 = 750;

/// What somebody is sold: the lines and what they do to the accounts.
pub(super) struct Sale {
    lines: Vec<Value>,
    posts: Vec<Post>,
    subtotal: i64,
    tax: i64,
}

impl Sale {
    fn total(&self) -> i64 {
        self.subtotal + self.tax
    }
}

/// One or two services or goods for a customer, as far as there is stock.
pub(super) fn sale(maker: &mut Maker, customer: &Ref) -> Sale {
    let mut sale = Sale {
        lines: Vec::new(),
        posts: Vec::new(),
        subtotal: 0,
        tax: 0,
    };
    let mut taxable = 0;
    for _ in 0..=maker.random.below(3) {
        let good = maker.random.below(maker.goods.len());
        let pieces = 1 + i64::try_from(maker.random.below(6)).unwrap_or(0);
        if maker.random.in_hundred(55) && maker.goods[good].pieces >= pieces {
            taxable += sell_good(maker, &mut sale, customer, good, pieces);
        } else {
            let (name, price) = items::service(maker.random.below(5));
            sell_service(maker, &mut sale, customer, (&name, price), pieces);
        }
    }
    if maker.random.in_hundred(15) {
        let item = maker.named("other-charge-items", "Shipping");
        let account = maker.account("Shipping and Delivery Income");
        sell(
            maker,
            &mut sale,
            customer,
            (&item, &account),
            (1, 1_500),
            false,
        );
    }
    if is_taxed(maker, customer) && taxable > 0 {
        sale.tax = (taxable * TAX + 5_000) / 10_000;
        let office = maker.named("vendors", "State Department of Revenue");
        let id = maker.line_id();
        let mut post = Post::new(&maker.account("Sales Tax Payable"), -sale.tax)
            .of(&office)
            .line(&id);
        post.item = Some(maker.named("sales-tax-items", "County tax"));
        sale.posts.push(post);
    }
    sale
}

/// Some hours of a service; never taxed.
pub(super) fn service_only(
    maker: &mut Maker,
    customer: &Ref,
    service: (&str, i64),
    hours: i64,
) -> Sale {
    let mut sale = Sale {
        lines: Vec::new(),
        posts: Vec::new(),
        subtotal: 0,
        tax: 0,
    };
    sell_service(maker, &mut sale, customer, service, hours);
    sale
}

fn sell_service(
    maker: &mut Maker,
    sale: &mut Sale,
    customer: &Ref,
    (name, price): (&str, i64),
    hours: i64,
) {
    let item = maker.named("service-items", name);
    let account = maker.account("Services");
    sell(
        maker,
        sale,
        customer,
        (&item, &account),
        (hours, price),
        false,
    );
}

fn sell_good(maker: &mut Maker, sale: &mut Sale, customer: &Ref, good: usize, pieces: i64) -> i64 {
    let (item, price, cost) = {
        let good = &mut maker.goods[good];
        good.pieces -= pieces;
        (good.item.clone(), good.price, good.cost)
    };
    let account = maker.account("Sales");
    sell(
        maker,
        sale,
        customer,
        (&item, &account),
        (pieces, price),
        true,
    );
    for (account, cents) in [
        ("Cost of Goods Sold", cost * pieces),
        ("Inventory Asset", -cost * pieces),
    ] {
        let id = maker.line_id();
        let mut post = Post::new(&maker.account(account), cents)
            .of(customer)
            .line(&id);
        post.item = Some(item.clone());
        post.pieces = if cents < 0 { -pieces } else { 0 };
        sale.posts.push(post);
    }
    price * pieces
}

fn sell(
    maker: &mut Maker,
    sale: &mut Sale,
    customer: &Ref,
    (item, account): (&Ref, &Ref),
    (quantity, price): (i64, i64),
    taxed: bool,
) {
    let id = maker.line_id();
    let class = maker.random.in_hundred(60).then(|| maker.any("classes", 3));
    let amount = quantity * price;
    let code = maker.named("sales-tax-codes", if taxed { "Tax" } else { "Non" });
    sale.lines.push(json!({
        "id": id,
        "item": item.json(),
        "description": item.name.rsplit(':').next(),
        "quantity": quantity,
        "rate": money::text(price),
        "amount": money::text(amount),
        "class": class.as_ref().map(|it| it.json()),
        "salesTaxCode": code.json(),
    }));
    let mut post = Post::new(account, -amount).of(customer).line(&id);
    post.class = class;
    post.item = Some(item.clone());
    post.memo = Some(item.name.clone());
    sale.posts.push(post);
    sale.subtotal += amount;
}

fn is_taxed(maker: &Maker, customer: &Ref) -> bool {
    let code = maker.field(customer, "salesTaxCode");
    code.is_some_and(|it| it["fullName"] == "Tax")
}

/// What all forms for customers have in common.
fn form(maker: &Maker, customer: &Ref, sale: &Sale, template: &str) -> Value {
    let taxed = is_taxed(maker, customer);
    json!({
        "customer": customer.json(),
        "documentTemplate": maker.named("templates", template).json(),
        "billingAddress": maker.field(customer, "billingAddress"),
        "subtotal": money::text(sale.subtotal),
        "salesTaxItem": taxed.then(|| maker.named("sales-tax-items", "County tax").json()),
        "salesTaxPercentage": taxed.then_some("7.5"),
        "salesTaxTotal": money::text(sale.tax),
        "salesTaxCode": maker.named("sales-tax-codes", if taxed { "Tax" } else { "Non" }).json(),
        "isQueuedForEmail": false,
        "lines": sale.lines,
    })
}

/// An invoice; it waits for its payment.
pub(super) fn invoice(
    maker: &mut Maker,
    date: Date,
    customer: &Ref,
    sale: Sale,
    number: String,
) -> Open {
    let receivable = maker.account("Accounts Receivable");
    let total = sale.total();
    let due = date.saturating_add(jiff::Span::new().days(30));
    let mut more = form(maker, customer, &sale, "Invoice of the house");
    more["receivablesAccount"] = receivable.json();
    more["terms"] = maker.named("standard-terms", "Net 30").json();
    more["dueDate"] = json!(due.to_string());
    more["shippingDate"] = json!(date.to_string());
    more["isPending"] = json!(false);
    more["isFinanceCharge"] = json!(false);
    more["isQueuedForPrint"] = json!(false);
    more["salesRepresentative"] = maker.named("sales-representatives", "EM").json();
    more["appliedAmount"] = json!(money::text(0));
    more["balanceRemaining"] = json!(money::text(total));
    more["isPaid"] = json!(total == 0);
    let mut draft = maker.draft("invoices", "invoice", date);
    draft.number = Some(number);
    draft.due = Some(due);
    draft.open = Some(total);
    sell_on(maker, draft, customer, &receivable, sale, more)
}

fn sell_on(
    maker: &mut Maker,
    mut draft: Draft,
    customer: &Ref,
    account: &Ref,
    sale: Sale,
    more: Value,
) -> Open {
    draft.entity = Some(customer.clone());
    draft
        .posts
        .push(Post::new(account, sale.total()).of(customer));
    draft.posts.extend(sale.posts);
    maker.write(draft, more)
}

/// Sold and paid at once; the money waits to be deposited, or is in the bank already.
pub(super) fn sales_receipt(maker: &mut Maker, date: Date, customer: &Ref, into: &str) {
    let sale = sale(maker, customer);
    let account = maker.account(into);
    let mut more = form(maker, customer, &sale, "Sales receipt of the house");
    more["totalAmount"] = json!(money::text(sale.total()));
    more["depositToAccount"] = account.json();
    more["isPending"] = json!(false);
    more["paymentMethod"] = maker.any("payment-methods", 3).json();
    let mut draft = maker.draft("sales-receipts", "sales_receipt", date);
    draft.number = Some(maker.number("sales-receipts", 501));
    let written = sell_on(maker, draft, customer, &account, sale, more);
    if into == "Undeposited Funds" {
        maker.waiting.push(written.entry);
    }
}

/// A payment for some invoices of one customer, in full or in part. What is paid too much stays unused.
pub(super) fn payment(
    maker: &mut Maker,
    date: Date,
    invoices: &[(Open, i64)],
    too_much: i64,
    into: &str,
) {
    let Some(customer) = invoices
        .first()
        .and_then(|(it, _)| maker.ledger.entries[it.entry].entity.clone())
    else {
        return;
    };
    let total = invoices.iter().map(|(_, cents)| cents).sum::<i64>() + too_much;
    let account = maker.account(into);
    let receivable = maker.account("Accounts Receivable");
    let method = if date.day() % 2 == 0 { "Check" } else { "Visa" };
    let mut draft = maker.draft("receive-payments", "receive_payment", date);
    let at = draft.at;
    draft.number = Some((3_000 + maker.ledger.entries.len()).to_string());
    draft.entity = Some(customer.clone());
    draft.open = Some(-too_much);
    draft.posts.push(Post::new(&account, total).of(&customer));
    let id = maker.line_id();
    draft
        .posts
        .push(Post::new(&receivable, -total).of(&customer).line(&id));
    let applied: Vec<_> = invoices
        .iter()
        .map(|(it, cents)| maker.applied(it, *cents))
        .collect();
    let more = json!({
        "customer": customer.json(),
        "receivablesAccount": receivable.json(),
        "totalAmount": money::text(total),
        "paymentMethod": maker.named("payment-methods", method).json(),
        "depositToAccount": account.json(),
        "unusedPayment": money::text(too_much),
        "unusedCredits": money::text(0),
        "appliedToTransactions": applied,
    });
    let payment = maker.write(draft, more);
    for (invoice, cents) in invoices {
        maker.settle(invoice, *cents, at);
        maker.link(invoice.entry, payment.entry, "amount", *cents);
    }
    if into == "Undeposited Funds" {
        maker.waiting.push(payment.entry);
    }
}

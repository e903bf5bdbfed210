//! What is bought from vendors, owed to them and paid.

use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::ledger::{Draft, Open, Post, Ref};
use super::maker::Maker;
use super::money;

/// What is bought: lines of expenses, of goods, and what they do to the accounts.
#[derive(Default)]
pub(super) struct Purchase {
    pub(super) expenses: Vec<Value>,
    pub(super) items: Vec<Value>,
    pub(super) posts: Vec<Post>,
    pub(super) total: i64,
}

/// One line of an expense; a negative one takes something off.
pub(super) fn expense(
    maker: &mut Maker,
    purchase: &mut Purchase,
    account: &str,
    cents: i64,
    entity: &Ref,
) {
    let id = maker.line_id();
    let account = maker.account(account);
    let class = maker.random.in_hundred(25).then(|| maker.any("classes", 3));
    purchase.expenses.push(json!({
        "id": id,
        "account": account.json(),
        "amount": money::text(cents),
        "memo": account.name.rsplit(':').next(),
        "class": class.as_ref().map(|it| it.json()),
    }));
    let mut post = Post::new(&account, cents).of(entity).line(&id);
    post.class = class;
    post.memo = Some(account.name.clone());
    purchase.posts.push(post);
    purchase.total += cents;
}

/// Goods for the shelf.
pub(super) fn goods(
    maker: &mut Maker,
    purchase: &mut Purchase,
    good: usize,
    pieces: i64,
    entity: &Ref,
) {
    maker.goods[good].pieces += pieces;
    let (item, cost) = (maker.goods[good].item.clone(), maker.goods[good].cost);
    let id = maker.line_id();
    purchase.items.push(json!({
        "id": id,
        "item": item.json(),
        "description": item.name,
        "quantity": pieces,
        "cost": money::text(cost),
        "amount": money::text(cost * pieces),
    }));
    let mut post = Post::new(&maker.account("Inventory Asset"), cost * pieces)
        .of(entity)
        .line(&id);
    post.item = Some(item);
    post.pieces = pieces;
    purchase.posts.push(post);
    purchase.total += cost * pieces;
}

/// Goods that ran low, from the warehouse.
pub(super) fn restock(maker: &mut Maker, vendor: &Ref) -> Purchase {
    let mut purchase = Purchase::default();
    for good in 0..maker.goods.len() {
        let it = &maker.goods[good];
        if !it.is_kit && it.pieces < 40 {
            let pieces = 60 - it.pieces;
            goods(maker, &mut purchase, good, pieces, vendor);
        }
    }
    if purchase.total == 0 {
        goods(maker, &mut purchase, 1, 12, vendor);
    }
    purchase
}

fn bought(purchase: &Purchase) -> Value {
    json!({ "expenseLines": purchase.expenses, "itemLines": purchase.items })
}

fn write_purchase(
    maker: &mut Maker,
    mut draft: Draft,
    own: Post,
    purchase: Purchase,
    mut more: Value,
) -> Open {
    if let (Value::Object(more), Value::Object(lines)) = (&mut more, bought(&purchase)) {
        more.extend(lines);
    }
    draft.posts.push(own);
    draft.posts.extend(purchase.posts);
    maker.write(draft, more)
}

/// A bill; it waits to be paid.
pub(super) fn bill(maker: &mut Maker, date: Date, vendor: &Ref, purchase: Purchase) {
    let payable = maker.account("Accounts Payable");
    let due = date.saturating_add(Span::new().days(30));
    let total = purchase.total;
    let mut draft = maker.draft("bills", "bill", date);
    let initials: String = vendor
        .name
        .split(' ')
        .filter_map(|it| it.chars().next())
        .take(3)
        .collect();
    draft.number = Some(format!("{initials}-{}", maker.number("bills", 8_001)));
    draft.entity = Some(vendor.clone());
    draft.due = Some(due);
    draft.open = Some(total);
    let more = json!({
        "vendor": vendor.json(),
        "payablesAccount": payable.json(),
        "dueDate": due.to_string(),
        "amountDue": money::text(total),
        "openAmount": money::text(total),
        "isPending": false,
        "isPaid": total == 0,
        "terms": maker.named("standard-terms", "Net 30").json(),
    });
    let own = Post::new(&payable, -total).of(vendor);
    let bill = write_purchase(maker, draft, own, purchase, more);
    maker.bills.push(bill);
}

/// Goods that came before their bill.
pub(super) fn item_receipt(maker: &mut Maker, date: Date, vendor: &Ref) {
    let payable = maker.account("Accounts Payable");
    let mut purchase = Purchase::default();
    goods(maker, &mut purchase, 4, 4, vendor);
    let total = purchase.total;
    let mut draft = maker.draft("item-receipts", "item_receipt", date);
    draft.number = Some(maker.number("item-receipts", 601));
    draft.memo = Some("The bill follows".to_owned());
    draft.entity = Some(vendor.clone());
    draft.due = Some(date);
    draft.open = Some(total);
    let more = json!({
        "vendor": vendor.json(),
        "payablesAccount": payable.json(),
        "totalAmount": money::text(total),
    });
    let own = Post::new(&payable, -total).of(vendor);
    write_purchase(maker, draft, own, purchase, more);
}

/// Something sent back or granted by a vendor.
pub(super) fn vendor_credit(
    maker: &mut Maker,
    date: Date,
    vendor: &Ref,
    account: &str,
    cents: i64,
) {
    let payable = maker.account("Accounts Payable");
    let mut purchase = Purchase::default();
    expense(maker, &mut purchase, account, cents, vendor);
    for post in &mut purchase.posts {
        post.cents = -post.cents;
    }
    let mut draft = maker.draft("vendor-credits", "vendor_credit", date);
    draft.number = Some(maker.number("vendor-credits", 55));
    draft.memo = Some("Returned".to_owned());
    draft.entity = Some(vendor.clone());
    draft.open = Some(-cents);
    let more = json!({
        "vendor": vendor.json(),
        "payablesAccount": payable.json(),
        "creditAmount": money::text(cents),
        "openAmount": money::text(cents),
    });
    let own = Post::new(&payable, cents).of(vendor);
    write_purchase(maker, draft, own, purchase, more);
}

/// Pays bills of one vendor, by check or with the business card.
pub(super) fn pay_bills(maker: &mut Maker, date: Date, bills: &[Open], by_card: bool) {
    let Some(vendor) = bills
        .first()
        .and_then(|it| maker.ledger.entries[it.entry].entity.clone())
    else {
        return;
    };
    let total: i64 = bills.iter().map(|it| it.left).sum();
    let payable = maker.account("Accounts Payable");
    let from = maker.account(if by_card { "Business Card" } else { "Checking" });
    let (resource, kind, field) = if by_card {
        (
            "bill-credit-card-payments",
            "bill_payment_credit_card",
            "creditCardAccount",
        )
    } else {
        ("bill-check-payments", "bill_payment_check", "bankAccount")
    };
    let mut draft = maker.draft(resource, kind, date);
    let at = draft.at;
    draft.number = Some(maker.number(
        if by_card { "card" } else { "checks" },
        if by_card { 91 } else { 2_101 },
    ));
    draft.entity = Some(vendor.clone());
    draft.posts.push(Post::new(&from, -total).of(&vendor));
    let id = maker.line_id();
    draft
        .posts
        .push(Post::new(&payable, total).of(&vendor).line(&id));
    let applied: Vec<_> = bills.iter().map(|it| maker.applied(it, it.left)).collect();
    let mut more = json!({
        "vendor": vendor.json(),
        "payablesAccount": payable.json(),
        "amount": money::text(total),
        "appliedToTransactions": applied,
    });
    more[field] = from.json();
    if !by_card {
        more["isQueuedForPrint"] = json!(false);
    }
    let payment = maker.write(draft, more);
    for bill in bills {
        maker.settle(bill, bill.left, at);
        maker.link(bill.entry, payment.entry, "amount", bill.left);
    }
}

/// Ordered; it changes no account.
pub(super) fn purchase_order(maker: &mut Maker, date: Date, vendor: &Ref) {
    let good = maker.random.below(5);
    let pieces = 12;
    let (item, cost) = (maker.goods[good].item.clone(), maker.goods[good].cost);
    let received = date.month() != 11;
    let id = maker.line_id();
    let mut draft = maker.draft("purchase-orders", "purchase_order", date);
    draft.number = Some(maker.number("purchase-orders", 151));
    draft.entity = Some(vendor.clone());
    draft.posting = false;
    draft
        .posts
        .push(Post::new(&maker.account("Purchase Orders"), cost * pieces).of(vendor));
    let mut post = Post::new(&maker.account("Inventory Asset"), -cost * pieces)
        .of(vendor)
        .line(&id);
    post.item = Some(item.clone());
    draft.posts.push(post);
    let line = json!({
        "id": id,
        "item": item.json(),
        "description": item.name,
        "quantity": pieces,
        "rate": money::text(cost),
        "amount": money::text(cost * pieces),
        "receivedQuantity": if received { pieces } else { 0 },
        "isManuallyClosed": false,
    });
    let more = json!({
        "vendor": vendor.json(),
        "documentTemplate": maker.named("templates", "Purchase order of the house").json(),
        "expectedDate": date.saturating_add(Span::new().days(14)).to_string(),
        "dueDate": date.saturating_add(Span::new().days(30)).to_string(),
        "totalAmount": money::text(cost * pieces),
        "isManuallyClosed": false,
        "isFullyReceived": received,
        "lines": [line],
    });
    maker.write(draft, more);
}

/// Paid at once: a check, or the business card; a credit on the card is a purchase turned round.
pub(super) fn spend(
    maker: &mut Maker,
    (resource, kind): (&'static str, &'static str),
    date: Date,
    payee: &Ref,
    purchase: Purchase,
    memo: &str,
) {
    let is_check = resource == "checks";
    let sign = if resource == "credit-card-credits" {
        -1
    } else {
        1
    };
    let account = maker.account(if is_check {
        "Checking"
    } else {
        "Business Card"
    });
    let total = purchase.total;
    let mut draft = maker.draft(resource, kind, date);
    draft.number = is_check.then(|| maker.number("checks", 2_101));
    draft.memo = Some(memo.to_owned());
    draft.entity = Some(payee.clone());
    let mut more = json!({ "payee": payee.json(), "amount": money::text(total) });
    more[if is_check { "bankAccount" } else { "account" }] = account.json();
    if is_check {
        more["isPending"] = json!(false);
        more["isQueuedForPrint"] = json!(date.month() == 11 && date.day() > 24);
    }
    let mut purchase = purchase;
    for post in &mut purchase.posts {
        post.cents *= sign;
    }
    let own = Post::new(&account, -total * sign).of(payee);
    write_purchase(maker, draft, own, purchase, more);
}

//! What customers get back, and what they are offered.

use jiff::civil::Date;
use serde_json::json;

use super::super::ledger::{Open, Post, Ref};
use super::super::maker::Maker;
use super::super::money;

/// A credit memo; half of it is paid back on a card if `refunded`.
pub(in super::super) fn credit_memo(maker: &mut Maker, date: Date, customer: &Ref, refunded: bool) {
    let receivable = maker.account("Accounts Receivable");
    let sale = super::service_only(maker, customer, ("Inspection", 15_000), 1);
    let total = sale.total();
    let back = if refunded { total / 2 } else { 0 };
    let mut more = super::form(maker, customer, &sale, "Credit memo of the house");
    more["receivablesAccount"] = receivable.json();
    more["totalAmount"] = json!(money::text(total));
    more["isPending"] = json!(false);
    more["creditRemaining"] = json!(money::text(total - back));
    let mut draft = maker.draft("credit-memos", "credit_memo", date);
    draft.number = Some(maker.number("credit-memos", 701));
    draft.entity = Some(customer.clone());
    draft.memo = Some("Inspection was not needed".to_owned());
    draft.open = Some(-(total - back));
    draft
        .posts
        .push(Post::new(&receivable, -total).of(customer));
    draft.posts.extend(sale.posts.into_iter().map(|mut post| {
        post.cents = -post.cents;
        post
    }));
    let memo = maker.write(draft, more);
    if refunded {
        card_refund(maker, date, customer, &memo, back);
    }
}

fn card_refund(maker: &mut Maker, date: Date, customer: &Ref, memo: &Open, refunded: i64) {
    let (bank, receivable) = (
        maker.account("Checking"),
        maker.account("Accounts Receivable"),
    );
    let entry = &maker.ledger.entries[memo.entry];
    let applied = json!({
        "transactionId": entry.id,
        "transactionType": entry.kind,
        "transactionDate": entry.date.to_string(),
        "refNumber": entry.number,
        "creditRemaining": money::text(-entry.open.unwrap_or(0)),
        "refundAmount": money::text(refunded),
    });
    let mut draft = maker.draft("credit-card-refunds", "ar_refund_credit_card", date);
    draft.number = Some(maker.number("card-refunds", 81));
    draft.entity = Some(customer.clone());
    draft.posts.push(Post::new(&bank, -refunded).of(customer));
    let id = maker.line_id();
    draft
        .posts
        .push(Post::new(&receivable, refunded).of(customer).line(&id));
    let more = json!({
        "customer": customer.json(),
        "refundFromAccount": bank.json(),
        "receivablesAccount": receivable.json(),
        "totalAmount": money::text(refunded),
        "address": maker.field(customer, "billingAddress"),
        "paymentMethod": maker.named("payment-methods", "Visa").json(),
        "refundAppliedToTransactions": [applied],
    });
    let refund = maker.write(draft, more);
    maker.link(memo.entry, refund.entry, "amount", refunded);
}

/// An estimate or a sales order: it changes no account.
pub(in super::super) fn offer(maker: &mut Maker, date: Date, customer: &Ref, is_order: bool) {
    let (resource, kind, account, template, first) = if is_order {
        (
            "sales-orders",
            "sales_order",
            "Sales Orders",
            "Sales order of the house",
            401,
        )
    } else {
        (
            "estimates",
            "estimate",
            "Estimates",
            "Estimate of the house",
            302,
        )
    };
    let hours = 2 + i64::try_from(maker.random.below(20)).unwrap_or(0);
    let sale = super::service_only(maker, customer, ("Labor", 8_500), hours);
    let mut more = super::form(maker, customer, &sale, template);
    more["totalAmount"] = json!(money::text(sale.total()));
    more["dueDate"] = json!(date.saturating_add(jiff::Span::new().days(30)).to_string());
    if is_order {
        more["isFullyInvoiced"] = json!(date.month() % 2 == 0);
        more["isManuallyClosed"] = json!(false);
    } else {
        more["isActive"] = json!(date.month() != 1);
    }
    let mut draft = maker.draft(resource, kind, date);
    draft.number = Some(maker.number(resource, first));
    draft.posting = false;
    let account = maker.account(account);
    super::sell_on(maker, draft, customer, &account, sale, more);
}

//! What customers are sold, owe and pay.

mod credits;

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

impl Maker {
    /// One or two services or goods for a customer, as far as there is stock.
    pub(super) fn sale(&mut self, customer: &Ref) -> Sale {
        let mut sale = Sale {
            lines: Vec::new(),
            posts: Vec::new(),
            subtotal: 0,
            tax: 0,
        };
        let mut taxable = 0;
        for _ in 0..=self.random.below(3) {
            let good = self.random.below(self.goods.len());
            let pieces = 1 + i64::try_from(self.random.below(6)).unwrap_or(0);
            if self.random.in_hundred(55) && self.goods[good].pieces >= pieces {
                taxable += self.sell_good(&mut sale, customer, good, pieces);
            } else {
                let (name, price) = items::service(self.random.below(5));
                self.sell_service(&mut sale, customer, (&name, price), pieces);
            }
        }
        if self.random.in_hundred(15) {
            let item = self.named("other-charge-items", "Shipping");
            let account = self.account("Shipping and Delivery Income");
            self.sell(&mut sale, customer, (&item, &account), (1, 1_500), false);
        }
        if self.is_taxed(customer) && taxable > 0 {
            sale.tax = (taxable * TAX + 5_000) / 10_000;
            let office = self.named("vendors", "State Department of Revenue");
            let id = self.line_id();
            let mut post = Post::new(&self.account("Sales Tax Payable"), -sale.tax)
                .of(&office)
                .line(&id);
            post.item = Some(self.named("sales-tax-items", "County tax"));
            sale.posts.push(post);
        }
        sale
    }

    /// Some hours of a service; never taxed.
    pub(super) fn service_only(
        &mut self,
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
        self.sell_service(&mut sale, customer, service, hours);
        sale
    }

    fn sell_service(
        &mut self,
        sale: &mut Sale,
        customer: &Ref,
        (name, price): (&str, i64),
        hours: i64,
    ) {
        let item = self.named("service-items", name);
        let account = self.account("Services");
        self.sell(sale, customer, (&item, &account), (hours, price), false);
    }

    fn sell_good(&mut self, sale: &mut Sale, customer: &Ref, good: usize, pieces: i64) -> i64 {
        let (item, price, cost) = {
            let good = &mut self.goods[good];
            good.pieces -= pieces;
            (good.item.clone(), good.price, good.cost)
        };
        let account = self.account("Sales");
        self.sell(sale, customer, (&item, &account), (pieces, price), true);
        for (account, cents) in [
            ("Cost of Goods Sold", cost * pieces),
            ("Inventory Asset", -cost * pieces),
        ] {
            let id = self.line_id();
            let mut post = Post::new(&self.account(account), cents)
                .of(customer)
                .line(&id);
            post.item = Some(item.clone());
            post.pieces = if cents < 0 { -pieces } else { 0 };
            sale.posts.push(post);
        }
        price * pieces
    }

    fn sell(
        &mut self,
        sale: &mut Sale,
        customer: &Ref,
        (item, account): (&Ref, &Ref),
        (quantity, price): (i64, i64),
        taxed: bool,
    ) {
        let id = self.line_id();
        let class = self.random.in_hundred(60).then(|| self.any("classes", 3));
        let amount = quantity * price;
        let code = self.named("sales-tax-codes", if taxed { "Tax" } else { "Non" });
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

    fn is_taxed(&self, customer: &Ref) -> bool {
        let code = self.field(customer, "salesTaxCode");
        code.is_some_and(|it| it["fullName"] == "Tax")
    }

    /// What all forms for customers have in common.
    fn form(&self, customer: &Ref, sale: &Sale, template: &str) -> Value {
        let taxed = self.is_taxed(customer);
        json!({
            "customer": customer.json(),
            "documentTemplate": self.named("templates", template).json(),
            "billingAddress": self.field(customer, "billingAddress"),
            "subtotal": money::text(sale.subtotal),
            "salesTaxItem": taxed.then(|| self.named("sales-tax-items", "County tax").json()),
            "salesTaxPercentage": taxed.then_some("7.5"),
            "salesTaxTotal": money::text(sale.tax),
            "salesTaxCode": self.named("sales-tax-codes", if taxed { "Tax" } else { "Non" }).json(),
            "isQueuedForEmail": false,
            "lines": sale.lines,
        })
    }

    /// An invoice; it waits for its payment.
    pub(super) fn invoice(
        &mut self,
        date: Date,
        customer: &Ref,
        sale: Sale,
        number: String,
    ) -> Open {
        let receivable = self.account("Accounts Receivable");
        let total = sale.total();
        let due = date.saturating_add(jiff::Span::new().days(30));
        let mut more = self.form(customer, &sale, "Invoice of the house");
        more["receivablesAccount"] = receivable.json();
        more["terms"] = self.named("standard-terms", "Net 30").json();
        more["dueDate"] = json!(due.to_string());
        more["shippingDate"] = json!(date.to_string());
        more["isPending"] = json!(false);
        more["isFinanceCharge"] = json!(false);
        more["isQueuedForPrint"] = json!(false);
        more["salesRepresentative"] = self.named("sales-representatives", "EM").json();
        more["appliedAmount"] = json!(money::text(0));
        more["balanceRemaining"] = json!(money::text(total));
        more["isPaid"] = json!(total == 0);
        let mut draft = self.draft("invoices", "invoice", date);
        draft.number = Some(number);
        draft.due = Some(due);
        draft.open = Some(total);
        self.sell_on(draft, customer, &receivable, sale, more)
    }

    fn sell_on(
        &mut self,
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
        self.write(draft, more)
    }

    /// Sold and paid at once; the money waits to be deposited, or is in the bank already.
    pub(super) fn sales_receipt(&mut self, date: Date, customer: &Ref, into: &str) {
        let sale = self.sale(customer);
        let account = self.account(into);
        let mut more = self.form(customer, &sale, "Sales receipt of the house");
        more["totalAmount"] = json!(money::text(sale.total()));
        more["depositToAccount"] = account.json();
        more["isPending"] = json!(false);
        more["paymentMethod"] = self.any("payment-methods", 3).json();
        let mut draft = self.draft("sales-receipts", "sales_receipt", date);
        draft.number = Some(self.number("sales-receipts", 501));
        let written = self.sell_on(draft, customer, &account, sale, more);
        if into == "Undeposited Funds" {
            self.waiting.push(written.entry);
        }
    }

    /// A payment for some invoices of one customer, in full or in part. What is paid too much stays unused.
    pub(super) fn payment(
        &mut self,
        date: Date,
        invoices: &[(Open, i64)],
        too_much: i64,
        into: &str,
    ) {
        let Some(customer) = invoices
            .first()
            .and_then(|(it, _)| self.ledger.entries[it.entry].entity.clone())
        else {
            return;
        };
        let total = invoices.iter().map(|(_, cents)| cents).sum::<i64>() + too_much;
        let account = self.account(into);
        let receivable = self.account("Accounts Receivable");
        let method = if date.day() % 2 == 0 { "Check" } else { "Visa" };
        let mut draft = self.draft("receive-payments", "receive_payment", date);
        let at = draft.at;
        draft.number = Some((3_000 + self.ledger.entries.len()).to_string());
        draft.entity = Some(customer.clone());
        draft.open = Some(-too_much);
        draft.posts.push(Post::new(&account, total).of(&customer));
        let id = self.line_id();
        draft
            .posts
            .push(Post::new(&receivable, -total).of(&customer).line(&id));
        let applied: Vec<_> = invoices
            .iter()
            .map(|(it, cents)| self.applied(it, *cents))
            .collect();
        let more = json!({
            "customer": customer.json(),
            "receivablesAccount": receivable.json(),
            "totalAmount": money::text(total),
            "paymentMethod": self.named("payment-methods", method).json(),
            "depositToAccount": account.json(),
            "unusedPayment": money::text(too_much),
            "unusedCredits": money::text(0),
            "appliedToTransactions": applied,
        });
        let payment = self.write(draft, more);
        for (invoice, cents) in invoices {
            self.settle(invoice, *cents, at);
            self.link(invoice.entry, payment.entry, "amount", *cents);
        }
        if into == "Undeposited Funds" {
            self.waiting.push(payment.entry);
        }
    }

    /// How a payment names what it pays.
    pub(super) fn applied(&self, to: &Open, cents: i64) -> Value {
        let entry = &self.ledger.entries[to.entry];
        json!({
            "transactionId": entry.id,
            "transactionType": entry.kind,
            "transactionDate": entry.date.to_string(),
            "refNumber": entry.number,
            "balanceRemaining": money::text(entry.open.unwrap_or(0) - cents),
            "amount": money::text(cents),
        })
    }

    /// So much of an invoice or a bill is paid now.
    pub(super) fn settle(&mut self, of: &Open, cents: i64, at: jiff::civil::DateTime) {
        let entry = &mut self.ledger.entries[of.entry];
        let left = entry.open.unwrap_or(0) - cents;
        entry.open = Some(left);
        let id = entry.id.clone();
        let (kind, total) = (entry.kind, entry.amount().abs());
        self.ledger.paid.push((id, at.date(), cents));
        let row = self.row(of.entry);
        row.insert("isPaid".into(), json!(left == 0));
        if kind == "invoice" {
            row.insert("appliedAmount".into(), json!(money::text(total - left)));
            row.insert("balanceRemaining".into(), json!(money::text(left)));
        } else {
            row.insert("openAmount".into(), json!(money::text(left)));
        }
        self.touch(of.entry, at);
    }
}

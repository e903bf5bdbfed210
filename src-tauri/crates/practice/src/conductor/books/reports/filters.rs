//! What the filters of a report choose.

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::company::OFFSET;
use super::super::ledger::{Entry, Post, Ref, Side};
use super::super::query::Query;
use super::{Asked, period};

impl Asked<'_> {
    /// Whether a posting is among those that the filters of the report choose.
    pub(super) fn chooses(&self, entry: &Entry, post: &Post) -> bool {
        let query = self.query;
        let entity = post.entity.as_ref().or(entry.entity.as_ref());
        let kinds = query.all("transactionTypes");
        is_named(
            query,
            ("accountIds", "accountFullNames"),
            Some(&post.account),
        ) && is_named(query, ("entityIds", "entityFullNames"), entity)
            && is_named(query, ("classIds", "classFullNames"), post.class.as_ref())
            && is_named(query, ("itemIds", "itemFullNames"), post.item.as_ref())
            && query
                .one("entityType")
                .is_none_or(|kind| is_entity(kind, entity))
            && query
                .one("itemType")
                .is_none_or(|kind| is_item(kind, post.item.as_ref()))
            && query
                .one("accountType")
                .is_none_or(|kind| self.is_account(kind, post))
            && query.one("postingStatus") != Some("non_posting")
            && (kinds.is_empty() || kinds.iter().any(|it| it == "all" || it == entry.kind))
            && is_updated(query, self.books.last, entry)
    }

    fn is_account(&self, group: &str, post: &Post) -> bool {
        let row = self.books.find("accounts", &post.account.id);
        let kind = row.and_then(|row| row.get("accountType")?.as_str());
        kind.is_some_and(|kind| is_of_group(group, kind))
    }
}

fn is_named(query: &Query, (ids, names): (&str, &str), it: Option<&Ref>) -> bool {
    let has = |parameter: &str, value: Option<&str>| {
        let wanted = query.all(parameter);
        wanted.is_empty() || wanted.iter().any(|it| Some(it.as_str()) == value)
    };
    has(ids, it.map(|it| it.id.as_str())) && has(names, it.map(|it| it.name.as_str()))
}

fn is_entity(kind: &str, entity: Option<&Ref>) -> bool {
    let list = match kind {
        "customer" => "customers",
        "employee" => "employees",
        "vendor" => "vendors",
        _ => "other-names",
    };
    entity.is_some_and(|it| it.list == list)
}

fn is_item(kind: &str, item: Option<&Ref>) -> bool {
    let lists: &[&str] = match kind {
        "assembly" => &["inventory-assembly-items"],
        "discount" => &["discount-items"],
        "inventory" => &["inventory-items"],
        "inventory_and_assembly" => &["inventory-items", "inventory-assembly-items"],
        "non_inventory" => &["non-inventory-items"],
        "other_charge" => &["other-charge-items"],
        "sales_tax" => &["sales-tax-items", "sales-tax-group-items"],
        "service" => &["service-items"],
        "all_except_fixed_asset" | "sales" => return item.is_some(),
        _ => &[],
    };
    item.is_some_and(|it| lists.contains(&it.list))
}

/// The groups of accounts by which reports filter.
fn is_of_group(group: &str, kind: &str) -> bool {
    let side = Side::of(kind);
    let current_asset = ["bank", "accounts_receivable", "other_current_asset"];
    let current_liability = ["accounts_payable", "credit_card", "other_current_liability"];
    match group {
        "allowed_for_1099" => side != Side::None,
        "ap_and_sales_tax" => ["accounts_payable", "other_current_liability"].contains(&kind),
        "ap_or_credit_card" => ["accounts_payable", "credit_card"].contains(&kind),
        "ar_and_ap" => ["accounts_receivable", "accounts_payable"].contains(&kind),
        "asset" => side == Side::Asset,
        "balance_sheet" => matches!(side, Side::Asset | Side::Liability | Side::Equity),
        "bank_and_ar_and_ap_and_uf" => current_asset.contains(&kind) || kind == "accounts_payable",
        "bank_and_uf" => ["bank", "other_current_asset"].contains(&kind),
        "cost_of_sales" => kind == "cost_of_goods_sold",
        "current_asset" => current_asset.contains(&kind),
        "current_asset_and_expense" => current_asset.contains(&kind) || side == Side::Expense,
        "current_liability" => current_liability.contains(&kind),
        "equity_and_income_and_expense" => {
            matches!(side, Side::Equity | Side::Income | Side::Expense)
        }
        "expense_and_other_expense" => ["expense", "other_expense"].contains(&kind),
        "income_and_expense" => side.is_of_the_year(),
        "income_and_other_income" => side == Side::Income,
        "liability" => side == Side::Liability,
        "liability_and_equity" => matches!(side, Side::Liability | Side::Equity),
        "ordinary_expense" => kind == "expense",
        "ordinary_income" => kind == "income",
        "ordinary_income_and_cogs" => ["income", "cost_of_goods_sold"].contains(&kind),
        "ordinary_income_and_expense" => {
            ["income", "cost_of_goods_sold", "expense"].contains(&kind)
        }
        "other_income_or_expense" => ["other_income", "other_expense"].contains(&kind),
        _ => group == kind,
    }
}

/// Written down in the days that were asked for. The ledger keeps when, not when it was last changed.
fn is_updated(query: &Query, today: Date, entry: &Entry) -> bool {
    let begin = |day: Date| OFFSET.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let end = |day: Date| OFFSET.to_timestamp(day.at(23, 59, 59, 0)).ok();
    let asked = query.one("updatedDateMacro");
    let asked = asked.map(|name| period::days(name, today));
    let (after, before) = match asked {
        Some((from, to)) => (from.and_then(begin), end(to)),
        None => (
            query.moment("updatedAfter", false),
            query.moment("updatedBefore", true),
        ),
    };
    let at: Option<Timestamp> = OFFSET.to_timestamp(entry.at).ok();
    after.is_none_or(|after| at >= Some(after)) && before.is_none_or(|before| at <= Some(before))
}

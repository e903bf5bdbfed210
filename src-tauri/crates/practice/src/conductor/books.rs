//! The books behind every finished connection: every resource and report of Conductor's QuickBooks Desktop
//! API, read-only but for the memo and the number of an invoice.
//!
//! Shapes are those of Conductor's API description, kept as data in [`catalogue`]: every key is always
//! present, references are `{id, fullName}` or null, money is a decimal text, times carry the computer's
//! offset. What the rows hold comes from [`company`].

mod accounts;
#[cfg(test)]
mod adds_up;
mod banking;
mod catalogue;
mod company;
mod filter;
mod finish;
mod items;
#[cfg(test)]
mod judge;
mod ledger;
mod lists;
mod maker;
mod money;
mod names;
mod pages;
mod people;
mod plan;
mod purchases;
mod query;
mod random;
mod reports;
mod routes;
mod sales;
mod settings;
mod shape;
mod stock;
#[cfg(test)]
mod tests;

use serde_json::Value;

use catalogue::Resource;
use shape::Row;

pub(super) use company::{Books, Size};
pub(super) use pages::Cursors;
pub(super) use routes::router;

fn whole(resource: &Resource, row: Row) -> Value {
    Value::Object(shape::complete(resource.shape(), row))
}

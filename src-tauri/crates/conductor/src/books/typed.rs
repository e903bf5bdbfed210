//! The few records the app computes with. All others are only shown.
//!
//! They take what they need: other keys are ignored, and one that may be null may be absent.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Money, without_content};
use crate::catalogue::Record;
use crate::error::Error;
use crate::ids::WireTime;

/// Reads a record as one of the types below.
///
/// ```
/// use conductor::{Account, typed};
///
/// let record = serde_json::json!({
///     "id": "80000001-1234567890", "name": "Checking", "fullName": "Checking",
///     "accountType": "bank", "balance": "1000.00",
/// });
/// let account: Account = typed(record.as_object().unwrap())?;
/// assert_eq!(account.balance.unwrap().to_string(), "1000.00");
/// # Ok::<(), conductor::Error>(())
/// ```
///
/// # Errors
/// [`Error::Decode`] when a field it needs is missing or of another type. It quotes no value.
pub fn typed<T: DeserializeOwned>(record: &Record) -> Result<T, Error> {
    T::deserialize(record).map_err(|error| {
        let text = error.to_string();
        // Of serde's messages this one names a key of ours; the others may quote the value.
        let problem = match text.strip_prefix("missing field `") {
            Some(_) => text.as_str(),
            None => "a value is not of the type it should be",
        };
        Error::Decode {
            status: 200,
            request_id: None,
            reason: format!("a record: {problem}"),
            // It may quote the value.
            source: None,
        }
    })
}

/// What a record points to. Either may be missing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Reference {
    /// The id of the other record.
    pub id: Option<String>,
    /// Its name, below those of its parents: `Parent:Child`.
    pub full_name: Option<String>,
}

/// An account of the chart of accounts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// With the names of its parents.
    pub full_name: String,
    /// `bank`, `accounts_receivable`, `income`.
    pub account_type: String,
    /// What QuickBooks uses it for: `undeposited_funds`, `opening_balance_equity`, `uncategorized_income`.
    pub special_account_type: Option<String>,
    /// Where account numbers are in use.
    pub account_number: Option<String>,
    /// Whether it is in use.
    pub is_active: Option<bool>,
    /// The account above it.
    pub parent: Option<Reference>,
    /// Of this account alone, in its own currency.
    pub balance: Option<Money>,
    /// With those below it.
    pub total_balance: Option<Money>,
    /// Where several are in use.
    pub currency: Option<Reference>,
}

/// What the company file is set to.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Preferences {
    /// Of accounting. Without it nothing is known of a closing date, so it has to be there.
    pub accounting: AccountingPreferences,
    /// Of currencies, where QuickBooks has several.
    pub multi_currency: Option<CurrencyPreferences>,
}

/// Of accounting.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountingPreferences {
    /// The day through which the books are closed.
    pub closing_date: Option<Date>,
    /// Whether accounts have numbers.
    pub is_using_account_numbers: Option<bool>,
    /// Whether transactions have classes.
    pub is_using_class_tracking: Option<bool>,
}

/// Of currencies.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyPreferences {
    /// Whether there are several.
    pub is_multi_currency_enabled: Option<bool>,
    /// The company's own.
    pub home_currency: Option<Reference>,
}

/// A payment in undeposited funds.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PaymentToDeposit {
    /// With the line, what tells it from all others.
    pub payment_transaction_id: String,
    /// The line of the transaction.
    pub payment_transaction_line_id: Option<String>,
    /// `receive_payment`, `sales_receipt`.
    pub transaction_type: String,
    /// Who paid.
    pub customer: Option<Reference>,
    /// When.
    pub transaction_date: Date,
    /// Its number.
    pub ref_number: Option<String>,
    /// How much, in its currency.
    pub amount: Money,
    /// Where several are in use.
    pub currency: Option<Reference>,
    /// In the company's own currency.
    pub amount_in_home_currency: Option<Money>,
}

/// A row of the search over all transactions.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Transaction {
    /// `invoice`, `bill`, `check`. It may be one this version does not know.
    pub transaction_type: String,
    /// The transaction's id.
    pub transaction_id: String,
    /// Its line's, where lines are asked for.
    pub transaction_line_id: Option<String>,
    /// When it was entered.
    pub created_at: Option<WireTime>,
    /// When it was last changed.
    pub updated_at: Option<WireTime>,
    /// The customer, vendor or other name.
    pub entity: Option<Reference>,
    /// The account.
    pub account: Option<Reference>,
    /// The day it is booked on.
    pub transaction_date: Date,
    /// Its number.
    pub ref_number: Option<String>,
    /// How much, in its currency.
    pub amount: Money,
    /// Where several are in use.
    pub currency: Option<Reference>,
    /// In the company's own currency.
    pub amount_in_home_currency: Option<Money>,
    /// What was noted.
    pub memo: Option<String>,
}

/// A transaction that was deleted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DeletedTransaction {
    /// `invoice`, `bill`, `check`.
    pub transaction_type: String,
    /// The id it had.
    pub id: String,
    /// When it was entered.
    pub created_at: Option<WireTime>,
    /// When it was deleted.
    pub deleted_at: Option<WireTime>,
    /// The number it had.
    pub ref_number: Option<String>,
}

without_content!(
    Reference,
    Account,
    Preferences,
    AccountingPreferences,
    CurrencyPreferences,
    PaymentToDeposit,
    Transaction,
    DeletedTransaction,
);

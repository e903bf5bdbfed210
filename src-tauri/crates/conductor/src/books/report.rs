//! A report as a table.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Money, without_content};

/// A report (schema `qbd_report`).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReportTable {
    /// The call that made it: `general_summary`.
    pub category: String,
    /// Which report: `trial_balance`.
    pub report_type: String,
    /// Its heading.
    pub title: Option<String>,
    /// What it covers, in QuickBooks' words.
    pub subtitle: Option<String>,
    /// `accrual`, `cash` or `none`.
    pub basis: Option<String>,
    /// The columns, from left to right.
    pub columns: Vec<ReportColumn>,
    /// The rows, from top to bottom.
    pub rows: Vec<ReportRow>,
    /// The service's id of the exchange.
    pub request_id: Option<String>,
}

/// A column of a report.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReportColumn {
    /// What cells name; `1` is the first.
    pub column_id: String,
    /// QuickBooks' name of what it holds: `Amount`.
    pub column_type: String,
    /// QuickBooks' type of its values.
    pub data_type: Option<String>,
    /// The lines of its heading.
    pub titles: Vec<ReportTitle>,
}

/// One line of a column's heading.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReportTitle {
    /// The text.
    pub value: Option<String>,
}

/// A row of a report. Text rows have a text, all others cells.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReportRow {
    /// What it is.
    pub kind: RowKind,
    /// The words of a text row.
    pub text: Option<String>,
    /// What the row is about: an account, a customer.
    pub row_descriptor: Option<Descriptor>,
    /// Its values. A column may have none.
    pub cells: Vec<ReportCell>,
}

impl ReportRow {
    /// The value in this column.
    #[must_use]
    pub fn cell(&self, column_id: &str) -> Option<&str> {
        let cell = self.cells.iter().find(|it| it.column_id == column_id)?;
        cell.value.as_deref()
    }

    /// The amount in this column. `None` where the cell is empty or no amount.
    #[must_use]
    pub fn amount(&self, column_id: &str) -> Option<Money> {
        self.cell(column_id)?.parse().ok()
    }
}

/// What a row of a report is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// A heading between rows.
    Text,
    /// Values.
    Data,
    /// The sum of some rows.
    Subtotal,
    /// The sum of all rows.
    Total,
    /// One this version does not know.
    #[default]
    #[serde(other)]
    Other,
}

/// What a row is about.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Descriptor {
    /// What kind of thing: `account`.
    pub r#type: Option<String>,
    /// Which one.
    pub value: Option<String>,
}

/// A value of a report.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ReportCell {
    /// Whose column.
    pub column_id: String,
    /// As QuickBooks gives it, amounts too.
    pub value: Option<String>,
    /// QuickBooks' type of it, where it is not the column's.
    pub data_type: Option<String>,
}

without_content!(ReportColumn, ReportTitle, ReportRow, Descriptor, ReportCell);

/// Which report it is and how long, not its content.
impl fmt::Debug for ReportTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportTable")
            .field("columns", &self.columns.len())
            .field("rows", &format_args!("{} rows", self.rows.len()))
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

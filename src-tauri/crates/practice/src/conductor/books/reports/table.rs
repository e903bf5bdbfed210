//! A report as rows and columns, and as Conductor answers it.

use serde_json::{Value, json};

use super::super::money;
use super::super::shape::Row;

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Data,
    Subtotal,
    Total,
}

pub(super) struct Table {
    title: String,
    /// Type, title, type of the data.
    columns: Vec<(String, String, &'static str)>,
    rows: Vec<Value>,
}

impl Table {
    /// The first column is the label of the rows.
    pub(super) fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            columns: vec![("label".to_owned(), String::new(), "string")],
            rows: Vec::new(),
        }
    }

    pub(super) fn amount(self, title: &str) -> Self {
        self.column("amount", title, "amount")
    }

    pub(super) fn column(mut self, kind: &str, title: &str, data: &'static str) -> Self {
        self.columns.push((kind.to_owned(), title.to_owned(), data));
        self
    }

    pub(super) fn text(&mut self, text: &str) {
        let row_number = self.rows.len() + 1;
        self.rows
            .push(json!({ "kind": "text", "rowNumber": row_number, "text": text }));
    }

    /// A row: its label, then one cell a column; an empty cell is left out.
    pub(super) fn row(&mut self, kind: Kind, of: Option<&str>, label: &str, cells: &[String]) {
        let row_number = self.rows.len() + 1;
        let labelled = std::iter::once(label).chain(cells.iter().map(String::as_str));
        let cells: Vec<_> = labelled
            .zip(&self.columns)
            .enumerate()
            .filter(|(_, (value, _))| !value.is_empty())
            .map(|(at, (value, column))| {
                json!({ "columnId": (at + 1).to_string(), "value": value, "dataType": column.2 })
            })
            .collect();
        let kind = match kind {
            Kind::Data => "data",
            Kind::Subtotal => "subtotal",
            Kind::Total => "total",
        };
        let descriptor = of.map(|of| json!({ "type": of, "value": label }));
        self.rows.push(json!({
            "kind": kind,
            "rowNumber": row_number,
            "rowDescriptor": descriptor,
            "cells": cells,
        }));
    }

    pub(super) fn sums(&mut self, kind: Kind, of: Option<&str>, label: &str, sums: &[i64]) {
        let cells: Vec<_> = sums.iter().map(|cents| money::text(*cents)).collect();
        self.row(kind, of, label, &cells);
    }

    /// Without the rows that the level leaves out: sums, or everything but sums.
    pub(super) fn at_level(mut self, level: Option<&str>) -> Self {
        let is_sum = |row: &Value| row["kind"] == "subtotal" || row["kind"] == "total";
        match level {
            Some("summary_only") => self.rows.retain(is_sum),
            Some("all_except_summary") => self.rows.retain(|row| !is_sum(row)),
            _ => {}
        }
        for (at, row) in self.rows.iter_mut().enumerate() {
            row["rowNumber"] = json!(at + 1);
        }
        self
    }

    pub(super) fn into_row(self) -> Row {
        let columns: Vec<_> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (kind, title, data))| {
                json!({
                    "columnId": (at + 1).to_string(),
                    "columnType": kind,
                    "dataType": data,
                    "titles": [{ "rowNumber": 1, "value": Some(title).filter(|it| !it.is_empty()) }],
                })
            })
            .collect();
        let mut row = Row::new();
        row.insert("title".into(), json!(self.title));
        row.insert("rowCount".into(), json!(self.rows.len()));
        row.insert("columnCount".into(), json!(columns.len()));
        row.insert("columnTitleRowCount".into(), json!(1));
        row.insert("columns".into(), json!(columns));
        row.insert("rows".into(), json!(self.rows));
        row
    }
}

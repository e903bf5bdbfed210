//! The books of one practice company.

use std::collections::HashMap;

use jiff::tz::{Offset, offset};

use super::shape::Row;

/// The time zone of the computer that QuickBooks runs on.
pub(super) const OFFSET: Offset = offset(-5);

/// Everything that is asked of one company, as sparse rows by resource.
#[derive(Clone, Default)]
pub(in crate::conductor) struct Books {
    rows: HashMap<&'static str, Vec<Row>>,
}

impl Books {
    /// The books of the company of this name.
    pub(in crate::conductor) fn of(name: &str) -> Self {
        super::thin::books(name)
    }

    pub(super) fn rows(&self, resource: &str) -> &[Row] {
        self.rows.get(resource).map_or(&[], Vec::as_slice)
    }

    pub(super) fn rows_mut(&mut self, resource: &'static str) -> &mut Vec<Row> {
        self.rows.entry(resource).or_default()
    }

    /// The row with this id.
    pub(super) fn find(&self, resource: &str, id: &str) -> Option<&Row> {
        let field = super::catalogue::Catalogue::all().resource(resource)?.id?;
        let rows = self.rows(resource);
        rows.iter()
            .find(|row| row.get(field).is_some_and(|it| it == id))
    }
}

impl std::fmt::Debug for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts = self.rows.iter().map(|(path, rows)| (path, rows.len()));
        f.debug_map().entries(counts).finish()
    }
}

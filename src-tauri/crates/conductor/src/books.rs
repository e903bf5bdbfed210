//! The books of one client, read only: lists, single records and reports.

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderValue;
use url::Url;

use crate::catalogue::{Filter, Record, ReportKind, Resource, Shape};
use crate::client::{Conductor, end_user_header};
use crate::error::{Error, FilterError};
use crate::ids::EndUserId;
use crate::transport::{Call, LARGEST_BOOKS};

mod filters;
mod money;
mod pages;
mod report;
mod typed;

pub use filters::{FilterValue, Filters, ReportParameters};
pub use money::{Money, NotMoney};
pub use pages::{Page, Pages};
pub use report::{
    Descriptor, ReportCell, ReportColumn, ReportRow, ReportTable, ReportTitle, RowKind,
};
pub use typed::{
    Account, AccountingPreferences, CurrencyPreferences, DeletedTransaction, PaymentToDeposit,
    Preferences, Reference, Transaction, typed,
};

/// Where the resources of QuickBooks Desktop are. Source: the OpenAPI document.
const PLACE: &str = "quickbooks-desktop";

/// The books of one end-user. It reads only: nothing in it can write.
///
/// Every request goes all the way to QuickBooks on the client's computer, occupies it meanwhile, and makes the
/// connection billable for the month. Make one at a time for each computer.
#[derive(Debug)]
pub struct Books<'a> {
    conductor: &'a Conductor,
    end_user: EndUserId,
    may_retry: bool,
}

impl Conductor {
    /// The books of one end-user. Nothing is sent yet.
    #[must_use]
    pub fn books(&self, end_user: &EndUserId) -> Books<'_> {
        Books {
            conductor: self,
            end_user: end_user.clone(),
            may_retry: true,
        }
    }
}

impl Books<'_> {
    /// The same, with every request made once, whatever the client's [`RetryPolicy`](crate::RetryPolicy) says: for a
    /// caller who has to know how long QuickBooks is kept busy.
    #[must_use]
    pub fn without_retries(mut self) -> Self {
        self.may_retry = false;
        self
    }

    /// `GET /quickbooks-desktop/{resource}`: what the filters leave, page by page. Nothing is sent before the first
    /// page is asked for. A singleton is one page with one record.
    ///
    /// # Errors
    /// [`FilterError`] when the resource does not take these filters.
    pub fn list(
        &self,
        resource: &'static Resource,
        filters: &Filters,
    ) -> Result<Pages, FilterError> {
        let query = filters.checked(resource.path, &resource.filters)?;
        let call = self.call(resource.path, &[resource.path], &query);
        Ok(Pages::new(
            Arc::clone(&self.conductor.wire),
            call,
            resource.shape,
        ))
    }

    /// `GET /quickbooks-desktop/{resource}/{id}`: one record, with all its lines. A singleton takes no notice of the
    /// id.
    pub async fn retrieve(
        &self,
        resource: &'static Resource,
        id: &str,
    ) -> Result<Retrieved, Error> {
        if !resource.can_retrieve {
            let reason = format!("{} can only be listed.", resource.label);
            return Err(Error::InvalidRequest(reason));
        }
        let segments = [resource.path, id];
        let segments = match resource.shape {
            Shape::Singleton => &segments[..1],
            Shape::Paged | Shape::List => &segments[..],
        };
        let call = self.call(resource.path, segments, &[])?;
        let (record, request_id) = self.conductor.wire.ask_with_id(&call).await?;
        Ok(Retrieved { record, request_id })
    }

    /// `GET /quickbooks-desktop/reports/{kind}`: one report. `reportType` says which.
    pub async fn report(
        &self,
        kind: &'static ReportKind,
        parameters: &ReportParameters,
    ) -> Result<ReportTable, Error> {
        let known: &'static [Filter] = &kind.parameters;
        let query = parameters.checked(kind.path, known)?;
        let segments: Vec<&str> = kind.path.split('/').collect();
        let call = self.call(kind.path, &segments, &query)?;
        let (table, request_id) = self
            .conductor
            .wire
            .ask_with_id::<ReportTable>(&call)
            .await?;
        Ok(ReportTable {
            request_id,
            ..table
        })
    }

    fn call(
        &self,
        name: &'static str,
        segments: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Call, Error> {
        let end_user: HeaderValue = end_user_header(&self.end_user)?;
        let segments: Vec<&str> = std::iter::once(PLACE)
            .chain(segments.iter().copied())
            .collect();
        let mut url: Url = self.conductor.url(&segments)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        Ok(Call {
            largest: LARGEST_BOOKS,
            may_retry: self.may_retry,
            ..Call::read(name, url, Some(end_user))
        })
    }
}

/// One record.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Retrieved {
    /// As the service sent it.
    pub record: Record,
    /// The service's id of the exchange.
    pub request_id: Option<String>,
}

/// How many fields, not what is in them.
impl fmt::Debug for Retrieved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retrieved")
            .field("record", &format_args!("{} fields", self.record.len()))
            .field("request_id", &self.request_id)
            .finish()
    }
}

/// Types out of somebody's books print their name alone: what is printed ends in logs and crash reports.
macro_rules! without_content {
    ($($name:ident),+ $(,)?) => {
        $(
            impl ::std::fmt::Debug for $name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.debug_struct(stringify!($name)).finish_non_exhaustive()
                }
            }
        )+
    };
}
use without_content;

#[cfg(test)]
#[path = "books_tests.rs"]
mod tests;

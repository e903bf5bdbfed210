//! A typed async client for Conductor, the QuickBooks Desktop API.

mod client;
mod error;
mod ids;
mod model;
mod retry;
mod transport;

pub use client::{Conductor, Config};
pub use error::{ApiError, Error, ErrorType, TransportKind, codes};
pub use ids::{
    AuthFlowUrl, AuthSessionId, ClientSecret, EndUserId, IntegrationConnectionId, PublishableKey,
    SecretKey, WireTime,
};
pub use model::{
    AuthSession, AuthSessionCreate, EndUser, EndUserCreate, EndUserDeleted, EndUserList,
    HealthCheck, IntegrationConnection, IntegrationSlug,
};
pub use retry::RetryPolicy;

//! The calls and the faults: the two sides of the table.

/// A call that the app makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Call {
    ListEndUsers,
    CreateEndUser,
    RetrieveEndUser,
    DeleteEndUser,
    CreateAuthSession,
    HealthCheck,
    ExchangeCode,
    Refresh,
    Revoke,
    UserInfo,
    UserRole,
    CompanyName,
    Jwks,
    Discovery,
    RelayToken,
    RelayRefresh,
    RelayRevoke,
}

/// Who is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Conductor,
    Intuit,
    Relay,
}

impl Service {
    /// As the app's sentences name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Conductor => "Conductor",
            Self::Intuit => "Intuit",
            Self::Relay => "The sign-in relay",
        }
    }

    /// As the app's banners name it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Conductor => "conductor",
            Self::Intuit => "intuit",
            Self::Relay => "relay",
        }
    }
}

impl Call {
    pub(crate) const ALL: [Self; 17] = [
        Self::ListEndUsers,
        Self::CreateEndUser,
        Self::RetrieveEndUser,
        Self::DeleteEndUser,
        Self::CreateAuthSession,
        Self::HealthCheck,
        Self::ExchangeCode,
        Self::Refresh,
        Self::Revoke,
        Self::UserInfo,
        Self::UserRole,
        Self::CompanyName,
        Self::Jwks,
        Self::Discovery,
        Self::RelayToken,
        Self::RelayRefresh,
        Self::RelayRevoke,
    ];

    pub(crate) fn service(self) -> Service {
        match self {
            Self::ListEndUsers
            | Self::CreateEndUser
            | Self::RetrieveEndUser
            | Self::DeleteEndUser
            | Self::CreateAuthSession
            | Self::HealthCheck => Service::Conductor,
            Self::RelayToken | Self::RelayRefresh | Self::RelayRevoke => Service::Relay,
            _ => Service::Intuit,
        }
    }

    /// Method and the beginning of the path.
    pub(crate) fn address(self) -> (&'static str, &'static str) {
        match self {
            Self::ListEndUsers => ("GET", "/v1/end-users"),
            Self::CreateEndUser => ("POST", "/v1/end-users"),
            Self::RetrieveEndUser => ("GET", "/v1/end-users/"),
            Self::DeleteEndUser => ("DELETE", "/v1/end-users/"),
            Self::CreateAuthSession => ("POST", "/v1/auth-sessions"),
            Self::HealthCheck => ("GET", "/v1/quickbooks-desktop/health-check"),
            Self::ExchangeCode | Self::Refresh => ("POST", "/oauth2/v1/tokens/bearer"),
            Self::Revoke => ("POST", "/v2/oauth2/tokens/revoke"),
            Self::UserInfo => ("GET", "/v1/openid_connect/userinfo"),
            Self::UserRole => ("POST", "/2020-04/graphql"),
            Self::CompanyName => ("GET", "/v3/company/"),
            Self::Jwks => ("GET", "/op/v1/jwks"),
            Self::Discovery => ("GET", "/.well-known/openid_configuration"),
            Self::RelayToken => ("POST", "/relay/token"),
            Self::RelayRefresh => ("POST", "/relay/refresh"),
            Self::RelayRevoke => ("POST", "/relay/revoke"),
        }
    }

    /// The call that comes right before it in the same click, if there is one. What can only fail for
    /// a whole address begins to fail after that one was answered.
    pub(crate) fn after(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::CreateEndUser => Some(Self::ListEndUsers.address()),
            Self::Jwks => Some(Self::RelayToken.address()),
            Self::UserInfo => Some(Self::Jwks.address()),
            Self::CompanyName => Some(Self::UserRole.address()),
            _ => None,
        }
    }

    /// Reads that are asked again after a failure that may pass. Whatever writes is never sent to a service twice,
    /// a health check may start QuickBooks, and discovery is read at the app's start, which waits.
    pub(crate) fn is_asked_again(self) -> bool {
        matches!(
            self,
            Self::ListEndUsers
                | Self::RetrieveEndUser
                | Self::UserInfo
                | Self::UserRole
                | Self::CompanyName
                | Self::Jwks
        )
    }

    /// Exchanges whose answer the relay keeps for a repeated request.
    pub(crate) fn is_kept_at_the_relay(self) -> bool {
        matches!(self, Self::RelayToken | Self::RelayRefresh)
    }

    /// One step of a sign-in that is not saved yet.
    pub(crate) fn is_of_a_sign_in(self) -> bool {
        matches!(
            self,
            Self::ExchangeCode | Self::RelayToken | Self::Jwks | Self::UserInfo | Self::CompanyName
        )
    }

    /// Withdraws or deletes.
    pub(crate) fn is_an_ending(self) -> bool {
        matches!(self, Self::DeleteEndUser | Self::Revoke | Self::RelayRevoke)
    }

    /// Development keys: without the relay.
    pub(crate) fn is_direct(self) -> bool {
        matches!(self, Self::ExchangeCode | Self::Refresh | Self::Revoke)
    }

    /// What heads its column.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::ListEndUsers => "list end-users",
            Self::CreateEndUser => "create end-user",
            Self::RetrieveEndUser => "retrieve end-user",
            Self::DeleteEndUser => "delete end-user",
            Self::CreateAuthSession => "create auth session",
            Self::HealthCheck => "health check",
            Self::ExchangeCode => "exchange code",
            Self::Refresh => "refresh",
            Self::Revoke => "revoke",
            Self::UserInfo => "userinfo",
            Self::UserRole => "user role",
            Self::CompanyName => "company name",
            Self::Jwks => "JWKS",
            Self::Discovery => "discovery",
            Self::RelayToken => "/token",
            Self::RelayRefresh => "/refresh",
            Self::RelayRevoke => "/revoke",
        }
    }
}

/// What goes wrong, for as long as it is not mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nobody listens.
    Refused,
    /// The connection is reset when the question has arrived; nothing was done.
    Reset,
    /// TLS with a certificate that nobody vouches for.
    SelfSigned,
    /// TLS with a good certificate of another computer.
    WrongHost,
    // From here on the work is done, and the answer is spoilt.
    SlowFirstByte,
    SlowBody,
    CutBody,
    Empty,
    Html,
    WrongJson,
    TenMegabytes,
    UnknownFields,
    WrongContentType,
    /// The work is done, and the answer says 500.
    DoneBut500,
    // From here on nothing is done.
    /// A status in the service's own words.
    Words(u16),
    /// 429 in the service's own words, with `Retry-After`.
    WithHint,
    /// A status with a gateway's page.
    Page(u16),
    /// A redirect to another host.
    Redirect(u16),
}

pub(crate) const STATUSES: [u16; 10] = [400, 401, 403, 404, 408, 409, 429, 500, 502, 503];

impl Fault {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Refused,
            Self::Reset,
            Self::SelfSigned,
            Self::WrongHost,
            Self::SlowFirstByte,
            Self::SlowBody,
            Self::CutBody,
            Self::Empty,
            Self::Html,
            Self::WrongJson,
            Self::TenMegabytes,
            Self::UnknownFields,
            Self::WrongContentType,
            Self::DoneBut500,
        ];
        all.extend(STATUSES.map(Self::Words));
        all.push(Self::WithHint);
        all.extend(STATUSES.map(Self::Page));
        all.extend([301, 302, 307].map(Self::Redirect));
        all
    }

    pub(crate) fn is_tls(self) -> bool {
        matches!(self, Self::SelfSigned | Self::WrongHost)
    }

    pub(crate) fn is_slow(self) -> bool {
        matches!(self, Self::SlowFirstByte | Self::SlowBody)
    }

    /// Whether the service does what it is asked.
    pub(crate) fn is_done(self) -> bool {
        matches!(
            self,
            Self::SlowFirstByte
                | Self::SlowBody
                | Self::CutBody
                | Self::Empty
                | Self::Html
                | Self::WrongJson
                | Self::TenMegabytes
                | Self::UnknownFields
                | Self::WrongContentType
                | Self::DoneBut500
        )
    }

    /// Whether the caller cannot know what was done: the connection ended, or a gateway had no answer.
    pub(crate) fn loses_the_answer(self) -> bool {
        matches!(
            self,
            Self::Reset | Self::SlowFirstByte | Self::SlowBody | Self::CutBody | Self::Page(502)
        )
    }

    /// What heads its line.
    pub(crate) fn title(self) -> String {
        match self {
            Self::Refused => "refused".to_owned(),
            Self::Reset => "reset".to_owned(),
            Self::SelfSigned => "TLS, self-signed".to_owned(),
            Self::WrongHost => "TLS, wrong host".to_owned(),
            Self::SlowFirstByte => "slow first byte".to_owned(),
            Self::SlowBody => "slow body".to_owned(),
            Self::CutBody => "cut body".to_owned(),
            Self::Empty => "200, empty".to_owned(),
            Self::Html => "200, HTML".to_owned(),
            Self::WrongJson => "200, wrong JSON".to_owned(),
            Self::TenMegabytes => "200, 10 MB".to_owned(),
            Self::UnknownFields => "200, unknown fields and values".to_owned(),
            Self::WrongContentType => "200, wrong content type".to_owned(),
            Self::DoneBut500 => "500 after the work".to_owned(),
            Self::Words(status) => format!("{status}, its own words"),
            Self::WithHint => "429 with Retry-After".to_owned(),
            Self::Page(status) => format!("{status}, a gateway's page"),
            Self::Redirect(status) => format!("{status} to another host"),
        }
    }
}

//! Limits on what one client may ask of the relay.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::answer::Refusal;

/// After this many requests the addresses that have their full allowance again are forgotten.
const SWEEP_EVERY: u64 = 4096;

/// The limits of a relay that strangers reach.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long a connection may take over a request's head, and lie idle between two.
    pub head: Duration,
    /// The longest pause within a body.
    pub body_pause: Duration,
    /// How long a whole request may take. Longer than Intuit is given: an exchange that is cut
    /// off may have used up its code.
    pub request: Duration,
    /// How long requests in progress may go on after the signal to stop.
    pub drain: Duration,
    /// Connections at one time; others wait in the system's queue.
    pub connections: usize,
    /// Requests that one address may make in a minute, over time.
    pub per_minute: NonZeroU32,
    /// Requests that one address may make at once.
    pub burst: NonZeroU32,
    /// The header in which the proxy in front names the client, such as `X-Forwarded-For`. Only
    /// its last entry is believed: that is the one the nearest proxy wrote. `None` when no proxy
    /// is in front, for then anybody could write it.
    pub address_header: Option<HeaderName>,
}

impl Default for Limits {
    /// For a firm whose computers share one address and renew some hundred sign-ins at once.
    fn default() -> Self {
        #[expect(clippy::unwrap_used, reason = "the numbers are not zero")]
        let number = |n| NonZeroU32::new(n).unwrap();
        Self {
            head: Duration::from_secs(10),
            body_pause: Duration::from_secs(10),
            request: Duration::from_secs(45),
            drain: Duration::from_secs(45),
            connections: 1024,
            per_minute: number(600),
            burst: number(300),
            address_header: None,
        }
    }
}

/// Counts requests by address.
pub(crate) struct AddressLimit<C: Clock = DefaultClock> {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    header: Option<HeaderName>,
    requests: AtomicU64,
}

impl AddressLimit {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self::with_clock(limits, DefaultClock::default())
    }
}

impl<C: Clock + Clone> AddressLimit<C> {
    fn with_clock(limits: &Limits, clock: C) -> Self {
        let quota = Quota::per_minute(limits.per_minute).allow_burst(limits.burst);
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota, clock.clone()),
            clock,
            header: limits.address_header.clone(),
            requests: AtomicU64::new(0),
        }
    }

    /// The answer to an address that asks too often.
    pub(crate) fn refusal(&self, request: &Request) -> Option<Response> {
        let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
        let wait = self.check(self.client(request.headers(), *peer)).err()?;
        let mut response = Refusal::too_many().into_response();
        let seconds = HeaderValue::from(wait.as_secs() + 1);
        response.headers_mut().insert(RETRY_AFTER, seconds);
        Some(response)
    }

    /// `Err` holds how long this address has to wait.
    fn check(&self, address: IpAddr) -> Result<(), Duration> {
        if self.requests.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter
            .check_key(&network(address))
            .map_err(|refusal| refusal.wait_time_from(self.clock.now()))
    }

    /// The client's address: from the proxy's header where one is configured, else the peer's.
    fn client(&self, headers: &HeaderMap, peer: SocketAddr) -> IpAddr {
        self.header
            .as_ref()
            .and_then(|name| headers.get_all(name).iter().next_back())
            .and_then(last_address)
            .unwrap_or_else(|| peer.ip())
    }
}

/// The last entry of a list, with or without a port.
fn last_address(value: &HeaderValue) -> Option<IpAddr> {
    let entry = value.to_str().ok()?.rsplit(',').next()?.trim();
    entry
        .parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|it| it.ip()))
        .or_else(|| {
            let inner = entry.strip_prefix('[')?.strip_suffix(']')?;
            inner.parse().ok().map(IpAddr::V6)
        })
}

/// What counts as one address: with IPv6 a household or an office has a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use governor::clock::FakeRelativeClock;

    use super::*;

    const PEER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 5000);

    fn limit(header: Option<&'static str>) -> (AddressLimit<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        let limits = Limits {
            per_minute: NonZeroU32::new(60).unwrap(),
            burst: NonZeroU32::new(3).unwrap(),
            address_header: header.map(HeaderName::from_static),
            ..Limits::default()
        };
        (AddressLimit::with_clock(&limits, clock.clone()), clock)
    }

    fn named(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        headers
    }

    fn v4(last: u8) -> IpAddr {
        IpAddr::V4(Ipv4Addr::new(192, 0, 2, last))
    }

    #[test]
    fn each_address_has_its_own_allowance_and_gets_it_back() {
        let (limit, clock) = limit(None);
        for _ in 0..3 {
            assert_eq!(limit.check(v4(1)), Ok(()));
        }
        assert_eq!(limit.check(v4(1)), Err(Duration::from_secs(1)));
        assert_eq!(limit.check(v4(2)), Ok(()));
        clock.advance(Duration::from_secs(1));
        assert_eq!(limit.check(v4(1)), Ok(()));
        assert!(limit.check(v4(1)).is_err());
    }

    #[test]
    fn a_refusal_names_a_whole_number_of_seconds_that_is_enough() {
        let (limit, clock) = limit(None);
        let mut request = Request::default();
        request.extensions_mut().insert(ConnectInfo(PEER));
        for _ in 0..3 {
            assert!(limit.refusal(&request).is_none());
        }
        for _ in 0..2 {
            let refusal = limit.refusal(&request).unwrap();
            let told: u64 = refusal.headers()[RETRY_AFTER]
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
            let wait = limit.check(PEER.ip()).unwrap_err();
            assert!(Duration::from_secs(told) > wait && told <= 2, "{told}");
            clock.advance(Duration::from_millis(500));
        }
    }

    #[test]
    fn a_whole_ipv6_network_is_one_address_and_mapped_ipv4_is_ipv4() {
        let (limit, _) = limit(None);
        for host in ["2001:db8::1", "2001:db8::2", "2001:db8::ffff:3"] {
            assert_eq!(limit.check(host.parse().unwrap()), Ok(()));
        }
        assert!(limit.check("2001:db8::4".parse().unwrap()).is_err());
        assert!(limit.check("2001:db8:0:1::4".parse().unwrap()).is_ok());
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), v4(1));
    }

    #[test]
    fn the_header_counts_only_where_it_is_configured_and_only_its_last_entry() {
        let forged = named(&["203.0.113.9", "203.0.113.8, 192.0.2.7"]);
        assert_eq!(limit(None).0.client(&forged, PEER), PEER.ip());
        let (limit, _) = limit(Some("x-forwarded-for"));
        assert_eq!(limit.client(&forged, PEER), v4(7));
        for (value, seen) in [
            ("192.0.2.7:443", v4(7)),
            ("[2001:db8::1]", "2001:db8::1".parse().unwrap()),
            ("[2001:db8::1]:443", "2001:db8::1".parse().unwrap()),
            ("192.0.2.7, unknown", PEER.ip()),
            ("", PEER.ip()),
        ] {
            assert_eq!(limit.client(&named(&[value]), PEER), seen, "{value}");
        }
        assert_eq!(limit.client(&HeaderMap::new(), PEER), PEER.ip());
    }

    #[test]
    fn addresses_are_forgotten_when_they_have_their_allowance_back() {
        let (limit, clock) = limit(None);
        for number in 0..100_000_u32 {
            assert_eq!(limit.check(IpAddr::V4(Ipv4Addr::from(number))), Ok(()));
            clock.advance(Duration::from_millis(10));
        }
        assert!(limit.limiter.len() <= 2 * 4096, "{}", limit.limiter.len());
    }
}

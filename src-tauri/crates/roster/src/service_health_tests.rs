use super::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

fn failure(kind: FailureKind, minutes: i64) -> Failure {
    Failure {
        at: at(minutes),
        source: Source::Intuit,
        kind,
        code: "http_503".to_owned(),
        integration_code: None,
        message: String::new(),
        request_id: None,
    }
}

/// `HealthState` after three clients were not answered in the first minute.
fn down(chance: f64) -> HealthState {
    let mut banners = HealthState::default();
    let noticed: Vec<bool> = (0..3)
        .map(|_| {
            banners.failed(
                ClientId::random(),
                &failure(FailureKind::Unreachable, 0),
                chance,
            )
        })
        .collect();
    assert_eq!(noticed, [false, false, true], "noticed once");
    banners
}

#[test]
fn every_try_that_fails_doubles_the_pause_up_to_an_hour() {
    let mut banners = down(0.0);
    let mut now = 0;
    for pause in [10, 20, 40, 60, 60, 60] {
        assert!(banners.is_down(Source::Intuit, at(now + pause - 1)));
        assert!(!banners.is_down(Source::Intuit, at(now + pause)), "{pause}");
        assert_eq!(banners.next_try(at(now)), Some(at(now + pause)));
        now += pause;
        assert!(banners.doubts_online(), "one is asked first");
        let failed = failure(FailureKind::Unreachable, now);
        assert!(
            banners.failed(ClientId::random(), &failed, 0.0),
            "one is proof enough now"
        );
    }
    assert!(banners.answered(Source::Intuit, Key::NotUsed));
    assert!(!banners.doubts_online());
    assert_eq!(banners.next_try(at(now)), None);
    let failed = failure(FailureKind::Unreachable, now);
    assert!(
        !banners.failed(ClientId::random(), &failed, 0.0),
        "and it begins anew"
    );
}

#[test]
fn chance_adds_up_to_a_tenth_and_takes_nothing_away() {
    for (chance, seconds) in [(0.0, 600), (0.5, 630), (1.0, 660), (7.0, 660), (-1.0, 600)] {
        let until = down(chance).next_try(at(0)).map(Timestamp::as_second);
        assert_eq!(until, Some(seconds), "{chance}");
    }
}

#[test]
fn an_early_try_makes_nobody_wait_longer() {
    let mut banners = down(0.0);
    for minute in 1..10 {
        let failed = failure(FailureKind::Unreachable, minute);
        assert!(!banners.failed(ClientId::random(), &failed, 0.0));
    }
    assert_eq!(banners.next_try(at(9)), Some(at(10)));
}

#[test]
fn no_network_is_looked_for_ever_less_often_up_to_a_quarter_of_an_hour() {
    let mut banners = HealthState::default();
    assert!(banners.failed(ClientId::random(), &failure(FailureKind::Offline, 0), 0.0));
    let mut now = 0;
    for pause in [1, 2, 4, 8, 15, 15] {
        assert_eq!(banners.next_try(at(now)), Some(at(now + pause)));
        assert!(banners.waits_for_network(at(now)));
        now += pause;
        assert!(!banners.waits_for_network(at(now)));
        banners.still_offline(at(now), 0.0);
    }
    let failed = failure(FailureKind::Offline, now + 100);
    assert!(
        !banners.failed(ClientId::random(), &failed, 0.0),
        "no second banner"
    );
    assert_eq!(banners.view()[0].at, 0, "since when, not until when");
}

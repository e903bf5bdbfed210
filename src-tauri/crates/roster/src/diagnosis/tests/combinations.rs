//! Random combinations of facts, from a fixed seed. No combination may panic, and some promises
//! hold for all of them.

use super::*;

/// Xorshift: the same sequence in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.coin().then(|| make(self))
    }

    fn time(&mut self) -> Timestamp {
        let near = [
            -days(400),
            -days(7),
            -hours(25),
            -hours(24),
            -minutes(11),
            -minutes(10),
            -SECOND,
            SignedDuration::ZERO,
            SECOND,
            minutes(10),
            days(14),
            days(60),
            days(1800),
        ];
        match self.below(12) {
            0 => Timestamp::MIN,
            1 => Timestamp::MAX,
            _ => ahead(self.pick(&near)),
        }
    }

    fn text(&mut self) -> Option<String> {
        let texts = [
            None,
            Some(""),
            Some("ADMIN"),
            Some("EMPLOYEE"),
            Some("INACTIVE"),
            Some("ACTIVE"),
            Some("💥"),
        ];
        self.pick(&texts).map(str::to_owned)
    }

    fn failure(&mut self) -> Failure {
        let codes = [
            "QBD_CONNECTION_ERROR",
            "QBD_REQUEST_TIMEOUT",
            "INTEGRATION_CONNECTION_NOT_SET_UP",
            "INTEGRATION_CONNECTION_NOT_ACTIVE",
            "API_KEY_INVALID",
            "VAL-1002",
            "AHZ-0010",
            "grant_missing",
            "",
        ];
        let kinds = [
            FailureKind::Answered,
            FailureKind::Answered,
            FailureKind::KeyRefused,
            FailureKind::Unreachable,
            FailureKind::Offline,
        ];
        let integration_codes = [
            None,
            Some("0x80040408"),
            Some("0x8004040A"),
            Some("0x80040414"),
            Some("0x80040420"),
            Some("0x80040410"),
            Some("0x80040416"),
            Some("0x80040422"),
            Some("0x"),
            Some("é8004040"),
        ];
        Failure {
            at: self.time(),
            kind: self.pick(&kinds),
            message: self
                .pick(&["", "quickbooks İ is not running", "if QuickBooks is closed"])
                .to_owned(),
            ..failure(self.pick(&codes), self.pick(&integration_codes))
        }
    }

    fn online(&mut self) -> OnlineFacts {
        OnlineFacts {
            left_at_intuit: None,
            connection: self.maybe(|dice| OnlineConnection {
                connected_at: dice.time(),
                renewed_at: dice.time(),
                idle_expires_at: dice.maybe(Self::time),
                hard_expires_at: dice.maybe(Self::time),
                ..saved()
            }),
            sign_in: self.maybe(|dice| OpenSignIn {
                started_at: dice.time(),
                expires_at: dice.time(),
            }),
            wrong_company: self.maybe(|dice| wrong_company(dice.time())),
            role: self.maybe(|dice| RoleFact {
                at: dice.time(),
                answer: match dice.below(5) {
                    0 => RoleAnswerFact::Empty,
                    1 => RoleAnswerFact::ScopeMissing,
                    2 => RoleAnswerFact::NotMember,
                    _ => RoleAnswerFact::Role {
                        role_type: dice.text(),
                        status: dice.text(),
                        has_payroll: dice.maybe(Self::coin),
                    },
                },
            }),
            last_ok_at: self.maybe(Self::time),
            renewal_lost_at: None,
            refused: self.maybe(|dice| Refusal {
                description: None,
                first_at: dice.time(),
                last_at: dice.time(),
                intuit_tid: None,
            }),
            failure: self.maybe(Self::failure),
        }
    }

    fn desktop(&mut self) -> DesktopFacts {
        let connections = [
            ConnectionFact::None,
            ConnectionFact::Started,
            ConnectionFact::Worked,
        ];
        DesktopFacts {
            end_user_id: self.maybe(|_| "end_usr_1".to_owned()),
            project: self.maybe(|_| "00c0ffee00c0ffee".to_owned()),
            connection: self.pick(&connections),
            link: self.maybe(|dice| AuthLink {
                created_at: dice.time(),
                expires_at: dice.time(),
                delivery: dice.pick(&[
                    LinkDelivery::Opened,
                    LinkDelivery::Copied,
                    LinkDelivery::Mailed,
                ]),
            }),
            last_ok_at: self.maybe(Self::time),
            failure: self.maybe(Self::failure),
            unheard_since: self.maybe(Self::time),
        }
    }

    fn case(&mut self) -> Case {
        let place = self.pick(&[
            Place::ThisComputer,
            Place::OtherComputer,
            Place::Hosted,
            Place::ClientOffice,
        ]);
        let client = if self.coin() {
            client(QuickBooks::Online)
        } else {
            desktop_at(place)
        };
        let mut case = Case::of(
            client,
            Observation {
                online: self.online(),
                desktop: self.desktop(),
                checked_at: self.maybe(Self::time),
            },
        );
        case.client.lifecycle = self.pick(&[
            Lifecycle::Active,
            Lifecycle::Active,
            Lifecycle::Active,
            Lifecycle::Paused,
            Lifecycle::Archived,
        ]);
        case.checking = self.below(4) == 0;
        case.takeover = self.pick(&[None, Some("Tom Becker")]);
        case.next_check = self.maybe(Self::time);
        case.at = self.time();
        case
    }
}

#[test]
fn promises_hold_for_every_combination() {
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20_000 {
        let case = dice.case();
        let found = case.diagnose();
        seen.insert(found.state);

        let waited_long = (State::WcOffline, Urgency::Warning);
        assert!(
            found.urgency == urgency(found.state) || (found.state, found.urgency) == waited_long
        );
        assert_eq!(
            found.state == State::Paused,
            case.client.lifecycle == Lifecycle::Paused
        );
        assert_eq!(
            found.state == State::Archived,
            case.client.lifecycle == Lifecycle::Archived
        );
        assert_eq!(
            found.clock.is_some(),
            matches!(found.state, State::Expiring | State::Expired),
        );
        assert_ne!(Some(found.primary), found.secondary);
        promises_by_product(&case, &found);
        nothing_heard_changes_nothing(&case, &found);
    }
    assert_eq!(seen.len(), 22, "not every state came up: {seen:?}");
}

fn promises_by_product(case: &Case, found: &Diagnosis) {
    let online = case.client.books == QuickBooks::Online;
    let desktop_only = matches!(
        found.state,
        State::Invited
            | State::LinkExpired
            | State::QbClosed
            | State::WrongFile
            | State::Dialog
            | State::Permission
            | State::SingleUser
            | State::WcOffline
    );
    assert!(!(online && desktop_only), "{found:?}");
    assert!(
        online || urgency(found.state) != Urgency::Critical,
        "{found:?}"
    );
    if found.role.kind == RoleKind::Admin {
        let said = &case.observation.online.role.as_ref().unwrap().answer;
        assert!(online);
        assert!(
            matches!(said, RoleAnswerFact::Role { role_type: Some(role_type), .. } if role_type == "ADMIN"),
            "{said:?}"
        );
    }
    // Red needs two refusals far enough apart, or a role answer.
    if matches!(
        found.state,
        State::Expired | State::Revoked | State::TakenOver
    ) {
        let refusal = case.observation.online.refused.as_ref().unwrap();
        assert!(refusal.last_at.duration_since(refusal.first_at) >= CONFIRM_AFTER);
    }
}

/// An answer that says nothing about the client must give the state that no answer gives.
fn nothing_heard_changes_nothing(case: &Case, found: &Diagnosis) {
    let mut unheard = Case::of(case.client.clone(), case.observation.clone());
    unheard.checking = case.checking;
    unheard.takeover = case.takeover;
    unheard.next_check = case.next_check;
    unheard.at = case.at;
    let mut said_nothing = true;
    for failure in [
        &mut unheard.observation.online.failure,
        &mut unheard.observation.desktop.failure,
    ] {
        said_nothing &= failure
            .as_ref()
            .is_some_and(|failure| failure.kind != FailureKind::Answered);
        *failure = None;
    }
    if said_nothing {
        let quiet = unheard.diagnose();
        assert_eq!((quiet.state, quiet.urgency), (found.state, found.urgency));
        assert!(found.stale || !quiet.stale);
    }
}

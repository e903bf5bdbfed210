use signing::SigningKey;

use super::*;

fn request(sealed: &str, verifier: &str, key: Option<&SigningKey>) -> Repeatable {
    let proven = Proven {
        key: key.map(SigningKey::public),
        computer: None,
    };
    Repeatable::new("refresh", sealed, verifier, &proven)
}

fn answered(text: &str) -> Answered {
    let body = Bytes::copy_from_slice(text.as_bytes());
    Answered::new(body, Note::default(), &format!("grant of {text}"))
}

#[test]
fn an_answer_is_kept_for_two_minutes() {
    let (mut kept, now) = (Kept::default(), Instant::now());
    let asked = request("grant", "", None);
    assert!(kept.put(&asked, &answered("tokens"), now));
    let after = |seconds| now + Duration::from_secs(seconds);
    assert_eq!(kept.open(&asked, after(119)), Some(answered("tokens")));
    assert_eq!(kept.open(&asked, after(120)), None);
    kept.forget(after(119));
    assert_eq!(kept.answers.len(), 1);
    kept.forget(after(120));
    assert_eq!(
        (kept.answers.len(), kept.order.len(), kept.bytes),
        (0, 0, 0)
    );
}

#[test]
fn every_part_of_a_request_makes_it_another() {
    let [key, other] = [SigningKey::generate(), SigningKey::generate()];
    let mut kept = Kept::default();
    let now = Instant::now();
    let asked = request("grant", "verifier", Some(&key));
    kept.put(&asked, &answered("tokens"), now);
    let computer = Proven {
        key: None,
        computer: Some(key.public()),
    };
    let both = Proven {
        key: Some(key.public()),
        computer: Some(other.public()),
    };
    for another in [
        request("grant.", "verifier", Some(&key)),
        request("grantverifier", "", Some(&key)),
        request("grant", "", Some(&key)),
        request("grant", "verifier", Some(&other)),
        request("grant", "verifier", None),
        Repeatable::new("refresh", "grant", "verifier", &computer),
        Repeatable::new("refresh", "grant", "verifier", &both),
        Repeatable::new(
            "token",
            "grant",
            "verifier",
            &Proven {
                computer: None,
                ..both
            },
        ),
    ] {
        assert_ne!(another.name, asked.name);
        assert_ne!(another.key, asked.key);
        assert_eq!(kept.open(&another, now), None);
        // Finding the entry is not enough to open it.
        let entry = kept.answers[&asked.name].sealed.clone();
        let nonce = kept.answers[&asked.name].nonce;
        let payload = Payload {
            msg: &entry,
            aad: &asked.name,
        };
        let opened = XChaCha20Poly1305::new(&another.key).decrypt(&nonce, payload);
        assert!(opened.is_err());
    }
}

#[test]
fn an_answer_is_forgotten_when_its_grant_is_used() {
    let (mut kept, now) = (Kept::default(), Instant::now());
    let [first, second] = ["first", "second"].map(|sealed| request(sealed, "", None));
    kept.put(&first, &answered("one"), now);
    kept.put(&second, &answered("two"), now);
    kept.arrived(&request("another grant", "", None).uses);
    assert_eq!(kept.answers.len(), 2);
    kept.arrived(&request("grant of one", "verifier", None).uses);
    assert_eq!(kept.open(&first, now), None);
    assert!(kept.open(&second, now).is_some());
    assert_eq!((kept.order.len(), kept.brought.len()), (1, 1));
    assert_eq!(kept.order[0].1, second.name);
}

#[test]
fn memory_holds_neither_an_answer_nor_what_opens_it() {
    let mut kept = Kept::default();
    let asked = request("sealed-grant-of-a-company", "a-verifier", None);
    kept.put(&asked, &answered("an-access-token"), Instant::now());
    let mut dump = Vec::new();
    for (name, entry) in &kept.answers {
        dump.extend_from_slice(name);
        dump.extend_from_slice(&entry.nonce);
        dump.extend_from_slice(&entry.sealed);
    }
    for secret in [
        b"an-access-token".as_slice(),
        b"sealed-grant",
        b"a-verifier",
        &asked.key,
    ] {
        assert!(!dump.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn the_oldest_answers_make_room() {
    let now = Instant::now();
    let number = |number: usize| request(&number.to_string(), "", None);
    let mut kept = Kept::with_room_for(100, usize::MAX);
    for index in 0..=100 {
        kept.put(&number(index), &answered(&index.to_string()), now);
    }
    assert_eq!((kept.answers.len(), kept.brought.len()), (100, 100));
    assert_eq!(kept.open(&number(0), now), None);
    assert!(kept.open(&number(1), now).is_some());

    let mut kept = Kept::with_room_for(usize::MAX, 4_096);
    let long = answered(&"x".repeat(1_000));
    for index in 0..10 {
        kept.put(&number(index), &long, now);
        assert!(kept.bytes <= 4_096);
    }
    assert_eq!(kept.answers.len(), 3);
    assert!(kept.open(&number(9), now).is_some());
    let longest = answered(&"x".repeat(4_096));
    assert!(!kept.put(&number(10), &longest, now), "there is no room");
    assert_eq!((kept.answers.len(), kept.bytes), (0, 0));
}

#[test]
fn a_relay_keeps_eight_thousand_answers_and_thirty_two_megabytes() {
    let kept = Kept::default();
    assert_eq!((kept.most_answers, kept.most_bytes), (8_192, 33_554_432));
}

#[tokio::test]
async fn a_panic_is_an_answer_and_leaves_nothing_running() {
    let exchanges = Arc::new(Exchanges::default());
    let asked = || request("grant", "", None);
    let outcome = exchanges.answer(asked(), async { panic!("for the test") });
    assert_eq!(outcome.await, Err(Refusal::server_error()));
    let outcome = exchanges.answer(asked(), async { Ok(answered("tokens")) });
    assert_eq!(outcome.await, Ok(answered("tokens")));
    let outcome = exchanges.answer(asked(), async { Err(Refusal::busy()) });
    assert_eq!(outcome.await, Ok(answered("tokens").again()));
}

#[tokio::test]
async fn only_so_many_exchanges_run_at_once() {
    let exchanges = Arc::new(Exchanges::default());
    let mut waiting = tokio::task::JoinSet::new();
    for index in 0..MOST_RUNNING {
        let (exchanges, asked) = (exchanges.clone(), request(&index.to_string(), "", None));
        waiting.spawn(async move { exchanges.answer(asked, std::future::pending()).await });
    }
    while exchanges.state().running.len() < MOST_RUNNING {
        tokio::task::yield_now().await;
    }
    // The clients are gone, and their exchanges still count.
    waiting.shutdown().await;
    let one_more = exchanges.answer(request("more", "", None), async { Ok(answered("x")) });
    assert_eq!(one_more.await, Err(Refusal::busy()));
}

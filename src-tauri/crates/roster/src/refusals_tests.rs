//! Which refusals are the keys' and which are a company's own.

use super::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
}

/// (connected, worked, refused first, is about the keys), in minutes.
type Row = (i64, i64, Option<i64>, bool);

fn judged(rows: &[Row], keys_since: Option<i64>) -> Option<(Why, i64, usize)> {
    let companies = rows.iter().map(|(connected, worked, refused, clue)| {
        let standing = Standing {
            connected_at: at(*connected),
            worked_at: at(*worked),
            refused: refused.map(|it| (at(it), *clue)),
            is_explained: false,
        };
        (ClientId::random(), standing)
    });
    let doubt = judge(&companies.collect(), keys_since.map(at))?;
    let since = doubt.since.duration_since(at(0)).as_secs() / 60;
    Some((doubt.why, since, doubt.companies.len()))
}

#[test]
fn refusals_together_are_the_keys_unless_one_works_since() {
    let works = |since| (0, since, None, false);
    let refused = |at| (0, 10, Some(at), false);
    let clue = |at| (0, 10, Some(at), true);
    let three = [refused(100), refused(104), refused(110)];
    for (what, rows, expected) in [
        ("nobody was refused", vec![works(10), works(20)], None),
        ("one of one", vec![refused(100)], None),
        (
            "one of many",
            vec![refused(100), works(10), works(10)],
            None,
        ),
        (
            "two of many",
            vec![refused(100), refused(101), works(10), works(10)],
            None,
        ),
        (
            "all of two",
            vec![refused(100), refused(101)],
            Some((100, 2)),
        ),
        ("three of three", three.to_vec(), Some((100, 3))),
        (
            "three of many",
            [&three[..], &[works(99), works(100)]].concat(),
            Some((100, 3)),
        ),
        (
            "one works since",
            [&three[..], &[works(101)]].concat(),
            None,
        ),
        (
            "one works later",
            [&three[..], &[works(500)]].concat(),
            None,
        ),
        (
            "within ten minutes",
            vec![refused(100), refused(105), refused(111), works(1)],
            None,
        ),
        (
            "hours apart",
            vec![refused(100), refused(400), refused(800), works(1)],
            None,
        ),
        (
            "two with a clue",
            vec![clue(100), clue(105), works(1), works(1)],
            Some((100, 2)),
        ),
        (
            "one with a clue",
            vec![clue(100), refused(105), works(1), works(1)],
            None,
        ),
        ("a clue alone", vec![clue(100), works(1), works(1)], None),
        (
            "later ones belong to it",
            [&three[..], &[refused(600), works(5)]].concat(),
            Some((100, 4)),
        ),
        (
            "one from before does not",
            [&three[..], &[refused(30), works(5)]].concat(),
            Some((100, 3)),
        ),
        (
            "one that worked between",
            [&three[..], &[(0, 105, Some(108), false)]].concat(),
            None,
        ),
    ] {
        let expected = expected.map(|(since, companies)| (Why::Together, since, companies));
        assert_eq!(judged(&rows, None), expected, "{what}");
    }
}

#[test]
fn refusals_since_the_keys_changed_are_the_keys_unless_one_from_before_works() {
    for (what, rows, expected) in [
        (
            "one of many",
            vec![(0, 10, Some(60), false), (0, 10, None, false)],
            Some(1),
        ),
        (
            "before the change",
            vec![(0, 10, Some(40), false), (0, 10, None, false)],
            None,
        ),
        (
            "worked since",
            vec![(0, 55, Some(60), false), (0, 10, None, false)],
            None,
        ),
        (
            "connected since",
            vec![(52, 52, Some(60), false), (0, 10, None, false)],
            None,
        ),
        (
            "one from before works",
            vec![(0, 10, Some(60), false), (0, 70, None, false)],
            None,
        ),
        (
            "a new one works",
            vec![(0, 10, Some(60), false), (70, 90, None, false)],
            Some(1),
        ),
        (
            "days later",
            vec![(0, 10, Some(9_000), false), (0, 10, None, false)],
            Some(1),
        ),
    ] {
        let expected = expected.map(|companies| (Why::KeysChanged, 50, companies));
        assert_eq!(judged(&rows, Some(50)), expected, "{what}");
    }
}

#[test]
fn intuits_words_about_keys_are_known_however_they_are_written() {
    for (words, speaks) in [
        (Some("Incorrect Token type or clientID"), true),
        (Some("incorrect token type or client id."), true),
        (Some("Incorrect token-type"), true),
        (Some("the client_id does not match"), true),
        (Some("Incorrect or invalid refresh token"), false),
        (Some("Token invalid"), false),
        (Some(""), false),
        (None, false),
    ] {
        let refusal = Refusal {
            first_at: at(0),
            last_at: at(0),
            intuit_tid: None,
            description: words.map(str::to_owned),
        };
        assert_eq!(refusal.speaks_of_keys(), speaks, "{words:?}");
    }
}

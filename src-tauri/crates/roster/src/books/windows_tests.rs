use jiff::civil::date;
use serde_json::json;

use super::*;

fn resource(path: &str) -> &'static Resource {
    Resource::by_path(path).unwrap()
}

/// The days of the pieces, in the order they are read in.
fn days(filters: &Filters) -> Vec<(Option<String>, Option<String>)> {
    let mut pieces = Pieces::of(resource("invoices"), filters, date(2026, 11, 30));
    let mut days = Vec::new();
    while let Some(piece) = pieces.current() {
        let over = piece.over(filters);
        let one = |name| over.get(name).map(|it| it[0].clone());
        days.push((one(FROM), one(TO)));
        pieces.finished();
    }
    days
}

fn span(from: &str, to: &str) -> (Option<String>, Option<String>) {
    let day = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (day(from), day(to))
}

#[test]
fn a_span_is_read_by_months_the_newest_first_and_every_day_once() {
    let filters = Filters::new()
        .with(FROM, date(2026, 8, 15))
        .with(TO, date(2026, 10, 31));
    assert_eq!(
        days(&filters),
        [
            span("2026-10-01", "2026-10-31"),
            span("2026-09-01", "2026-09-30"),
            span("2026-08-15", "2026-08-31"),
        ]
    );
    let one_month = Filters::new()
        .with(FROM, date(2026, 2, 1))
        .with(TO, date(2026, 2, 28));
    assert_eq!(days(&one_month), [span("2026-02-01", "2026-02-28")]);
    let open = Filters::new().with(FROM, date(2026, 10, 5));
    assert_eq!(
        days(&open),
        [span("2026-11-01", ""), span("2026-10-05", "2026-10-31"),],
        "what is dated after today comes too"
    );
    let future = Filters::new().with(FROM, date(2027, 3, 1));
    assert_eq!(days(&future), [span("2027-03-01", "")]);
    let to_only = Filters::new().with(TO, date(2026, 10, 31));
    assert_eq!(days(&to_only), [span("", "2026-10-31")]);
    let long = Filters::new().with(FROM, date(1900, 1, 1));
    assert_eq!(days(&long), [span("1900-01-01", "")]);
    let exact = Filters::new()
        .with(FROM, date(2026, 8, 1))
        .with("refNumbers", ["1042"]);
    assert_eq!(days(&exact).len(), 1, "QuickBooks takes no notice of days");
}

#[test]
fn names_that_are_more_than_wanted_are_read_in_two_ranges_that_leave_nothing_out() {
    let customers = resource("customers");
    let filters = Filters::new();
    let mut pieces = Pieces::of(customers, &filters, date(2026, 11, 30));
    let whole = pieces.current().unwrap();
    assert!(whole.over(&filters).iter().next().is_none());
    assert!(whole.is_better_by_names(1001, 1000) && !whole.is_better_by_names(1000, 1000));
    pieces.interrupted(customers, None);
    assert!(pieces.current() == Some(&Piece::WholeOrNames));
    pieces.too_long();
    let bounds = |pieces: &Pieces| {
        let over = pieces.current().unwrap().over(&filters);
        let one = |name| over.get(name).map(|it| it[0].clone());
        (one(NAME_FROM), one(NAME_TO))
    };
    assert_eq!(bounds(&pieces), span("", "a"));
    let row = json!({ "id": "80000001-1", "name": "Job", "fullName": "1st Acme:Job" });
    pieces.interrupted(customers, row.as_object());
    assert_eq!(bounds(&pieces), span("1st Acme:Job", "a"));
    assert_eq!(
        pieces.current().unwrap().goes_on_after(),
        Some("80000001-1")
    );
    pieces.begin_anew();
    assert_eq!(bounds(&pieces), span("", "a"));
    pieces.finished();
    assert_eq!(bounds(&pieces), span("a", ""));
    pieces.finished();
    assert!(pieces.current().is_none());
}

#[test]
fn lists_without_an_order_are_read_whole() {
    for (path, filters) in [
        ("accounts", Filters::new()),
        ("classes", Filters::new()),
        ("company", Filters::new()),
        ("item-sites", Filters::new()),
        ("customers", Filters::new().with("nameContains", "Acme")),
        ("customers", Filters::new().with("fullNames", ["Acme"])),
        ("invoices", Filters::new()),
    ] {
        let mut pieces = Pieces::of(resource(path), &filters, date(2026, 11, 30));
        assert!(pieces.current() == Some(&Piece::Whole), "{path}");
        pieces.too_long();
        assert!(pieces.current() == Some(&Piece::Whole), "{path}");
    }
}

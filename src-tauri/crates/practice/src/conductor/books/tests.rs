//! Every row of every resource against the description, and against the rows it points to.

use serde_json::Value;

use super::catalogue::{Catalogue, Kind, Shape};
use super::company::{Books, Size};
use super::judge;
use super::plan;
use super::whole;

fn each(mut judge: impl FnMut(&Books)) {
    for company in super::adds_up::COMPANIES {
        judge(&plan::books_of(company, Size::default()));
    }
    // In February, 90 days before is still November.
    judge(&plan::books_of(super::adds_up::COMPANIES[0], Size::default()).moved(3));
}

#[test]
fn every_row_of_every_resource_is_as_described() {
    each(|books| {
        let mut rows = 0;
        for resource in Catalogue::all().resources() {
            if resource.path.starts_with("reports/") {
                continue;
            }
            assert!(!books.rows(resource.path).is_empty(), "{}", resource.path);
            for row in books.rows(resource.path) {
                let whole = whole(resource, row.clone());
                let faults = judge::faults(resource.shape(), &whole, resource.path);
                assert_eq!(faults, Vec::<String>::new());
                rows += 1;
            }
        }
        assert!(rows > 1_500, "{rows}");
    });
}

#[test]
fn every_reference_points_to_a_row_of_the_same_name() {
    each(|books| {
        let mut checked = 0;
        for resource in Catalogue::all().resources() {
            for row in books.rows(resource.path) {
                let whole = whole(resource, row.clone());
                let shape = resource.shape();
                follow(books, shape, &whole, resource.path, &mut checked);
            }
        }
        assert!(checked > 5_000, "{checked}");
    });
}

#[test]
fn ids_are_of_one_row_and_changes_come_after_what_they_change() {
    each(|books| {
        for resource in Catalogue::all().resources() {
            let rows = books.rows(resource.path);
            let Some(id) = resource.id.filter(|_| resource.path != "transactions") else {
                continue;
            };
            let ids: std::collections::BTreeSet<_> =
                rows.iter().map(|row| row[id].to_string()).collect();
            assert_eq!(ids.len(), rows.len(), "{}", resource.path);
            for row in rows.iter().filter(|row| row.contains_key("updatedAt")) {
                let at = |key: &str| row[key].as_str().unwrap().to_owned();
                assert!(at("updatedAt") >= at("createdAt"), "{}", resource.path);
            }
        }
    });
}

fn follow(books: &Books, shape: &Shape, value: &Value, at: &str, checked: &mut usize) {
    let all = Catalogue::all();
    for field in shape {
        let value = &value[field.name];
        let place = format!("{at}.{}", field.name);
        match &field.kind {
            _ if value.is_null() => {}
            Kind::Reference(Some(targets)) => {
                exists(books, all.choices(*targets), value, &place);
                *checked += 1;
            }
            Kind::References(targets) => {
                for value in value.as_array().unwrap() {
                    exists(books, all.choices(*targets), value, &place);
                    *checked += 1;
                }
            }
            Kind::Object(shape) => follow(books, all.shape(*shape), value, &place, checked),
            Kind::Objects(shape) => {
                for value in value.as_array().unwrap() {
                    follow(books, all.shape(*shape), value, &place, checked);
                }
            }
            _ => {}
        }
    }
}

fn exists(books: &Books, targets: &[&str], value: &Value, at: &str) {
    let id = value["id"].as_str().unwrap();
    let row = targets.iter().find_map(|path| books.find(path, id));
    let row = row.unwrap_or_else(|| panic!("{at} points to {value}, which is not there"));
    let name = ["fullName", "name", "initial"]
        .iter()
        .find_map(|key| row.get(*key));
    assert_eq!(name, Some(&value["fullName"]), "{at}");
}

#[test]
fn books_can_end_in_another_month_than_their_own() {
    let day = |year, month, day| jiff::civil::date(year, month, day);
    assert_eq!(Books::months_until(day(2026, 11, 1)), 0);
    assert_eq!(Books::months_until(day(2027, 2, 3)), 3);
    let books = plan::books_of("Acme Plumbing", Size::default()).moved(3);
    assert_eq!(
        (books.first, books.last),
        (day(2026, 3, 1), day(2027, 2, 28))
    );
    let days: Vec<&str> = (books.rows("invoices").iter())
        .filter_map(|row| row["transactionDate"].as_str())
        .collect();
    let within = |it: &&str| ("2026-03-01"..="2027-02-28").contains(it);
    assert!(days.iter().all(within), "{days:?}");
    assert!(days.iter().any(|it| it.starts_with("2027-02")), "{days:?}");
}

//! Customers and their jobs, vendors, employees, other names and sales representatives.

use serde_json::{Value, json};

use super::maker::Maker;

/// Those of every company: the five invoices of the practice firm's first days are theirs.
const CUSTOMERS: [&str; 3] = ["Anchor Street Café", "Beech Lane School", "Corner Pharmacy"];
/// Of these every company has twelve of its own.
const MORE_CUSTOMERS: [&str; 24] = [
    "Alder & Sons",
    "Birchwood Dental",
    "Calloway Farms",
    "Dune Road Motel",
    "Eastgate Library",
    "Finch Photography",
    "Glasshouse Nursery",
    "Hillside Church",
    "Ironbridge Brewing",
    "Jasmine Tea House",
    "Kestrel Cycles",
    "Larkspur Apartments",
    "Millpond Kennels",
    "North Pier Seafood",
    "Oakridge Veterinary",
    "Parson Street Gym",
    "Quarry Road Garage",
    "Redfern Travel",
    "Stonebridge Law",
    "Tideway Sailing Club",
    "Upland Cheese Co.",
    "Verdant Landscapes",
    "Willow Creek Golf",
    "Yarrow Pottery",
];
/// Name, contact's first and last name, on the 1099 form, of the tax office.
const VENDORS: [(&str, &str, &str, bool, bool); 12] = [
    ("Bright Valley Electric", "Ines", "Okafor", false, false),
    ("Clearwater Utilities", "Joel", "Brandt", false, false),
    ("Delgado Carpentry", "Rosa", "Delgado", true, false),
    ("Harbor Mutual Insurance", "Paul", "Whitcomb", false, false),
    ("Lindqvist Cleaning", "Maja", "Lindqvist", true, false),
    ("Main Street Properties", "Gordon", "Hale", true, false),
    ("Northline Telecom", "Amy", "Sato", false, false),
    ("Paper Trail Office Supply", "Ben", "Adeyemi", false, false),
    ("State Department of Revenue", "", "", false, true),
    ("Trade Supply Warehouse", "Lucia", "Moretti", false, false),
    ("Wheelhouse Auto", "Sam", "Fowler", false, false),
    ("Closed Circuit Alarms", "Nia", "Pryce", false, false),
];
const EMPLOYEES: [(&str, &str, &str, &str); 4] = [
    ("Elena", "Marsh", "Office manager", "2021-03-15"),
    ("Owen", "Castillo", "Technician", "2022-08-01"),
    ("Ruth", "Abbot", "Technician", "2023-05-22"),
    ("Victor", "Lane", "Apprentice", "2024-01-08"),
];

pub(super) fn make(maker: &mut Maker) {
    employees(maker);
    for (name, contact) in [("Bank of the Valley", "Loans"), ("Owner", "Owner")] {
        let more = json!({ "companyName": name, "contact": contact, "phone": phone(maker) });
        maker.list("other-names", None, name, more);
    }
    for (initial, name) in [("EM", "Elena Marsh"), ("OC", "Owen Castillo")] {
        let entity = maker.named("employees", name).json();
        maker.list(
            "sales-representatives",
            None,
            initial,
            json!({ "entity": entity, "initial": initial, "_name": initial }),
        );
    }
    vendors(maker);
}

fn employees(maker: &mut Maker) {
    let wage = maker.named("payroll-wage-items", "Hourly wage").json();
    for (nth, (first, last, title, hired)) in EMPLOYEES.into_iter().enumerate() {
        let gone = nth == 3;
        let more = json!({
            "isActive": !gone,
            "firstName": first,
            "lastName": last,
            "printAs": format!("{first} {last}"),
            "jobTitle": title,
            "phone": phone(maker),
            "email": format!("{}@staff.example", first.to_lowercase()),
            "ssn": format!("900-{:02}-{:04}", 10 + nth, 1000 + nth),
            "birthDate": format!("198{nth}-0{}-14", nth + 2),
            "employeeType": "regular",
            "employmentStatus": "full_time",
            "hiredDate": hired,
            "originalHireDate": hired,
            "terminationDate": gone.then_some("2026-02-27"),
            "address": street(maker),
            "employeePayroll": {
                "payPeriod": "monthly",
                "useTimeDataToCreatePaychecks": "does_not_use_time_data",
                "earnings": [{ "payrollWageItem": wage, "rate": format!("{}.00", 21 + nth) }],
            },
        });
        maker.list("employees", None, &format!("{first} {last}"), more);
    }
}

fn vendors(maker: &mut Maker) {
    for (nth, (name, first, last, on_1099, tax_office)) in VENDORS.into_iter().enumerate() {
        let contact = format!("{first} {last}");
        let terms = maker.named(
            "standard-terms",
            if nth % 3 == 0 { "Net 15" } else { "Net 30" },
        );
        let more = json!({
            "isActive": name != "Closed Circuit Alarms",
            "companyName": name,
            "firstName": Some(first).filter(|it| !it.is_empty()),
            "lastName": Some(last).filter(|it| !it.is_empty()),
            "contact": Some(contact.trim()).filter(|it| !it.is_empty()),
            "phone": phone(maker),
            "email": (!tax_office).then(|| mail(name)),
            "billingAddress": street(maker),
            "nameOnCheck": name,
            "accountNumber": format!("C-{}", 4400 + nth),
            "terms": terms.json(),
            "isEligibleFor1099": on_1099,
            "taxIdentificationNumber": on_1099.then(|| format!("90-00{:05}", 10_000 + nth)),
            "isSalesTaxAgency": tax_office,
        });
        maker.list("vendors", None, name, more);
    }
}

/// After the items: customers have their sales tax.
pub(super) fn customers(maker: &mut Maker) {
    for name in CUSTOMERS {
        customer(maker, name, true);
    }
    let mut pool = MORE_CUSTOMERS.to_vec();
    for nth in 0..12 {
        let name = pool.remove(maker.random.below(pool.len()));
        customer(maker, name, nth != 11);
    }
    for (parent, job, status) in [
        ("Beech Lane School", "Gymnasium", "in_progress"),
        ("Beech Lane School", "Library roof", "pending"),
        ("Corner Pharmacy", "Shop front", "closed"),
    ] {
        let more = json!({
            "companyName": parent,
            "billingAddress": street(maker),
            "alternateShippingAddresses": [],
            "jobStatus": status,
            "jobStartDate": "2026-01-12",
            "jobDescription": format!("{job} of {parent}"),
            "salesTaxCode": maker.named("sales-tax-codes", "Tax").json(),
        });
        maker.list("customers", Some(parent), job, more);
    }
    for nth in 1..=maker.size.names {
        customer(maker, &format!("Cedar Lane Apartments {nth:04}"), true);
    }
}

fn customer(maker: &mut Maker, name: &str, is_active: bool) {
    let taxed = maker.random.in_hundred(70);
    let code = maker.named("sales-tax-codes", if taxed { "Tax" } else { "Non" });
    let more = json!({
        "isActive": is_active,
        "companyName": name,
        "firstName": name.split(' ').next(),
        "contact": format!("Reception of {name}"),
        "phone": phone(maker),
        "email": mail(name),
        "billingAddress": street(maker),
        "shippingAddress": street(maker),
        "alternateShippingAddresses": [],
        "terms": maker.named("standard-terms", "Net 30").json(),
        "salesTaxCode": code.json(),
        "salesTaxItem": taxed.then(|| maker.named("sales-tax-items", "County tax").json()),
        "customerType": maker.any("customer-types", 3).json(),
        "preferredDeliveryMethod": "email",
        "jobStatus": "none",
    });
    maker.list("customers", None, name, more);
}

pub(super) fn phone(maker: &mut Maker) -> String {
    format!("(541) 555-01{:02}", maker.random.below(100))
}

fn mail(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!("office@{plain}.example")
}

pub(super) fn street(maker: &mut Maker) -> Value {
    const STREETS: [&str; 6] = [
        "Harbour Road",
        "Mill Lane",
        "Station Street",
        "Orchard Way",
        "Quarry Road",
        "High Street",
    ];
    json!({
        "line1": format!("{} {}", 1 + maker.random.below(180), STREETS[maker.random.below(6)]),
        "city": "Springfield",
        "state": "OR",
        "postalCode": format!("974{:02}", 70 + maker.random.below(9)),
    })
}

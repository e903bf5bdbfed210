//! Everything that is bought and sold, and where it is stored.

use serde_json::{Value, json};

use super::ledger::Good;
use super::maker::Maker;
use super::money;

/// Name, price, cost, reorder point.
const GOODS: [(&str, i64, i64, i64); 5] = [
    ("Brass fixture", 4_850, 2_600, 20),
    ("Filter cartridge", 1_895, 870, 30),
    ("Garden hose", 3_200, 1_450, 15),
    ("Steel bracket", 640, 215, 60),
    ("Timer switch", 7_400, 4_100, 10),
];
/// What the assembly is made of: pieces of each good.
pub(super) const PARTS: [(usize, i64); 2] = [(0, 1), (3, 4)];
/// `2600 + 4 * 215`
const KIT_COST: i64 = 3_460;
const SERVICES: [(Option<&str>, &str, i64); 5] = [
    (None, "Labor", 8_500),
    (Some("Labor"), "Overtime", 12_750),
    (None, "Inspection", 15_000),
    (None, "Bookkeeping", 9_500),
    (None, "Training", 11_000),
];

pub(super) fn make(maker: &mut Maker) {
    taxes(maker);
    for (parent, name, price) in SERVICES {
        let more = json!({
            "salesTaxCode": code(maker, false),
            "salesOrPurchaseDetails": {
                "description": name,
                "price": money::text(price),
                "postingAccount": maker.account("Services").json(),
            },
        });
        maker.list("service-items", parent, name, more);
    }
    goods(maker);
    others(maker);
}

fn code(maker: &Maker, taxed: bool) -> Value {
    maker
        .named("sales-tax-codes", if taxed { "Tax" } else { "Non" })
        .json()
}

fn taxes(maker: &mut Maker) {
    let office = maker.named("vendors", "State Department of Revenue").json();
    for (name, rate) in [
        ("County tax", "7.5"),
        ("City tax", "1.25"),
        ("Out of state", "0"),
    ] {
        let more = json!({ "description": name, "taxRate": rate, "taxVendor": office });
        maker.list("sales-tax-items", None, name, more);
    }
    let parts: Vec<_> = ["County tax", "City tax"]
        .iter()
        .map(|it| maker.named("sales-tax-items", it).json())
        .collect();
    maker.list(
        "sales-tax-group-items",
        None,
        "County and city",
        json!({ "description": "Inside the city", "salesTaxItems": parts }),
    );
}

fn goods(maker: &mut Maker) {
    for (name, price, cost, reorder) in GOODS {
        let mut more = stocked(maker, name, price, cost);
        more["reorderPoint"] = json!(reorder);
        more["sku"] = json!(format!("SKU-{}", 100 + maker.goods.len()));
        let item = maker.list("inventory-items", None, name, more);
        maker.goods.push(Good {
            item,
            price,
            cost,
            pieces: 0,
            is_kit: false,
        });
    }
    let lines: Vec<_> = PARTS
        .iter()
        .map(|(good, pieces)| json!({ "inventoryItem": maker.goods[*good].item.json(), "quantity": pieces }))
        .collect();
    let mut more = stocked(maker, "Fixture kit", 9_900, KIT_COST);
    more["lines"] = json!(lines);
    more["buildNotificationThreshold"] = json!(2);
    let item = maker.list("inventory-assembly-items", None, "Fixture kit", more);
    maker.goods.push(Good {
        item,
        price: 9_900,
        cost: KIT_COST,
        pieces: 0,
        is_kit: true,
    });
}

fn stocked(maker: &Maker, name: &str, price: i64, cost: i64) -> Value {
    json!({
        "salesTaxCode": code(maker, true),
        "salesDescription": name,
        "salesPrice": money::text(price),
        "incomeAccount": maker.account("Sales").json(),
        "purchaseDescription": name,
        "purchaseCost": money::text(cost),
        "averageCost": money::text(cost),
        "cogsAccount": maker.account("Cost of Goods Sold").json(),
        "assetAccount": maker.account("Inventory Asset").json(),
        "preferredVendor": maker.named("vendors", "Trade Supply Warehouse").json(),
        "quantityOnPurchaseOrder": 0,
        "quantityOnSalesOrder": 0,
    })
}

fn others(maker: &mut Maker) {
    for (name, price, cost) in [("Sundries", 1_200, 500), ("Printed manual", 2_500, 900)] {
        let more = json!({
            "salesTaxCode": code(maker, true),
            "salesAndPurchaseDetails": {
                "salesDescription": name,
                "salesPrice": money::text(price),
                "incomeAccount": maker.account("Sales").json(),
                "purchaseDescription": name,
                "purchaseCost": money::text(cost),
                "expenseAccount": maker.account("Office Supplies").json(),
                "preferredVendor": maker.named("vendors", "Paper Trail Office Supply").json(),
            },
        });
        maker.list("non-inventory-items", None, name, more);
    }
    for (name, price) in [("Shipping", 1_500), ("Fuel surcharge", 800)] {
        let more = json!({
            "salesTaxCode": code(maker, false),
            "salesOrPurchaseDetails": {
                "description": name,
                "price": money::text(price),
                "postingAccount": maker.account("Shipping and Delivery Income").json(),
            },
        });
        maker.list("other-charge-items", None, name, more);
    }
    let account = maker.account("Sales Discounts").json();
    let more = json!({ "description": "Regular customers", "discountRatePercent": "5", "account": account });
    maker.list("discount-items", None, "Regular customer", more);
    maker.list(
        "subtotal-items",
        None,
        "Subtotal",
        json!({ "description": "Subtotal" }),
    );
    let lines = json!([
        { "item": maker.named("inventory-assembly-items", "Fixture kit").json(), "quantity": 1 },
        { "item": maker.named("service-items", "Labor").json(), "quantity": 2 },
    ]);
    let more = json!({ "description": "A kit and its fitting", "shouldPrintItemsInGroup": true, "lines": lines });
    maker.list("item-groups", None, "Kit with fitting", more);
}

/// The price of a service.
pub(super) fn service(nth: usize) -> (String, i64) {
    let (parent, name, price) = SERVICES[nth % SERVICES.len()];
    (
        parent.map_or(name.to_owned(), |parent| format!("{parent}:{name}")),
        price,
    )
}

//! Stock: how much there is, and the adjustments to it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::company::FIRST;
use super::items;
use super::ledger::Post;
use super::maker::{Maker, wire_time};
use super::money;

/// Counted again: every good of the list has so many pieces more, or fewer.
pub(super) fn adjust_stock(maker: &mut Maker, date: Date, against: &str, changes: &[(usize, i64)]) {
    let (stock, account) = (maker.account("Inventory Asset"), maker.account(against));
    let mut draft = maker.draft("inventory-adjustments", "inventory_adjustment", date);
    draft.number = Some(maker.number("inventory-adjustments", 11));
    draft.memo = Some(
        if date == FIRST {
            "Opening stock"
        } else {
            "Count of the quarter"
        }
        .to_owned(),
    );
    let mut lines = Vec::new();
    for (good, pieces) in changes {
        maker.goods[*good].pieces += pieces;
        let good = &maker.goods[*good];
        let (item, cost, now) = (good.item.clone(), good.cost * pieces, good.pieces);
        let id = maker.line_id();
        lines.push(json!({
            "id": id,
            "item": item.json(),
            "quantityDifference": pieces,
            "valueDifference": cents_as_number(cost),
        }));
        let mut post = Post::new(&stock, cost).line(&id);
        post.item = Some(item);
        post.pieces = *pieces;
        draft.posts.push(post);
        debug_assert!(now >= 0, "stock is never below nothing");
    }
    let sum: i64 = draft.posts.iter().map(|post| post.cents).sum();
    draft.posts.insert(0, Post::new(&account, -sum));
    let more = json!({
        "account": account.json(),
        "inventorySite": maker.named("inventory-sites", "Main shop").json(),
        "lines": lines,
    });
    maker.write(draft, more);
}

/// Kits put together out of their parts: the value only moves.
pub(super) fn build(maker: &mut Maker, date: Date, kits: i64) {
    let Some(kit) = maker.goods.iter().position(|good| good.is_kit) else {
        return;
    };
    if items::PARTS
        .iter()
        .any(|(part, pieces)| maker.goods[*part].pieces < pieces * kits)
    {
        return;
    }
    let stock = maker.account("Inventory Asset");
    let mut draft = maker.draft("build-assemblies", "build_assembly", date);
    draft.number = Some(maker.number("builds", 21));
    let mut lines = Vec::new();
    let mut posts = Vec::new();
    for (part, pieces) in items::PARTS {
        let needed = pieces * kits;
        maker.goods[part].pieces -= needed;
        let part = &maker.goods[part];
        let (item, cost, left) = (part.item.clone(), part.cost * needed, part.pieces);
        let id = maker.line_id();
        let mut post = Post::new(&stock, -cost).line(&id);
        post.item = Some(item.clone());
        post.pieces = -needed;
        posts.push(post);
        lines
            .push(json!({ "item": item.json(), "quantityOnHand": left, "quantityNeeded": needed }));
    }
    maker.goods[kit].pieces += kits;
    let (item, on_hand) = (maker.goods[kit].item.clone(), maker.goods[kit].pieces);
    let mut own = Post::new(&stock, maker.goods[kit].cost * kits);
    own.item = Some(item.clone());
    own.pieces = kits;
    draft.posts.push(own);
    draft.posts.extend(posts);
    let more = json!({
        "inventoryAssemblyItem": item.json(),
        "inventorySite": maker.named("inventory-sites", "Main shop").json(),
        "isPending": false,
        "quantityToBuild": kits,
        "quantityCanBuild": kits,
        "quantityOnHand": on_hand,
        "quantityOnSalesOrder": 0,
        "lines": lines,
    });
    maker.write(draft, more);
}

/// At the end: the stock, in the rows of the items and of the sites.
pub(super) fn count_stock(maker: &mut Maker) {
    let stamp = wire_time(FIRST.at(9, 0, 0, 0));
    let sites = ["Main shop", "Yard"].map(|name| maker.named("inventory-sites", name));
    for nth in 0..maker.goods.len() {
        let good = &maker.goods[nth];
        let (item, pieces, is_kit) = (good.item.clone(), good.pieces, good.is_kit);
        let rows = maker.books.rows_mut(item.list);
        if let Some(row) = rows
            .iter_mut()
            .find(|row| row.get("id").is_some_and(|it| *it == item.id))
        {
            row.insert("quantityOnHand".into(), json!(pieces));
        }
        let yard = pieces / 4;
        for (site, pieces) in sites.iter().zip([pieces - yard, yard]) {
            let mut row = json!({
                "id": maker.line_id(),
                "createdAt": stamp,
                "updatedAt": stamp,
                "revisionNumber": "1764597600",
                "inventorySite": site.json(),
                "quantityOnHand": pieces,
                "quantityOnPurchaseOrders": 0,
                "quantityOnSalesOrders": 0,
                "_itemIds": [item.id],
            });
            let field = if is_kit {
                "inventoryAssemblyItem"
            } else {
                "inventoryItem"
            };
            row[field] = item.json();
            if let Value::Object(row) = row {
                maker.books.rows_mut("item-sites").push(row);
            }
        }
    }
}

/// The one place where QuickBooks gives money as a number.
fn cents_as_number(cents: i64) -> Value {
    serde_json::from_str(&money::text(cents)).unwrap_or(Value::Null)
}

//! Stock: how much there is, and the adjustments to it.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::company::FIRST;
use super::items;
use super::ledger::Post;
use super::maker::{Maker, wire_time};
use super::money;

impl Maker {
    /// Counted again: every good of the list has so many pieces more, or fewer.
    pub(super) fn adjust_stock(&mut self, date: Date, against: &str, changes: &[(usize, i64)]) {
        let (stock, account) = (self.account("Inventory Asset"), self.account(against));
        let mut draft = self.draft("inventory-adjustments", "inventory_adjustment", date);
        draft.number = Some(self.number("inventory-adjustments", 11));
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
            self.goods[*good].pieces += pieces;
            let good = &self.goods[*good];
            let (item, cost, now) = (good.item.clone(), good.cost * pieces, good.pieces);
            let id = self.line_id();
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
            "inventorySite": self.named("inventory-sites", "Main shop").json(),
            "lines": lines,
        });
        self.write(draft, more);
    }

    /// Kits put together out of their parts: the value only moves.
    pub(super) fn build(&mut self, date: Date, kits: i64) {
        let Some(kit) = self.goods.iter().position(|good| good.is_kit) else {
            return;
        };
        if items::PARTS
            .iter()
            .any(|(part, pieces)| self.goods[*part].pieces < pieces * kits)
        {
            return;
        }
        let stock = self.account("Inventory Asset");
        let mut draft = self.draft("build-assemblies", "build_assembly", date);
        draft.number = Some(self.number("builds", 21));
        let mut lines = Vec::new();
        let mut posts = Vec::new();
        for (part, pieces) in items::PARTS {
            let needed = pieces * kits;
            self.goods[part].pieces -= needed;
            let part = &self.goods[part];
            let (item, cost, left) = (part.item.clone(), part.cost * needed, part.pieces);
            let id = self.line_id();
            let mut post = Post::new(&stock, -cost).line(&id);
            post.item = Some(item.clone());
            post.pieces = -needed;
            posts.push(post);
            lines.push(
                json!({ "item": item.json(), "quantityOnHand": left, "quantityNeeded": needed }),
            );
        }
        self.goods[kit].pieces += kits;
        let (item, on_hand) = (self.goods[kit].item.clone(), self.goods[kit].pieces);
        let mut own = Post::new(&stock, self.goods[kit].cost * kits);
        own.item = Some(item.clone());
        own.pieces = kits;
        draft.posts.push(own);
        draft.posts.extend(posts);
        let more = json!({
            "inventoryAssemblyItem": item.json(),
            "inventorySite": self.named("inventory-sites", "Main shop").json(),
            "isPending": false,
            "quantityToBuild": kits,
            "quantityCanBuild": kits,
            "quantityOnHand": on_hand,
            "quantityOnSalesOrder": 0,
            "lines": lines,
        });
        self.write(draft, more);
    }

    /// At the end: the stock, in the rows of the items and of the sites.
    pub(super) fn count_stock(&mut self) {
        let stamp = wire_time(FIRST.at(9, 0, 0, 0));
        let sites = ["Main shop", "Yard"].map(|name| self.named("inventory-sites", name));
        for nth in 0..self.goods.len() {
            let good = &self.goods[nth];
            let (item, pieces, is_kit) = (good.item.clone(), good.pieces, good.is_kit);
            let rows = self.books.rows_mut(item.list);
            if let Some(row) = rows
                .iter_mut()
                .find(|row| row.get("id").is_some_and(|it| *it == item.id))
            {
                row.insert("quantityOnHand".into(), json!(pieces));
            }
            let yard = pieces / 4;
            for (site, pieces) in sites.iter().zip([pieces - yard, yard]) {
                let mut row = json!({
                    "id": self.line_id(),
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
                    self.books.rows_mut("item-sites").push(row);
                }
            }
        }
    }
}

/// The one place where QuickBooks gives money as a number.
fn cents_as_number(cents: i64) -> Value {
    serde_json::from_str(&money::text(cents)).unwrap_or(Value::Null)
}

#!/usr/bin/env python3
"""Writes catalogue.json, the table that src/catalogue.rs reads, from conductor-resources.json.

    catalogue/generate.py conductor-resources.json > catalogue/catalogue.json

That file describes every resource, parameter and field of Conductor's OpenAPI document (commit 932d42c of
2026-08-21). Here it is cut down to what a reader needs and what repeats is written once. Three things are not in the
document's types and come from the texts of conductor-py 1.92.3 and from us: which filters exclude one another, which
resources answer in the order of the names, and which fields are sensitive.
"""

import json
import sys

KINDS = {
    "date": "date",
    "datetime-offset": "date_time",
    "datetime-utc": "date_time",
    "date-or-datetime": "date_or_time",
    "duration": "duration",
    "money": "money",
    "decimal": "decimal",
    "percent": "percent",
    "quantity": "number",
    "exchange-rate": "number",
    "whole": "number",
    "money-number": "number",
}
TYPES = {"boolean": "bool", "number": "number", "integer": "number", "ref": "reference", "string": "text"}

# "cannot also use", "choose only one", "do not use together" in the texts of conductor-py 1.92.3; of balances, QuickBooks
# takes one operator and one amount. Each part of a group
# excludes all others; a part may be two bounds of one range.
EXCLUSIVE = [
    ["nameContains", "nameStartsWith", "nameEndsWith", "nameFrom nameTo"],
    ["refNumberContains", "refNumberStartsWith", "refNumberEndsWith", "refNumberFrom refNumberTo"],
    ["reportDateMacro", "reportDateFrom reportDateTo"],
    ["updatedDateMacro", "updatedAfter updatedBefore"],
    ["accountType", "accountIds", "accountFullNames"],
    ["classIds", "classFullNames"],
    ["entityType", "entityIds", "entityFullNames"],
    ["itemType", "itemIds siteIds", "itemFullNames"],
    ["totalBalance", "totalBalanceGreaterThan", "totalBalanceGreaterThanOrEqualTo", "totalBalanceLessThan",
     "totalBalanceLessThanOrEqualTo"],
]
# "QuickBooks will ignore all other query parameters for this request."
ALONE = ["ids", "refNumbers", "fullNames", "names"]

IN_ORDER_OF_NAMES = set(
    """classes customers customer-types date-driven-terms discount-items employees inventory-assembly-items
    inventory-items item-groups non-inventory-items other-charge-items other-names payment-methods payroll-wage-items
    sales-tax-codes sales-tax-group-items sales-tax-items service-items shipping-methods standard-terms subtotal-items
    vendors""".split()
)

# Where a row's id is not its `id`.
KEYS = {
    "transactions": "transactionId transactionLineId",
    "payments-to-deposit": "paymentTransactionId paymentTransactionLineId",
    "bills-to-pay": "bill.billId credit.creditTransactionId",
    "company": "",
    "preferences": "",
}

# Dotted beginnings of names.
SENSITIVE = {
    "accounts": ["bankAccountNumber"],
    "company": ["ein", "ssn"],
    "credit-card-refunds": ["creditCardTransaction.request.number"],
    "customers": ["creditCard"],
    "employees": ["ssn", "birthDate", "targetBonus", "employeePayroll"],
    "receive-payments": ["creditCardTransaction.request.number"],
    "sales-receipts": ["creditCardTransaction.request.number", "lines.creditCardTransaction.request.number",
                       "lineGroups.lines.creditCardTransaction.request.number"],
    "vendors": ["taxIdentificationNumber"],
}


def kind_of(it):
    if it["type"] == "array":
        if it["of"] == "objects":
            return "lines"
        return "references" if it["of"] == "ref" else "texts"
    return KINDS.get(it.get("format")) or TYPES[it["type"]]


def targets(it):
    to = it.get("to", [])
    return " ".join([to] if isinstance(to, str) else to)


def is_sensitive(key, name):
    return any(name == it or name.startswith(it + ".") for it in SENSITIVE.get(key, []))


def fields_of(shapes, key, place, fields):
    """`name`, `name kind`, `name kind target…`; text has no kind, and `!` after the name is sensitive. An object is
    `name object shape`. What is inside a reference goes without saying."""
    for it in fields:
        name = it["name"]
        if "." in name:
            continue
        def inside(its=name + "."):
            return [one | {"name": one["name"].removeprefix(its)} for one in fields if one["name"].startswith(its)]
        mark = "!" if is_sensitive(key, place + name) else ""
        if it["type"] == "object":
            rows = list(fields_of(shapes, key, f"{place}{name}.", inside()))
            shape = shapes.name((it.get("schema") or f"{key}/{name}").removeprefix("qbd_"), rows)
            yield f"{name}{mark} object {shape}"
            continue
        kind = kind_of(it)
        row = [name + mark, "" if kind == "text" else kind, targets(it)]
        yield " ".join(row).strip()


def filter_of(it):
    kind = "choice" if "enum" in it else kind_of(it)
    made = {"name": it["name"], "kind": kind}
    if it["name"] in ALONE:
        made["alone"] = True
    for ours, theirs in [("many", "array"), ("required", "required"), ("least", "minimum"), ("most", "maximum")]:
        # The largest whole number of a JavaScript, which stands for "no limit".
        if it.get(theirs) and it[theirs] != 9007199254740991:
            made[ours] = it[theirs]
    if "enum" in it:
        made["choices"] = " ".join(it["enum"])
    if "default" in it:
        made["default"] = str(it["default"]).lower() if it["type"] == "boolean" else it["default"]
        made["default"] = str(made["default"])
    if targets(it):
        made["to"] = targets(it)
    return made


class Once:
    """Gives each different thing one name."""

    def __init__(self):
        self.all = {}

    def name(self, wish, it):
        for number in range(1, 1000):
            name = wish if number == 1 else f"{wish}/{number}"
            if self.all.setdefault(name, it) == it:
                return name
        raise AssertionError(wish)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    filters, shapes = Once(), Once()
    resources, reports = [], []
    for it in data["resources"]:
        key = it["key"]
        if it["group"] in ("Core", "Utilities"):
            continue
        # Paging is the reader's own.
        mine = [filter_of(param) for param in it["params"] if param["name"] != "cursor"]
        names = " ".join(filters.name(one["name"], one) for one in mine)
        entry = {"path": key, "label": it["label"]["many"], "singular": it["label"]["one"]}
        if it["group"] == "Reports":
            reports.append(entry | {"parameters": names})
            continue
        entry |= {
            "group": it["group"].lower(),
            "methods": " ".join(verb for verb in it["verbs"] if verb in ("list", "retrieve")),
            # `templates` answers as a paged list but takes no cursor.
            "shape": {"object": "singleton", "plain": "list", "cursor": "paged"}[it["paging"]]
            if it["cursor"] or it["paging"] != "cursor" else "list",
            "id": it["idField"],
            "key": KEYS.get(key, it["idField"]),
            "in_name_order": key in IN_ORDER_OF_NAMES,
            "filters": names,
            "columns": " ".join(it["columns"]),
            "lines": {
                path: shapes.name(
                    (lines.get("schema") or f"{key}/{path}").removeprefix("qbd_"),
                    list(fields_of(shapes, key, path + ".", lines["fields"])),
                )
                for path, lines in (it.get("collections") or {}).items()
            },
            "fields": list(fields_of(shapes, key, "", it["fields"])),
        }
        resources.append({name: value for name, value in entry.items() if value})
    write(filters.all, shapes.all, resources, reports)


def write(filters, shapes, resources, reports):
    """One line for each filter and field, so that a change of one can be seen."""
    def text(it):
        return json.dumps(it, ensure_ascii=False, separators=(",", ":"))

    def rows(them):
        return "[" + ",".join("\n" + text(it) for it in them) + "]"

    def resource(it):
        parts = [f"{text(name)}:{text(value)}" for name, value in it.items() if name != "fields"]
        return "{" + ",\n".join(parts) + ',\n"fields":' + rows(it["fields"]) + "}"

    parts = [
        '"exclusive":' + rows(EXCLUSIVE),
        '"filters":{' + ",".join(f"\n{text(name)}:{text(it)}" for name, it in filters.items()) + "}",
        '"shapes":{' + ",".join(f"\n{text(name)}:{rows(it)}" for name, it in shapes.items()) + "}",
        '"resources":[' + ",".join("\n\n" + resource(it) for it in resources) + "]",
        '"reports":' + rows(reports),
    ]
    print("{" + ",\n\n".join(parts) + "}")


main()

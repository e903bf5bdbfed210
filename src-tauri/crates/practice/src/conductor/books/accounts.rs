//! The chart of accounts.

use serde_json::{Value, json};

use super::maker::Maker;

/// Number, name, type, special type, tax line.
type Account = (&'static str, &'static str, &'static str, &'static str, u32);

const CHART: [Account; 44] = [
    ("1000", "Checking", "bank", "", 0),
    ("1010", "Savings", "bank", "", 0),
    ("1050", "Petty Cash", "bank", "petty_cash", 0),
    (
        "1100",
        "Accounts Receivable",
        "accounts_receivable",
        "accounts_receivable",
        0,
    ),
    (
        "1200",
        "Undeposited Funds",
        "other_current_asset",
        "undeposited_funds",
        0,
    ),
    (
        "1300",
        "Inventory Asset",
        "other_current_asset",
        "inventory_assets",
        0,
    ),
    ("1400", "Prepaid Insurance", "other_current_asset", "", 0),
    ("1500", "Furniture and Equipment", "fixed_asset", "", 0),
    ("1600", "Accumulated Depreciation", "fixed_asset", "", 0),
    ("1700", "Security Deposits", "other_asset", "", 0),
    (
        "2000",
        "Accounts Payable",
        "accounts_payable",
        "accounts_payable",
        0,
    ),
    ("2100", "Business Card", "credit_card", "", 0),
    (
        "2200",
        "Sales Tax Payable",
        "other_current_liability",
        "sales_tax_payable",
        0,
    ),
    (
        "2300",
        "Payroll Liabilities",
        "other_current_liability",
        "payroll_liabilities",
        0,
    ),
    ("2500", "Equipment Loan", "long_term_liability", "", 0),
    (
        "3000",
        "Opening Balance Equity",
        "equity",
        "opening_balance_equity",
        0,
    ),
    ("3100", "Owner's Equity", "equity", "", 0),
    ("3200", "Owner's Draw", "equity", "", 0),
    (
        "3900",
        "Retained Earnings",
        "equity",
        "retained_earnings",
        0,
    ),
    ("4000", "Sales", "income", "", 1),
    ("4100", "Services", "income", "", 1),
    ("4200", "Shipping and Delivery Income", "income", "", 1),
    ("4800", "Sales Discounts", "income", "", 2),
    (
        "4900",
        "Uncategorized Income",
        "income",
        "uncategorized_income",
        0,
    ),
    (
        "5000",
        "Cost of Goods Sold",
        "cost_of_goods_sold",
        "cost_of_goods_sold",
        3,
    ),
    ("5100", "Inventory Adjustments", "cost_of_goods_sold", "", 3),
    ("6000", "Advertising", "expense", "", 4),
    ("6100", "Insurance", "expense", "", 5),
    ("6200", "Office Supplies", "expense", "", 6),
    ("6300", "Payroll Expenses", "expense", "payroll_expenses", 7),
    ("6400", "Rent", "expense", "", 8),
    ("6500", "Repairs and Maintenance", "expense", "", 9),
    ("6600", "Utilities", "expense", "", 10),
    ("6610", "Utilities:Electricity", "expense", "", 10),
    ("6620", "Utilities:Water", "expense", "", 10),
    ("6700", "Telephone and Internet", "expense", "", 10),
    ("6800", "Vehicle Expenses", "expense", "", 11),
    ("6900", "Depreciation", "expense", "", 12),
    ("6950", "Subscriptions (old)", "expense", "", 0),
    (
        "6990",
        "Uncategorized Expenses",
        "expense",
        "uncategorized_expenses",
        0,
    ),
    ("8000", "Interest Expense", "other_expense", "", 13),
    (
        "9000",
        "Purchase Orders",
        "non_posting",
        "purchase_orders",
        0,
    ),
    ("9010", "Estimates", "non_posting", "estimates", 0),
    ("9020", "Sales Orders", "non_posting", "sales_orders", 0),
];

const TAX_LINES: [&str; 13] = [
    "Gross receipts or sales",
    "Returns and allowances",
    "Cost of goods sold",
    "Advertising",
    "Insurance",
    "Office expenses",
    "Wages",
    "Rent or lease",
    "Repairs and maintenance",
    "Utilities",
    "Car and truck expenses",
    "Depreciation",
    "Interest",
];

pub(super) fn make(maker: &mut Maker) {
    for (place, name) in TAX_LINES.iter().enumerate() {
        let row = json!({ "taxLineId": place + 1, "taxLineName": name });
        if let Value::Object(row) = row {
            maker.books.rows_mut("account-tax-lines").push(row);
        }
    }
    for (number, full_name, kind, special, line) in CHART {
        let (parent, name) = match full_name.rsplit_once(':') {
            Some((parent, name)) => (Some(parent), name),
            None => (None, full_name),
        };
        let tax_line = TAX_LINES.get(line.wrapping_sub(1) as usize);
        let more = json!({
            "accountNumber": number,
            "accountType": kind,
            "specialAccountType": Some(special).filter(|it| !it.is_empty()),
            "isActive": number != "6950",
            "isTaxAccount": special == "sales_tax_payable",
            "bankAccountNumber": (kind == "bank").then(|| format!("000123{number}")),
            "taxLineDetails":
                tax_line.map(|name| json!({ "taxLineId": line, "taxLineName": name })),
            "cashFlowClassification": match kind {
                "fixed_asset" | "other_asset" => "investing",
                "equity" | "long_term_liability" => "financing",
                "bank" | "non_posting" => "not_applicable",
                _ => "operating",
            },
        });
        maker.list("accounts", parent, name, more);
    }
}

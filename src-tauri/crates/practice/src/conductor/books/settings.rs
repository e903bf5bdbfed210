//! The company and its preferences.

use serde_json::json;

use super::lists::push;
use super::maker::Maker;
use super::people::{phone, street};

pub(super) fn make(maker: &mut Maker, name: &str) {
    let address = street(maker);
    let company = json!({
        "companyName": name,
        "legalCompanyName": name,
        "address": address,
        "legalAddress": address,
        "phone": phone(maker),
        "email": "office@company.example",
        "fiscalYearStartMonth": "january",
        "incomeTaxYearStartMonth": "january",
        "ein": "90-0000000",
        "taxForm": "form_1120s",
        "isSampleCompanyFile": true,
        "accountantCopy": { "accountantCopyExists": false },
    });
    push(maker, "company", company);
    // Three of four companies have closed their books through September.
    let closed = maker.random.in_hundred(75).then_some("2026-09-30");
    let taxed = maker.named("sales-tax-codes", "Tax").json();
    let untaxed = maker.named("sales-tax-codes", "Non").json();
    let preferences = json!({
        "accounting": {
            "isUsingAccountNumbers": true,
            "isUsingClassTracking": true,
            "isUsingAuditTrail": true,
            "isAssigningJournalEntryNumbers": true,
            "closingDate": closed,
        },
        "financeCharges": {
            "annualInterestRate": 0.05,
            "minimumFinanceCharge": 5.0,
            "gracePeriod": 10,
            "calculateChargesFrom": "due_date",
        },
        "jobsAndEstimates": { "isUsingEstimates": true, "isUsingProgressInvoicing": false },
        "multiCurrency": { "isMultiCurrencyEnabled": false },
        "multiLocationInventory": {
            "isMultiLocationInventoryAvailable": true,
            "isMultiLocationInventoryEnabled": true,
        },
        "purchasesAndVendors": { "isUsingInventory": true, "daysBillsAreDue": 30 },
        "reports": { "agingReportBasis": "age_from_due_date", "summaryReportBasis": "accrual" },
        "salesAndCustomers": {
            "isAutoApplyingPayments": true,
            "priceLevels": { "isUsingPriceLevels": true },
        },
        "salesTax": {
            "defaultItemSalesTax": maker.named("sales-tax-items", "County tax").json(),
            "salesTaxReportingFrequency": "quarterly",
            "defaultTaxableSalesTaxCode": taxed,
            "defaultNonTaxableSalesTaxCode": untaxed,
        },
        "timeTracking": { "firstDayOfWeek": "monday" },
        "appAccessRights": { "isAutomaticLoginAllowed": true, "automaticLoginUserName": "Admin" },
        "itemsAndInventory": { "inventoryTrackingMethod": "none", "isFifoEnabled": false },
    });
    push(maker, "preferences", preferences);
}

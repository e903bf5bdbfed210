/** The words of Books for what Conductor names in `snake_case` and `camelCase`: choices, reports, and the parts of fields' names. */

/** Abbreviations and names that are not written as other words are. */
const written: Record<string, string> = {
  ap: 'A/P',
  ar: 'A/R',
  avs: 'AVS',
  cc: 'CC',
  cogs: 'cost of goods sold',
  fifo: 'FIFO',
  i9: 'I-9',
  sku: 'SKU',
  ssn: 'social security number',
  uf: 'undeposited funds',
  url: 'URL',
  us: 'US',
  ytd: 'YTD',
};

/** `salesOrPurchaseDetails` and `sales_or_purchase_details` as `Sales or purchase details`. */
export function spelled(name: string): string {
  const text = name
    .replace(/_/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/([a-z]{2})(\d)/g, '$1 $2')
    .toLowerCase()
    .replace(/[a-z]+\d*/g, (it) => (Object.hasOwn(written, it) ? (written[it] ?? it) : it));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Choices whose name is not what accountants call them. */
const choices: Record<string, string> = {
  '1099_detail': '1099 detail',
  all_except_fixed_asset: 'All except fixed assets',
  allowed_for_1099: 'Accounts that may be on a 1099',
  american_indian: 'American Indian',
  american_express: 'American Express',
  ap_and_sales_tax: 'A/P and sales tax',
  ap_or_credit_card: 'A/P or credit card',
  ar_and_ap: 'A/R and A/P',
  ar_refund_credit_card: 'Credit card refund',
  bank_and_ar_and_ap_and_uf: 'Bank, A/R, A/P and undeposited funds',
  condense_item_adjustment_expenses: 'Item adjustment expenses of a condensed file',
  equity_and_income_and_expense: 'Equity, income and expense',
  age_from_due_date: 'Aged from the due date',
  age_from_transaction_date: 'Aged from the transaction date',
  amount_type: 'Amount',
  date_time_type: 'Date and time',
  integer_type: 'Whole number',
  percent_type: 'Percent',
  price_type: 'Price',
  quantity_type: 'Quantity',
  string_1024_type: 'Text, up to 1,024 letters',
  string_255_type: 'Text, up to 255 letters',
  form_1120s: 'Form 1120-S',
  form_990pf: 'Form 990-PF',
  form_990t: 'Form 990-T',
  form_t1: 'Form T1',
  form_t2: 'Form T2',
  date_driven_terms: 'Date-driven terms',
  ecommerce: 'E-commerce',
  exchange_gain_loss: 'Exchange gain or loss',
  long_term_liability: 'Long-term liability',
  name_account_number: 'Account number of the name',
  name_address: 'Address of the name',
  name_city: 'City of the name',
  name_contact: 'Contact of the name',
  name_email: 'Email of the name',
  name_fax: 'Fax of the name',
  name_phone: 'Phone of the name',
  name_postal_code: 'Postal code of the name',
  name_state: 'State of the name',
  non_veteran: 'Not a veteran',
  ref_number: 'No.',
  updated_at: 'Changed',
  wage_base_tips: 'Wage base of tips',
  four_week: 'Four weeks',
  two_week: 'Two weeks',
  half_month: 'Half months',
  item_discount: 'Discount item',
  item_fixed_asset: 'Fixed asset item',
  item_group: 'Item group',
  item_inventory: 'Inventory item',
  item_inventory_assembly: 'Inventory assembly item',
  item_non_inventory: 'Non-inventory item',
  item_other_charge: 'Other charge item',
  item_payment: 'Payment item',
  item_sales_tax: 'Sales tax item',
  item_sales_tax_group: 'Sales tax group item',
  item_service: 'Service item',
  item_subtotal: 'Subtotal item',
  payroll_item_non_wage: 'Payroll item other than wages',
  payroll_item_wage: 'Payroll wage item',
  liability_adjustment: 'Payroll liability adjustment',
  master_card: 'Mastercard',
  non_inventory: 'Non-inventory',
  non_posting: 'Non-posting',
  non_zero: 'Not zero only',
  active_only: 'Active only',
  non_exempt: 'Not exempt',
  non_citizen: 'Not a citizen',
  non_disabled: 'Not disabled',
  non_key_employee: 'Not a key employee',
  not_awarded: 'Not awarded',
  e_check: 'E-check',
  receive_payment: 'Payment received',
  payment_receipt: 'Payment receipt',
  ship_method: 'Shipping method',
  to_do: 'To-do',
  total_only: 'Total only',
  transfer_inventory: 'Inventory transfer',
  vehicle_mileage: 'Vehicle mileage',
  workers_comp_code: "Workers' compensation code",
  x_xx_xx_xxx: '1,23,45,678',
  xx_xxx_xxx: '12,345,678',
  transactions_without_lines: 'Transactions, without their lines',
  transaction_lines_only: 'Lines only',
  ytd_adjustment: 'Payroll YTD adjustment',
};

/** Choices that say something else in one field: `either` of what? */
const choicesOf: Record<string, Record<string, string>> = {
  accountsToInclude: { all: 'All accounts', in_use: 'Accounts in use' },
  basis: { none: 'As in QuickBooks' },
  cashFlowClassification: { none: 'Not classified' },
  columnsToReturn: { all: 'All columns' },
  defaultTransactionClass: { none: 'No class' },
  detailLevel: {
    all: 'Everything',
    all_except_summary: 'Everything but the summary',
    summary_only: 'The summary only',
  },
  inventoryTrackingMethod: { none: 'Not tracked' },
  paymentStatus: { all: 'Paid or not', either: 'Open or closed' },
  pendingStatus: { all: 'Pending or not', not_pending: 'Not pending' },
  postingStatus: { either: 'Posting or not' },
  preferredDeliveryMethod: { none: 'No preference' },
  reportDateMacro: { all: 'All dates' },
  rowsToReturn: { all: 'All rows' },
  salesChannelName: { blank: 'None' },
  status: { all: 'Active or not' },
  transactionTypes: { all: 'All types' },
  updatedDateMacro: { all: 'At any time' },
};

/** A choice of Conductor's in words; `field` is the filter or the field it is of, by its dotted name. */
export function choice(value: string, field = ''): string {
  const own = choicesOf[field.split('.').at(-1) ?? ''];
  if (own && Object.hasOwn(own, value)) return own[value] ?? value;
  const known = Object.hasOwn(choices, value) ? choices[value] : undefined;
  // `qbd_invoice`, the type of an object.
  return known ?? spelled(value.replace(/^qbd_/, ''));
}

/** The fields of records that hold one of Conductor's choices, by their last part. */
const choiceFields = new Set(
  `accountType accrualPeriod agingReportBasis avsStreetStatus avsZipStatus billingStatus calculateChargesFrom
   cardSecurityCodeMatch cashFlowClassification decimalPlaces decimalSeparator defaultTransactionClass
   disabilityStatus employeeType employmentStatus ethnicity firstDayOfWeek fiscalYearStartMonth gender
   i9OnFileStatus incomeTaxYearStartMonth inventoryTrackingMethod jobStatus keyEmployeeStatus linkType listType
   militaryStatus objectType overtimeExemptStatus payPeriod paymentMethodType paymentStatus preferredDeliveryMethod
   priceLevelType relation reportingPeriod salesChannelName salesTaxReportingFrequency serialNumberAction
   serviceStatus specialAccountType specialItemType summaryReportBasis taxForm templateType thousandSeparator
   thousandSeparatorGrouping transactionMode transactionType type unitOfMeasureType unitUsedFor
   usCitizenshipStatus usVeteranStatus useTimeDataToCreatePaychecks wageType`.split(/\s+/),
);

/** Whether a field of a record, by its dotted name, holds one of Conductor's choices. */
export function holdsChoice(field: string): boolean {
  return choiceFields.has(field.split('.').at(-1) ?? '');
}

const reports: Record<string, string> = {
  '1099_detail': '1099 detail',
  balance_sheet_standard: 'Balance sheet',
  job_progress_invoices_vs_estimates: 'Job progress invoices and estimates',
  profit_and_loss_standard: 'Profit and loss',
};

/** A type of report in words, as QuickBooks titles it. */
export function reportName(type: string): string {
  return (
    (Object.hasOwn(reports, type) ? reports[type] : undefined) ??
    spelled(type).replace(/\bvs\b/, 'vs.')
  );
}

#!/usr/bin/env node
/**
 * Writes catalogue.json, the table that src/catalogue.rs reads, from conductor-resources.json.
 *
 *     catalogue/generate.mjs conductor-resources.json > catalogue/catalogue.json
 *
 * That file describes every resource, parameter and field of Conductor's OpenAPI document (commit 932d42c of
 * 2026-08-21). Here it is cut down to what a reader needs and what repeats is written once. Three things are not in the
 * document's types and come from the texts of conductor-py 1.92.3 and from us: which filters exclude one another, which
 * resources answer in the order of the names, and which fields are sensitive.
 */
import { readFileSync } from 'node:fs';

const KINDS = {
  date: 'date',
  'datetime-offset': 'date_time',
  'datetime-utc': 'date_time',
  'date-or-datetime': 'date_or_time',
  duration: 'duration',
  money: 'money',
  decimal: 'decimal',
  percent: 'percent',
  quantity: 'number',
  'exchange-rate': 'number',
  whole: 'number',
  'money-number': 'number',
};
const TYPES = { boolean: 'bool', number: 'number', integer: 'number', ref: 'reference', string: 'text' };

// "cannot also use", "choose only one", "do not use together" in the texts of conductor-py 1.92.3; of balances, QuickBooks
// takes one operator and one amount. Each part of a group excludes all others; a part may be two bounds of one range.
const EXCLUSIVE = [
  ['nameContains', 'nameStartsWith', 'nameEndsWith', 'nameFrom nameTo'],
  ['refNumberContains', 'refNumberStartsWith', 'refNumberEndsWith', 'refNumberFrom refNumberTo'],
  ['reportDateMacro', 'reportDateFrom reportDateTo'],
  ['updatedDateMacro', 'updatedAfter updatedBefore'],
  ['accountType', 'accountIds', 'accountFullNames'],
  ['classIds', 'classFullNames'],
  ['entityType', 'entityIds', 'entityFullNames'],
  ['itemType', 'itemIds siteIds', 'itemFullNames'],
  [
    'totalBalance',
    'totalBalanceGreaterThan',
    'totalBalanceGreaterThanOrEqualTo',
    'totalBalanceLessThan',
    'totalBalanceLessThanOrEqualTo',
  ],
];
// "QuickBooks will ignore all other query parameters for this request."
const ALONE = ['ids', 'refNumbers', 'fullNames', 'names'];

const IN_ORDER_OF_NAMES = new Set(
  `classes customers customer-types date-driven-terms discount-items employees inventory-assembly-items
  inventory-items item-groups non-inventory-items other-charge-items other-names payment-methods payroll-wage-items
  sales-tax-codes sales-tax-group-items sales-tax-items service-items shipping-methods standard-terms subtotal-items
  vendors`.split(/\s+/),
);

// Where a row's id is not its `id`.
const KEYS = {
  transactions: 'transactionId transactionLineId',
  'payments-to-deposit': 'paymentTransactionId paymentTransactionLineId',
  'bills-to-pay': 'bill.billId credit.creditTransactionId',
  company: '',
  preferences: '',
};

// Dotted beginnings of names.
const SENSITIVE = {
  accounts: ['bankAccountNumber'],
  company: ['ein', 'ssn'],
  'credit-card-refunds': ['creditCardTransaction.request.number'],
  customers: ['creditCard'],
  employees: ['ssn', 'birthDate', 'targetBonus', 'employeePayroll'],
  'receive-payments': ['creditCardTransaction.request.number'],
  'sales-receipts': [
    'creditCardTransaction.request.number',
    'lines.creditCardTransaction.request.number',
    'lineGroups.lines.creditCardTransaction.request.number',
  ],
  vendors: ['taxIdentificationNumber'],
};

function kindOf(it) {
  if (it.type === 'array') {
    if (it.of === 'objects') return 'lines';
    return it.of === 'ref' ? 'references' : 'texts';
  }
  return KINDS[it.format] ?? TYPES[it.type];
}

function targets(it) {
  return [it.to ?? []].flat().join(' ');
}

function isSensitive(key, name) {
  return (SENSITIVE[key] ?? []).some((it) => name === it || name.startsWith(`${it}.`));
}

function shapeOf(shapes, it, place, rows) {
  return shapes.name((it.schema || place).replace(/^qbd_/, ''), rows);
}

/**
 * `name`, `name kind`, `name kind target…`; text has no kind, and `!` after the name is sensitive. An object is
 * `name object shape`. What is inside a reference goes without saying.
 */
function fieldsOf(shapes, key, place, fields) {
  return fields
    .filter(({ name }) => !name.includes('.'))
    .map((it) => {
      const { name } = it;
      const mark = isSensitive(key, place + name) ? '!' : '';
      if (it.type === 'object') {
        const inside = fields
          .filter((one) => one.name.startsWith(`${name}.`))
          .map((one) => ({ ...one, name: one.name.slice(name.length + 1) }));
        const rows = fieldsOf(shapes, key, `${place}${name}.`, inside);
        return `${name}${mark} object ${shapeOf(shapes, it, `${key}/${name}`, rows)}`;
      }
      const kind = kindOf(it);
      return [name + mark, kind === 'text' ? '' : kind, targets(it)].join(' ').trim();
    });
}

function filterOf(it) {
  const made = { name: it.name, kind: it.enum ? 'choice' : kindOf(it) };
  if (ALONE.includes(it.name)) made.alone = true;
  const kept = { many: 'array', required: 'required', least: 'minimum', most: 'maximum' };
  for (const [ours, theirs] of Object.entries(kept)) {
    // The largest whole number of JavaScript means "no limit".
    if (it[theirs] && it[theirs] !== Number.MAX_SAFE_INTEGER) made[ours] = it[theirs];
  }
  if (it.enum) made.choices = it.enum.join(' ');
  if ('default' in it) made.default = String(it.default);
  if (targets(it)) made.to = targets(it);
  return made;
}

/** Gives each different thing one name. */
class Once {
  all = {};

  name(wish, it) {
    for (let number = 1; number < 1000; number += 1) {
      const name = number === 1 ? wish : `${wish}/${number}`;
      this.all[name] ??= it;
      if (JSON.stringify(this.all[name]) === JSON.stringify(it)) return name;
    }
    throw new Error(wish);
  }
}

const text = JSON.stringify;

function isEmpty(value) {
  return value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** One line for each filter and field, so that a change of one can be seen. */
function written(filters, shapes, resources, reports) {
  const rows = (them) => `[${them.map((it) => `\n${text(it)}`).join(',')}]`;
  const named = (all, show) => `{${Object.entries(all).map(([name, it]) => `\n${text(name)}:${show(it)}`).join(',')}}`;
  const resource = ({ fields, ...rest }) => {
    const parts = Object.entries(rest).map(([name, value]) => `${text(name)}:${text(value)}`);
    return `{${parts.join(',\n')},\n"fields":${rows(fields)}}`;
  };
  const parts = [
    `"exclusive":${rows(EXCLUSIVE)}`,
    `"filters":${named(filters, text)}`,
    `"shapes":${named(shapes, rows)}`,
    `"resources":[${resources.map((it) => `\n\n${resource(it)}`).join(',')}]`,
    `"reports":${rows(reports)}`,
  ];
  return `{${parts.join(',\n\n')}}`;
}

const data = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const filters = new Once();
const shapes = new Once();
const resources = [];
const reports = [];
for (const it of data.resources) {
  const { key } = it;
  if (['Core', 'Utilities'].includes(it.group)) continue;
  // Paging is the reader's own.
  const mine = it.params.filter((param) => param.name !== 'cursor').map(filterOf);
  const names = mine.map((one) => filters.name(one.name, one)).join(' ');
  const entry = { path: key, label: it.label.many, singular: it.label.one };
  if (it.group === 'Reports') {
    reports.push({ ...entry, parameters: names });
    continue;
  }
  const lines = Object.entries(it.collections ?? {}).map(([path, of]) => [
    path,
    shapeOf(shapes, of, `${key}/${path}`, fieldsOf(shapes, key, `${path}.`, of.fields)),
  ]);
  Object.assign(entry, {
    group: it.group.toLowerCase(),
    methods: it.verbs.filter((verb) => ['list', 'retrieve'].includes(verb)).join(' '),
    // `templates` answers as a paged list but takes no cursor.
    shape:
      it.cursor || it.paging !== 'cursor'
        ? { object: 'singleton', plain: 'list', cursor: 'paged' }[it.paging]
        : 'list',
    id: it.idField,
    key: KEYS[key] ?? it.idField,
    in_name_order: IN_ORDER_OF_NAMES.has(key),
    filters: names,
    columns: it.columns.join(' '),
    lines: Object.fromEntries(lines),
    fields: fieldsOf(shapes, key, '', it.fields),
  });
  resources.push(Object.fromEntries(Object.entries(entry).filter(([, value]) => value != null && !isEmpty(value))));
}
console.log(written(filters.all, shapes.all, resources, reports));

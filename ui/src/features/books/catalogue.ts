/** The lists and reports of the catalogue as an accountant looks for them. */
import { folded } from '../../lib/format';
import * as words from './words';
import { holdsChoice, reportName } from './words-choices';
import type { Catalogue, Field, Filter, ReportCall, Resource } from './types';

export const groups = [
  'customers',
  'vendors',
  'banking',
  'employees',
  'inventory',
  'lists',
  'reports',
] as const;
export type Group = (typeof groups)[number];

/** One line of the lists on the left. */
export type Entry = { id: string; label: string; singular: string; group: Group } & (
  | { kind: 'list'; resource: Resource; filters: readonly Filter[] }
  | { kind: 'report'; call: ReportCall; type: string; filters: readonly Filter[] }
);
export type ListEntry = Extract<Entry, { kind: 'list' }>;

/** What is not named here is a list, such as one that a newer catalogue adds. */
const places: Record<Exclude<Group, 'lists' | 'reports'>, string> = {
  customers:
    'customers invoices estimates sales-orders sales-receipts receive-payments credit-memos payments-to-deposit credit-card-refunds',
  vendors:
    'vendors bills bills-to-pay bill-check-payments bill-credit-card-payments vendor-credits purchase-orders item-receipts sales-tax-payment-checks',
  banking:
    'accounts transactions checks deposits transfers credit-card-charges credit-card-credits journal-entries deleted-transactions',
  employees: 'employees time-tracking-activities payroll-wage-items',
  inventory:
    'inventory-items inventory-assembly-items build-assemblies inventory-adjustments item-sites inventory-sites',
};

const groupOf = new Map<string, Group>(
  (Object.keys(places) as (keyof typeof places)[]).flatMap((group) =>
    places[group].split(' ').map((path): [string, Group] => [path, group]),
  ),
);

/** The reports asked for most come first. */
const firstReports = [
  'trial_balance',
  'profit_and_loss_standard',
  'balance_sheet_standard',
  'ar_aging_summary',
  'ap_aging_summary',
  'general_ledger',
  '1099_detail',
];

function place<T>(order: readonly T[], it: T): number {
  const at = order.indexOf(it);
  return at < 0 ? order.length : at;
}

function reportEntries(call: ReportCall): Entry[] {
  const types = call.parameters.find((it) => it.name === 'reportType')?.choices ?? [];
  const filters = call.parameters.filter((it) => it.name !== 'reportType');
  return types.map((type) => ({
    id: `${call.path}.${type}`,
    label: reportName(type),
    singular: reportName(type),
    group: 'reports',
    kind: 'report',
    call,
    type,
    filters,
  }));
}

/** A text that is one of Conductor's choices, which the catalogue does not tell apart. */
function withChoice(field: Field): Field {
  return field.kind === 'text' && holdsChoice(field.name) ? { ...field, kind: 'choice' } : field;
}

/** The catalogue with the names that people use for the lists, and with the fields that hold choices. */
export function inWords(catalogue: Catalogue): Catalogue {
  const resources = catalogue.resources.map((it) => ({
    ...it,
    label: words.listName(it.label),
    singular: words.listName(it.singular),
    fields: it.fields.map(withChoice),
    lines: it.lines.map((lines) => ({ ...lines, fields: lines.fields.map(withChoice) })),
  }));
  return { ...catalogue, resources };
}

/** Every list and report, group by group. */
export function entriesOf(catalogue: Catalogue): Entry[] {
  const lists = catalogue.resources.map((resource): Entry => ({
    id: resource.path,
    label: resource.label,
    singular: resource.singular,
    group: groupOf.get(resource.path) ?? 'lists',
    kind: 'list',
    resource,
    // Pages are the app's business.
    filters: resource.filters.filter((it) => it.name !== 'limit' && it.name !== 'cursor'),
  }));
  const order = Object.values(places).flatMap((paths) => paths.split(' '));
  const reports = catalogue.reports.flatMap(reportEntries);
  const rank = (it: Entry): number =>
    it.kind === 'list' ? place(order, it.id) : place(firstReports, it.type);
  return [...lists, ...reports].sort(
    (a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || rank(a) - rank(b),
  );
}

/** Whether every word that was typed begins a word of the entry's. */
export function fits(entry: Entry, query: string): boolean {
  const text = ` ${folded(`${entry.label} ${entry.singular} ${words.groups[entry.group]}`).replace(/[^\p{L}\p{N}]+/gu, ' ')}`;
  return folded(query)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => text.includes(` ${word}`));
}

/** A field by its dotted name; `customer.fullName` is the reference. */
export function fieldOf(fields: readonly Field[], name: string): Field | undefined {
  const whole = fields.find((it) => it.name === name);
  if (whole) return whole;
  const dot = name.lastIndexOf('.');
  const part = name.slice(dot + 1);
  const parent = dot < 0 ? undefined : fields.find((it) => it.name === name.slice(0, dot));
  return parent?.kind === 'reference' && (part === 'id' || part === 'fullName')
    ? parent
    : undefined;
}

/** The names of the usual columns. */
export function usualColumns(resource: Resource): string[] {
  const known = resource.columns.flatMap((name) => fieldOf(resource.fields, name)?.name ?? []);
  return [...new Set(known)];
}

/** What is asked of a list: the form above the table, which of its filters exclude each other, and the request. */
import * as fmt from '../../lib/format';
import * as words from './words';
import type { Entry } from './catalogue';
import type { Asked, Filter } from './types';

/** `thisMonth`, `lastMonth`, `2025-10`, `between` two dates, or `any`. */
export type Month = string;

export interface Form {
  month: Month;
  from: string;
  to: string;
  values: Readonly<Record<string, string | readonly string[]>>;
}

const FROM = 'transactionDateFrom';
const TO = 'transactionDateTo';

export function hasMonths(entry: Entry): boolean {
  return entry.filters.some((it) => it.name === FROM);
}

/** The form a list opens with: this month, and every type where types must be named. */
export function emptyForm(entry: Entry): Form {
  const values: Record<string, string | readonly string[]> = {};
  for (const it of entry.filters) {
    if (it.required && it.many && it.choices.length > 0) values[it.name] = it.choices;
  }
  if (entry.kind === 'report') values.reportDateMacro = 'this_year_to_date';
  return { month: hasMonths(entry) ? 'thisMonth' : 'any', from: '', to: '', values };
}

const firstLists = [
  ['refNumbers', 'nameContains', 'fullNames'],
  ['customerIds', 'vendorIds', 'vendorId', 'entityIds', 'payeeIds'],
  ['paymentStatus', 'status'],
] as const;
const firstOfReports = ['reportDateMacro', 'reportDateFrom', 'reportDateTo', 'basis'];

/** The filters on the line itself; the others are one click away. */
export function firstFilters(entry: Entry): Filter[] {
  const named = (name: string): Filter[] => entry.filters.filter((it) => it.name === name);
  const first =
    entry.kind === 'report'
      ? firstOfReports.flatMap(named)
      : firstLists.flatMap((names) => names.flatMap(named).slice(0, 1));
  const needed = entry.filters.filter((it) => it.required && !first.includes(it));
  return [...first, ...needed];
}

export function moreFilters(entry: Entry): Filter[] {
  const first = firstFilters(entry);
  return entry.filters.filter((it) => !first.includes(it) && it.name !== FROM && it.name !== TO);
}

function isEmpty(value: string | readonly string[] | undefined): boolean {
  return (
    value === undefined || (typeof value === 'string' ? value.trim() === '' : value.length === 0)
  );
}

/** Somebody chose it; the usual choice narrows nothing that was not narrow. */
export function isSet(filter: Filter, form: Form): boolean {
  const value = form.values[filter.name];
  return !isEmpty(value) && value !== filter.default;
}

/** The filter that is set and cannot be asked together with this one. */
export function blocker(entry: Entry, form: Form, filter: Filter): Filter | null {
  const other = entry.filters.find(
    (it) =>
      it !== filter &&
      isSet(it, form) &&
      (it.excludes.includes(filter.name) || filter.excludes.includes(it.name)),
  );
  return other ?? null;
}

/** The filter for which the month is left out: a number is looked up in all months. */
export function monthBlocker(entry: Entry, form: Form): Filter | null {
  const dates = entry.filters.find((it) => it.name === FROM);
  return dates ? blocker(entry, form, dates) : null;
}

/** What must be chosen first. */
export function missing(entry: Entry, form: Form): Filter[] {
  return entry.filters.filter((it) => it.required && isEmpty(form.values[it.name]));
}

function iso(year: number, month: number, day: number): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}

/** The year and month (from 1) that a choice means today. */
function monthOf(month: Month, now: number): [number, number] | null {
  const today = new Date(now);
  const here: [number, number] = [today.getFullYear(), today.getMonth() + 1];
  if (month === 'thisMonth') return here;
  if (month === 'lastMonth') return here[1] === 1 ? [here[0] - 1, 12] : [here[0], here[1] - 1];
  const found = /^(\d{4})-(\d\d)$/.exec(month);
  return found ? [Number(found[1]), Number(found[2])] : null;
}

/** The first and the last day that are asked for; empty where there is no bound. */
export function bounds(form: Form, now: number): { from: string; to: string } {
  if (form.month === 'between') return { from: form.from, to: form.to };
  const month = monthOf(form.month, now);
  if (!month) return { from: '', to: '' };
  const [year, number] = month;
  const last = new Date(year, number, 0).getDate();
  return { from: iso(year, number, 1), to: iso(year, number, last) };
}

function day(text: string): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  return fmt.date(new Date(year, month - 1, date).getTime());
}

/** `October 2026`, `3 Oct 2026 to 9 Oct 2026`; empty for all dates. */
export function windowName(entry: Entry, form: Form, now: number): string {
  if (!hasMonths(entry) || monthBlocker(entry, form)) return '';
  const month = monthOf(form.month, now);
  if (month) return fmt.month(new Date(month[0], month[1] - 1, 1).getTime());
  const { from, to } = bounds(form, now);
  return words.between(from && day(from), to && day(to));
}

/** The months to choose from: this one, the last, and the years before. */
export function months(now: number): { value: Month; text: string }[] {
  const today = new Date(now);
  const before = Array.from({ length: 36 }, (_, back) => {
    const at = new Date(today.getFullYear(), today.getMonth() - back - 2, 1);
    return {
      value: iso(at.getFullYear(), at.getMonth() + 1, 1).slice(0, 7),
      text: fmt.month(at.getTime()),
    };
  });
  const named = (['thisMonth', 'lastMonth'] as const).map((value) => {
    const [year, month] = monthOf(value, now) ?? [0, 1];
    return { value, text: words.monthNamed(value, fmt.month(new Date(year, month - 1).getTime())) };
  });
  return [
    ...named,
    ...before,
    { value: 'between', text: words.asking.betweenDates },
    { value: 'any', text: words.asking.allDates },
  ];
}

/** What to ask next when there was nothing: all dates, what is not active too. */
export function wider(entry: Entry, form: Form): { text: string; form: Form }[] {
  const all: { text: string; form: Form }[] = [];
  if (hasMonths(entry) && form.month !== 'any' && !monthBlocker(entry, form)) {
    all.push({ text: words.asking.getAllDates, form: { ...form, month: 'any' } });
  }
  const status = entry.filters.find((it) => it.name === 'status');
  if (status?.default === 'active' && !isSet(status, form) && !blocker(entry, form, status)) {
    const values = { ...form.values, status: 'all' };
    all.push({ text: words.asking.getInactive, form: { ...form, values } });
  }
  return all;
}

function valueOf(filter: Filter, value: string | readonly string[]): string | readonly string[] {
  if (typeof value !== 'string') return value;
  return !filter.many || filter.choices.length > 0 ? value.trim() : several(filter.name, value);
}

/** Numbers and ids are separated by commas; a name may have one, as in `Abbott, Kate`. */
function several(name: string, value: string): string[] {
  const parts = name === 'names' || name === 'fullNames' ? [value] : value.split(',');
  return parts.map((it) => it.trim()).filter((it) => it !== '');
}

/** The request. What another filter excludes is not in it. */
export function asked(entry: Entry, form: Form, now: number): Asked {
  const all: Record<string, string | readonly string[]> = {};
  if (hasMonths(entry) && !monthBlocker(entry, form)) {
    const { from, to } = bounds(form, now);
    if (from !== '') all[FROM] = from;
    if (to !== '') all[TO] = to;
  }
  for (const filter of entry.filters) {
    const value = form.values[filter.name];
    if (value === undefined || !isSet(filter, form) || blocker(entry, form, filter)) continue;
    const one = valueOf(filter, value);
    all[filter.name] = filter.many && typeof one === 'string' ? [one] : one;
  }
  return all;
}

/** What was typed to find one by number or by name, for the sentence when there is none. */
export function lookedFor(
  entry: Entry,
  form: Form,
): { by: 'number' | 'id' | 'name' | 'part'; text: string; count: number } | null {
  const by = [
    ['refNumbers', 'number'],
    ['ids', 'id'],
    ['names', 'name'],
    ['fullNames', 'name'],
    ['nameContains', 'part'],
  ] as const;
  for (const [name, kind] of by) {
    const value = form.values[name];
    if (typeof value !== 'string' || value.trim() === '') continue;
    const all = several(name, value);
    if (entry.filters.some((it) => it.name === name)) {
      return { by: kind, text: all.join(', '), count: all.length };
    }
  }
  return null;
}

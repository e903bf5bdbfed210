/** The line that a reading of a client's books leaves in its history: what was asked, never a value. */
import * as fmt from '../../lib/format';
import type { BooksReadView, ComputerBusy } from '../../ipc/types';

/** `invoices`, `reports/general-summary`: as Conductor's addresses name them, in words. */
function what(read: BooksReadView): string {
  const name = read.report ?? read.resource.replace('reports/', '');
  return name.replaceAll(/[-_]/g, ' ');
}

function days(read: BooksReadView): string {
  if (read.from && read.to) return `, ${read.from} to ${read.to}`;
  if (read.from) return `, from ${read.from}`;
  return read.to ? `, to ${read.to}` : '';
}

/** `refNumberFrom` is `number`: of the filters there is one word each. */
const parts: readonly (readonly [RegExp, string])[] = [
  [/^id$/, 'one record'],
  [/^ids$/i, 'by ID'],
  [/^refNumber/, 'by number'],
  [/^(full)?name/i, 'by name'],
  [/^(status|paymentStatus|isActive)/, 'by status'],
  [/^(customer|vendor|entity)/, 'by customer or vendor'],
  [/^(account|bankAccount)/, 'by account'],
];

function by(names: readonly string[]): string {
  const words = names.map((name) => parts.find(([form]) => form.test(name))?.[1] ?? 'filtered');
  const once = [...new Set(words)];
  return once.length === 0 ? '' : `, ${once.join(', ')}`;
}

export function booksRead(read: BooksReadView): string {
  const rows = read.rows === 1 ? '1 row' : `${fmt.number(read.rows)} rows`;
  return `: ${what(read)}${days(read)}${by(read.by)}, ${rows}${read.complete ? '' : ', incomplete'}`;
}

/** What a computer is asked while something else waits for it. */
export function waitsFor(it: ComputerBusy): string {
  const what = it.what === 'check' ? `a check of ${it.for}` : `the books of ${it.for}`;
  return `Waiting for ${what}${it.computer === null ? '' : ` on ${it.computer}`}…`;
}

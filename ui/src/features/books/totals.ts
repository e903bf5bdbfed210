/** The exact sums under a table, of the rows on show. */
import * as words from './words';
import { shown } from './decimal';
import type { Place } from './place.svelte';
import { addsUp, oneCurrency, total } from './values';

export interface Totals {
  /** Amounts of unlike currencies have no sum. */
  several: boolean;
  /** One cell for each column; nothing where no column has a sum. */
  cells: string[] | null;
}

export function totalsOf(place: Place): Totals {
  const rows = place.shown;
  if (place.busy || !addsUp(place.list?.resource.path ?? '', rows)) {
    return { several: false, cells: null };
  }
  if (oneCurrency(rows) === null) return { several: true, cells: null };
  const sums = place.columns.map(({ field }) => (field.sensitive ? null : total(rows, field)));
  if (sums.every((it) => it === null)) return { several: false, cells: null };
  const label = place.phase === 'done' ? words.foot.total : words.foot.totalSoFar;
  const cells = sums.map((it, at) => (it === null ? (at === 0 ? label : '') : shown(it, 2)));
  return { several: false, cells };
}

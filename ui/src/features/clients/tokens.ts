/** Which values each token can take, and how many clients each would show: pure, so that it can be tested by itself. */
import type { ClientRow } from '../../ipc/types';
import { compareNames } from '../../lib/format';
import { hosts, signIns } from '../people/people-and-computers';
import { actors } from '../today/actor';
import { fits, type ActsFor, type Dimension, type Filter, type View } from './filter-sort';

/** In the order in which they are above the list. */
export const dimensions = ['status', 'actor', 'person', 'computer', 'role', 'payroll'] as const;

const fixed = {
  actor: actors,
  status: ['attention', 'waiting', 'resting', 'connected', 'none', 'expiring', 'archived'],
  role: ['admin', 'employee', 'inactive', 'notAvailable'],
  payroll: ['on', 'off', 'notReported'],
} as const;

export interface Option {
  value: string;
  count: number;
}

function valuesOf(rows: readonly ClientRow[], dimension: Dimension): readonly string[] {
  if (dimension === 'person') {
    return signIns(rows)
      .map((it) => it.view.slice('person:'.length))
      .sort(compareNames);
  }
  // Where something is broken comes first, as in the place *Computers*.
  if (dimension === 'computer') return hosts(rows).map((it): View => it.view);
  return fixed[dimension];
}

/** The values of one token, each with the clients it would show under the other tokens. */
export function optionsOf(
  rows: readonly ClientRow[],
  others: Filter,
  dimension: Dimension,
  actsFor?: ActsFor,
): Option[] {
  return valuesOf(rows, dimension).map((value) => {
    const filter: Filter = { ...others, [dimension]: value };
    return { value, count: rows.filter((row) => fits(row, filter, actsFor)).length };
  });
}

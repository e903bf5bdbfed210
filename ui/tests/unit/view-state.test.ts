/** What was looked at last, as it is kept: also as builds before the tokens kept it. */
import { describe, expect, test } from 'vitest';
import type { Filter } from '../../src/features/clients/filter-sort';
import { read, write } from '../../src/store/view-state.svelte';

const books = { recent: [], columns: [], views: [] };
const memory = (view: string, role = ''): Parameters<typeof read>[0] => ({
  sort: '',
  down: false,
  view,
  role,
  books,
});

describe('what earlier builds kept', () => {
  test.each<[string, string, Filter]>([
    ['attention', '', { status: 'attention' }],
    ['waiting', '', { status: 'waiting' }],
    ['expiring', '', { status: 'expiring' }],
    ['archived', '', { status: 'archived' }],
    ['all', '', {}],
    ['person:Priya Nair', '', { person: 'Priya Nair' }],
    ['computer:BACK-OFFICE', 'admin', { computer: 'computer:BACK-OFFICE', role: 'admin' }],
    ['place:thisComputer:', '', { computer: 'place:thisComputer:' }],
    ['', 'payroll', { payroll: 'on' }],
    ['waiting', 'noPayroll', { status: 'waiting', payroll: 'off' }],
    ['sideways', 'boss', {}],
  ])('%s with the role "%s" becomes tokens', (view, role, filter) => {
    expect(read(memory(view, role)).filter).toEqual(filter);
  });
});

test.each<[Filter, string]>([
  [{}, 'all'],
  [{ status: 'attention' }, 'attention'],
  [{ person: 'Priya Nair' }, 'person:Priya Nair'],
  [{ computer: 'computer:A&B=C' }, 'computer:A&B=C'],
  [{ role: 'admin' }, 'role=admin'],
  [{ actor: 'you' }, 'actor=you'],
  [{ status: 'attention', person: 'A & B = C' }, 'status=attention&person=A+%26+B+%3D+C'],
])('%j is kept, and read again', (filter, word) => {
  const kept = write({ ...read(memory('')), filter, viewChosen: true });
  expect(kept.view).toBe(word);
  expect(read(kept)).toMatchObject({ filter, viewChosen: true });
});

test('order, lists of books and tokens come back as they were', () => {
  const memory = { sort: 'checked', down: true, view: 'person:Tom Becker', role: '', books };
  expect(write(read(memory))).toEqual(memory);
});

test('words nobody knows mean the defaults, and those are kept as nothing', () => {
  const strange = { sort: 'toString', down: true, view: 'person:', role: 'boss', books };
  expect(read(strange)).toEqual({
    sort: { key: 'urgency', down: false },
    filter: {},
    viewChosen: false,
    books,
  });
  expect(write(read(strange))).toEqual({ sort: '', down: false, view: '', role: '', books });
});

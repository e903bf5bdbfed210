import { describe, expect, test } from 'vitest';
import {
  findChoices,
  findRows,
  group,
  plain,
  rank,
  step,
  type Choice,
} from '../../src/features/palette/palette';
import { row, sampleRows } from '../fake/rows';

function of(name: string, more = {}): ReturnType<typeof row> {
  return row(name, 'connected', 'checkNow', null, { number: null, ...more });
}

function names(query: string, all: ReturnType<typeof row>[], most = 7): string[] {
  return findRows(all, plain(query), most).rows.map((it) => it.name);
}

describe('ranking', () => {
  test('the beginning comes before a word within, that before the middle of a word', () => {
    const all = [of('Newbaker Ltd'), of('The Bakery'), of('Bakers Row')];
    expect(names('bake', all)).toEqual(['Bakers Row', 'The Bakery', 'Newbaker Ltd']);
  });

  test('accents, case and needless spaces do not count', () => {
    expect(names('  CAFE  del ', [of('Café del Mar')])).toEqual(['Café del Mar']);
    expect(names('café', [of('Harbour Cafe')])).toEqual(['Harbour Cafe']);
  });

  test('words may come in any order', () => {
    expect(names('wren dau', [of('Wren & Daughters')])).toEqual(['Wren & Daughters']);
    expect(names('dau wren', [of('Wren & Daughters')])).toEqual(['Wren & Daughters']);
  });

  test('equals are ordered by name, archived ones last', () => {
    const gone = row('Baker A', 'archived', 'resume', null);
    expect(names('baker', [of('Baker 10'), gone, of('Baker 9')])).toEqual([
      'Baker 9',
      'Baker 10',
      'Baker A',
    ]);
    expect(findRows([of('Baker 9'), gone], 'baker', 7).total).toBe(1);
  });

  test('a client is found by number, e-mail and computer too', () => {
    const all = [of('Acme', { number: '1047', computer: 'FRONT-DESK', email: 'a@acme.example' })];
    for (const query of ['1047', 'front', 'acme.example'])
      expect(names(query, all)).toEqual(['Acme']);
    expect(names('1048', all)).toEqual([]);
  });

  test('the whole number comes before a name that holds it', () => {
    const all = [of('Studio 1047'), of('Acme', { number: '1047' })];
    expect(names('1047', all)).toEqual(['Acme', 'Studio 1047']);
  });

  test('another name of a thing counts less than its own', () => {
    const choice = { text: 'Theme: dark', also: 'colour appearance' };
    expect(rank(choice, 'theme')).toBe(3);
    expect(rank(choice, 'dark')).toBe(2);
    expect(rank(choice, 'colour')).toBe(1);
    expect(rank(choice, 'zoom')).toBe(0);
  });
});

describe('sections', () => {
  const all: Choice[] = [
    { id: 'a', section: 'settings', text: 'Dark' },
    { id: 'b', section: 'actions', text: 'Check in the dark' },
    { id: 'c', section: 'actions', text: 'Reconnect' },
    { id: 'd', section: 'places', text: 'Archived' },
  ];

  function shown(query: string): string[][] {
    return group(findChoices(all, query)).map((it) => it.choices.map((each) => each.id));
  }

  test('without a query they stand in the order of the design', () => {
    expect(shown('')).toEqual([['b', 'c'], ['d'], ['a']]);
  });

  test('the one with the best match comes first', () => {
    expect(shown('dark')).toEqual([['a'], ['b']]);
    expect(shown('zzz')).toEqual([]);
  });
});

test('2,000 clients: only the best are shown, all are counted, at once', () => {
  const sample = sampleRows();
  const many = Array.from({ length: 2000 }, (_, index) => {
    const it = sample[index % sample.length] as ReturnType<typeof row>;
    return { ...it, id: String(index), name: `${it.name} ${index}` };
  });
  findRows(many, 'a', 7);
  const since = performance.now();
  const found = findRows(many, 'e', 7);
  expect(performance.now() - since).toBeLessThan(100);
  expect(found.rows).toHaveLength(7);
  expect(found.total).toBeGreaterThan(1000);
});

test('the arrows join the ends', () => {
  expect(step('ArrowDown', 2, 3)).toBe(0);
  expect(step('ArrowUp', 0, 3)).toBe(2);
  expect(step('Home', 2, 3)).toBe(0);
  expect(step('End', 0, 3)).toBe(2);
  expect(step('PageDown', 0, 3)).toBe(2);
  expect(step('ArrowDown', 0, 0)).toBeNull();
  expect(step('x', 0, 3)).toBeNull();
});

/** What Conductor names in code is read by accountants in words: every choice, field and report of the catalogue. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inWords } from '../../src/features/books/catalogue';
import { sectionsOf } from '../../src/features/books/sections';
import type { Filter } from '../../src/features/books/types';
import * as main from '../../src/words';
import { fieldName, idleMinutes, lists } from '../../src/features/books/words';
import { rights } from '../../src/features/firm/words/firm';
import { choice, holdsChoice, reportName } from '../../src/features/books/words-choices';
import { catalogue } from '../fake/catalogue';

const known = inWords(catalogue);
const filters: Filter[] = [
  ...known.resources.flatMap((it) => it.filters),
  ...known.reports.flatMap((it) => it.parameters),
];

/** Every field of a record that holds a choice, with its choices, out of Conductor's published description. */
function choicesOfFields(): [string, string[]][] {
  const file = '../src-tauri/crates/practice/src/conductor/books/resources.txt';
  const lines = readFileSync(file, 'utf8').split('\n');
  const rest = (letter: string): string[][] =>
    lines.filter((it) => it.startsWith(`${letter} `)).map((it) => it.slice(2).split(' '));
  const choices = rest('C');
  return rest('S').flatMap((fields) =>
    fields.flatMap((field): [string, string[]][] => {
      const found = /^(.+):e(\d+)\??$/.exec(field);
      return found ? [[found[1] ?? '', choices[Number(found[2])] ?? []]] : [];
    }),
  );
}

/** No sign of code, and the beginning of a sentence. Digits are of forms, cards and numbers that are so called. */
function expectWords(text: string, of: string): void {
  expect(text, of).toMatch(/^[A-Z\d]/);
  expect(text.replaceAll('QuickBooks', ''), of).not.toMatch(/_|[a-z][A-Z]|\d[a-z]|[a-z]\d/);
  expect(text, of).not.toMatch(/\b(?:ap|ar|uf|cogs|ssn|qbd|vs(?!\.)|non(?!-))\b/i);
}

describe('choices', () => {
  test('of every filter', () => {
    expect(filters.length).toBeGreaterThan(500);
    for (const filter of filters) {
      const name =
        filter.name === 'reportType' ? reportName : (it: string) => choice(it, filter.name);
      const said = filter.choices.map(name);
      said.forEach((it) => expectWords(it, `${filter.name}: ${it}`));
      expect(new Set(said).size, filter.name).toBe(said.length);
      if (filter.kind === 'choice' && filter.default !== null) {
        const usual = name(filter.default);
        expectWords(usual, filter.name);
        expect(['None', 'Either', 'All'], `${filter.name}: all of what?`).not.toContain(usual);
      }
    }
  });

  test('of every field of a record', () => {
    const all = choicesOfFields();
    expect(all.length).toBeGreaterThan(60);
    for (const [field, values] of all) {
      if (['basis', 'category', 'reportType'].includes(field)) continue;
      expect(holdsChoice(field), field).toBe(true);
      for (const value of values) expectWords(choice(value, field), `${field}: ${value}`);
    }
  });

  test('are distinguished from what a person wrote', () => {
    const names = new Set(choicesOfFields().map(([name]) => name.split('.').at(-1)));
    for (const resource of known.resources) {
      for (const field of [...resource.fields, ...resource.lines.flatMap((it) => it.fields)]) {
        if (field.kind !== 'choice' || field.name.endsWith('objectType')) continue;
        expect(names, `${resource.path}: ${field.name}`).toContain(field.name.split('.').at(-1));
      }
    }
  });

  test('are in words in a record', () => {
    const company = known.resources.find((it) => it.path === 'company');
    if (!company) throw new Error('company');
    const { groups } = sectionsOf(company, { taxForm: 'form_1120s', objectType: 'qbd_company' });
    const said = groups.flatMap((it) => it.items.map((item) => item.text));
    expect(said).toEqual(['Form 1120-S', 'Company']);
  });
});

describe('what is read, and what becomes of it', () => {
  const file = (name: string): string => readFileSync(`../${name}`, 'utf8').replace(/\s+/g, ' ');
  /** Of a document the part that is about Books. */
  const part = (name: string, from: string): string => {
    const text = file(name);
    expect(text, name).toContain(from);
    return text.slice(text.indexOf(from)).slice(0, 500);
  };
  const places: [string, string][] = [
    ['the sheet that connects', main.desktop.reads],
    ['Privacy', main.privacy.neverText.join(' ')],
    ['the screen Books', lists.chooseText],
    ['README', part('README.md', '* **Books**:')],
    ['CHANGELOG', part('CHANGELOG.md', '### Books')],
  ];

  test.each(places)(
    '%s says that it is read when asked, never changed and never kept',
    (_, text) => {
      expect(text).toMatch(
        /when somebody opens Books|asks for in Books|when you choose Get|only what you ask for|reads when you ask/,
      );
      expect(text).toMatch(
        /never changed|Nothing is written to the books|never writes|changes nothing/,
      );
      expect(text).toMatch(/never kept|gone when Books closes|keeps? nothing/);
    },
  );

  test('lists, transactions and reports are named wherever it is agreed to', () => {
    for (const text of [main.desktop.reads, JSON.stringify(rights.readBooks)]) {
      expect(text).toMatch(/lists/i);
      expect(text).toMatch(/transactions/i);
      expect(text).toMatch(/reports/i);
    }
    expect(JSON.stringify(rights.readBooks)).toContain('Nothing is kept');
  });

  test('the time after which it is gone is the same everywhere', () => {
    const minutes = `${idleMinutes} minutes`;
    for (const text of [
      lists.chooseText,
      main.privacy.neverText.join(' '),
      part('docs/security.md', '**Books** are in memory only'),
    ]) {
      expect(text).toContain(minutes);
    }
  });
});

test('fields and filters have names in words', () => {
  const names = [
    ...filters.map((it) => it.name),
    ...known.resources.flatMap((it) => [
      ...it.fields.map((field) => field.name),
      ...it.lines.flatMap((lines) => lines.fields.map((field) => field.name)),
    ]),
  ];
  for (const name of new Set(names)) {
    const said = fieldName(name);
    expect(said, name).toMatch(/^[A-Z\d]/);
    expect(said, name).not.toMatch(/_|[a-z][A-Z]|[a-z]\d|^Is |^Are |\b(?:fifo|avs|us|cogs)\b/);
  }
  for (const resource of known.resources) {
    const said = resource.fields.map((it) => fieldName(it.name, true));
    const twice = said.filter((it, at) => said.indexOf(it) !== at);
    expect(twice, resource.path).toEqual([]);
  }
});

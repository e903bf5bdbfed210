/** From cells to clients: columns, rows, counts and answers. */
import { describe, expect, test } from 'vitest';
import { noAnswers } from '../../src/features/import/answers';
import { findHeading, mapColumns } from '../../src/features/import/headings';
import {
  firstLook,
  formsOf,
  guessColumns,
  needsBooks,
  preview,
  tableOf,
  tallied,
  unknownProducts,
} from '../../src/features/import/preview';
import { isAddress, readBooks, readPlace } from '../../src/features/import/values';
import type { ClientRow } from '../../src/ipc/types';
import * as words from '../../src/words';
import { row, sampleRows } from '../fake/rows';
import { defaults, tableFrom, look, verdicts } from './importing-lists';

describe('columns', () => {
  test.each([
    [
      ['Name', 'No', 'Email', 'Product', 'Where', 'PC'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['Client ID', 'Client Name', 'Client e-mail', 'QuickBooks'],
      [1, 0, 2, 3, null, null],
    ],
    [
      ['Customer', 'Customer No.', 'E-Mail address', 'QuickBooks version'],
      [0, 1, 2, 3, null, null],
    ],
    [
      ['Company', 'ID', 'Computer name'],
      [0, 1, null, null, null, 2],
    ],
    [
      ['Kundenname', 'Telefon'],
      [0, null, null, null, null, null],
    ],
    [
      ['Phone', 'Fax'],
      [null, null, null, null, null, null],
    ],
  ])('%j', (header, [name, number, email, books, place, computer]) => {
    expect(mapColumns(header)).toMatchObject({ name, number, email, books, place, computer });
  });

  test('our own export is understood', () => {
    const mapping = mapColumns(Object.values(words.exporting.header));
    const own = Object.keys(words.exporting.header);
    expect(mapping).toEqual({
      name: 0,
      first: null,
      last: null,
      number: 1,
      email: 2,
      books: 3,
      place: 4,
      computer: 5,
      sourceId: own.indexOf('sourceId'),
    });
  });
});

describe('words in cells', () => {
  test.each([
    ['QuickBooks Online', 'online'],
    ['ONLINE', 'online'],
    ['QBO', 'online'],
    ['Online Advanced', 'online'],
    ['Desktop', 'desktop'],
    ['QuickBooks Desktop Premier 2024', 'desktop'],
    ['Enterprise', 'desktop'],
    ['QBD', 'desktop'],
    ['Xero', null],
    ['', null],
  ])('product %s', (text, books) => {
    expect(readBooks(text)).toBe(books);
  });

  test.each([
    ...Object.entries(words.places).map(([place, text]) => [text, place]),
    ['hosted', 'hosted'],
    ["client's office", 'clientOffice'],
    ['our office', 'otherComputer'],
    ['here', 'thisComputer'],
    ['the moon', null],
  ] as [string, string | null][])('place %s', (text, place) => {
    expect(readPlace(text)).toBe(place);
  });
});

describe('rows', () => {
  test('new, changed, the same', () => {
    const rows = [
      row('Acme', 'never', 'connect', null, { number: '7', email: 'a@acme.example' }),
      row('Birch', 'never', 'connect', null, { number: null }),
    ];
    const lines = look('Name;No;Email\nAcme Ltd;7;\nBirch;8;\nCedar;9;\nAcme;;', rows);
    expect(verdicts(lines)).toEqual(['change', 'change', 'new', 'out']);
    expect(lines[0]?.form).toMatchObject({ name: 'Acme Ltd', email: 'a@acme.example' });
    expect(lines[3]?.problem).toBe(words.imports.problem.sameClient('Acme', 2));
    expect(verdicts(look('Name;No\nAcme;7', rows))).toEqual(['same']);
  });

  test("the firm's id finds a client under another name, and stands in a list once", () => {
    const rows = [row('Acme', 'never', 'connect', null, { number: '7', sourceId: 'f-1' })];
    const lines = look('Name;Counterfoil ID\nAcme & Sons;f-1\nBirch;f-2\nCedar;f-2', rows);
    expect(verdicts(lines)).toEqual(['change', 'new', 'out']);
    expect(lines[0]?.form).toMatchObject({ name: 'Acme & Sons', number: '7', sourceId: 'f-1' });
    expect(lines[2]?.problem).toBe(words.imports.problem.sameId(3));
    expect(verdicts(look('Name;Counterfoil ID\nAcme;f-9', rows))).toEqual(['change']);
  });

  test('two numbers tell two clients of one name apart', () => {
    const rows = [row('Acme', 'never', 'connect', null, { number: '7' })];
    expect(verdicts(look('Name;No\nAcme;8', rows))).toEqual(['new']);
    expect(verdicts(look('Name;No\nBirch;1\nBirch;2'))).toEqual(['new', 'new']);
  });

  test('each problem has its words and the row as the spreadsheet counts it', () => {
    const lines = look(
      [
        'Name;No;Email;Product;Where',
        ';1;;Online;',
        'Acme;2;acme.example;Online;',
        'Birch;3;;Xero;',
        'Cedar;4;;Desktop;the moon',
        'Dogwood;5;;Online;',
        'Elm;5;;Online;',
        'Dogwood;;;Online;',
      ].join('\n'),
    );
    const it = words.imports.problem;
    expect(lines.map((line) => [line.line, line.problem])).toEqual([
      [2, it.noName],
      [3, it.email],
      [4, it.books('Xero')],
      [5, it.place('the moon')],
      [6, null],
      [7, it.sameNumber(6)],
      [8, it.sameName(6)],
    ]);
    expect(tallied(lines)).toEqual({ new: 1, change: 0, same: 0, ask: 0, out: 6 });
    expect(formsOf(lines).map((form) => form.name)).toEqual(['Dogwood']);
  });

  test.each([
    ['sam@client.example', true],
    ["sam.o'neil+books@client-office.example", true],
    ['müller@bücher.example', true],
    ['nobody', false],
    ['sam@client.example?bcc=thief@evil.example&x=', false],
    ['sam@client.example,thief@evil.example', false],
    ['Sam <sam@client.example>', false],
    ['sam..b@client.example', false],
    ['sam@-client.example', false],
  ])('%s as one e-mail address', (text, is) => {
    expect(isAddress(text)).toBe(is);
  });

  test('an odd address that is here already keeps nobody out', () => {
    const rows = [row('Acme', 'never', 'connect', null, { number: '7', email: 'a@b, c@d' })];
    expect(verdicts(look('Name;No;Email\nAcme Ltd;7;a@b, c@d', rows))).toEqual(['change']);
    expect(verdicts(look('Name;No;Email\nAcme Ltd;7;a at b', rows))).toEqual(['out']);
  });

  test('a row left out does not stand in the way of a good one', () => {
    expect(verdicts(look('Name;No;Email\nAcme;1;nobody\nAcme;1;a@acme.example'))).toEqual([
      'out',
      'new',
    ]);
  });

  test('empty rows are skipped, and rows keep their count', () => {
    expect(look('Name;No\n;\nAcme;1').map((line) => line.line)).toEqual([3]);
  });

  test('without a product the choice counts for new clients, and what is known for the others', () => {
    const rows = [
      row('Acme', 'connected', 'checkNow', null, {
        books: 'desktop',
        place: 'hosted',
        computer: 'HOST',
        number: null,
      }),
    ];
    const lines = look('Name;No\nAcme;3\nBirch;4', rows, {
      books: 'desktop',
      place: 'clientOffice',
    });
    expect(lines[0]?.form).toMatchObject({ books: 'desktop', place: 'hosted', computer: 'HOST' });
    expect(lines[1]?.form).toMatchObject({ books: 'desktop', place: 'clientOffice', computer: '' });
    const header = ['Name', 'No'];
    const known = tableFrom(header, [['Acme', '3']]);
    expect(needsBooks(known, mapColumns(header), rows)).toBe(false);
    const other = tableFrom(header, [['Birch', '4']]);
    expect(needsBooks(other, mapColumns(header), rows)).toBe(true);
  });

  test('the product of a connected client cannot change', () => {
    const sue = sampleRows()[0] as ClientRow;
    const [line] = look(`Name;Product\n${sue.name};Desktop`, [sue]);
    expect(line?.problem).toBe(words.imports.problem.product(sue.name, 'QuickBooks Online'));
  });

  test('a cell the app would refuse the whole list for is left out', () => {
    const header = ['Name'];
    const rows = [['x'.repeat(201)], ['two\nlines'], ['x'.repeat(200)]];
    const lines = preview(tableFrom(header, rows), mapColumns(header), defaults, []);
    expect(verdicts(lines)).toEqual(['out', 'out', 'new']);
  });

  test('problems are looked at first', () => {
    const lines = look('Name;Email\nAcme;\nBirch;nobody\nCedar;');
    expect(firstLook(lines, 2).map((line) => line.form.name)).toEqual(['Birch', 'Acme']);
  });
});

test('the counts are given in words', () => {
  expect(words.importCounts({ new: 120, change: 6, same: 0, ask: 1, out: 2 })).toBe(
    '129 clients: 120 new, 6 change, 1 to be answered, 2 skipped.',
  );
  expect(words.importCounts({ new: 0, change: 1, same: 0, ask: 0, out: 0 })).toBe(
    '1 client: 1 changes.',
  );
});

describe('answers', () => {
  test('a product that is neither is asked once for all its rows', () => {
    const text = 'Name;Product\nAcme;Xero\nBirch;Xero\nCedar;Sage\nDogwood;QBO';
    const [header = [], ...rows] = text.split('\n').map((it) => it.split(';'));
    const table = tableFrom(header, rows);
    expect(unknownProducts(table, guessColumns(table))).toEqual([
      ['Xero', 2],
      ['Sage', 1],
    ]);
    expect(verdicts(look(text))).toEqual(['out', 'out', 'out', 'new']);
    const products = new Map([['Xero', 'desktop' as const]]);
    expect(verdicts(look(text, [], defaults, { ...noAnswers, products }))).toEqual([
      'new',
      'new',
      'out',
      'new',
    ]);
  });

  test('rows are left out and taken by hand', () => {
    const text = 'Name;No\nAcme;1\nTotal;1';
    expect(verdicts(look(text))).toEqual(['new', 'out']);
    expect(look(text)[1]).toMatchObject({
      doubtful: true,
      problem: words.imports.problem.noClient,
    });
    const answers = { ...noAnswers, left: new Set([2]), taken: new Set([3]) };
    expect(verdicts(look(text, [], defaults, answers))).toEqual(['out', 'new']);
    const others = { ...noAnswers, taken: new Set([3]) };
    expect(look('Name;No\nAcme;1\nTotal Fitness;2', [], defaults, others).at(1)?.verdict).toBe(
      'new',
    );
  });

  test('a number that a spreadsheet shortened is not taken', () => {
    const [line] = look('Name;No\nAcme;1.01E+02');
    expect(line).toMatchObject({
      verdict: 'out',
      problem: words.imports.problem.shortened('1.01E+02'),
    });
  });

  test('a name that is a failed formula is not taken', () => {
    expect(look('Name;No\n#REF!;1')[0]?.problem).toBe(words.imports.problem.failed);
  });

  test('what follows the first address is said', () => {
    const [line] = look('Name;Email\nAcme;a@b.example, c@d.example');
    expect(line?.note).toBe(words.imports.otherAddresses(['c@d.example']));
  });
});

test('10,000 rows are looked at in under a second', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({
    row: at + 1,
    cells: [`Client ${at} Ltd`, String(at), `c${at}@client.example`, 'QuickBooks Online Plus'],
  }));
  const lines = [{ row: 0, cells: ['Client', 'Number', 'E-mail', 'QuickBooks'] }, ...rows];
  const begun = performance.now();
  const table = tableOf(lines, findHeading(lines));
  expect(preview(table, guessColumns(table), defaults, sampleRows())).toHaveLength(10_000);
  expect(performance.now() - begun).toBeLessThan(1000);
});

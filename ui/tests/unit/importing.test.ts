import { describe, expect, test } from 'vitest';
import {
  decode,
  firstLook,
  formsOf,
  isAddress,
  mapColumns,
  needsBooks,
  preview,
  readBooks,
  readPlace,
  tallied,
  type Line,
} from '../../src/importing';
import type { ClientRow } from '../../src/ipc/types';
import * as words from '../../src/words';
import { row, sampleRows } from '../fake/rows';

const defaults = { books: 'online', place: 'otherComputer' } as const;

function look(
  text: string,
  rows: ClientRow[] = [],
  how = defaults as Parameters<typeof preview>[2],
): Line[] {
  const [header = [], ...lines] = text.split('\n').map((line) => line.split(';'));
  return preview({ header, rows: lines }, mapColumns(header), how, rows);
}

function verdicts(lines: Line[]): string[] {
  return lines.map((line) => line.verdict);
}

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
    expect(tallied(lines)).toEqual({ new: 1, change: 0, same: 0, out: 6 });
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
    expect(verdicts(look('Name;No;Email\nAcme Ltd;7;a@b, e@f', rows))).toEqual(['out']);
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
    const known = { header, rows: [['Acme', '3']] };
    expect(needsBooks(known, mapColumns(header), rows)).toBe(false);
    expect(needsBooks({ header, rows: [['Birch', '4']] }, mapColumns(header), rows)).toBe(true);
  });

  test('the product of a connected client cannot change', () => {
    const sue = sampleRows()[0] as ClientRow;
    const [line] = look(`Name;Product\n${sue.name};Desktop`, [sue]);
    expect(line?.problem).toBe(words.imports.problem.product(sue.name, 'QuickBooks Online'));
  });

  test('a cell the app would refuse the whole list for is left out', () => {
    const header = ['Name'];
    const rows = [['x'.repeat(201)], ['two\nlines'], ['x'.repeat(200)]];
    const lines = preview({ header, rows }, mapColumns(header), defaults, []);
    expect(verdicts(lines)).toEqual(['out', 'out', 'new']);
  });

  test('problems are looked at first', () => {
    const lines = look('Name;Email\nAcme;\nBirch;nobody\nCedar;');
    expect(firstLook(lines, 2).map((line) => line.form.name)).toEqual(['Birch', 'Acme']);
  });
});

test('the counts are told in words', () => {
  expect(words.importCounts({ new: 120, change: 6, same: 0, out: 2 })).toBe(
    '128 clients: 120 new, 6 change, 2 have a problem and are left out.',
  );
  expect(words.importCounts({ new: 0, change: 1, same: 0, out: 0 })).toBe('1 client: 1 changes.');
});

test.each([
  ['UTF-8', [0x43, 0x61, 0x66, 0xc3, 0xa9]],
  ['Windows-1252', [0x43, 0x61, 0x66, 0xe9]],
  ['UTF-16', [0xff, 0xfe, 0x43, 0, 0x61, 0, 0x66, 0, 0xe9, 0]],
])('%s is read', (_name, bytes) => {
  expect(decode(new Uint8Array(bytes))).toBe('Café');
});

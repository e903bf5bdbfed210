import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { normalForm } from '../../src/lib/format';
import { noAnswers, type Answers } from '../../src/features/import/answers';
import {
  columnLetters,
  findHeading,
  mapColumns,
  type Mapping,
} from '../../src/features/import/headings';
import {
  firstLook,
  formsOf,
  guessColumns,
  needsBooks,
  preview,
  tableOf,
  tallied,
  unknownProducts,
  widthOf,
  type Line,
  type Table,
} from '../../src/features/import/preview';
import {
  clean,
  isAddress,
  isIdOrNumberOfSomethingElse,
  isNoClient,
  isTelephone,
  numberOf,
  readAddresses,
  readBooks,
  readPlace,
  valueOf,
} from '../../src/features/import/values';
import type { ClientRow, ListView } from '../../src/ipc/types';
import * as words from '../../src/words';
import { row, sampleRows } from '../fake/rows';

const defaults = { books: 'online', place: 'otherComputer' } as const;

function tableFrom(header: string[], rows: string[][]): Table {
  return {
    header,
    headerRow: 1,
    rows: rows.map((cells, at) => ({ row: at + 2, cells })),
  };
}

function look(
  text: string,
  rows: ClientRow[] = [],
  how = defaults as Parameters<typeof preview>[2],
  answers: Answers = noAnswers,
): Line[] {
  const [header = [], ...lines] = text.split('\n').map((line) => line.split(';'));
  const table = tableFrom(header, lines);
  return preview(table, guessColumns(table), how, rows, answers);
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

test('the counts are told in words', () => {
  expect(words.importCounts({ new: 120, change: 6, same: 0, ask: 1, out: 2 })).toBe(
    '129 clients: 120 new, 6 change, 1 to be answered, 2 skipped.',
  );
  expect(words.importCounts({ new: 0, change: 1, same: 0, ask: 0, out: 0 })).toBe(
    '1 client: 1 changes.',
  );
});

/** The files people really have, as the app reads them (`spreadsheet`'s own test keeps this record true). */
const folder = new URL('../../../tests/fixtures/lists/', import.meta.url);
const strangers = JSON.parse(
  readFileSync(fileURLToPath(new URL('read.json', folder)), 'utf8'),
) as Record<string, ListView | { error: string }>;

function opened(name: string): { table: Table; mapping: Mapping; lines: Line[] } {
  const list = strangers[name];
  if (!list || 'error' in list) throw new Error(`${name} was not read`);
  const table = tableOf(list.lines, findHeading(list.lines));
  const mapping = guessColumns(table);
  return { table, mapping, lines: preview(table, mapping, defaults, []) };
}

describe('lists of strangers', () => {
  const brief = ({ line, verdict, form: { name, number, email } }: Line): string =>
    [line, verdict, name, number, email].join('|');
  const alder = 'new|Alder Roofing|101|office@alder.example';
  const birch = 'new|Birch Dental|102|front@birch.example';

  test.each([
    ['sep-line.csv', [`3|${alder}`, `4|${birch}`]],
    ['report-title-unpadded.csv', [`5|${alder}`, `6|${birch}`]],
    [
      'formula-text.csv',
      [
        '2|new|Alder Roofing|00101|office@alder.example',
        '3|new|Birch Dental|00102|front@birch.example',
      ],
    ],
    ['duplicate-headers.csv', ['2|new|Alder Roofing||office@alder.example']],
    [
      'firstname-lastname.csv',
      ['2|new|Alder Roofing||office@alder.example', '3|new|Ole Tam||ole@tam.example'],
    ],
    ['group-rows.csv', ['2|out|A-F||', `3|${alder}`, '4|out|Total|2|']],
    ['macroman.csv', ['2|new|Café Nørre|101|office@cafe.example']],
    ['win1252-semicolon.csv', ['2|new|Café Nørre – Süd|101|office@cafe.example']],
    ['win1250.csv', ['2|new|Łódź Księgowa|101|office@lodz.example']],
    ['utf16le-bom-tab.txt', ['2|new|Café Nørre|101|office@cafe.example']],
    [
      'many-emails.csv',
      [
        `2|${alder}`,
        `3|${birch}`,
        '4|new|Cedar Foods|103|ana@cedar.example',
        '5|new|Dogwood|104|x@dogwood.example',
        '6|new|Elm|105|x@elm.example',
      ],
    ],
    ['nbsp-nfd.csv', ['2|new|Alder Roofing||', '3|new|Café Nord||']],
    ['newlines-and-blanks.csv', [`2|${alder}`, '5|out|Birch Dental|102|nobody']],
    ['one-column.csv', ['2|new|Vey, Mona||', '3|new|Tam, Ole||', '4|new|Alder Roofing, Inc.||']],
    [
      'phone-number.csv',
      [
        '2|new|Alder Roofing||office@alder.example',
        '3|new|Birch Dental||front@birch.example',
        '4|new|Birch Dental Holding||front@birch.example',
      ],
    ],
    [
      'qbo-contact-list.csv',
      [
        '5|new|Alder Roofing||office@alder.example',
        '6|new|Birch Dental||front@birch.example',
        '7|new|Cedar Foods||',
        '11|out|Monday, November 30, 2026 08:46 AM GMT-05:00||',
      ],
    ],
    ['qboa-client-list.csv', ['2|new|Alder Roofing|101|', '3|new|Birch Dental|102|']],
    [
      'template-type-first.csv',
      [
        '2|new|Alder Roofing LLC|A-1|office@alder.example',
        '3|new|Birch Dental PC|B-7|front@birch.example',
      ],
    ],
    ['unquoted-commas.csv', ['2|out|Alder Roofing|Inc.|101', `3|${birch}`]],
    [
      'clients.xlsx',
      [
        '4|new|Alder Roofing|00101|office@alder.example',
        '5|new|Café Nørre|102|office@cafe.example',
      ],
    ],
  ])('%s', (name, expected) => {
    expect(opened(name).lines.map(brief)).toEqual(expected);
  });

  test('products', () => {
    const { lines } = opened('products.csv');
    expect(lines.map(({ form, verdict }) => [form.name, form.books, verdict])).toEqual(
      [
        ['C0', 'desktop'],
        ['C1', 'desktop'],
        ['C2', 'desktop'],
        ['C3', 'desktop'],
        ['C4', 'desktop'],
        ['C5', 'desktop'],
        ['C6', 'online'],
        ['C7', 'online'],
        ['C8', 'online'],
        ['C9', 'online'],
        ['C10', 'desktop'],
        ['C11', 'desktop'],
        ['C12', 'desktop'],
        ['C13', 'online'],
        ['C14', 'desktop'],
        // "Desktop, moving to Online in Q1" without quotation marks: half of it would be lost.
        ['C15', 'desktop', 'out'],
      ].map(([name, books, verdict = 'new']) => [name, books, verdict]),
    );
  });

  test('zeros that a spreadsheet took are asked about, and both answers hold', () => {
    const here = [row('Alder Roofing', 'never', 'connect', null, { number: '00101' })];
    const { table, mapping } = opened('zeros-2.csv');
    const said = (answers: Answers): string[] =>
      preview(table, mapping, defaults, here, answers).map(brief);
    expect(said(noAnswers)).toEqual(['2|ask|Alder Roofing|101|']);
    expect(said({ ...noAnswers, same: new Map([[2, true]]) })).toEqual([
      '2|same|Alder Roofing|00101|',
    ]);
    expect(said({ ...noAnswers, same: new Map([[2, false]]) })).toEqual([
      '2|new|Alder Roofing|101|',
    ]);
    expect(formsOf(preview(table, mapping, defaults, here))).toEqual([]);
  });

  test('what is damaged is refused with what to do', () => {
    for (const name of ['workbook-renamed.csv', 'old-xls-renamed.csv']) {
      expect(strangers[name]).toMatchObject({ error: expect.stringContaining('save it again as') });
    }
  });
});

describe('headings', () => {
  const lines = (text: string): ListView['lines'] =>
    text.split('\n').map((it, at) => ({ row: at + 1, cells: it.split(';') }));

  test.each([
    ['Client list\nAs of 30 Nov 2026\n\nClient;Number\nAcme;1', 3],
    // A word that is a heading and a firm's own title at once is the heading of what is below it.
    ['Clients\nAcme\nBirch', 0],
    ['Clients;;\nName;E-mail;Phone\nAcme;a@acme.example;1', 1],
    ['Kunde;Ort\nAcme;Bonn\nBirch;Köln', 0],
    ['Acme;7;a@acme.example\nBirch;8;b@birch.example', null],
    ['Client', 0],
  ])('%j', (text, expected) => {
    expect(findHeading(lines(text))).toBe(expected);
  });

  /** Each program's own headings, and what is to become of them: name, number, e-mail. */
  test.each([
    ['QuickBooks Online Accountant', 'Company ID;Display name;Client number;Email', [1, 2, 3]],
    ['QuickBooks contact list', 'Customer full name;Phone numbers;Email;Full name', [0, null, 2]],
    ['Karbon', 'Contact Type;Client Owner;Name;Email Address;Phone', [2, null, 3]],
    ['TaxDome', 'Account name;Account type;Phone number;Email;Tags', [0, null, 3]],
    ['Canopy', 'Client Type *;Client Name*;External ID;Business Email', [1, 2, 3]],
    ['Financial Cents', 'Client Name;Client Status;Client Email;Tax ID', [0, null, 2]],
    ['Xero', '*ContactName;AccountNumber;EmailAddress;BankAccountNumber', [0, 1, 2]],
    ['Double', 'Client name;Client owner;Contact email;QuickBooks', [0, null, 2]],
    ['Dext', 'Business Name;Code;Owner Email;Email', [0, 1, 3]],
    ['by hand', 'E-mail opt out;Customer;No.;E-mail', [1, 2, 3]],
  ])('of %s', (_program, text, expected) => {
    const { name, number, email } = mapColumns(text.split(';'));
    expect([name, number, email]).toEqual(expected);
  });

  test('values that cannot be what the heading says keep the column out', () => {
    const header = ['Client', 'Number', 'Email'];
    const columns = (rows: string[][]): (number | null)[] => {
      const { name, number, email } = mapColumns(header, rows);
      return [name, number, email];
    };
    expect(columns([['Acme', '101', 'a@acme.example']])).toEqual([0, 1, 2]);
    expect(columns([['9341450000000017', '(555) 010-4411', 'yes']])).toEqual([null, null, null]);
    expect(columns([['Acme', '12-3456789', '']])).toEqual([0, null, 2]);
    expect(columns([['Acme', '123-45-6789', '']])).toEqual([0, null, 2]);
    expect(columns([['Acme', '2024-0001', '']])).toEqual([0, 1, 2]);
  });

  /** Headings of other programs and of people: which become name, first name, last name, number, e-mail, QuickBooks. */
  test.each([
    [
      'Customer;Company;Mr./Ms./...;First Name;M.I.;Last Name;Main Phone;Main Email;Account No.',
      [0, 3, 5, 8, 7],
    ],
    ['Client Number;Client Name (Last, First);SSN/EIN;Email', [1, null, null, 0, 3]],
    ['Client ID;Entity Type;Client Name;Federal ID', [2, null, null, 0, null]],
    [
      'Taxpayer Last Name;Taxpayer First Name;Spouse First Name;Taxpayer Email',
      [null, 1, 0, null, 3],
    ],
    ['First Name;Last Name;Organization Name;E-mail 1 - Value', [2, 0, 1, null, 3]],
    ['Last;First;Email', [null, 1, 0, null, 2]],
    ['Record ID;Company name;Company owner;Phone number', [1, null, null, null, null]],
    ['Name of client;No. of client;Number of employees', [0, null, null, 1, null]],
    ['Number of employees;Client', [1, null, null, null, null]],
    ['Company Number;Company;Registered email', [1, null, null, null, 2]],
    ['Payroll Number;Client;Task Number', [1, null, null, null, null]],
    ['Registration No;Business;Mail', [1, null, null, null, 2]],
    ['QuickBooks Company File;Client;QuickBooks Version', [1, null, null, null, null, 2]],
    ['QuickBooks Company Name;QuickBooks Online Company ID', [0, null, null, null, null]],
    ['Client;Emails sent;Send email;Email verified', [0, null, null, null, null]],
    ['DBA;Legal Business Name;FEIN', [1, null, null, null, null]],
    ['Companies House No;UTR;Client / Trading name;Client Ref.', [2, null, null, 3, null]],
    ['Contact ID;Sort Code;Contact', [2, null, null, null, null]],
    ['# Client;Client name*;* E-mail *', [1, null, null, 0, 2]],
    ['Relationship Number;Relationship Name', [1, null, null, 0, null]],
    ['Kunde;Kundennummer;E-Mail', [0, null, null, 1, 2]],
    ['Nom du client;Numéro client;Courriel', [0, null, null, 1, 2]],
  ])('%s', (text, expected) => {
    const { name, first, last, number, email, books } = mapColumns(text.split(';'));
    const all = [name, first, last, number, email, books];
    expect(all.slice(0, expected.length)).toEqual(expected);
  });

  test.each([
    ['Firm name:;Lindqvist\nRun date:;30 Nov\n\nKunde;Nr;E-Mail\nAcme;1;a@acme.example', 3],
    ['Report:;Client contact list\nFilter:;Status = Active\n\nName;Email\nAcme;a@acme.example', 3],
    ['Client list with e-mail and phone\nClient;Email\nAcme;a@acme.example', 1],
    [';;;\nCustomer;;Contact;\nName;No;Email;Phone\nAcme;1;a@acme.example;5', 2],
    // Clients whose names sound like headings.
    ['Wine Company;7;x@y.example\nBaker Company;8;z@y.example', null],
    ['Wine Company;7;Bonn\nThe Phone Client;8;Ulm', null],
  ])('the heading of %j', (text, expected) => {
    expect(findHeading(lines(text))).toBe(expected);
  });

  test('a column with few different values, or with gaps, is not the name where another one is', () => {
    const kinds = Array.from({ length: 12 }, (_, at) => [`Client ${at}`, at % 2 ? 'LLC' : 'PC']);
    expect(mapColumns(['Contact', 'Entity'], kinds).name).toBe(0);
    expect(mapColumns(['', 'Entity'], kinds).name).toBeNull();
    const people = [
      ['Alder Roofing', 'Alder Roofing LLC'],
      ['Mona Vey', ''],
    ];
    expect(mapColumns(['Name', 'Company name'], people).name).toBe(0);
    const files = Array.from({ length: 40 }, (_, at) => ['Acme', `Books of ${at}`]);
    expect(mapColumns(['Client', 'QuickBooks'], files).books).toBeNull();
    expect(mapColumns(['Client', 'Mail'], [['Acme', '4']]).email).toBeNull();
  });

  test('columns have the letters of a spreadsheet', () => {
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });

  test('a list without a heading has as many columns as its widest row', () => {
    expect(widthOf(tableOf(lines('Acme;7\nBirch;8;x'), null))).toBe(3);
  });

  test('a heading that a report prints on every page is no client', () => {
    const table = tableOf(lines('Client;No\nAcme;1\nClient;No\nBirch;2'), 0);
    expect(table.rows.map((it) => it.row)).toEqual([2, 4]);
  });
});

describe('values', () => {
  test.each([
    ['\u00a0Alder\u00a0 Roofing ', 'Alder Roofing'],
    ['Cafe\u0301', 'Café'],
    ['Al\u200bder', 'Alder'],
    // The marks around what is copied from Outlook or Contacts.
    ['\u202asam@acme.example\u202c', 'sam@acme.example'],
    ['\u2068Alder\u2069', 'Alder'],
    ['one \n two', 'one\ntwo'],
  ])('%j is cleaned', (text, expected) => {
    expect(clean(text)).toBe(expected);
  });

  test.each(['#N/A', 'n/a', '#REF!', '-', '—', 'none', '(blank)', 'NULL'])(
    '%s is nothing',
    (text) => {
      expect(valueOf(text)).toBe('');
    },
  );

  test.each([
    ...[
      'NA',
      'N.A.',
      'not applicable',
      'no e-mail',
      'None provided',
      '<none>',
      '[blank]',
      '…',
      '\\N',
      'nan',
    ],
    ...[
      '#SPILL!',
      '#FIELD!',
      '#NV',
      '#BEZUG!',
      '#¡REF!',
      '#NOME?',
      '#ERROR!',
      'Err:502',
      '#####',
      'Loading...',
    ],
  ])('%s is nothing, too', (text) => {
    expect(valueOf(text)).toBe('');
  });

  test.each(['#1 Plumbing!', '#WINNING!', 'Nan & Co', 'NA Trading', 'Not Applicable Ltd'])(
    '%s is a name',
    (text) => {
      expect(valueOf(text)).toBe(text);
    },
  );

  test.each([
    ['101.00', '101'],
    ["'00101", '00101'],
    ['1,056', '1056'],
    ['12,34', '12,34'],
    ['A-1.0', 'A-1.0'],
    ['#101', '#101'],
  ])('the number %s is %s', (text, expected) => {
    expect(numberOf(text)).toBe(expected);
  });

  test.each([
    ...[
      'Report generated by Tom on 30 Nov 2026',
      'Page 1 of 3',
      'Count: 1',
      'Number of clients: 1',
    ],
    ...[
      'End of report',
      '*** Total ***',
      '14 clients',
      'Accrual basis Monday, November 30, 2026 08:46 AM',
    ],
    ...['Clients: 14', 'Filter: Status = Active', 'A – F', 'Exported 30/11/2026'],
  ])('%s is no client', (text) => {
    expect(isNoClient(text)).toBe(true);
  });

  test.each([
    'Page & Sons',
    '3 Clients Consulting',
    'Count Basie Trust',
    'Filterworks',
    'Created Equal LLC',
  ])('%s is one', (text) => {
    expect(isNoClient(text)).toBe(false);
  });

  test.each(['Nova', 'A-1', '0', 'None & Sons'])('%s is something', (text) => {
    expect(valueOf(text)).toBe(text);
  });

  test.each(
    JSON.parse(readFileSync(fileURLToPath(new URL('../normal-form.json', folder)), 'utf8')) as [
      string,
      string,
    ][],
  )('%j is compared as %j, as the app does', (text, expected) => {
    expect(normalForm(text)).toBe(expected);
  });

  test('a client is found whichever apostrophe its name is written with', () => {
    const here = [row("Sue's Bakery", 'never', 'connect', null, { number: null })];
    expect(verdicts(look('Name;No\nSue’s Bakery;', here))).toEqual(['change']);
  });

  test.each(['(555) 010-4411', '555-010-4411', '+44 20 7946 0000', 'Phone: 555 010 4411'])(
    '%s is a telephone number',
    (text) => {
      expect(isTelephone(text)).toBe(true);
    },
  );

  test.each(['101', '2024-0001', 'A-1', '00101', '12.345'])('%s may be a client number', (text) => {
    expect(isTelephone(text) || isIdOrNumberOfSomethingElse(text)).toBe(false);
  });

  test.each([
    ['a@b.example; c@d.example', 'a@b.example', ['c@d.example']],
    ['Ana Ruiz <ana@cedar.example>', 'ana@cedar.example', []],
    ['mailto:x@y.example', 'x@y.example', []],
    ['x@y.example / z@y.example', 'x@y.example', ['z@y.example']],
    ['Ana ana@cedar.example or bo@cedar.example', 'ana@cedar.example', ['bo@cedar.example']],
    ...[
      'sam@acme.example.',
      "'sam@acme.example'",
      '“sam@acme.example”',
      '(sam@acme.example)',
      'sam@acme.example (billing)',
      'SMTP:sam@acme.example',
      'email: sam@acme.example',
      'mailto:sam@acme.example?subject=Hello&bcc=thief@evil.example',
      '[sam@acme.example](mailto:sam@acme.example)',
      '=HYPERLINK("mailto:sam@acme.example","sam@acme.example")',
      'sam@acme.example SAM@acme.example',
      'sam@acme.example <sam@acme.example>',
      'Ruiz, Sam <sam@acme.example> (billing)',
      'sam@acme.example?',
    ].map((text): [string, string, string[]] => [text, 'sam@acme.example', []]),
    ['old@acme.example <new@acme.example>', 'new@acme.example', ['old@acme.example']],
  ])('addresses of %j', (text, first, rest) => {
    expect(readAddresses(text)).toEqual({ first, rest });
  });

  test.each([
    ...['nobody', 'a@b?bcc=thief@evil.example', '<script>@x', '', 'sam@@acme.example', '@sam'],
    ...[
      'a@b.example%0Abcc:x@y.example',
      'sam at acme.example',
      'https://acme.example/@sam',
      'a@b.example:c@d.example',
    ],
  ])('%j has no address', (text) => {
    expect(readAddresses(text)).toBeNull();
  });

  test.each([
    ['QuickBooks Desktop (moving to Online)', null],
    ['QuickBooks', null],
    ['cloud', null],
    ['QuickBooks Online Plus', 'online'],
    ['QBO Advanced', 'online'],
    ['Essentials', 'online'],
    ['Self-Employed', 'online'],
    ['Intuit Enterprise Suite', 'online'],
    ['Premier Plus', 'desktop'],
    ['Mac Plus', 'desktop'],
    ['QuickBooksOnline', 'online'],
    ['Easy Start', 'online'],
    ['QBES Platinum, hosted', 'desktop'],
    ['Pro via Right Networks', 'desktop'],
    ['Enterprise 24.0', 'desktop'],
    // Both, not any more, not yet: asked.
    ['QuickBooks Enterprise (moving to Online)', null],
    ['not online', null],
    ['was Desktop', null],
    ['Online (ex Desktop)', null],
    ['QuickBooks Online for Mac', null],
    ['Online?', null],
    // Editions that may be either, and parts of an edition.
    ['Accountant Plus 2024', null],
    ['Plus 2024', null],
    ['Advanced Inventory', null],
    // Programs of others with the same words.
    ['Xero Plus', null],
    ['Xero (online)', null],
    ['Sage 50 Desktop', null],
    ['Sage Pro', null],
    ['Zoho Books Advanced', null],
    ['Excel ledger', null],
  ])('%s', (text, books) => {
    expect(readBooks(text)).toBe(books);
  });
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

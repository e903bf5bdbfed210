/** Which column is which. */
import { describe, expect, test } from 'vitest';
import { columnLetters, findHeading, mapColumns } from '../../src/features/import/headings';
import { tableOf, widthOf } from '../../src/features/import/preview';
import type { ListView } from '../../src/ipc/types';

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

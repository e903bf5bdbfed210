import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes, findCode, lookUp } from '../../src/codes';
import * as words from '../../src/words';
import { sampleRows } from '../fake/rows';

/** Every code that stands in the tables of the two references and of the design. */
const tables = {
  conductorTypes: [
    'INTEGRATION_ERROR',
    'INTEGRATION_CONNECTION_ERROR',
    'INVALID_REQUEST_ERROR',
    'AUTHENTICATION_ERROR',
    'PERMISSION_ERROR',
    'INTERNAL_ERROR',
    'CONNECTION_ERROR',
  ],
  conductorCodes: [
    'API_KEY_INVALID',
    'RESOURCE_MISSING',
    'INTEGRATION_CONNECTION_NOT_SET_UP',
    'INTEGRATION_CONNECTION_NOT_ACTIVE',
    'INTEGRATION_CONNECTION_MISSING',
    'QBD_CONNECTION_ERROR',
    'QBD_REQUEST_ERROR',
    'QBD_REQUEST_TIMEOUT',
    '3200',
    '500',
  ],
  sessions: [
    ...['01', '03', '08', '09', '0A', '10', '14', '16', '17', '18', '1A', '20', '22', '24'].map(
      (end) => `0x800404${end}`,
    ),
  ],
  connector: ['QBWC1024', 'QBWC1039', 'QBWC1048', 'QBWC1085'],
  role: ['VAL-1002', 'VAL-0100', 'VAL-0001', 'AHZ-0010', 'GRAPHQL_PARSE_FAILED', 'INVALID_FIELD'],
  online: ['3200', '003200', '3100', '3001', '003001', '5020', '6240', '610', '10000'],
  signIn: [
    'invalid_grant',
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'invalid_token',
    'unauthorized_client',
    'unsupported_grant_type',
    'access_denied',
    'app_already_purchased',
  ],
};

describe.each(Object.entries(tables))('%s', (_name, all) => {
  test.each(all)('%s', (code) => {
    const entry = findCode(code);
    expect(entry).not.toBeNull();
    const spelt = [entry?.code, ...(entry?.also ?? [])].map((it) => it?.toLowerCase());
    expect(spelt).toContain(code.toLowerCase());
    expect(lookUp(code)[0]?.code).toBe(entry?.code);
  });
});

describe('spellings', () => {
  test.each([
    ['qbwc 1039', 'QBWC1039'],
    ['QBWC-1039', 'QBWC1039'],
    ['80040420', '0x80040420'],
    ['0X80040420', '0x80040420'],
    ['0x8004 040a', '0x8004040A'],
    ['-2147220448', '0x80040420'],
    ['val 1002', 'VAL-1002'],
    ['val1002', 'VAL-1002'],
    ['Invalid Grant', 'invalid_grant'],
    ['api key invalid', 'API_KEY_INVALID'],
    ['QBWC1012', 'QBWC10…'],
    ['VAL-0815', 'VAL-…'],
    ['AHZ-0001', 'AHZ-…'],
    ['SYS-0003', 'SYS-…'],
    ['OTH-0001', 'OTH-…'],
  ])('%s', (text, code) => {
    expect(findCode(text)?.code).toBe(code);
  });

  test('the beginning is enough, and so is a part', () => {
    expect(lookUp('qbwc').map((it) => it.code)).toEqual([
      'QBWC1024',
      'QBWC1039',
      'QBWC1048',
      'QBWC1085',
      'QBWC10…',
    ]);
    expect(lookUp('0x8004').length).toBe(tables.sessions.length);
    expect(lookUp('40420').map((it) => it.code)).toEqual(['0x80040420']);
  });

  test('a pasted message is searched for its code', () => {
    const message = 'QBD Connection Error (0x80040420): The QuickBooks user has denied access.';
    expect(lookUp(message).map((it) => it.code)).toEqual(['0x80040420']);
  });

  test('nothing is made up', () => {
    for (const text of ['', 'x', 'QBWC2001', '0x80041234', "Sue's Bakery", 'VAL-12']) {
      expect(findCode(text)).toBeNull();
    }
    expect(findCode(null)).toBeNull();
  });
});

describe('honesty', () => {
  test('two meanings are both told, and that reports conflict', () => {
    const both = findCode('QBWC1039');
    expect(both?.meanings).toHaveLength(2);
    expect(both?.sure).toBe('conflict');
    const unknown = findCode('QBWC1085');
    expect(unknown?.sure).toBe('conflict');
    expect(unknown?.meanings[0]?.cause).toContain('conflict');
  });

  test('what only general knowledge says is marked so', () => {
    for (const code of ['0x80040401', '0x80040403', '0x80040416', '0x80040418']) {
      expect(findCode(code)?.sure).toBe('unverified');
    }
  });

  test('every entry says where it was stated, and no source is left over', () => {
    for (const entry of codes) expect(entry.stated.length, entry.code).toBeGreaterThan(0);
    const used = new Set(codes.flatMap((it) => it.stated));
    expect([...used].sort()).toEqual(Object.keys(words.codes.sources).sort());
  });
});

describe('the voice', () => {
  const source = readFileSync(
    fileURLToPath(new URL('../../src/words/codes.ts', import.meta.url)),
    'utf8',
  );
  const strings = [
    ...codes.map((it) => words.codes.asText(it)),
    ...[...source.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(
      (match) => match[0].slice(1, -1),
    ),
  ];
  /** QBWC1039 and QBD_REQUEST_ERROR are codes; QBO, QBD and QB by themselves are not words of ours. */
  const abbreviated = /\bQB(O|D|WC)?\b(?!_)/i;

  test('Intuit and QuickBooks are never abbreviated outside a code', () => {
    expect(strings.length).toBeGreaterThan(200);
    for (const text of strings) {
      const said = text
        .replace(/developer\.intuit\.com\/\S+/g, '')
        .replace(/\bQBWC10(\d\d|…)|\bQBD_[A-Z_]+/g, '');
      expect(said).not.toMatch(abbreviated);
      expect(said).not.toMatch(/QBO|QBD|QB |Quickbooks/);
    }
  });

  test('no exclamation marks, no apologies, no telephone numbers', () => {
    for (const text of strings) {
      expect(text).not.toMatch(/!|\b(oops|sorry)\b/i);
      expect(text).not.toMatch(/\+?\d[\d ()-]{8,}\d/);
    }
  });

  test('every cause begins with one short sentence, every fix ends with a full stop', () => {
    for (const entry of codes) {
      for (const { cause, fix } of entry.meanings) {
        expect(cause.split(/(?<=[.:])\s/)[0]?.length, entry.code).toBeLessThan(125);
        expect(cause.endsWith('.'), entry.code).toBe(true);
        expect(fix.endsWith('.'), entry.code).toBe(true);
      }
    }
  });
});

test('every code of the sample firm is known', () => {
  for (const it of sampleRows()) {
    if (!it.details) continue;
    const { code, integrationCode } = it.details;
    expect(findCode(integrationCode) ?? findCode(code), code).not.toBeNull();
  }
});

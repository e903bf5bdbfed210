/** The codebook: every code is known, says who gives it, and how sure that is. Long because it is a table. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codes, findCode, lookUp } from '../../src/features/codes/codes';
import * as words from '../../src/words';
import { sources } from '../../src/features/codes/words/facts';
import { sampleRows } from '../fake/rows';

const known = (text: string): string | undefined => findCode(text)?.code;
const found = (text: string): string[] => lookUp(text).map((it) => it.code);
const owners = (text: string): string[] | undefined =>
  lookUp(text)[0]?.meanings.map((it) => it.from);
const causes = (text: string): string =>
  findCode(text)
    ?.meanings.map((it) => it.cause)
    .join(' ') ?? '';

/** Every code in the tables of the two references and of the design, and every family's own list. */
const tables: Record<string, string[]> = {
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
  ],
  sessions: [
    ...'00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F'.split(' '),
    ...'10 11 12 13 14 15 16 17 18 1A 1B 1C 1D 1E 1F'.split(' '),
    ...'20 21 22 23 24 27 2A 2C'.split(' '),
  ].map((end) => `0x800404${end}`),
  windows: [
    '0x80040154',
    '0x80070005',
    '0x800706BA',
    '0x800706BE',
    '0x80010105',
    '0x80010108',
    '0x80010001',
    '0x8001010A',
    '0x80080005',
    '0x80004005',
    '0x8000FFFF',
    '0x80072EE7',
  ],
  connector: [...Array.from({ length: 47 }, (_, at) => `QBWC${1000 + at}`), 'QBWC1048', 'QBWC1085'],
  desktop:
    '0 1 500 501 510 530 531 550 560 570 600 1000 1010 1030 1060 3000 3020 3070 3100 3120 3140 3150 3160 3170 3171 3175 3176 3180 3200 3210 3240 3250 3260 3261 3270 3290'.split(
      ' ',
    ),
  online:
    '3200 003200 3202 3100 003100 3001 003001 120 500 600 610 620 2010 2020 2030 2050 2170 2300 2500 4000 4001 5010 5020 5030 6000 6140 6190 6200 6210 6240 6540 10000'.split(
      ' ',
    ),
  http: '400 401 402 403 404 405 407 408 409 410 413 415 422 429 500 501 502 503 504'.split(' '),
  role: ['VAL-1002', 'VAL-0100', 'VAL-0001', 'AHZ-0010', 'GRAPHQL_PARSE_FAILED', 'INVALID_FIELD'],
  signIn: [
    'invalid_grant',
    'invalid_client',
    'invalid_request',
    'invalid_scope',
    'invalid_token',
    'unauthorized_client',
    'unsupported_grant_type',
    'access_denied',
    'server_error',
    'temporarily_unavailable',
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
    expect(entry?.sure).not.toBe('none');
  });
});

describe('every form of an HRESULT', () => {
  const all: [string, number][] = [
    ['0x80040408', 0x80040408],
    ['0x8004040A', 0x8004040a],
    ['0x8004041D', 0x8004041d],
    ['0x80040422', 0x80040422],
    ['0x80040154', 0x80040154],
    ['0x80070005', 0x80070005],
    ['0x800706BA', 0x800706ba],
    ['0x80010105', 0x80010105],
  ];
  const forms: [string, (value: number) => string][] = [
    ['0x…', (it) => `0x${it.toString(16)}`],
    ['0X in capitals', (it) => `0X${it.toString(16).toUpperCase()}`],
    ['&H', (it) => `&H${it.toString(16).toUpperCase()}`],
    ['&H with its end', (it) => `&h${it.toString(16)}&`],
    ['no prefix', (it) => it.toString(16)],
    ['with a blank', (it) => `0x${it.toString(16).slice(0, 4)} ${it.toString(16).slice(4)}`],
    ['an O for each zero', (it) => `0x${it.toString(16).replace(/0/g, 'O')}`],
    ['signed', (it) => String(it - 2 ** 32)],
    ['signed, with a true minus', (it) => `\u2212${2 ** 32 - it}`],
    ['signed, with separators', (it) => (it - 2 ** 32).toLocaleString('en-US')],
    ['unsigned', (it) => String(it)],
    ['sixty-four bits', (it) => `0xFFFFFFFF${it.toString(16)}`],
    ['in brackets', (it) => `(0x${it.toString(16)})`],
    ['with a stop', (it) => `0x${it.toString(16)}.`],
    ['in quotes', (it) => `"0x${it.toString(16)}"`],
    ['called an error', (it) => `Error: ${it - 2 ** 32}`],
    ['called an HRESULT', (it) => `HRESULT = 0x${it.toString(16)}`],
    ['in a sentence', (it) => `QuickBooks said 0x${it.toString(16)}, and then it closed`],
    ['as .NET says it', (it) => `(Exception from HRESULT: 0x${it.toString(16)})`],
    ['as Visual Basic says it', (it) => `Run-time error '${it - 2 ** 32} (${it.toString(16)})':`],
  ];
  describe.each(forms)('%s', (_name, spell) => {
    test.each(all)('%s', (code, value) => {
      expect(found(spell(value))[0], spell(value)).toBe(code);
    });
  });
});

describe('spellings', () => {
  test.each([
    ['qbwc 1039', 'QBWC1039'],
    ['QBWC-1039', 'QBWC1039'],
    ['qbwc: 1012', 'QBWC1012'],
    ['QBWC 1O39', 'QBWC1039'],
    ['QBWC#1041', 'QBWC1041'],
    ['80040420', '0x80040420'],
    ['0X80040420', '0x80040420'],
    ['0x8004 040a', '0x8004040A'],
    ['-2147220448', '0x80040420'],
    ['val 1002', 'VAL-1002'],
    ['val1002', 'VAL-1002'],
    ['Invalid Grant', 'invalid_grant'],
    ['api key invalid', 'API_KEY_INVALID'],
    ['ThrottleExceeded', '3001'],
    ['REGDB_E_CLASSNOTREG', '0x80040154'],
    ['http_503', '503'],
    ['HTTP 503', '503'],
    ['status code 3180', '3180'],
    ['Error code: 3120.', '3120'],
    ['QuickBooks Error 3180', '3180'],
    ['error #3200', '3200'],
    ['(3175)', '3175'],
    ['error3120', '3120'],
    ['http404', '404'],
    ['QBWC error 1039', 'QBWC1039'],
    ['QWBC1039', 'QBWC1039'],
    ['hex 80040408', '0x80040408'],
    ['8004-0408', '0x80040408'],
    ['0x80040408L', '0x80040408'],
    ['#80040408', '0x80040408'],
    ['QuickBooks Online: 610', '610'],
    ['Intuit 3100', '3100'],
    ['exit code 1', '1'],
  ])('%s', (text, code) => {
    expect(known(text)).toBe(code);
    expect(found(text)[0]).toBe(code);
  });

  test('the beginning is enough, and so is the end', () => {
    expect(found('qbwc')).toEqual(tables.connector);
    expect(found('0x800404')).toEqual(tables.sessions);
    expect(found('40420')).toEqual(['0x80040420']);
    expect(found('041d')).toEqual(['0x8004041D']);
    expect(found('0408')).toEqual(['0x80040408']);
    expect(found('1039')).toContain('QBWC1039');
  });
});

/** What people paste from logs, mails and pictures, and the codes in it. */
const pasted: [string, string[]][] = [
  ['QBD Connection Error (0x80040420): The QuickBooks user has denied access.', ['0x80040420']],
  ['QBWC1039: Unique OwnerID/FileID pair value required', ['QBWC1039']],
  ['Error 0x80040408 Could not start QuickBooks.', ['0x80040408']],
  ['err: -2147220464', ['0x80040410']],
  [
    '20230712.10:11:12 UTC : QBWebConnector.SOAPWebService.do_authenticate() : QBWC1012: Authentication failed due to following error message.',
    ['QBWC1012'],
  ],
  [
    'UpdateThisScheduledApp() : QBWC1031: Update completed with some error. See QWCLog. HRESULT = 0x8004040A Message = A QuickBooks company data file is already open and it is different from the one requested.',
    ['QBWC1031', '0x8004040A'],
  ],
  [
    'string hresult = 0x80040408 string message = Could not start QuickBooks. Then 0x8004041D, and now &H80040422!',
    ['0x80040408', '0x8004041D', '0x80040422'],
  ],
  [
    '<CustomerAddRs requestID="1001" statusCode="3100" statusSeverity="Error" statusMessage="The name &quot;X&quot; of the list element is already in use."/>',
    ['3100'],
  ],
  ['QBD Request Error (3200): The provided revision number is out-of-date.', ['3200']],
  ['message=AuthenticationFailed; errorCode=003200; statusCode=401', ['3200', '401']],
  ['The remote server returned an error: (401) Unauthorized.', ['401']],
  ['Request failed with status code 404', ['404']],
  ['HTTP/1.1 502 Bad Gateway', ['502']],
  ['503 Service Unavailable', ['503']],
  ['"statusCode": 429, "message": "too many"', ['429']],
  ['We got status codes 3120, 3180 and 3200 this morning', ['3120', '3180', '3200']],
  ['3120, 3180', ['3120', '3180']],
  ['401 / 403', ['401', '403']],
  ['Fault 6240 and later fault 610', ['6240', '610']],
  ['"error":"invalid_grant","error_description":"Token invalid"', ['invalid_grant']],
  [
    '{"code":"INTEGRATION_CONNECTION_NOT_ACTIVE","httpStatusCode":409}',
    ['INTEGRATION_CONNECTION_NOT_ACTIVE', '409'],
  ],
  [
    'Retrieving the COM class factory failed due to the following error: 80040154 Class not registered (Exception from HRESULT: 0x80040154 (REGDB_E_CLASSNOTREG)).',
    ['0x80040154'],
  ],
  ['The server threw an exception. 0x80010105 (RPC_E_SERVERFAULT)', ['0x80010105']],
  ['Web Connector says error 1048', ['QBWC1048']],
  ['User id not part of the realm! VAL-1002', ['VAL-1002']],
  ['error code -2147220472 (0x80040408)', ['0x80040408']],
  ['0x80040408, 0x8004041D', ['0x80040408', '0x8004041D']],
  ['0x8004040a/0x80040414', ['0x8004040A', '0x80040414']],
  ['80040408 80040422', ['0x80040408', '0x80040422']],
  ['QBWC1039 & 1085', ['QBWC1039', 'QBWC1085']],
  ['QBWC 1039/1085', ['QBWC1039', 'QBWC1085']],
  ['QBWC1039,QBWC1085', ['QBWC1039', 'QBWC1085']],
  ['We got a 502 again', ['502']],
  ['a 401 from Intuit', ['401']],
  ['the service returned 503', ['503']],
  ['404 page not found', ['404']],
  ['I see a 3180 error since Monday', ['3180']],
  ['610 Object Not Found', ['610']],
  ['hresult 0x8004040A and status 500', ['0x8004040A', '500']],
  ['QuickBooks shows (-6000, -83) when it opens the file', ['6000']],
  // Without a number: the message that belongs to one.
  ['Could not start QuickBooks.', ['0x80040408']],
  [
    'A modal dialog box is showing in the QuickBooks user interface. Your application cannot access QuickBooks until the user dismisses the dialog box.',
    ['0x80040414'],
  ],
  [
    'This application is not allowed to log into this QuickBooks company data file automatically.',
    ['0x8004041D'],
  ],
];

test.each(pasted)('pasted: %s', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each(['H101', 'H202', 'H303', 'H505', '3371', '1603'])(
  "QuickBooks' own window: %s",
  (code) => {
    expect(known(code)).toBe(code);
    expect(owners(code)).toEqual(['program']);
  },
);

describe('one number, several owners', () => {
  test.each([
    ['500', ['http', 'desktop', 'online']],
    ['3100', ['desktop', 'online']],
    ['3200', ['desktop', 'online']],
    ['3000', ['desktop', 'online']],
    ['1000', ['desktop', 'online']],
    ['1010', ['desktop', 'online']],
    ['600', ['desktop', 'online']],
    ['6000', ['online', 'program']],
    ['6140', ['online', 'program']],
    ['6177', ['online', 'program']],
    ['invalid_request', ['signIn', 'relay']],
    ['server_error', ['signIn', 'relay']],
  ])('%s', (code, expected) => {
    expect(owners(code)).toEqual(expected);
    expect(words.codes.parts(lookUp(code)[0] as never).map((it) => it.from)).toEqual(expected);
    for (const it of expected) {
      expect(words.codes.inShort(lookUp(code)[0] as never)).toContain(
        `${words.codes.origins[it as 'http']}: `,
      );
    }
  });

  test('who is asked about comes first', () => {
    const first = (text: string, owner: 'desktop' | 'online' | 'http' | 'relay'): unknown =>
      findCode(text, owner)?.meanings[0]?.from;
    expect(first('500', 'desktop')).toBe('desktop');
    expect(first('500', 'online')).toBe('online');
    expect(first('3100', 'online')).toBe('online');
    expect(first('invalid_request', 'relay')).toBe('relay');
    expect(owners('QuickBooks Online error 3100')?.[0]).toBe('online');
    expect(owners('QuickBooks Desktop status code 500')?.[0]).toBe('desktop');
    expect(owners('statusCode="500" statusSeverity="Warn"')?.[0]).toBe('desktop');
    expect(owners('code 3100 in QuickBooks Online')?.[0]).toBe('online');
    expect(owners('Error 500 from QuickBooks Desktop')?.[0]).toBe('desktop');
    expect(owners('HTTP 500')?.[0]).toBe('http');
    expect(owners('http_500')?.[0]).toBe('http');
  });

  test('both QBWC1010 and the status 1010 are offered for the number alone', () => {
    expect(found('1010')).toEqual(['1010', 'QBWC1010']);
  });
});

describe('a plain HTTP status is explained as such first', () => {
  test.each(tables.http ?? [])('%s', (code) => {
    expect(found(code)).toEqual([code]);
    expect(owners(code)?.[0]).toBe('http');
  });
});

describe('what was explained wrongly', () => {
  test('0x80040422 is the connection that wants single-user mode', () => {
    expect(causes('0x80040422')).toMatch(/connection asks for single-user mode, and others are in/);
    expect(findCode('0x80040422')?.meanings[0]?.fix).not.toMatch(/Switch to Multi-user/);
  });

  test('0x80040408 does not say that QuickBooks is closed', () => {
    expect(causes('0x80040408')).toMatch(/Several causes/);
    expect(causes('0x80040408')).not.toMatch(/QuickBooks is not (?:running|open)/);
    for (const cause of [/administrator/, /another Windows user/, /another company/, /renamed/]) {
      expect(causes('0x80040408')).toMatch(cause);
    }
  });

  test('3100 tells of names in Desktop and of access in Online', () => {
    const [desktop, online] = findCode('3100')?.meanings ?? [];
    expect(desktop?.cause).toMatch(/name is already in use/);
    expect(online?.cause).toMatch(/allows this app no access/);
  });

  test.each([
    ['0x80040417', /no company file open/],
    ['0x8004041B', /could not lock/],
    ['0x8004041C', /fault of its own/],
    ['0x8004041D', /may not sign in to this company file by itself/],
    ['0x8004041E', /certificate .* has run out/],
    ['0x8004041F', /edition of QuickBooks/],
    ['0x80040421', /message of its own/],
    ['0x80040423', /newer QuickBooks/],
    ['QBWC1024', /could not connect to QuickBooks/],
  ])('%s', (code, cause) => {
    expect(causes(code)).toMatch(cause);
  });
});

describe('a code that is not known, of a family that is', () => {
  test.each([
    ['QBWC1047', 'QBWC10…', 'connector'],
    ['QBWC1066', 'QBWC10…', 'connector'],
    ['VAL-0815', 'VAL-…', 'intuit'],
    ['AHZ-0001', 'AHZ-…', 'intuit'],
    ['SYS-0003', 'SYS-…', 'intuit'],
    ['OTH-0001', 'OTH-…', 'intuit'],
    ['0x8004042F', '0x800404…', 'desktop'],
    ['0x80040419', '0x800404…', 'desktop'],
    ['0x800404AB', '0x800404…', 'desktop'],
    ['-2147220435', '0x800404…', 'desktop'],
    ['0x80041234', '0x8004…', 'windows'],
    ['0x80040305', '0x8004…', 'windows'],
    ['0x80070490', '0x8007…', 'windows'],
    ['0x80010110', '0x8001…', 'windows'],
    ['0x80131509', '0x8013…', 'windows'],
    ['PS038', 'PS…', 'program'],
    ['OL-301', 'OL-…', 'program'],
    ['15215', '15215', 'program'],
    ['12029', '12029', 'program'],
    ['HTTP 418', '418', 'http'],
    ['http_451', '451', 'http'],
    ['http_523', '523', 'http'],
    ['523', '523', 'http'],
    ['777', '777', 'desktop'],
    ['1999', '1999', 'desktop'],
    ['3033', '3033', 'desktop'],
    ['status code 3999', '3999', 'desktop'],
    ['2777', '2777', 'online'],
    ['4777', '4777', 'online'],
    ['5777', '5777', 'online'],
    ['6999', '6999', 'online'],
    ['10777', '10777', 'online'],
    ['QBD_SOMETHING_NEW', 'QBD_SOMETHING_NEW', 'conductor'],
    ['INTEGRATION_CONNECTION_GONE', 'INTEGRATION_CONNECTION_GONE', 'conductor'],
  ])('%s', (text, label, owner) => {
    const entry = findCode(text);
    expect(entry?.code).toBe(label);
    expect(entry?.meanings[0]?.from).toBe(owner);
    expect(entry?.meanings[0]?.cause.length).toBeGreaterThan(40);
    expect(found(text)[0]).toBe(label);
  });

  test('every family answers for somebody, and says that it is one', () => {
    for (const { code, meanings } of codes.filter((it) => it.code.includes('…'))) {
      expect(meanings[0]?.cause, code).toMatch(/family|not known here|from \d+ to/i);
    }
  });
});

describe('honesty', () => {
  test.each([
    'QBWC2001',
    '0x80990001',
    '0x12345678',
    'SOMETHING_NEW',
    'error 99999',
    'status code 88888',
    '-2012345678',
  ])('%s is said not to be known', (text) => {
    expect(findCode(text)).toBeNull();
    const [entry, ...others] = lookUp(text);
    expect(others).toEqual([]);
    expect(entry?.sure).toBe('none');
    expect(text).toContain(entry?.code);
  });

  test.each([
    '',
    'x',
    "Sue's Bakery",
    'VAL-12',
    '00101',
    'client 401',
    'invoice 3100 is missing',
    'call 555 1234',
    'since 2026-11-30',
    '12 Main St, 80401 Golden',
    'client number 500',
    'invoice number 3100',
    'returned 500 rows',
    'a 500 page report',
    '2125551234',
    '800-555-1234',
    '8005551234',
    '4294967295',
    'error 2 of 5',
  ])('nothing is made up: %s', (text) => {
    expect(findCode(text)).toBeNull();
    expect(lookUp(text)).toEqual([]);
  });

  test('nothing is found for nothing', () => {
    expect(findCode(null)).toBeNull();
  });

  test('two meanings are both given, and that reports conflict', () => {
    const both = findCode('QBWC1039');
    expect(both?.meanings).toHaveLength(2);
    expect(both?.sure).toBe('conflict');
    const unknown = findCode('QBWC1085');
    expect(unknown?.sure).toBe('conflict');
    expect(unknown?.meanings[0]?.cause).toContain('conflict');
  });

  test('what only general knowledge says is marked so', () => {
    for (const code of ['0x80040403', '0x80040404', '0x80040417', '3031', '0x8004042F']) {
      expect(findCode(code)?.sure).toBe('unverified');
    }
  });

  test('every meaning says where it was stated, and no source is left over', () => {
    for (const { code, meanings } of codes) {
      for (const it of meanings) expect(it.stated.length, code).toBeGreaterThan(0);
    }
    const used = new Set([...codes.flatMap((it) => it.stated), 'nobody']);
    expect([...used].sort()).toEqual(Object.keys(sources).sort());
  });

  test('an entry as text names each owner with its sources', () => {
    const text = words.codes.asText(findCode('500') as never);
    expect(text).toContain('500 (HTTP status, from any service)');
    expect(text).toContain('500 (QuickBooks Desktop)');
    expect(text).toContain('500 (QuickBooks Online)');
    expect(text.match(/How sure this is:/g)).toHaveLength(3);
  });
});

describe('the voice', () => {
  const folder = fileURLToPath(new URL('../../src/features/codes/words/', import.meta.url));
  const texts = readdirSync(folder).map((name) => readFileSync(folder + name, 'utf8'));
  const strings = [
    ...codes.map((it) => words.codes.asText(it)),
    ...texts.flatMap((source) =>
      [...source.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)].map(
        (match) => match[0].slice(1, -1),
      ),
    ),
  ];
  /** QBWC1039 and QBD_REQUEST_ERROR are codes; QBO, QBD and QB by themselves are not words of ours. */
  const abbreviated = /\bQB(O|D|WC)?\b(?!_)/i;

  test('Intuit and QuickBooks are never abbreviated outside a code', () => {
    expect(strings.length).toBeGreaterThan(800);
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

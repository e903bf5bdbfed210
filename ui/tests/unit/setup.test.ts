/** Setting a firm up, what is remembered, and the conventions of other regions. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnosisLines } from '../../src/features/settings/diagnostics';
import * as fmt from '../../src/lib/format';
import type { AppOverview, FirmForm } from '../../src/ipc';
import { isFilled, isWorthSaving, refusalOf } from '../../src/features/firm/setup/setup';
import * as words from '../../src/words';
import { NOW } from '../fake/rows';

const empty: FirmForm = {
  firmName: '',
  conductorSecretKey: '',
  conductorPublishableKey: '',
  intuitClientId: '',
  intuitEnvironment: 'production',
  relayUrl: '',
  intuitClientSecret: '',
  accountingScope: false,
  askRoles: true,
};

afterEach(() => {
  fmt.useLocale('en-GB');
});

describe('a refusal is said at its field', () => {
  const rust = ['commands/firm.rs', 'provisioning/verify_keys.rs']
    .map((file) => new URL(`../../../src-tauri/${file}`, import.meta.url))
    .map((file) => readFileSync(fileURLToPath(file), 'utf8'))
    .join('\n');
  const says = (message: string): keyof FirmForm | null =>
    refusalOf({ code: 'invalid', message, retryable: false }, message).field;

  test.each([
    ['Give the firm a name.', 'firmName'],
    ["Enter Conductor's secret key too. It begins with sk_conductor_.", 'conductorSecretKey'],
    [
      "Enter Conductor's publishable key too. It begins with pk_conductor_.",
      'conductorPublishableKey',
    ],
    [
      "Conductor's two keys are swapped: the secret key begins with sk_, the publishable key with pk_.",
      'conductorSecretKey',
    ],
    [
      "Conductor didn't accept the secret key. Copy it again from Conductor's dashboard.",
      'conductorSecretKey',
    ],
    ["Enter the client ID of the firm's app at Intuit too.", 'intuitClientId'],
    [
      "Enter the address of the firm's sign-in relay. Intuit's production keys work through it only.",
      'relayUrl',
    ],
    [
      'Leave the client secret empty: with production keys it belongs on the relay, never on this computer.',
      'intuitClientSecret',
    ],
    [
      'Enter the client secret of the development keys, or the address of a relay that holds it.',
      'intuitClientSecret',
    ],
    ["The relay's address must begin with https://", 'relayUrl'],
  ] as const)('%s', (message, field) => {
    expect(rust, 'the app still says so').toContain(message);
    expect(says(message)).toBe(field);
  });

  test('every sentence that the app refuses the form with belongs to a field', () => {
    const sentences = [...rust.matchAll(/wrong\(\s*"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sentences.length).toBeGreaterThan(7);
    for (const it of sentences) expect(says(it), it).not.toBeNull();
  });

  test('a keychain that fails belongs to none', () => {
    const message = "The keys weren't kept: locked. Unlock this computer's keychain and try again.";
    expect(refusalOf({ code: 'keychain', message, retryable: true }, message)).toEqual({
      message,
      step: null,
      field: null,
    });
  });
});

test('steps know when they are filled in', () => {
  expect(isFilled('firm', empty)).toBe(false);
  const half = { ...empty, firmName: 'Ashby', conductorSecretKey: 'x' };
  expect([isFilled('firm', half), isFilled('conductor', half)]).toEqual([true, false]);
  expect(isWorthSaving(empty)).toBe(false);
  expect(isWorthSaving({ ...empty, firmName: 'Ashby' })).toBe(false);
  expect(isWorthSaving(half)).toBe(true);
  expect(isFilled('intuit', { ...empty, intuitClientId: 'A', relayUrl: 'https://r' })).toBe(true);
});

describe('conventions of the region', () => {
  test('German numbers, dates and times, English words', () => {
    fmt.useLocale('de-DE');
    expect(words.countClients(2000)).toBe('2.000 clients');
    expect(words.countClients(1)).toBe('1 client');
    expect(words.selected(1234)).toBe('1.234 selected');
    expect(fmt.clock(NOW)).toBe('14:05');
    expect(fmt.weekday(NOW)).toBe('Fri 21 Nov');
    expect(fmt.date(NOW)).toBe('21 Nov 2025');
    expect(words.about.licencesText(1568)).toContain('1.568 third-party packages');
  });

  test('American ones', () => {
    fmt.useLocale('en-US');
    expect(words.countClients(2000)).toBe('2,000 clients');
    expect(fmt.date(NOW)).toBe('Nov 21, 2025');
    expect(fmt.percent(1.25)).toBe('125%');
  });

  test("names sort as the computer's own language does", () => {
    const names = ['Zebra', 'Ärmel', 'Apfel', 'Client 10', 'client 9'];
    fmt.useLocale('de-DE');
    expect([...names].sort(fmt.compareNames)).toEqual([
      'Apfel',
      'Ärmel',
      'client 9',
      'Client 10',
      'Zebra',
    ]);
    fmt.useLocale('sv-SE');
    expect([...names].sort(fmt.compareNames).at(-1)).toBe('Ärmel');
  });
});

test('diagnostics name no client', () => {
  const lines = diagnosisLines(
    {
      version: '0.1.0',
      system: 'Debian',
      webview: 'WebKitGTK',
      folder: '/home/maria/app',
      clients: 26,
      keychain: 'locked',
    },
    {
      managed: { source: '/etc/counterfoil/policy.json', fields: ['relayUrl'], problems: ['No.'] },
      profile: 'live',
      firmName: 'Hale & Ortiz LLP',
      conductorReady: true,
      intuitReady: false,
      checks: { everyMinutes: 60 },
      banners: [{ kind: 'keychainLocked', service: '', name: null, at: NOW }],
    } as unknown as AppOverview,
  );
  expect(Object.fromEntries(lines)).toMatchObject({
    Keychain: 'Locked',
    Firm: 'Production',
    Intuit: 'Not set up',
    Checks: 'Every hour',
    Messages: 'keychainLocked',
    'Set by the firm': '/etc/counterfoil/policy.json: relayUrl',
    'Ignored there': 'No.',
  });
  expect(lines.flat().join(' ')).not.toContain('Hale');
});

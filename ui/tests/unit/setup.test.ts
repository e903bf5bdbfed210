/** Setting a firm up, what is remembered, and the conventions of other regions. */
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
  test.each([
    ['firmNameMissing', 'firmName', 'firm'],
    ['secretKeyMissing', 'conductorSecretKey', 'conductor'],
    ['publishableKeyMissing', 'conductorPublishableKey', 'conductor'],
    ['keysSwapped', 'conductorSecretKey', 'conductor'],
    ['clientIdMissing', 'intuitClientId', 'intuit'],
    ['relayMissing', 'relayUrl', 'intuit'],
    ['clientSecretNotHere', 'intuitClientSecret', 'intuit'],
  ] as const)('%s goes to the field that the app names', (code, field, step) => {
    const refusal = refusalOf({ code, field });
    expect(refusal).toEqual({ message: words.problem({ code }), step, field });
  });

  test('a keychain that fails belongs to none', () => {
    const problem = { code: 'keysNotKept', why: 'locked' } as const;
    expect(refusalOf(problem)).toEqual({
      message:
        "The keys weren't kept: the keychain is locked. Unlock this computer's keychain and try again.",
      step: null,
      field: null,
    });
  });

  test('a service that is not reached is no fault of a field', () => {
    const detail = 'error sending request: dns error: failed to lookup address information';
    const refusal = refusalOf({ code: 'conductorNotReached', detail });
    expect(refusal).toEqual({
      message: "We couldn't reach Conductor. Are you online? Nothing was saved.",
      detail,
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
      managed: {
        source: '/etc/counterfoil/policy.json',
        fields: ['relayUrl'],
        problems: ['No.'],
        firmFileProblem: null,
      },
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

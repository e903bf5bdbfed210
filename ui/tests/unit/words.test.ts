import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import type { Action, AttemptView, ClientRow, Ending, Place, State } from '../../src/ipc/types';
import * as words from '../../src/words';
import { NOW, role, row, sampleRows } from '../fake/rows';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** The names of a generated union, read from its file so that a new one cannot be forgotten. */
function union<T extends string>(name: string): T[] {
  const text = readFileSync(join(src, 'ipc/generated', `${name}.ts`), 'utf8');
  const found = [...text.matchAll(/"(\w+)"/g)].map((match) => match[1] as T);
  expect(found.length, name).toBeGreaterThan(1);
  return found;
}

const states = union<State>('State');
const actions = union<Action>('Action');
const endings = union<Ending>('Ending');
const HOUR = 3_600_000;

beforeAll(() => {
  useLocale('en-GB');
});

function of(state: State, more: Partial<ClientRow> = {}): ClientRow {
  return row('Acme Plumbing', state, 'checkNow', null, more);
}

function say(state: State, more: Partial<ClientRow> = {}): string {
  return words.sentence(of(state, more), NOW);
}

const maria = { name: 'Maria Ortiz', email: 'maria@firm.com' };
const desktop = { books: 'desktop', place: 'otherComputer', computer: 'OFFICE-PC-3' } as const;

describe('sentences, as the design writes them', () => {
  const table: [State, Partial<ClientRow>, string][] = [
    ['connected', { lastOkAt: NOW - 12 * 60_000 }, 'QuickBooks answered 12 minutes ago.'],
    ['checking', desktop, 'Asking QuickBooks. This can take a minute if it has to start.'],
    [
      'waiting',
      { until: Date.UTC(2025, 10, 21, 15, 32) },
      'Your sign-in is still open. Finish it in your browser. The link works until 15:32.',
    ],
    [
      'invited',
      {
        ...desktop,
        link: { createdAt: NOW, expiresAt: Date.UTC(2025, 10, 28, 14), handed: 'copied' },
      },
      'Link copied for Acme Plumbing at 14:05. It stops working on Fri 28 Nov.',
    ],
    ['linkExpired', desktop, 'The link expired before anyone used it. Nothing is connected yet.'],
    ['never', {}, 'Ready when you are.'],
    ['attention', {}, "QuickBooks answered with something we don't recognise."],
    [
      'qbClosed',
      { ...desktop, until: Date.UTC(2025, 10, 22, 9) },
      "QuickBooks isn't open on OFFICE-PC-3. We'll try again on Sat 22 Nov at 9:00.",
    ],
    [
      'wrongFile',
      desktop,
      'QuickBooks on OFFICE-PC-3 has a different company open. Choose File › Close Company and leave QuickBooks running.',
    ],
    [
      'dialog',
      desktop,
      'Something in QuickBooks is waiting for an answer – a message, an update or a sign-in box.',
    ],
    [
      'permission',
      desktop,
      'QuickBooks no longer lets this connection sign in by itself. An Admin can allow it again in about a minute.',
    ],
    ['singleUser', desktop, 'Someone has the file open in single-user mode.'],
    [
      'wcOffline',
      desktop,
      "We can't hear the Web Connector on OFFICE-PC-3. It may be asleep, switched off or signed out.",
    ],
    [
      'expiring',
      { until: NOW + 288 * HOUR, clock: 'idle' },
      "Refresh now and it's good for another 100 days.",
    ],
    [
      'expired',
      { until: Date.UTC(2025, 1, 3, 9) },
      'This approval ran out on 3 Feb. Nothing in QuickBooks changed – sign in once to continue.',
    ],
    [
      'revoked',
      {},
      'Someone disconnected Counterfoil in QuickBooks, or access was removed. If you expected this, archive the client.',
    ],
    [
      'takenOver',
      {},
      'Another Intuit user connected Counterfoil to this company, which replaced yours. Agree who keeps it before reconnecting.',
    ],
    [
      'otherRelay',
      {},
      'This firm uses another sign-in relay than when this company was connected. Nothing was sent, and nothing in QuickBooks has changed. Connect it again.',
    ],
    [
      'notMember',
      { connectedAs: maria },
      "maria@firm.com isn't a user of Acme Plumbing any more, or the company number is wrong. Ask an admin of that company to invite you, or connect as someone who is.",
    ],
    [
      'inactive',
      { connectedAs: maria },
      'Intuit says maria@firm.com is inactive in Acme Plumbing.',
    ],
    [
      'wrongCompany',
      { other: { named: "Bill's Butchers" } },
      "You picked Bill's Butchers, which isn't Acme Plumbing. Nothing was saved.",
    ],
    ['paused', {}, 'Not checked while paused.'],
    ['archived', {}, 'Kept for its history. Not checked while archived.'],
  ];

  test.each(table)('%s', (state, more, sentence) => {
    expect(say(state, more)).toBe(sentence);
  });

  test('a check that waits for its turn says for what', () => {
    const waitsFor = { for: 'Umbra Lighting', computer: 'FRONT-DESK', what: 'books' } as const;
    expect(say('checking', { ...desktop, waitsFor })).toBe(
      'Waiting for the books of Umbra Lighting on FRONT-DESK…',
    );
  });

  test('every state has its row in this table', () => {
    expect(table.map(([state]) => state).sort()).toEqual([...states].sort());
  });

  test('a hard expiry names its day', () => {
    expect(say('expiring', { clock: 'hard', until: Date.UTC(2027, 1, 3, 9) })).toBe(
      'Intuit asks for a fresh approval every five years. Yours is due by 3 Feb 2027.',
    );
  });

  test('attention repeats what Conductor says', () => {
    const details = { ...sampleRows()[3]?.details, message: 'Please update QuickBooks.' };
    expect(say('attention', { details: details as ClientRow['details'] })).toBe(
      'Please update QuickBooks.',
    );
  });

  test('the Web Connector of this computer may simply be closed', () => {
    expect(say('wcOffline', { books: 'desktop', place: 'thisComputer' })).toContain(
      'closed on this computer',
    );
  });
});

describe('no slot is ever left empty', () => {
  const places: (Place | null)[] = [
    'thisComputer',
    'otherComputer',
    'hosted',
    'clientOffice',
    null,
  ];
  test.each(states)('%s', (state) => {
    for (const place of places) {
      for (const books of ['online', 'desktop'] as const) {
        const it = of(state, { place, books });
        for (const text of [
          words.sentence(it, NOW),
          words.badge(it, NOW),
          words.rowLabel(it, NOW),
          words.stepsText(it),
          words.adminRequestText(it),
        ]) {
          expect(text).not.toMatch(/undefined|null|NaN|Invalid|\{|\}| {2}|\.\./);
          expect(text.trim()).toBe(text);
          expect(text).not.toBe('');
        }
      }
    }
  });
});

describe('badges', () => {
  test('count the days that are left', () => {
    expect(words.badge(of('expiring', { until: NOW + 12 * 24 * HOUR }), NOW)).toBe(
      'Expires in 12 days',
    );
    expect(words.badge(of('expiring', { until: NOW + 5 * HOUR }), NOW)).toBe('Expires in 1 day');
    expect(words.badge(of('expiring', { until: NOW }), NOW)).toBe('Expires today');
  });

  test('a stale one says how old it is', () => {
    const stale = of('qbClosed', { stale: true, lastOkAt: NOW - 50 * HOUR });
    expect(words.badge(stale, NOW)).toBe('QuickBooks closed · 2 days ago');
  });

  test('are all different', () => {
    expect(new Set(states.map(words.stateName)).size).toBe(states.length);
  });
});

test('every action has a label', () => {
  for (const action of actions) {
    for (const state of states) {
      expect(words.actionLabel(action, of(state))).toMatch(/^[A-Z]/);
    }
  }
});

test('every ending has its own title and words', () => {
  const base = {
    clientId: 'x',
    books: 'online',
    stage: 'ended',
    startedAt: NOW,
    expiresAt: NOW,
    found: {
      companyName: 'Harbour Cafe',
      companyTail: '4821',
      otherClient: null,
      person: { name: 'Maria Ortiz', email: null },
    },
    error: { code: 'signInEnded', reason: 'server_error' },
  };
  const of = (ending: Ending): Extract<AttemptView, { stage: 'ended' }> =>
    ({ ...base, ending }) as unknown as Extract<AttemptView, { stage: 'ended' }>;
  const said = endings.map((ending) => words.ending(of(ending), 'Acme', null));
  expect(new Set(said.map((it) => it.title)).size).toBe(endings.length);
  expect(new Set(said.map((it) => it.text)).size).toBe(endings.length);
  expect(words.ending(of('relayUnreachable'), 'Acme', 'relay.example').title).toBe(
    "We couldn't reach relay.example",
  );
});

test('a row reads as one sentence', () => {
  const it = row("Sue's Bakery", 'connected', 'checkNow', null, {
    lastOkAt: NOW - 12 * 60_000,
    checkedAt: NOW - 12 * 60_000,
    role: role('admin', true),
  });
  expect(words.rowLabel(it, NOW)).toBe(
    "Sue's Bakery, QuickBooks Online, Connected, Admin, payroll on, checked 12 minutes ago",
  );
});

describe('consent matches what is asked for', () => {
  const relay = { host: 'relay.firm.example', operator: 'Hale & Ortiz LLP' };
  const text = (it: Parameters<typeof words.consentOnline>[0]): string =>
    words
      .consentOnline(it)
      .map((line) => `${line.label} ${line.text}`)
      .join('\n');

  test('in production it names the relay and who runs it', () => {
    const said = text({ profile: 'live', accountingScope: false, askRoles: true, relay });
    expect(said).toContain('relay.firm.example, a small relay run by Hale & Ortiz LLP');
    expect(said).not.toContain('company name');
  });

  test('with development keys and in practice no relay is named', () => {
    expect(
      text({ profile: 'sandbox', accountingScope: false, askRoles: true, relay: null }),
    ).toContain('comes straight back to this computer');
    expect(
      text({ profile: 'practice', accountingScope: false, askRoles: true, relay: null }),
    ).toContain('nothing leaves this computer (practice).');
  });

  test('the accounting scope is named, and that it is wider than our use', () => {
    const said = text({ profile: 'live', accountingScope: true, askRoles: true, relay });
    expect(said).toContain('company name');
    expect(said).toContain('wider than our use');
  });
});

describe('the voice', () => {
  const source = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => /words(\/[\w-]+)?\.ts$/.test(name) && !name.includes('codes/'))
    .map((name) => readFileSync(join(src, name), 'utf8'))
    .join('\n');
  /** The strings of the words, without their code. */
  const strings = [...source.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)]
    .map((match) => match[0].slice(1, -1).replace(/\$\{[^}]*\}/g, 'x'))
    .filter((text) => text.includes(' '));

  test('Intuit and QuickBooks are never abbreviated', () => {
    expect(strings.length).toBeGreaterThan(200);
    for (const text of strings) expect(text).not.toMatch(/\bQB(O|D|WC)?\b|\bQbo\b|\bQuickbooks\b/);
  });

  test('no exclamation marks, no apologies, no claim that there is no server', () => {
    for (const text of strings) {
      expect(text).not.toMatch(/!(?!=)/);
      expect(text).not.toMatch(/\b(oops|sorry|something went wrong|no server|serverless)\b/i);
    }
  });

  test('components hold no sentences of their own', () => {
    for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.svelte')) continue;
      const text = readFileSync(join(src, file), 'utf8');
      const markup = text
        .replace(/<script[\s\S]*?<\/script>/g, '')
        .replace(/<style[\s\S]*?<\/style>/g, '')
        .replace(/<!--[\s\S]*?-->/g, '');
      const texts = [...markup.matchAll(/>([^<>{}]+)</g)].map((match) => (match[1] ?? '').trim());
      expect(
        texts.filter((it) => /[a-z]{3,} [a-z]{2,}/i.test(it)),
        file,
      ).toEqual([]);
    }
  });
});

describe('a firm whose app may not ask for roles', () => {
  test('the consent promises nothing about roles', () => {
    const facts = { profile: 'sandbox', accountingScope: false, relay: null } as const;
    const read = (askRoles: boolean): string =>
      words.consentOnline({ ...facts, askRoles })[0]?.text ?? '';
    expect(read(true)).toContain('your role');
    expect(read(false)).not.toMatch(/role|payroll/);
  });

  test('a refused scope names what can be turned off', () => {
    const said = (roles: boolean, accounting: boolean): string =>
      words.companyId.scopeRefused({ roles, accounting });
    expect(said(true, true)).toContain('Ask Intuit for your role in each company');
    expect(said(false, true)).toContain("company's name");
    expect(said(false, false)).toContain('client ID');
  });
});

test('a banner says in words what another program changed in the settings', () => {
  const banner = (name: string | null): string =>
    words.banner({ kind: 'settingsChanged', service: '', name, at: 0 }, null, null, 0).text;
  expect(banner('relayUrl,conductorPublishableKey')).toContain(
    "Changed: the sign-in relay and Conductor's publishable key. Nothing is sent",
  );
  expect(banner('relayUrl,somethingNew')).toContain('Changed: the sign-in relay.');
  expect(banner(null)).toContain('Changed: the services it uses.');
});

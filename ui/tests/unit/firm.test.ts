/** A firm's many computers: passphrases, what a computer may do, and what is said of firm files. */
import { describe, expect, test } from 'vitest';
import {
  asMeant,
  emptyForm,
  onlineNote,
  refused,
  wrongWith,
} from '../../src/features/firm/files/make-firm-file';
import { asProblem } from '../../src/ipc';
import type { AppOverview, FirmFileView, FirmForm, Permissions } from '../../src/ipc';
import { forAnother, isGone, permissions } from '../../src/features/firm/files/join-firm';
import {
  bits,
  GROUPS,
  isLongEnough,
  makePassphrase,
  meant,
  pick,
  SHORTEST,
  syllable,
  SYLLABLES,
  SYLLABLES_PER_GROUP,
} from '../../src/features/firm/files/passphrase';
import {
  allRights,
  barred,
  barredAction,
  isManaged,
  mayNot,
  off,
  staffPolicy,
} from '../../src/features/firm/permissions';
import { isFilled, isWorthSaving } from '../../src/features/firm/setup/setup';
import * as words from '../../src/words';
import { NOW } from '../fake/rows';

const whole: Permissions = {
  connect: true,
  disconnect: true,
  deleteConnections: true,
  export: true,
  changeKeys: true,
  makeFirmFiles: true,
  readBooks: true,
};

function computer(
  change: Partial<AppOverview> = {},
  policy: Partial<Permissions> = {},
): AppOverview {
  return {
    computer: { joined: null, policy: { ...whole, ...policy }, firmFolder: null },
    managed: { source: null, fields: [], problems: [], firmFile: null, firmFileProblem: null },
    relay: null,
    intuitReady: true,
    banners: [],
    ...change,
  } as AppOverview;
}

describe('a passphrase', () => {
  const shape = new RegExp(
    `^(?:[bdfghjklmnprstvw][aeiou]){${SYLLABLES_PER_GROUP}}(?:-(?:[a-z]{2}){${SYLLABLES_PER_GROUP}}){${GROUPS - 1}}$`,
  );

  test('takes at least 60 bits to guess', () => {
    expect(bits()).toBeGreaterThanOrEqual(60);
    const all = new Set(Array.from({ length: SYLLABLES }, (_, index) => syllable(index)));
    // Bits are worth their name only when no two numbers make the same syllable.
    expect(all.size).toBe(SYLLABLES);
    for (const it of all) expect(it).toMatch(/^[bdfghjklmnprstvw][aeiou]$/);
  });

  test('every syllable is as likely as any other: each byte that counts, counts once', () => {
    const hits = new Map<number, number>();
    let thrown = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      const index = pick(byte, SYLLABLES);
      if (index === null) thrown += 1;
      else hits.set(index, (hits.get(index) ?? 0) + 1);
    }
    expect(hits.size).toBe(SYLLABLES);
    expect(new Set(hits.values())).toEqual(new Set([Math.floor(256 / SYLLABLES)]));
    expect(thrown).toBe(256 % SYLLABLES);
  });

  test.each([
    [0, 80, 0],
    [79, 80, 79],
    [80, 80, 0],
    [239, 80, 79],
    [240, 80, null],
    [255, 80, null],
    [255, 256, 255],
    [254, 255, 254],
    [255, 255, null],
  ])('byte %i of %i', (byte, count, index) => {
    expect(pick(byte, count)).toBe(index);
  });

  test('asks for more bytes when too many were thrown back', () => {
    let asked = 0;
    const made = makePassphrase((bytes) => {
      asked += 1;
      bytes.fill(255);
      // One usable byte in each round.
      bytes[31] = asked;
    });
    expect(asked).toBe(GROUPS * SYLLABLES_PER_GROUP);
    expect(made).toMatch(shape);
  });

  test('is made of what the system drew, in order', () => {
    expect(makePassphrase((bytes) => bytes.forEach((_, at) => (bytes[at] = at)))).toBe(
      'babe-bibo-buda-dedi-dodu',
    );
  });

  test('comes from the system when nothing else is said, anew each time', () => {
    const made = Array.from({ length: 200 }, () => makePassphrase());
    for (const it of made) expect(it).toMatch(shape);
    expect(new Set(made).size).toBe(made.length);
    // 2000 syllables of 80 kinds: all of them turn up, but for one chance in millions.
    const seen = new Set(made.flatMap((it) => it.replaceAll('-', '').match(/../g) ?? []));
    expect(seen.size).toBe(SYLLABLES);
  });

  test('is long enough to be one of the own', () => {
    expect(isLongEnough(makePassphrase())).toBe(true);
    expect(isLongEnough('x'.repeat(SHORTEST))).toBe(true);
    expect(isLongEnough('x'.repeat(SHORTEST - 1))).toBe(false);
    expect(isLongEnough(`  ${'x'.repeat(SHORTEST - 1)}  `)).toBe(false);
    // A character is what a person takes for one, however it is stored.
    expect(isLongEnough('🔑'.repeat(SHORTEST / 2))).toBe(false);
    expect(meant(' bado-kimu \n')).toBe('bado-kimu');
  });
});

describe('what a computer may do', () => {
  test('an admin’s computer may do everything', () => {
    for (const right of allRights) expect(barred(computer(), right)).toBeNull();
    expect(mayNot(computer())).toEqual([]);
    expect(off(null)).toEqual({});
  });

  test.each(allRights.map((right) => [right] as const))('%s is refused with a reason', (right) => {
    const reason = barred(computer({}, { [right]: false }), right);
    expect(reason).toMatch(
      /^Your firm doesn't allow this computer to .+\. Ask the person who made .+\.$/,
    );
    expect(off(reason)).toEqual({ 'aria-disabled': true, title: reason });
    expect(mayNot(computer({}, { [right]: false }))).toEqual([right]);
    for (const other of allRights.filter((it) => it !== right)) {
      expect(barred(computer({}, { [right]: false }), other)).toBeNull();
    }
  });

  test('the reason names who can change it', () => {
    const managed = {
      source: '/etc/x',
      fields: ['export' as const],
      problems: [],
      firmFile: null,
      firmFileProblem: null,
    };
    expect(barred(computer({ managed }, { export: false }), 'export')).toContain(
      'people who manage this computer',
    );
    expect(isManaged(computer({ managed }), 'export')).toBe(true);
    expect(isManaged(null, 'export')).toBe(false);
  });

  test('only clicks that start a connection need the right to', () => {
    const it = computer({}, { connect: false });
    for (const action of ['connect', 'reconnect', 'reconnectAsMe', 'connectAsOther'] as const) {
      expect(barredAction(it, action), action).toContain('start connections');
    }
    expect(barredAction(it, 'newLink')).not.toBeNull();
    expect(barredAction(it, 'chooseAgain')).not.toBeNull();
    for (const action of ['checkNow', 'archive', 'openInQuickBooks', 'cancel'] as const) {
      expect(barredAction(it, action), action).toBeNull();
    }
  });

  test.each(['databaseDamaged', 'databaseNewer', 'databaseInUse'] as const)(
    'nothing is connected or disconnected while %s stands',
    (kind) => {
      const it = computer({ banners: [{ kind, service: '', name: null, at: NOW }] });
      expect(barred(it, 'connect')).toMatch(/roster/);
      expect(barred(it, 'disconnect')).toMatch(/roster/);
      expect(barred(it, 'deleteConnections')).toMatch(/roster/);
      expect(barred(it, 'export')).toBeNull();
    },
  );

  test('no refusal before the app has said anything', () => {
    expect(barred(null, 'connect')).toBeNull();
  });

  test('what did not come from the app has words of the window', () => {
    expect(words.problem(asProblem(new Error('of a library')))).toContain('failed at this');
  });
});

const view: FirmFileView = {
  firmName: 'Hale & Ortiz LLP',
  computer: 'FRONT-DESK',
  madeBy: 'OFFICE-1',
  madeAt: NOW,
  usableUntil: NOW,
  conductor: true,
  intuit: null,
  policy: staffPolicy,
  firmFolder: null,
  hosts: [],
  changes: [],
  signerWords: 'bado kimu tola rewi sunu pafe',
  signer: 'unknown',
  folderServer: null,
  replaces: null,
  beside: null,
};

describe('an opened firm file', () => {
  test('says first what it allows, then what not, and forgets nothing', () => {
    const all = permissions(view);
    expect(all.map((it) => it.allowed)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(new Set(all.map((it) => it.right))).toEqual(new Set(['check', ...allRights]));
  });

  test('checking is allowed whatever the policy says', () => {
    const none = Object.fromEntries(allRights.map((it) => [it, false])) as unknown as Permissions;
    const all = permissions({ ...view, policy: none });
    expect(all.filter((it) => it.allowed).map((it) => it.right)).toEqual(['check']);
    expect(words.firm.join.lets({ ...view, policy: none })).toContain('not start new ones');
  });

  test('knows a file for another computer, however its name is written', () => {
    expect(forAnother(view, 'front-desk ')).toBe(false);
    expect(forAnother(view, 'BACK-OFFICE')).toBe(true);
  });

  test('only a file the app no longer has is chosen again', () => {
    expect(isGone({ code: 'noFirmFile' })).toBe(true);
    expect(isGone({ code: 'wrongPassphrase' })).toBe(false);
  });
});

describe('making a firm file', () => {
  const good = { ...emptyForm(), computer: 'BACK-OFFICE', passphrase: 'babe-bibo-buda' };

  test('begins with what staff needs', () => {
    expect(emptyForm().policy).toEqual({
      connect: true,
      disconnect: false,
      deleteConnections: false,
      export: true,
      changeKeys: false,
      makeFirmFiles: false,
      readBooks: false,
    });
    expect(wrongWith(good)).toBeNull();
  });

  test.each([
    [{ computer: ' ' }, 'computer'],
    [{ conductorSecretKey: 'pk_conductor_not_a_real_key' }, 'conductorSecretKey'],
    [{ passphrase: 'too short' }, 'passphrase'],
  ])('%o is stopped at its field', (change, field) => {
    expect(wrongWith({ ...good, ...change })?.field).toBe(field);
  });

  test('an older key without the prefix passes', () => {
    expect(wrongWith({ ...good, conductorSecretKey: 'older_not_a_real_key' })).toBeNull();
  });

  test('spaces around what was pasted are not meant', () => {
    const it = asMeant({ ...good, computer: ' A ', conductorSecretKey: ' sk ', passphrase: ' p ' });
    expect([it.computer, it.conductorSecretKey, it.passphrase]).toEqual(['A', 'sk', 'p']);
  });

  test.each([
    [{ code: 'passphraseShort', field: 'passphrase' }, 'passphrase'],
    [{ code: 'secretKeyRefused', field: 'conductorSecretKey' }, 'conductorSecretKey'],
    [{ code: 'fileText', what: 'computer', field: 'computer' }, 'computer'],
    [{ code: 'fileNotWritten', why: 'full' }, null],
  ] as const)('a refusal (%o) is said where it belongs', (problem, field) => {
    expect(refused(problem)).toEqual({ field, message: words.problem(problem) });
  });

  test('says what becomes of QuickBooks Online', () => {
    const relay = { host: 'relay.example', operator: 'Hale' };
    expect(onlineNote(computer({ relay }))).toContain('relay.example');
    expect(onlineNote(computer())).toContain('straight back to this computer');
    expect(onlineNote(computer({ intuitReady: false }))).toContain('not set up');
  });
});

describe('setting up by hand what the firm has partly set', () => {
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

  test('what the firm has set counts as filled in', () => {
    expect(isFilled('firm', empty)).toBe(false);
    expect(isFilled('firm', empty, ['firmName'])).toBe(true);
    expect(isFilled('intuit', empty, ['intuitClientId', 'relayUrl'])).toBe(true);
    expect(isFilled('conductor', empty, ['conductorPublishableKey'])).toBe(false);
    expect(isWorthSaving(empty, ['firmName'])).toBe(false);
    expect(isWorthSaving(empty, ['firmName', 'intuitClientId', 'relayUrl'])).toBe(true);
  });
});

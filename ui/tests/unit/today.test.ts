import { describe, expect, test } from 'vitest';
import type { ClientRow, State } from '../../src/ipc/types';
import { actorOf, type Acts } from '../../src/features/today/actor';
import { messageTo, stepsByComputer } from '../../src/features/today/papers';
import {
  correspondents,
  items,
  parentOf,
  today,
  toReconnect,
  type Group,
  type Today,
} from '../../src/features/today/today';
import * as words from '../../src/features/today/words';
import { manyRows, NOW, row, sampleRows } from '../fake/rows';

const DAY = 24 * 3_600_000;

function acts(it: ClientRow): Acts {
  return actorOf(it, { now: NOW });
}

function one<T>(it: T | undefined): T {
  if (it === undefined) throw new Error('not there');
  return it;
}

function of(rows: Iterable<ClientRow>): Today {
  return today(rows, acts);
}

function group(it: Today, actor: Acts): Group {
  const found = it.groups.find((each) => each.actor === actor);
  if (!found) throw new Error(`nothing for ${actor}`);
  return found;
}

/** A row for every state; the type check asks for a new one. */
const everyState: Record<State, { online: Acts; desktop: Acts }> = {
  connected: { online: 'nobody', desktop: 'nobody' },
  checking: { online: 'answer', desktop: 'answer' },
  waiting: { online: 'answer', desktop: 'answer' },
  invited: { online: 'answer', desktop: 'answer' },
  linkExpired: { online: 'you', desktop: 'you' },
  never: { online: 'nobody', desktop: 'nobody' },
  attention: { online: 'you', desktop: 'computer' },
  qbClosed: { online: 'computer', desktop: 'computer' },
  wrongFile: { online: 'computer', desktop: 'computer' },
  dialog: { online: 'computer', desktop: 'computer' },
  permission: { online: 'client', desktop: 'client' },
  singleUser: { online: 'computer', desktop: 'computer' },
  wcOffline: { online: 'computer', desktop: 'computer' },
  expiring: { online: 'you', desktop: 'you' },
  expired: { online: 'you', desktop: 'you' },
  revoked: { online: 'you', desktop: 'you' },
  takenOver: { online: 'you', desktop: 'you' },
  otherRelay: { online: 'you', desktop: 'you' },
  notMember: { online: 'client', desktop: 'client' },
  inactive: { online: 'client', desktop: 'client' },
  wrongCompany: { online: 'you', desktop: 'you' },
  paused: { online: 'nobody', desktop: 'nobody' },
  archived: { online: 'nobody', desktop: 'nobody' },
};

describe('who must act', () => {
  const states = Object.entries(everyState) as [State, (typeof everyState)[State]][];

  test.each(states)('%s', (state, expected) => {
    for (const books of ['online', 'desktop'] as const) {
      const it = row('A client', state, 'checkNow', null, { books });
      expect(acts(it), books).toBe(expected[books]);
      if (acts(it) !== 'nobody') expect(words.cause(it), `words for ${state}`).not.toBe('');
    }
  });

  test('an end in more than 14 days comes up, a nearer one is yours', () => {
    const ends = (days: number): Acts =>
      acts(row('A', 'expiring', 'reconnect', null, { until: NOW + days * DAY, clock: 'hard' }));
    expect([ends(45), ends(15), ends(14), ends(0)]).toEqual(['comingUp', 'comingUp', 'you', 'you']);
  });

  test('an answer of Intuit that waits to be looked at is yours', () => {
    const it = row('A', 'waiting', 'showLink', 'cancel', { answered: true });
    expect(actorOf(it, { now: NOW })).toBe('you');
  });

  test("what this computer may not do is a colleague's, and nothing else is", () => {
    const barred = (state: State): Acts =>
      actorOf(row('A', state, 'reconnect', null), { now: NOW, barred: true });
    expect([barred('expired'), barred('notMember'), barred('connected')]).toEqual([
      'colleague',
      'client',
      'nobody',
    ]);
  });
});

describe('groups', () => {
  const it = of(sampleRows());

  test('come in one order, and every client is in one of them or in none', () => {
    expect(it.groups.map((each) => [each.actor, each.rows.length])).toEqual([
      ['you', 6],
      ['client', 3],
      ['computer', 6],
      ['answer', 3],
      ['comingUp', 1],
    ]);
    const all = it.groups.flatMap((each) => each.rows.map((each2) => each2.id));
    expect(new Set(all).size).toBe(all.length);
    expect(it).toMatchObject({ needed: 15, working: 4, unconnected: 2 });
  });

  test('what is lost comes before what only wants a click', () => {
    const names = group(it, 'you').lines.map((line) => words.lineName(line));
    expect(names).toEqual([
      'Juniper Yoga Studio',
      'Kestrel Aviation',
      'Larkspur Dental Group',
      'Pemberton Books',
      'Quill Street Press',
      'Umbra Lighting Co.',
    ]);
  });

  test('one computer is one line', () => {
    const lines = group(it, 'computer').lines.map((line) => [
      words.lineName(line),
      words.lineSays(line, NOW),
    ]);
    expect(lines).toEqual([
      ['FRONT-DESK', 'Lindqvist Joinery: a window is in the way'],
      [
        'OFFICE-PC-3',
        '3 clients: another company is open, file is in single-user mode, QuickBooks is closed',
      ],
      ['Rightworks host', 'Oxbow Vineyards: QuickBooks has a problem'],
      ['BACK-OFFICE', 'Two Rivers Outfitters: Web Connector offline, 1 day'],
    ]);
  });

  test('without a label only this computer is one', () => {
    const at = (name: string, place: ClientRow['place']): ClientRow =>
      row(name, 'qbClosed', 'checkNow', 'keepOpen', { books: 'desktop', place });
    const lines = group(
      of([at('A', 'clientOffice'), at('B', 'clientOffice'), at('C', 'thisComputer')]),
      'computer',
    ).lines;
    expect(lines.map((line) => words.lineName(line))).toEqual(['A', 'B', 'This computer']);
  });

  test('the same cause on three clients is one line, on two it is not', () => {
    const expired = (name: string): ClientRow => row(name, 'expired', 'reconnect', null);
    const two = group(of(['A', 'B'].map(expired)), 'you');
    expect(two.lines).toHaveLength(2);
    const three = group(of(['A', 'B', 'C'].map(expired)), 'you');
    expect(three.lines.map((line) => [words.lineName(line), line.rows.length])).toEqual([
      ['3 clients', 3],
    ]);
    expect(words.lineSays(one(three.lines[0]), NOW)).toBe('Sign-in ran out');
  });

  test('the same state of different people has different causes', () => {
    const gone = (name: string, who: string): ClientRow =>
      row(name, 'notMember', 'copyRequest', null, { connectedAs: { name: who, email: null } });
    const lines = group(
      of([gone('A', 'Tom'), gone('B', 'Tom'), gone('C', 'Maria')]),
      'client',
    ).lines;
    expect(lines).toHaveLength(3);
  });
});

describe('the list on the screen', () => {
  const it = of(sampleRows());
  const kinds = (folds: [string, boolean][]): string[] =>
    items(it.groups, new Map(folds)).map((each) => each.kind);

  test('what waits and what comes up is folded at first; a cause opens under its line', () => {
    const all = items(it.groups, new Map());
    expect(
      all.filter((each) => each.kind === 'group' && !each.open).map((each) => each.key),
    ).toEqual(['answer', 'comingUp']);
    const line = one(all.find((each) => each.kind === 'line'));
    expect(kinds([[line.key, true]]).length).toBe(all.length + 3);
    expect(kinds([['you', false]]).length).toBe(all.length - 6);
    const open = items(it.groups, new Map([[line.key, true]]));
    const inner = open.findIndex((each) => each.kind === 'client' && each.level === 3);
    expect(open[parentOf(open, inner)]?.key).toBe(line.key);
    expect(open[parentOf(open, parentOf(open, inner))]?.key).toBe('computer');
  });

  test('2,000 clients are grouped in less than 100 ms', () => {
    const rows = manyRows(2000);
    of(rows);
    const begun = performance.now();
    items(of(rows).groups, new Map());
    expect(performance.now() - begun).toBeLessThan(100);
  });
});

describe('one action for a group', () => {
  const it = of(sampleRows());

  test('only sign-ins are queued', () => {
    const names = toReconnect(group(it, 'you').rows).map((each) => each.name);
    expect(names).toEqual(['Juniper Yoga Studio', 'Larkspur Dental Group']);
  });

  test('one person gets one message about all of their clients', () => {
    const rows = group(it, 'client').rows.map((each) => ({ ...each, email: 'Pat@Example.com' }));
    const people = correspondents(rows);
    expect(people).toHaveLength(1);
    const message = messageTo(one(people[0]));
    for (const each of rows) expect(message).toContain(each.name);
  });

  test('one paper has each computer once, and the same steps once', () => {
    const paper = stepsByComputer(group(it, 'computer'));
    for (const name of ['FRONT-DESK', 'OFFICE-PC-3', 'RIGHTWORKS HOST', 'BACK-OFFICE']) {
      expect(paper.split(`${name}\n`)).toHaveLength(2);
    }
    expect(paper).toContain('Acme Plumbing\n');
    expect(paper).not.toMatch(/come back here/i);
  });
});

describe('words', () => {
  const it = of(sampleRows());

  test('the line under the title counts who needs someone and who works', () => {
    expect(words.summary(it, NOW - 60_000, NOW)).toMatch(
      /^15 clients need someone\. 4 work\. 2 not connected yet\. Last check 1?\d:04/,
    );
    expect(words.summary({ ...it, needed: 0, unconnected: 0 }, null, NOW)).toBe(
      'Nobody has to do anything.',
    );
  });

  test('a row says what is wrong and when', () => {
    const says = (name: string): string => {
      const found = one(sampleRows().find((each) => each.name === name));
      return words.say(found, NOW);
    };
    expect(says('Larkspur Dental Group')).toMatch(/^Sign-in ran out on /);
    expect(says('Quill Street Press')).toBe('Sign-in lapses in 12 days');
    expect(says("Bill's Butchers")).toBe('Must invite Maria Ortiz again');
    expect(says('Kestrel Aviation')).toBe('Tom Becker’s sign-in took over');
  });
});

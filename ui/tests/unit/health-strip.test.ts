import { describe, expect, test } from 'vitest';
import type { TimelineEvent } from '../../src/ipc/types';
import { runs, strip, type Day } from '../../src/features/clients/health-strip';

/** Noon on this computer's calendar. */
const NOW = new Date(2025, 10, 21, 12).getTime();
let made = 0;

function event(daysAgo: number, more: object, hour = 12): TimelineEvent {
  made += 1;
  return {
    id: made,
    at: new Date(2025, 10, 21 - daysAgo, hour).getTime(),
    event: 'stateChanged',
    from: null,
    to: null,
    person: null,
    computer: '',
    ...more,
  } as unknown as TimelineEvent;
}

function day(days: readonly Day[], daysAgo: number): Day {
  return days[days.length - 1 - daysAgo] as Day;
}

const added = event(20, { event: 'added' });

describe('thirty days', () => {
  test('end today and begin 29 days ago', () => {
    const days = strip([added], 'never', NOW);
    expect(days).toHaveLength(30);
    expect(day(days, 0).start).toBe(new Date(2025, 10, 21).getTime());
    expect(day(days, 29).start).toBe(new Date(2025, 9, 23).getTime());
  });

  test('days before the client was added are empty', () => {
    const days = strip([added], 'never', NOW);
    expect(day(days, 21)).toMatchObject({ kind: 'before', tier: null });
    expect(day(days, 20)).toMatchObject({ kind: 'known', state: 'never' });
  });

  test('a state lasts until the next one, over days without a line', () => {
    const days = strip(
      [
        event(2, { from: 'connected', to: 'qbClosed' }),
        event(10, { from: 'never', to: 'connected' }),
        added,
      ],
      'qbClosed',
      NOW,
    );
    expect(day(days, 5).state).toBe('connected');
    expect(day(days, 1).state).toBe('qbClosed');
    expect(day(days, 0).state).toBe('qbClosed');
  });

  test('the most urgent state of a day wins, whenever on that day it was', () => {
    const days = strip(
      [
        event(3, { from: 'revoked', to: 'connected' }, 15),
        event(3, { from: 'connected', to: 'revoked' }, 9),
        event(10, { from: 'never', to: 'connected' }),
        added,
      ],
      'connected',
      NOW,
    );
    expect(day(days, 4).tier).toBe('ok');
    expect(day(days, 3)).toMatchObject({ tier: 'now', state: 'revoked' });
    expect(day(days, 2).tier).toBe('ok');
  });

  test('a state that ended at midnight belongs to the day before', () => {
    const days = strip(
      [
        event(3, { from: 'revoked', to: 'connected' }, 0),
        event(4, { from: 'connected', to: 'revoked' }, 9),
        added,
      ],
      'connected',
      NOW,
    );
    expect(day(days, 4).state).toBe('revoked');
    expect(day(days, 3).state).toBe('connected');
  });

  test('days beyond a timeline without its beginning are unknown, its oldest day too', () => {
    const days = strip(
      [
        event(2, { from: 'connected', to: 'dialog' }),
        event(6, { from: 'expired', to: 'connected' }),
      ],
      'dialog',
      NOW,
    );
    expect(day(days, 12)).toMatchObject({ kind: 'unknown', tier: null });
    expect(day(days, 6).kind).toBe('unknown');
    expect(day(days, 5)).toMatchObject({ kind: 'known', state: 'connected' });
  });

  test('lines that say nothing about the state leave it as it was', () => {
    const days = strip(
      [
        event(1, { event: 'roleConfirmed' }),
        event(2, { event: 'renewed' }),
        event(4, { from: 'connected', to: 'notMember' }),
        added,
      ],
      'notMember',
      NOW,
    );
    expect(day(days, 1).state).toBe('notMember');
  });

  test('archived days are archived, and back on the list it is what it was', () => {
    const days = strip(
      [
        event(3, { event: 'resumed' }),
        event(8, { event: 'archived' }),
        event(10, { from: 'never', to: 'connected' }),
        added,
      ],
      'connected',
      NOW,
    );
    expect(day(days, 6).state).toBe('archived');
    expect(day(days, 2).state).toBe('connected');
  });

  test('what is known from before the client was put on this list counts', () => {
    const days = strip(
      [added, event(25, { event: 'connected' }), event(27, { event: 'linkCreated' })],
      'connected',
      NOW,
    );
    expect(day(days, 28).kind).toBe('before');
    expect(day(days, 22).state).toBe('connected');
    expect(day(days, 10).state).toBe('connected');
  });

  test('today knows the state of the client now, even if no line says so', () => {
    const days = strip([event(10, { from: 'never', to: 'connected' }), added], 'expiring', NOW);
    expect(day(days, 0).state).toBe('expiring');
    expect(day(days, 1).state).toBe('connected');
    expect(day(strip([], 'connected', NOW), 0).state).toBe('connected');
    expect(day(strip([], 'connected', NOW), 1).kind).toBe('unknown');
  });
});

test('days that say the same are read as one', () => {
  const days = strip([event(10, { from: 'never', to: 'connected' }), added], 'connected', NOW);
  expect(runs(days).map((it) => it.day.state ?? it.day.kind)).toEqual([
    'before',
    'never',
    'connected',
  ]);
});

import { describe, expect, test } from 'vitest';
import { zoomed, zoomMove, zoomSteps } from '../../src/lib/zoom';

describe('zoom', () => {
  test('goes through every step and stops at both ends', () => {
    const up: number[] = [];
    for (let at = 0.8; up.length < 9; at = zoomed(at, 'in')) up.push(at);
    expect(up).toEqual([0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2]);
    const down: number[] = [];
    for (let at = 2; down.length < 9; at = zoomed(at, 'out')) down.push(at);
    expect(down).toEqual([...zoomSteps].reverse().concat(0.8));
  });

  test('a factor between two steps goes to its neighbour, 0 to 100 %', () => {
    expect(zoomed(1.3, 'in')).toBe(1.5);
    expect(zoomed(1.3, 'out')).toBe(1.25);
    expect(zoomed(1.75, 'reset')).toBe(1);
  });

  test.each([
    ['+', 'BracketRight', 'in'],
    ['=', 'Equal', 'in'],
    ['-', 'Slash', 'out'],
    ['0', 'Digit0', 'reset'],
    ['à', 'Digit0', 'reset'],
    ['0', 'Numpad0', 'reset'],
    ['k', 'KeyK', null],
  ])('the key %s (%s) means %s', (key, code, move) => {
    expect(zoomMove({ key, code })).toBe(move);
  });
});

/** The contrast of every pair of tokens, computed from the style sheet itself (WCAG 2.2). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const css = readFileSync(fileURLToPath(new URL('../../src/tokens.css', import.meta.url)), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  expect(start).toBeGreaterThanOrEqual(0);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gi)].map((it) => [
      it[1] as string,
      it[2] as string,
    ]),
  );
}

const light = tokens(':root');
const dark = new Map([...light, ...tokens("[data-theme='dark']")]);

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test('the formula', () => {
  expect(ratio('#000000', '#ffffff')).toBeCloseTo(21);
  expect(ratio('#777777', '#ffffff')).toBeCloseTo(4.48, 1);
});

const papers = ['window', 'surface', 'raised', 'hover', 'selected'];
const tiers = ['ok', 'wait', 'rest', 'soon', 'now', 'none'];
const pairs: [string, string, number][] = [
  ...['text', 'text-2', 'text-3', 'accent'].flatMap((ink) =>
    papers.map((paper): [string, string, number] => [ink, paper, 4.5]),
  ),
  ...tiers.map((tier): [string, string, number] => [`${tier}-fg`, `${tier}-bg`, 4.5]),
  ...tiers.flatMap((tier) =>
    papers.map((paper): [string, string, number] => [`${tier}-fg`, paper, 4.5]),
  ),
  // Words on a bar or a note stand on a tier's paper.
  ...['wait-bg', 'soon-bg', 'now-bg', 'ok-bg', 'rest-bg'].map((paper): [string, string, number] => [
    'text',
    paper,
    4.5,
  ]),
  ['role-fg', 'role-bg', 4.5],
  ['role-fg', 'surface', 4.5],
  ['on-accent', 'accent-solid', 4.5],
  ['on-accent', 'accent-solid-hover', 4.5],
  ['on-demo', 'demo', 4.5],
  ['text-3', 'none-bg', 4.5],
  ['border-strong', 'surface', 3],
  ['border-strong', 'raised', 3],
  ['accent-solid', 'surface', 3],
  ['accent-solid', 'raised', 3],
];

describe.each([
  ['light', light],
  ['dark', dark],
])('%s', (_name, theme) => {
  test.each(pairs)('%s on %s is at least %f', (ink, paper, least) => {
    const [a, b] = [theme.get(ink), theme.get(paper)];
    expect(a, ink).toBeDefined();
    expect(b, paper).toBeDefined();
    expect(ratio(a as string, b as string)).toBeGreaterThanOrEqual(least);
  });
});

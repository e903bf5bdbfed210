/** The contrast of every pair of tokens, computed from the style sheet itself (WCAG 2.2). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const css = readFileSync(
  fileURLToPath(new URL('../../src/tokens.css', import.meta.url)),
  'utf8',
).replace(/\/\*[\s\S]*?\*\//g, '');

/** Every custom property of a block. */
function properties(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  expect(start).toBeGreaterThanOrEqual(0);
  const block = css.slice(start, css.indexOf('\n}', start));
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((it) => [
      it[1] as string,
      (it[2] as string).trim(),
    ]),
  );
}

/** The colours of it, each six digits. */
function tokens(selector: string): Map<string, string> {
  return new Map([...properties(selector)].filter(([, value]) => /^#[0-9a-f]{6}$/i.test(value)));
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

type Pair = [ink: string, paper: string, least: number];

const papers = ['window', 'surface', 'raised', 'hover', 'selected'];
const tiers = ['ok', 'wait', 'rest', 'soon', 'now', 'none'];
const on = (inks: string[], under: string[], least: number): Pair[] =>
  inks.flatMap((ink) => under.map((paper): Pair => [ink, paper, least]));

const pairs: Pair[] = [
  // Text, and the accent where it is text: links and quiet buttons.
  ...on(['text', 'text-2', 'text-3', 'accent'], papers, 4.5),
  // A badge, and its words without paint: stale ones, silhouettes in the stub, words in red.
  ...tiers.map((tier): Pair => [`${tier}-fg`, `${tier}-bg`, 4.5]),
  ...on(
    tiers.map((tier) => `${tier}-fg`),
    papers,
    4.5,
  ),
  // The line cut out of a silhouette is the paper's own colour.
  ...on(['surface'], ['ok-fg', 'soon-fg', 'now-fg'], 3),
  // Words on a banner or a note are on a tier's background, links and silhouettes too.
  ...on(
    ['text', 'text-2'],
    tiers.map((tier) => `${tier}-bg`),
    4.5,
  ),
  // A plain button is on any background, also on a banner; its rim shows it on every one a sheet has.
  ['text-3', 'none-bg', 4.5],
  ...on(['border-strong'], papers, 3),
  // Role badges on their own paper; on a selected row their paper is the surface.
  ['role-fg', 'role-bg', 4.5],
  ...on(['role-fg', 'now-fg', 'ok-fg', 'none-fg'], ['surface'], 4.5),
  // The solid button: its label at rest and under the pointer, and its shape where it may lie.
  ['on-accent', 'accent-solid', 4.5],
  ['on-accent', 'accent-solid-hover', 4.5],
  ...on(['accent-solid', 'accent-solid-hover'], ['surface', 'raised'], 3),
  // The focus ring, wherever the focus may be.
  ...on(['accent'], [...papers, ...tiers.map((tier) => `${tier}-bg`)], 3),
  // The banner of practice and sandbox.
  ['on-demo', 'demo', 4.5],
  // The mark's lines on its page.
  ...on(['mark-line'], ['mark-page', 'mark-stub'], 3),
];

/** Colours that carry nothing: look.md allows them as decoration and never as the only cue. */
const decorative = new Set(['border']);

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

  test('every colour is in a pair, or is decoration by decision', () => {
    const used = new Set(pairs.flatMap(([ink, paper]) => [ink, paper]));
    const left = [...theme.keys()].filter((name) => !used.has(name) && !decorative.has(name));
    expect(left).toEqual([]);
  });

  test('the five papers can be distinguished, and so can the tiers', () => {
    expect(new Set(tiers.map((tier) => theme.get(`${tier}-bg`))).size).toBe(tiers.length);
    expect(new Set(tiers.map((tier) => theme.get(`${tier}-fg`))).size).toBe(tiers.length);
    expect(new Set(papers.map((paper) => theme.get(paper))).size).toBe(papers.length);
  });
});

/** What look.md computed for its tables; a token that drifts away from the design shows here. */
describe('the figures of the design', () => {
  const worst = (theme: Map<string, string>, ink: string, under = papers): number =>
    Math.min(...under.map((it) => ratio(theme.get(ink) as string, theme.get(it) as string)));

  test.each([
    ['text', 14.47, 11.7],
    ['text-2', 6.55, 6.67],
    ['text-3', 4.74, 4.62],
    ['accent', 5.79, 6.13],
    ['border-strong', 3.23, 3.26],
  ])('%s', (ink, onLight, onDark) => {
    expect(worst(light, ink)).toBeCloseTo(onLight, 1);
    expect(worst(dark, ink)).toBeCloseTo(onDark, 1);
  });

  test.each([
    ['ok', 6.53, 8.19],
    ['wait', 6.84, 7.55],
    ['rest', 7.12, 8.21],
    ['soon', 6.8, 8.49],
    ['now', 7.0, 7.64],
    ['none', 6.65, 6.89],
    ['role', 7.45, 8.0],
  ])('the %s badge', (tier, onLight, onDark) => {
    expect(worst(light, `${tier}-fg`, [`${tier}-bg`])).toBeCloseTo(onLight, 1);
    expect(worst(dark, `${tier}-fg`, [`${tier}-bg`])).toBeCloseTo(onDark, 1);
  });

  test('bare silhouettes', () => {
    const bare = (theme: Map<string, string>): number =>
      Math.min(...tiers.map((tier) => worst(theme, `${tier}-fg`)));
    expect(bare(light)).toBeGreaterThanOrEqual(6.38 - 0.01);
    expect(bare(dark)).toBeGreaterThanOrEqual(6.67 - 0.01);
  });

  test('the banner and the solid button', () => {
    expect(worst(light, 'on-demo', ['demo'])).toBeCloseTo(10.6, 1);
    expect(worst(dark, 'on-demo', ['demo'])).toBeCloseTo(11.53, 1);
    expect(worst(light, 'on-accent', ['accent-solid'])).toBeCloseTo(6.88, 1);
    expect(worst(dark, 'on-accent', ['accent-solid'])).toBeCloseTo(5.16, 1);
    expect(worst(light, 'on-accent', ['accent-solid-hover'])).toBeCloseTo(8.86, 1);
    expect(worst(dark, 'on-accent', ['accent-solid-hover'])).toBeCloseTo(4.81, 1);
  });
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const source = readFileSync(
  fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);

interface Found {
  id: string;
  nodes: { target: string[]; failureSummary: string }[];
}

interface Runner {
  run(context: Element, options: unknown): Promise<{ violations: Found[] }>;
}

interface Scope {
  /** Rules that do not apply. */
  without?: readonly string[];
  /** Only the sheet over the page, when there is one. */
  sheet?: boolean;
}

/** What axe-core finds wrong in the page, one line each. */
export async function axe(page: Page, scope: Scope = {}): Promise<string[]> {
  // Through the debugger, because the page's policy blocks injected script elements.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const violations = await page.evaluate(async (it) => {
    const runner = (window as unknown as { axe: Runner }).axe;
    const rules = Object.fromEntries((it.without ?? []).map((rule) => [rule, { enabled: false }]));
    // All rules run; the details of what is in order are not put together.
    const sheet = it.sheet === true ? document.querySelector('dialog[open]') : null;
    const part = sheet ?? document.documentElement;
    return (await runner.run(part, { resultTypes: ['violations'], rules })).violations;
  }, scope);
  return violations.flatMap((it) =>
    it.nodes.map((node) => `${it.id}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

/**
 * The same page in every way it can look: light, dark, and in the person's own colours. The window
 * follows the system here, so that the switch goes the way it goes on a person's computer. What is
 * under a sheet is checked once; in the other looks it has scenes of its own.
 */
export async function axeInEveryLook(page: Page): Promise<Record<string, string[]>> {
  const light = await axe(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme="dark"]').waitFor();
  const dark = await axe(page, { sheet: true });
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
  await page.locator('html[data-theme="light"]').waitFor();
  // Contrast is the person's own choice of colours there.
  const forced = await axe(page, { sheet: true, without: ['color-contrast'] });
  await page.emulateMedia({ forcedColors: 'none' });
  return { light, dark, forced };
}

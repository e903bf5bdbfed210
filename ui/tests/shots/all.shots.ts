/** Pictures of every screen and sheet, in both themes and both sizes. Run by `npm run shots`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { openBench, type Bench, type Visit } from '../browser/harness';
import { scenes } from '../browser/scenes';

const folder = process.env.SHOTS ?? 'shots';
const only = process.env.ONLY ?? '';
let bench: Bench;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  bench = await openBench();
});

afterAll(async () => {
  await bench.close();
});

const sizes: [string, Partial<Visit>][] = [
  ['light', { theme: 'light' }],
  ['dark', { theme: 'dark' }],
  ['small', { theme: 'light', width: 720, height: 520 }],
];

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(260);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.context().close();
}

for (const scene of scenes) {
  for (const [suffix, size] of sizes) {
    const name = `${scene.name}-${suffix}`;
    test.runIf(only === '' || name.includes(only))(name, async () => {
      const page = await bench.visit({ ...scene.visit, ...size });
      await scene.go(page);
      await shoot(page, name);
    });
  }
}

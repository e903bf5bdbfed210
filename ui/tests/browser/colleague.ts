/** What the firm's change log says of another computer. */
import type { Page } from 'playwright-core';
import { NOW } from '../fake/rows';

/** Nobody connected it here. */
export const CLIENT = 'Wren & Daughters';

export const tom = {
  person: 'Tom Becker',
  computer: 'BACK-OFFICE',
  at: NOW - 18 * 24 * 60 * 60_000,
  lastKnown: false,
};

/** The change log names a colleague as the one who connected the client. */
export async function colleagueConnects(page: Page, client = CLIENT): Promise<void> {
  await page.evaluate(
    ([name, elsewhere]) => {
      const row = { ...window.__FAKE__.byName(name), elsewhere };
      window.__FAKE__.emit({ kind: 'rows', rows: [row] });
    },
    [client, tom] as const,
  );
}

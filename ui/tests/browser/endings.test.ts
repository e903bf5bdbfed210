/** Every way a sign-in or a link can end: its own words, and where it goes from there. */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ending, FoundCompany } from '../../src/ipc/types';
import { setup } from './harness';
import { foundOne, openConnect, stageOnline, tickAll } from './scenes';

const { bench, walk } = await setup();

beforeAll(async () => {
  (await visit()).setDefaultTimeout(10_000);
});

/** A live firm, because only there a relay has a name; all its clients, not the urgent ones alone. */
async function visit(): Promise<Page> {
  return walk.visit({ profile: 'live', memory: { view: 'all' }, reducedMotion: 'reduce' });
}

interface Case {
  title: string;
  text: RegExp;
  buttons: string[];
  found?: Partial<FoundCompany>;
}

/** An ending that is missing here does not compile. */
const online: Record<Ending, Case> = {
  declined: {
    title: 'You cancelled in the browser',
    text: /cancelled in the browser\.\s*Nothing was saved/,
    buttons: ['Close', 'Try again'],
  },
  expired: {
    title: 'Nobody finished in the browser',
    text: /page was closed, or the time ran out\. Nothing was saved/,
    buttons: ['Close', 'Try again'],
  },
  wrongCompany: {
    title: "That's a different company",
    text: /Maria Ortiz picked Harbour Cafe \(Intuit number …4821\), which isn't Wren & Daughters\. Nothing was saved/,
    buttons: ['Save as new client', 'Close', 'Choose again'],
    found: { companyName: 'Harbour Cafe', expectedTail: '7718' },
  },
  rejected: {
    title: 'Not saved',
    text: /not Wren & Daughters\. Access was revoked at Intuit/,
    buttons: ['Close', 'Choose again'],
  },
  emailUnverified: {
    title: "Intuit hasn't verified this e-mail address",
    text: /Confirm the address in your Intuit account/,
    buttons: ['Close', 'Try again'],
  },
  unreachable: {
    title: "We couldn't reach Intuit",
    text: /Check the network, then try again/,
    buttons: ['Close', 'Try again'],
  },
  relayUnreachable: {
    title: "We couldn't reach relay.haleortiz.example",
    text: /brings the answer back to this computer and did not answer/,
    buttons: ['Close', 'Try again'],
  },
  keyRefused: {
    title: 'Key refused',
    text: /Intuit no longer accepts this computer's key/,
    buttons: ['Ask your admin', 'Close', 'Enter a new key'],
  },
  scopeRefused: {
    title: "Intuit doesn't let this app ask for that",
    text: /ask for your role yet.*Nothing was saved\. Choose Change keys….*turn off “Ask Intuit for your role/,
    buttons: ['Ask your admin', 'Close', 'Change keys…'],
  },
  failed: {
    title: 'The sign-in did not finish',
    text: /something we don't recognise\. Nothing was saved/,
    buttons: ['Close', 'Try again'],
  },
  cancelled: {
    title: 'Cancelled',
    text: /Start again whenever you like/,
    buttons: ['Close', 'Try again'],
  },
  replaced: {
    title: 'A newer sign-in took over',
    text: /Finish that one/,
    buttons: ['Close'],
  },
};

async function ended(page: Page, it: Case): Promise<void> {
  const sheet = page.locator('[data-testid="connect-sheet"][data-stage="ended"]');
  await sheet.waitFor();
  expect(await sheet.locator('h2').textContent()).toBe(it.title);
  expect(await page.getByTestId('connect-ending').textContent()).toMatch(it.text);
  expect(await sheet.locator('footer').getByRole('button').allTextContents()).toEqual(it.buttons);
}

describe('QuickBooks Online', () => {
  test.each(Object.entries(online) as [Ending, Case][])('%s', async (ending, it) => {
    const page = await visit();
    const found = it.found ? await foundOne(page, it.found) : null;
    await stageOnline(page, { stage: 'ended', ending, found });
    await ended(page, it);
    if (it.buttons.includes('Try again') || it.buttons.includes('Choose again')) {
      await page.getByTestId('connect-again').click();
      await page.locator('[data-testid="connect-sheet"][data-stage="consent"]').waitFor();
    }
    if (it.buttons.includes('Ask your admin')) {
      await page.getByTestId('connect-ask-admin').click();
      await page.getByTestId('toast').getByText('Message to your admin copied').waitFor();
    }
  });

  test('all titles differ', () => {
    const titles = Object.values(online).map((it) => it.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('a different person than before is said before anything is saved', async () => {
    const page = await visit();
    await stageOnline(page, {
      stage: 'confirm',
      found: await foundOne(page, {
        previousPerson: { name: 'Tom Becker', email: 'tom@haleortiz.example' },
      }),
    });
    const sheet = page.getByTestId('connect-sheet');
    expect(await sheet.locator('h2').textContent()).toBe('Maria signed in; Tom did before');
    await sheet.getByText('If you use this sign-in, the one of Tom Becker ends.').waitFor();
    expect(await sheet.locator('footer').getByRole('button').allTextContents()).toEqual([
      "Keep Tom's sign-in",
      "Use Maria's sign-in",
    ]);
    expect(await sheet.locator('footer .primary').count()).toBe(0);
    expect(await sheet.locator('footer :focus').count()).toBe(0);
    expect(await page.getByTestId('connect-person').textContent()).toBe('maria@haleortiz.example');
  });

  test('after five minutes it says until when it listens', async () => {
    const page = await visit();
    await stageOnline(page, {});
    const sheet = page.getByTestId('connect-sheet');
    await sheet.getByText('The sign-in works until 14:35.').waitFor();
    const now = await page.evaluate(() => Date.now());
    await page.evaluate(
      (at) => window.__FAKE__.attempt('Wren & Daughters', { openedAt: at }),
      now - 301_000,
    );
    await sheet.getByText("we'll keep listening until 14:35.").waitFor();
  });
});

describe('QuickBooks Desktop', () => {
  const desktop: [Ending, Case][] = [
    [
      'expired',
      {
        title: 'Link expired',
        text: /Nobody finished with this link in time\. Make a new one/,
        buttons: ['Close', 'Try again'],
      },
    ],
    [
      'failed',
      {
        title: 'The connection did not finish',
        text: /Conductor answered with something/,
        buttons: ['Close', 'Try again'],
      },
    ],
  ];
  test.each(desktop)('%s', async (ending, it) => {
    const page = await visit();
    await openConnect(page, 'Northwind Tools');
    await tickAll(page);
    await page.getByTestId('connect-continue').click();
    await page.locator('[data-stage="waiting"]').waitFor();
    await page.evaluate(
      (how) => window.__FAKE__.attempt('Northwind Tools', { stage: 'ended', ending: how }),
      ending,
    );
    await ended(page, it);
  });
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});

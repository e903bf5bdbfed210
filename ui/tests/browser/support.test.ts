/** The support file is read before it is saved; a failure of the app says what was not lost. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Ipc } from '../../src/ipc';
import { wholeText } from '../../src/features/settings/support';
import * as words from '../../src/words';
import { supportFile } from '../fake/support';
import { axe } from './axe';
import { calls, setup, type Visit } from './harness';

const { bench, walk } = await setup();

async function open(visit: Visit = {}): Promise<Page> {
  const page = await walk.visit({ profile: 'live', reducedMotion: 'reduce', ...visit });
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-diagnostics').click();
  await page.getByTestId('make-support').click();
  await page.getByTestId('support-sheet').waitFor();
  return page;
}

test('the whole text is shown, every redaction marked, and nothing is saved by that', async () => {
  const page = await open();
  const shown = page.getByTestId('support-text');
  await shown.waitFor();
  const file = supportFile();
  for (const { heading, text } of file.sections) {
    await shown.getByRole('heading', { name: heading, exact: true }).waitFor();
    for (const line of text.trimEnd().split('\n')) {
      if (line !== '') expect(await shown.textContent()).toContain(line);
    }
  }
  const marks = await shown.locator('mark').allTextContents();
  expect(marks.filter((it) => it === '⟨client 2⟩').length).toBe(4);
  expect(marks).toContain('⟨home⟩');
  expect(marks.every((it) => /^⟨[^⟨⟩]+⟩$/.test(it))).toBe(true);
  expect(await page.getByTestId('support-hidden').textContent()).toBe(words.support.hidden(12));
  expect(await calls(page, 'saveSupportFile')).toEqual([]);
  expect(await axe(page)).toEqual([]);
});

test('the text is in the reach of the keyboard and scrolls', async () => {
  const page = await open({ width: 720, height: 520 });
  const shown = page.getByTestId('support-text');
  await shown.focus();
  await page.keyboard.press('End');
  await page.waitForFunction(() => {
    const text = document.querySelector('[data-testid=support-text]');
    return text !== null && text.scrollTop > 0;
  });
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').textContent()).toBe(words.act.close);
});

test('saving says where it is and can show it', async () => {
  const page = await open();
  await page.getByTestId('support-save').click();
  const toast = page.getByTestId('toast');
  await toast.getByText('Counterfoil support 2026-11-21.txt').waitFor();
  expect(await page.getByTestId('support-sheet').count()).toBe(0);
  await toast.getByRole('button', { name: words.act.show }).click();
  expect(await calls(page, 'revealSaved')).toHaveLength(1);
});

test('what is copied is what would be saved', async () => {
  const page = await open();
  await page.getByTestId('support-copy').click();
  expect(await calls(page, 'copyText')).toEqual([[wholeText(supportFile())]]);
});

test('a file that cannot be made or saved says why', async () => {
  const page = await walk.visit({ profile: 'live', reducedMotion: 'reduce' });
  const refuse = (name: keyof Ipc): Promise<void> =>
    page.evaluate((it) => {
      window.__FAKE__.refuse(it, {
        code: 'fileNotWritten',
        why: 'full',
      });
    }, name);
  await refuse('supportFile');
  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-diagnostics').click();
  await page.getByTestId('make-support').click();
  await page.getByRole('alert').getByText('the disk is full').waitFor();
  expect(await page.getByTestId('support-save').isDisabled()).toBe(true);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+,');
  await page.getByTestId('settings-diagnostics').click();
  await page.getByTestId('make-support').click();
  await page.getByTestId('support-text').waitFor();
  await refuse('saveSupportFile');
  await page.getByTestId('support-save').click();
  await page.getByTestId('toast').getByText('the disk is full').waitFor();
  expect(await page.getByTestId('support-sheet').count()).toBe(1);
});

test('no page complained', () => {
  expect(bench.complaints).toEqual([]);
});

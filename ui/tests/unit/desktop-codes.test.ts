/** What a row says for each code of QuickBooks Desktop, in the state that Rust gives it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLocale } from '../../src/lib/format';
import type { ClientRow, State } from '../../src/ipc/types';
import * as words from '../../src/words';
import { NOW, row } from '../fake/rows';

const file = fileURLToPath(new URL('../../../tests/fixtures/codes.json', import.meta.url));
const { hresults } = JSON.parse(readFileSync(file, 'utf8')) as { hresults: Record<string, State> };

beforeAll(() => {
  useLocale('en-GB');
});

function refused(code: string, message: string): ClientRow {
  return row('Ashby & Cole', hresults[code] ?? 'attention', 'checkAgain', 'showSteps', {
    books: 'desktop',
    place: 'otherComputer',
    computer: 'OFFICE-PC-3',
    details: {
      service: 'conductor',
      code: 'QBD_CONNECTION_ERROR',
      integrationCode: code,
      message,
      requestId: null,
      at: NOW,
    },
  });
}

describe.each(Object.keys(hresults))('%s', (code) => {
  test('has a sentence, and steps that end with a check', () => {
    for (const message of ['', "Conductor's own words."]) {
      const it = refused(code, message);
      const sentence = words.sentence(it, NOW);
      expect(sentence).toMatch(/^[A-Z].*\.$/s);
      expect(sentence).not.toContain("don't recognise");
      const { steps } = words.steps(it);
      for (const step of steps) expect(step).toMatch(/^[A-Z].*\.$/s);
    }
  });

  test('is sent to others without what only the person at Counterfoil can do', () => {
    const it = refused(code, '');
    for (const text of [words.stepsText(it), words.askToFix(it)?.text ?? '']) {
      expect(text).not.toMatch(/choose Check again|come back here/i);
    }
  });

  test('only a QuickBooks that is known to be closed is said to be', () => {
    const sentence = words.sentence(refused(code, ''), NOW);
    if (hresults[code] !== 'qbClosed') expect(sentence).not.toMatch(/isn't open|is not running/);
    if (code !== '0x80040410') {
      expect(sentence).not.toMatch(/Someone has the file open in single-user mode/);
    }
  });
});

test('an Admin is sent the permission that the code means', () => {
  expect(words.askToFix(refused('0x80040418', ''))?.text).toMatch(/QuickBooks asks the Admin/);
  expect(words.askToFix(refused('0x8004041A', ''))?.text).toMatch(/Integrated Applications/);
  expect(words.askToFix(refused('0x80040422', ''))).toBeNull();
});

/** The support file: what was taken out is seen, and what is copied is what is saved. */
import { expect, test } from 'vitest';
import { pieces, wholeText } from '../../src/features/settings/support';

test('marks are distinguished from the text around them', () => {
  expect(pieces('client=⟨client 3⟩ by ⟨person 1⟩.')).toEqual([
    { text: 'client=', hidden: false },
    { text: '⟨client 3⟩', hidden: true },
    { text: ' by ', hidden: false },
    { text: '⟨person 1⟩', hidden: true },
    { text: '.', hidden: false },
  ]);
});

test('a bracket alone is no mark, and no text is lost', () => {
  for (const text of ['', 'between ⟨ and the end\nof ⟩ a line', '⟨⟩', '⟨a⟩⟨b⟩', 'a ⟨b ⟨c⟩ d⟩']) {
    expect(
      pieces(text)
        .map((it) => it.text)
        .join(''),
    ).toBe(text);
  }
  expect(pieces('between ⟨ and the end\nof ⟩').every((it) => !it.hidden)).toBe(true);
});

test('the whole text is laid out as the app saves it', () => {
  const sections = [
    { heading: 'Versions', text: 'Counterfoil: 0.1.0\n' },
    { heading: 'Log of 2026-11-21', text: '' },
  ];
  expect(wholeText({ sections, hidden: 0 })).toBe(
    'Versions\n========\n\nCounterfoil: 0.1.0\n\nLog of 2026-11-21\n=================\n\n\n\n',
  );
});

/** Lists as strangers make them, recorded in tests/fixtures/lists. */
import { describe, expect, test } from 'vitest';
import * as words from '../../src/words';
import { noAnswers, type Answers } from '../../src/features/import/answers';
import { formsOf, preview, type Line } from '../../src/features/import/preview';
import { row } from '../fake/rows';
import { defaults, strangers, opened } from './importing-lists';

describe('lists of strangers', () => {
  const brief = ({ line, verdict, form: { name, number, email } }: Line): string =>
    [line, verdict, name, number, email].join('|');
  const alder = 'new|Alder Roofing|101|office@alder.example';
  const birch = 'new|Birch Dental|102|front@birch.example';

  test.each([
    ['sep-line.csv', [`3|${alder}`, `4|${birch}`]],
    ['report-title-unpadded.csv', [`5|${alder}`, `6|${birch}`]],
    [
      'formula-text.csv',
      [
        '2|new|Alder Roofing|00101|office@alder.example',
        '3|new|Birch Dental|00102|front@birch.example',
      ],
    ],
    ['duplicate-headers.csv', ['2|new|Alder Roofing||office@alder.example']],
    [
      'firstname-lastname.csv',
      ['2|new|Alder Roofing||office@alder.example', '3|new|Ole Tam||ole@tam.example'],
    ],
    ['group-rows.csv', ['2|out|A-F||', `3|${alder}`, '4|out|Total|2|']],
    ['macroman.csv', ['2|new|Café Nørre|101|office@cafe.example']],
    ['win1252-semicolon.csv', ['2|new|Café Nørre – Süd|101|office@cafe.example']],
    ['win1250.csv', ['2|new|Łódź Księgowa|101|office@lodz.example']],
    ['utf16le-bom-tab.txt', ['2|new|Café Nørre|101|office@cafe.example']],
    [
      'many-emails.csv',
      [
        `2|${alder}`,
        `3|${birch}`,
        '4|new|Cedar Foods|103|ana@cedar.example',
        '5|new|Dogwood|104|x@dogwood.example',
        '6|new|Elm|105|x@elm.example',
      ],
    ],
    ['nbsp-nfd.csv', ['2|new|Alder Roofing||', '3|new|Café Nord||']],
    ['newlines-and-blanks.csv', [`2|${alder}`, '5|out|Birch Dental|102|nobody']],
    ['one-column.csv', ['2|new|Vey, Mona||', '3|new|Tam, Ole||', '4|new|Alder Roofing, Inc.||']],
    [
      'phone-number.csv',
      [
        '2|new|Alder Roofing||office@alder.example',
        '3|new|Birch Dental||front@birch.example',
        '4|new|Birch Dental Holding||front@birch.example',
      ],
    ],
    [
      'qbo-contact-list.csv',
      [
        '5|new|Alder Roofing||office@alder.example',
        '6|new|Birch Dental||front@birch.example',
        '7|new|Cedar Foods||',
        '11|out|Monday, November 30, 2026 08:46 AM GMT-05:00||',
      ],
    ],
    ['qboa-client-list.csv', ['2|new|Alder Roofing|101|', '3|new|Birch Dental|102|']],
    [
      'template-type-first.csv',
      [
        '2|new|Alder Roofing LLC|A-1|office@alder.example',
        '3|new|Birch Dental PC|B-7|front@birch.example',
      ],
    ],
    ['unquoted-commas.csv', ['2|out|Alder Roofing|Inc.|101', `3|${birch}`]],
    [
      'clients.xlsx',
      [
        '4|new|Alder Roofing|00101|office@alder.example',
        '5|new|Café Nørre|102|office@cafe.example',
      ],
    ],
  ])('%s', (name, expected) => {
    expect(opened(name).lines.map(brief)).toEqual(expected);
  });

  test('products', () => {
    const { lines } = opened('products.csv');
    expect(lines.map(({ form, verdict }) => [form.name, form.books, verdict])).toEqual(
      [
        ['C0', 'desktop'],
        ['C1', 'desktop'],
        ['C2', 'desktop'],
        ['C3', 'desktop'],
        ['C4', 'desktop'],
        ['C5', 'desktop'],
        ['C6', 'online'],
        ['C7', 'online'],
        ['C8', 'online'],
        ['C9', 'online'],
        ['C10', 'desktop'],
        ['C11', 'desktop'],
        ['C12', 'desktop'],
        ['C13', 'online'],
        ['C14', 'desktop'],
        // "Desktop, moving to Online in Q1" without quotation marks: half of it would be lost.
        ['C15', 'desktop', 'out'],
      ].map(([name, books, verdict = 'new']) => [name, books, verdict]),
    );
  });

  test('zeros that a spreadsheet took are asked about, and both answers hold', () => {
    const here = [row('Alder Roofing', 'never', 'connect', null, { number: '00101' })];
    const { table, mapping } = opened('zeros-2.csv');
    const said = (answers: Answers): string[] =>
      preview(table, mapping, defaults, here, answers).map(brief);
    expect(said(noAnswers)).toEqual(['2|ask|Alder Roofing|101|']);
    expect(said({ ...noAnswers, same: new Map([[2, true]]) })).toEqual([
      '2|same|Alder Roofing|00101|',
    ]);
    expect(said({ ...noAnswers, same: new Map([[2, false]]) })).toEqual([
      '2|new|Alder Roofing|101|',
    ]);
    expect(formsOf(preview(table, mapping, defaults, here))).toEqual([]);
  });

  test('what is damaged is refused with what to do', () => {
    for (const name of ['workbook-renamed.csv', 'old-xls-renamed.csv']) {
      expect(strangers[name]).toMatchObject({ error: 'the workbook does not open' });
    }
    expect(words.problem({ code: 'brokenWorkbook' })).toContain('save it again as');
  });
});

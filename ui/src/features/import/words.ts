/** Words about bringing in a list of clients. */
import { clientForm } from '../clients/words/client';
import { countClients } from '../../lib/format';

export const imports = {
  title: 'Import clients',
  open: 'Import clients…',
  openCsv: 'Import a list…',
  text: 'Bring your list in from a spreadsheet: a workbook (.xlsx, .xls, .ods), a CSV file, or cells copied and pasted here.',
  nothing: clientForm.note,
  choose: 'Choose a file…',
  drop: 'or drop it here',
  paste: 'Or paste the list',
  pasteHint: 'One line names the columns, such as Client, Number, E-mail.',
  read: 'Read the list',
  file: 'List of clients',
  another: 'Another list',
  cancel: 'Cancel',
  tooBig: 'This file is larger than 5 MB. A client list is far smaller; choose another file.',
  unreadable: 'This file could not be read. Choose it again.',
  noRows: 'There is no client in this list.',
  noName: 'Choose the column that holds the client name.',
  columns: 'Columns',
  column: {
    name: 'Client name',
    first: 'First name',
    last: 'Last name',
    number: 'Client number',
    email: 'E-mail',
    books: 'QuickBooks',
    place: 'Where it runs',
    computer: 'Computer',
    sourceId: 'Counterfoil ID',
  },
  notThere: 'Not in the list',
  /** A column by its letter, its title and the first thing in it, since titles can be equal or missing. */
  columnOption: (letters: string, title: string, example: string) => {
    const named = title === '' ? `Column ${letters}` : `${letters}: ${title}`;
    return example === '' ? named : `${named} (${example})`;
  },
  sheet: 'Sheet',
  heading: 'The columns are named in',
  headingRow: (row: number, text: string) => `Row ${row}: ${text}`,
  noHeading: 'No row: every row is a client',
  letters: 'Letters',
  lettersHint:
    'The file does not say how its letters are written. Choose the line that reads right.',
  lettersOption: (name: string, samples: readonly string[]) =>
    samples.length === 0 ? name : `${samples.join(', ')} (${name})`,
  encodings: {
    'UTF-8': 'Unicode, some letters are damaged',
    Shift_JIS: 'Windows, Japanese',
    GBK: 'Windows, Chinese',
    Big5: 'Windows, Traditional Chinese',
    'EUC-KR': 'Windows, Korean',
    'windows-1252': 'Windows, Western European',
    'windows-1250': 'Windows, Central European',
    'windows-1251': 'Windows, Cyrillic',
    'windows-1253': 'Windows, Greek',
    'windows-1254': 'Windows, Turkish',
    'windows-1255': 'Windows, Hebrew',
    'windows-1257': 'Windows, Baltic',
    macintosh: 'Mac, Western European',
    ibm850: 'DOS, Western European',
    IBM866: 'DOS, Cyrillic',
  } as Record<string, string>,
  unsaved: (count: number) =>
    count === 1
      ? '1 cell holds a formula whose result is not saved in the file; it counts as empty. Open the workbook in your spreadsheet program, save it, and choose it again.'
      : `${count} cells hold formulas whose results are not saved in the file; they count as empty. Open the workbook in your spreadsheet program, save it, and choose it again.`,
  product: (text: string, rows: number) =>
    rows === 1 ? `“${text}” in 1 row is` : `“${text}” in ${rows} rows is`,
  productLeft: 'Neither: skip',
  sameClient: 'The same client',
  otherClient: 'Another client',
  leaveOut: 'Skip',
  take: 'Import',
  rowLabel: (what: string, name: string, line: number) =>
    `${what}: ${name || 'no name'}, row ${line}`,
  otherAddresses: (rest: readonly string[]) => `Not taken: ${rest.join(', ')}`,
  books: 'These clients use',
  booksSome: 'Where the list does not say, they use',
  place: 'QuickBooks Desktop runs',
  keeps: 'An empty cell changes nothing.',
  preview: 'Preview',
  line: 'Row',
  verdict: 'What happens',
  verdicts: {
    new: 'New',
    change: 'Changes',
    same: 'No change',
    ask: 'Same client?',
    out: 'Skipped',
  },
  more: (count: number) => `and ${count.toLocaleString('en')} more`,
  go: (count: number) => (count === 1 ? 'Import 1 client' : `Import ${count} clients`),
  done: (it: { added: number; changed: number; unchanged: number }) => {
    const parts = [
      it.added > 0 ? `${countClients(it.added)} added` : '',
      it.changed > 0 ? `${it.changed} changed` : '',
      it.unchanged > 0 ? `${it.unchanged} unchanged` : '',
    ].filter((part) => part !== '');
    return parts.length === 0 ? 'Nothing was imported.' : `${parts.join(', ')}.`;
  },
  running: {
    title: (count: number) => `Importing ${countClients(count)}`,
    sofar: (done: number, total: number) =>
      `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`,
    whole: 'Your list of clients changes when all of them are in. Cancel leaves it as it was.',
    /** For a screen reader, once in a while. */
    percent: (percent: number) => `Importing, ${percent} percent`,
    cancelling: 'Cancelling…',
    cancelled: 'Import cancelled. Nothing was imported, and your list of clients is as it was.',
  },
  problem: {
    noName: 'No client name',
    sameId: (line: number) => `Same Counterfoil ID as row ${line}`,
    sameNumber: (line: number) => `Same number as row ${line}`,
    sameName: (line: number) => `Same name as row ${line}`,
    sameClient: (client: string, line: number) => `${client} is in row ${line} already`,
    email: 'Not an e-mail address',
    long: (most: number) => `Longer than ${most} characters, or more than one line`,
    shortened: (text: string) =>
      `The spreadsheet shortened this number to ${text}. Show the column as text there and save the list again.`,
    failed: 'The name is a formula that failed',
    noClient: 'Reads like a title or a total, not like a client',
    byHand: 'Skipped by you',
    tooMany: (extra: readonly string[]) =>
      `More cells than columns: “${extra.join(', ')}” would be lost. A comma within a name needs quotation marks.`,
    twin: (client: string, number: string) =>
      `${client} has number ${number}. Spreadsheets drop zeros at the beginning.`,
    books: (text: string) => `“${text}” is neither Online nor Desktop`,
    place: (text: string) => `“${text}” is not a known place`,
    product: (client: string, product: string) => `${client} is connected with ${product}`,
  },
} as const;

/** `128 clients: 120 new, 6 change, 2 skipped.` */
export function importCounts(
  it: Record<'new' | 'change' | 'same' | 'ask' | 'out', number>,
): string {
  const parts = [
    it.new > 0 ? `${it.new} new` : '',
    it.change === 1 ? '1 changes' : it.change > 0 ? `${it.change} change` : '',
    it.same > 0 ? `${it.same} unchanged` : '',
    it.ask > 0 ? `${it.ask} to be answered` : '',
    it.out === 1 ? '1 skipped' : '',
    it.out > 1 ? `${it.out} skipped` : '',
  ].filter((part) => part !== '');
  return `${countClients(it.new + it.change + it.same + it.ask + it.out)}: ${parts.join(', ')}.`;
}

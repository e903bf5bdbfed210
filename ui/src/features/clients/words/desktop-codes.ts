/**
 * What a row says of a code of QuickBooks Desktop where the words of its state would not be true of that code, and its
 * steps. The entry of the code (`codes*.ts`) is the one home of what to do.
 */
import { findCode, isKnown } from '../../codes/codes';
import type { ClientRow } from '../../../ipc/types';

const sentences: Readonly<Record<string, (computer: string) => string>> = {
  '0x80040408': (computer) =>
    `QuickBooks could not be started on ${computer}. It may be closed, open for another Windows user or with another company, or running as administrator.`,
  '0x80040417': (computer) => `QuickBooks on ${computer} has no company file open.`,
  '0x80040418': () =>
    'This connection was never allowed for the company file. An Admin has to allow it once.',
  '0x8004041B': () =>
    'QuickBooks could not get the lock it needs to let this connection in. Somebody else may be in the company file.',
  '0x8004041E': () =>
    'The certificate that identifies this connection to QuickBooks has expired. An Admin can allow it again in about a minute.',
  '0x80040422': () =>
    'This connection needs the company file to itself, and somebody else has it open.',
};

function entryOf(row: Pick<ClientRow, 'books' | 'details'>): ReturnType<typeof findCode> {
  if (row.books !== 'desktop') return null;
  const entry = findCode(row.details?.integrationCode ?? null, 'desktop');
  return isKnown(entry) ? entry : null;
}

/** The sentence of a code that its state, or the service's own message, would not tell rightly. */
export function sentenceOf(
  row: Pick<ClientRow, 'books' | 'details'>,
  computer: string,
): string | null {
  const entry = entryOf(row);
  if (!entry) return null;
  const own = sentences[entry.code]?.(computer);
  return own ?? (row.details?.message ? null : (entry.meanings[0]?.cause ?? null));
}

/** The steps of a code, sentence by sentence, without the last one that asks for a check. */
export function stepsOf(row: Pick<ClientRow, 'books' | 'details'>): string[] | null {
  const fix = entryOf(row)?.meanings[0]?.fix;
  if (fix === undefined) return null;
  return fix.split(/(?<=\.) (?=[A-Z])/).filter((it) => it !== 'Then choose Check again.');
}

/** Whether the steps of its state would be wrong for the code of this row. */
export function hasOwnSteps(row: Pick<ClientRow, 'books' | 'details'>): boolean {
  const entry = entryOf(row);
  return entry !== null && entry.code in sentences;
}

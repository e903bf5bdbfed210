/** Problems of a list that is imported. */
import type { ListProblem, OtherFile } from '../../ipc/types';
import * as fmt from '../../lib/format';
import type { Sentences } from '../../lib/sentences';

const others: Record<OtherFile, string> = {
  pdf: 'a PDF',
  zip: 'a zip file or a document',
  compressed: 'a compressed file',
  picture: 'a picture',
  document: 'a document',
  contactCards: 'a file of contact cards',
  webPage: 'a web page',
  xml: 'an XML file',
  oldDocument: 'an old document',
  binaryWorkbook: 'a binary workbook (.xlsb)',
};

export const listProblems: Sentences<ListProblem> = {
  listEmpty: () => 'The file is empty.',
  listTooLarge: () => 'The file is too large for a client list. Keep it under 5 MB.',
  listTooMany: () =>
    "The file has too many columns and lines for a client list. Remove what isn't needed.",
  openQuote: ({ row, lost }) =>
    `The quotation mark in row ${fmt.number(row)} of the file never closes, and the ${fmt.number(lost)} lines after it would be lost. Close it or remove it, and try again.`,
  brokenWorkbook: () =>
    'This is a workbook, but it cannot be read; it may be damaged or cut short. Open it in your spreadsheet program and save it again as .xlsx or .csv.',
  workbookLocked: () => 'This workbook has a password. Save a copy without one, and try again.',
  notAList: ({ kind }) =>
    `This is ${others[kind]}, not a list. Open it in your spreadsheet program and save it as .xlsx or .csv.`,
  listChanged: () => 'The file has changed since it was looked at. Choose it again.',
  importRunning: () => 'Another list is being imported. Wait for it or cancel it.',
  importBrokeOff: () =>
    'The import broke off. It is either whole or not there at all: see in the list of clients.',
  badSourceId: ({ client }) => `The Counterfoil ID of ${client} isn't one.`,
};

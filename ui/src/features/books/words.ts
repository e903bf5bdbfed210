/** Words of the screen Books. Long because it is a list of sentences; what Conductor names is in words-choices.ts. */
import { imports } from '../import/words';
import * as fmt from '../../lib/format';
import { spelled } from './words-choices';
import { waitsFor } from './words-read';

export const title = 'Books';
/** Without use for this long, everything that was read is dropped. */
export const idleMinutes = 15;
export const open = 'Open books';
export const label = (client: string): string => `Books of ${client}`;
export const entryOf = (entry: string, client: string): string => `${entry} of ${client}`;
export const onlyDesktop = 'Books can be read of QuickBooks Desktop clients only.';
export const notConnected = (client: string): string =>
  `${client} is not connected yet. Connect it first; then its books can be read.`;

export const groups = {
  customers: 'Customers',
  vendors: 'Vendors',
  banking: 'Banking',
  employees: 'Employees',
  inventory: 'Inventory',
  lists: 'Lists',
  reports: 'Reports',
} as const;

export const show = 'Show';
export const removeView = 'Remove';
export const hide = 'Hide';
export const yes = 'Yes';
export const no = 'No';

export const head = {
  back: 'Clients',
  switchClient: 'Client',
  clear: 'Close books',
} as const;

export const lists = {
  label: 'Lists and reports',
  find: 'Find a list',
  recent: 'Recent',
  views: 'Saved views',
  none: (query: string) => `No list or report is called “${query}”.`,
  found: (count: number) => (count === 1 ? '1 list or report' : `${count} lists and reports`),
  choose: 'Choose a list or a report.',
  chooseText: `Counterfoil asks QuickBooks on the client's computer when you choose Get. It reads and never writes, and it keeps nothing: what was read is gone when you close this screen, change the firm, or leave it unused for ${idleMinutes} minutes. The client's history says who read which list, when, and how many rows.`,
} as const;

export const asking = {
  label: (list: string) => `What is asked of ${list}`,
  month: 'Month',
  from: 'From',
  to: 'To',
  calendar: (name: string) => `Calendar for ${name}`,
  calendarKey: 'Calendar (Alt+↓)',
  betweenDates: 'Between two dates…',
  allDates: 'All dates',
  getAllDates: 'Look in all dates',
  getInactive: 'Look among inactive ones too',
  get: 'Get',
  again: 'Get again',
  more: 'More filters',
  moreSet: (count: number) => (count === 0 ? 'More filters' : `More filters · ${count}`),
  any: 'Any',
  usual: (choice: string) => `${choice} (usual)`,
  blocked: (other: string) => `Not together with ${other}. Empty ${other} first.`,
  blockedByChoice: (other: string) => `Not together with ${other}. Choose “Any” there first.`,
  monthBlocked: (other: string) => `All dates, because ${other} is set.`,
  missing: (names: string) => `Choose first: ${names}.`,
  noMonth: 'This list has no dates to choose from.',
  datesWrong: 'The first day is after the last one.',
  datesMissing: 'Choose a first or a last day.',
  dateUnfinished: (name: string) => `The date in ${name} is not complete. Finish it, or empty it.`,
  yearShort: (name: string) => `Write the year in ${name} with four digits.`,
  tooLong: (count: number) => `${fmt.number(count)} chosen`,
} as const;

export function monthNamed(which: 'thisMonth' | 'lastMonth', name: string): string {
  return which === 'thisMonth' ? `${name} (this month)` : `${name} (last month)`;
}

export function between(from: string, to: string): string {
  if (from !== '' && to !== '') return `${from} to ${to}`;
  if (from !== '') return `since ${from}`;
  return to === '' ? '' : `until ${to}`;
}

export const person = {
  hint: 'Type a part of the name',
  clear: (label: string) => `Empty ${label}`,
  look: (text: string, list: string) => `Look for “${text}” in ${list.toLowerCase()}`,
  looking: 'Looking…',
  none: (text: string) => `Nothing there holds “${text}”.`,
  failed: 'The list could not be read.',
  count: (count: number) => (count === 1 ? '1 name' : `${count} names`),
} as const;

export const before = {
  title: (client: string) => `Read the books of ${client}?`,
  text: (client: string, month: string, used: number) =>
    `This is the first use of the connection to ${client} in ${month}. From now on Conductor bills it for this month. ${
      used === 0
        ? 'No connection has been used this month so far.'
        : used === 1
          ? '1 connection has been used this month so far.'
          : `${fmt.number(used)} connections have been used this month so far.`
    }`,
  price: (dollars: number, month: string) =>
    `Conductor's price was US$${dollars} for a connection and a month in ${month}; your contract may say otherwise.`,
  go: 'Read the books',
  keep: 'Cancel',
  refused: 'The books of this client are not for this computer',
} as const;

export const waiting = {
  asking: (client: string) => `Asking QuickBooks for ${client}…`,
  behind: waitsFor,
  stop: 'Stop',
  slow: 'QuickBooks answers one question at a time.',
} as const;

export const progress = {
  rows: (fetched: number, remaining: number | null) =>
    remaining === null
      ? `${fmt.number(fetched)} read…`
      : `${fmt.number(fetched)} of ${fmt.number(fetched + remaining)} read…`,
} as const;

/** A list amid a sentence that says how many there are: *All transactions* is `transactions`. */
function plural(list: string): string {
  return list.replace(/^All /, '').toLowerCase();
}

export function some(count: number, list: string, singular: string): string {
  return `${fmt.number(count)} ${count === 1 ? singular.toLowerCase() : plural(list)}`;
}

export const foot = {
  of: (window: string) => (window === '' ? '' : ` of ${window}`),
  complete: (what: string, at: string) => `${what}, complete, ${at} · not kept`,
  capped: (what: string, at: string) => `The first ${what}, ${at} · not kept`,
  report: (name: string, at: string) => `${name}, ${at} · not kept`,
  shown: (shown: number, all: number) => `${fmt.number(shown)} of ${fmt.number(all)} shown`,
  totals: 'Totals of what is shown',
  total: 'Total',
  totalSoFar: 'Total so far',
  severalCurrencies: 'No totals: the rows are in several currencies.',
} as const;

/** Under the title of what is printed. */
export function paper(what: string, whole: boolean, narrowed: string[], at: string): string {
  const amount = what === '' ? '' : `${whole ? what : `${incomplete.title}: ${what}`}. `;
  const by = narrowed.length === 0 ? '' : `Narrowed by ${narrowed.join(', ')}. `;
  return `${amount}${by}Read from QuickBooks Desktop on ${at}.`;
}

export const incomplete = {
  title: 'Incomplete',
  nothing: 'Nothing was read',
  stopped: (what: string) => `You stopped after ${what}. The rest was not read.`,
  failed: (what: string, why: string) => `${what} read, then it ended: ${why}`,
  capped: (most: number) => `Reading stopped at ${fmt.number(most)} rows. There are more.`,
  againMonth: 'Start this month again',
  again: 'Start again',
  raise: (most: number) => `Read up to ${fmt.number(most)}`,
} as const;

export const empty = {
  noNumber: (singular: string, number: string, client: string) =>
    `No ${singular.toLowerCase()} has number ${number} in ${client}.`,
  noId: (singular: string, id: string, client: string) =>
    `No ${singular.toLowerCase()} has the id ${id} in ${client}.`,
  /** QuickBooks refuses a request for several when it lacks one. */
  notEvery: (by: string, singular: string, all: string, client: string) =>
    `At least one of the ${by === 'id' ? 'ids' : 'numbers'} ${all} has no ${singular.toLowerCase()} in ${client}. QuickBooks then shows none of them: ask for one at a time.`,
  noName: (singular: string, name: string, client: string) =>
    `No ${singular.toLowerCase()} is called “${name}” in ${client}.`,
  noPart: (singular: string, part: string, client: string) =>
    `No ${singular.toLowerCase()} has “${part}” in its name in ${client}.`,
  noneIn: (list: string, window: string, client: string) =>
    `${client} has no ${plural(list)} in ${window}.`,
  none: (list: string, client: string) => `${client} has no ${plural(list)} that fit.`,
  noneAtAll: (list: string, client: string) => `${client} has no ${plural(list)}.`,
  stopped: 'You stopped before the first row came.',
  activeOnly: 'Only active ones were asked for.',
  ready: (list: string) => `Choose Get to ask QuickBooks for ${list.toLowerCase()}.`,
  noRow: (text: string) => `No row holds “${text}”.`,
  report: (name: string) => `The report ${name} has no rows.`,
  cleared: `Cleared after ${idleMinutes} minutes without use. Nothing was kept.`,
} as const;

export const table = {
  label: (list: string) => `${list} that were read`,
  findRows: 'Find in these rows',
  columns: 'Columns…',
  export: 'Export CSV…',
  print: 'Print',
  save: 'Save view…',
  more: 'More for this table',
  resize: (column: string) => `Width of ${column}`,
  hidden: 'hidden',
} as const;

export const columns = {
  title: (list: string) => `Columns of ${list}`,
  text: 'Columns are remembered by name on this computer. Nothing of the books is.',
  find: 'Find a column',
  up: (name: string) => `Move ${name} left`,
  down: (name: string) => `Move ${name} right`,
  wider: (name: string) => `Make ${name} wider`,
  narrower: (name: string) => `Make ${name} narrower`,
  usual: 'Usual columns',
  chosen: 'In the table',
  others: 'Other fields',
  done: 'Done',
  moved: (name: string, place: number) => `${name} is column ${place}.`,
  atLeastOne: 'One column has to stay.',
} as const;

export const record = {
  label: 'Record',
  back: (to: string) => `Back to ${to}`,
  find: 'Find in this record',
  none: (text: string) => `No field holds “${text}”.`,
  show: (name: string) => `Show ${name}`,
  hide: (name: string) => `Hide ${name}`,
  masked: 'Hidden until you choose Show',
  copy: 'Copy',
  json: 'Copy as JSON',
  copied: 'Copied. It is on the clipboard until you copy something else.',
  copiedMasked: 'Copied without the hidden fields.',
  requestId: 'Request ID',
  noRequestId: 'Conductor gave no request ID.',
  requestCopied: 'Request ID copied.',
  close: 'Close record',
  opening: (name: string) => `Reading ${name}…`,
  missing: (name: string) => `${name} could not be found. It may have been deleted.`,
  noList: 'Conductor has no list for this.',
  emptyFields: (count: number) =>
    count === 1 ? 'Show 1 empty field' : `Show ${count} empty fields`,
  hideEmpty: 'Hide empty fields',
  fullName: 'Full name',
  line: (index: number) => `Line ${index}`,
  fields: 'Facts',
  about: 'About this record',
  open: (name: string) => `Open ${name}`,
} as const;

export function lineCount(count: number): string {
  return count === 1 ? '1 line' : `${fmt.number(count)} lines`;
}

export const exporting = {
  title: (list: string) => `Export ${list}`,
  text: (rows: string, client: string) =>
    `${rows} of ${client} go into a CSV file in your downloads. From then on the file is yours to look after.`,
  incomplete:
    'This list is incomplete. The name of the file says so; do not take its totals for the whole.',
  which: 'Columns',
  shown: 'The columns in the table',
  all: 'Every field, without lines',
  sensitive: 'Also the sensitive fields',
  sensitiveHint: (names: string) => `Left out unless you choose it: ${names}.`,
  go: 'Export',
  cancel: 'Cancel',
  incompletePart: 'incomplete',
  noRows: 'There are no rows to export.',
} as const;

export const views = {
  title: 'Save this view',
  text: 'A view remembers the list, its columns, and what was chosen from a menu. Names, numbers and dates that you typed are not in it.',
  name: 'Name of the view',
  save: 'Save',
  saved: (name: string) => `View “${name}” saved.`,
  twice: 'A view of this name is there already. Saving replaces it.',
  needName: 'Give the view a name.',
  manage: 'Saved views…',
  manageTitle: 'Saved views',
  none: 'There are no saved views yet.',
  remove: (name: string) => `Remove ${name}`,
  removed: (name: string) => `View “${name}” removed.`,
  export: 'Export as file',
  import: {
    file: 'File of saved views',
    choose: imports.choose,
    drop: 'or drop it here',
    tooBig: 'The file is too big to hold views.',
    unreadable: 'The file could not be read.',
  },
  imported: (count: number, skipped: number) =>
    `${count === 1 ? '1 view' : `${count} views`} brought in.${
      skipped === 0 ? '' : ` ${skipped} left out: this version does not know them.`
    }`,
  notViews: 'This file holds no saved views.',
  header: ['View', 'List', 'Filters', 'Columns'],
} as const;

export const keys = {
  back: 'Alt+← goes back',
} as const;

/** What a screen reader says while rows come. */
export const status = {
  complete: (what: string) => `${what} read.`,
  incomplete: (what: string) => `Incomplete: ${what} read.`,
} as const;

const known: Record<string, string> = {
  refNumber: 'No.',
  transactionDate: 'Date',
  fullName: 'Full name',
  isActive: 'Active',
  isPaid: 'Paid',
  id: 'Id',
  transactionId: 'Transaction id',
  balanceRemaining: 'Balance',
  amountDue: 'Amount',
  openAmount: 'Open',
  dueDate: 'Due',
  updatedAt: 'Changed',
  createdAt: 'Made',
  transactionType: 'Type',
  entity: 'Name',
  isEligibleFor1099: '1099',
  ssn: 'Social security number',
  ein: 'Employer identification number',
  poNumber: 'Purchase order no.',
  refNumbers: 'Number',
  ids: 'Id',
  nameContains: 'Name contains',
  names: 'Exact name',
  fullNames: 'Exact name',
  customerIds: 'Customer',
  vendorIds: 'Vendor',
  vendorId: 'Vendor',
  payeeIds: 'Payee',
  entityIds: 'Name',
  accountIds: 'Account',
  currencyIds: 'Currency',
  classIds: 'Class',
  itemIds: 'Item',
  siteIds: 'Site',
  payablesAccountId: 'Payables account',
  status: 'Status',
  paymentStatus: 'Payment status',
  updatedAfter: 'Changed after',
  updatedBefore: 'Changed before',
  refNumberContains: 'Number contains',
  refNumberStartsWith: 'Number begins with',
  refNumberEndsWith: 'Number ends with',
  refNumberFrom: 'Number from',
  refNumberTo: 'Number to',
  nameStartsWith: 'Name begins with',
  nameEndsWith: 'Name ends with',
  includeLineItems: 'With lines',
  includeLinkedTransactions: 'With linked transactions',
  includeComponentLineItems: 'With component lines',
  reportDateMacro: 'Dates',
  reportDateFrom: 'From',
  reportDateTo: 'To',
  updatedDateMacro: 'Changed in',
  detailLevel: 'Detail',
  taxIdentificationNumber: 'Tax identification number',
};

/** A field or a filter by its last part; `within` adds what it belongs to. */
export function fieldName(name: string, within = false): string {
  const own = Object.hasOwn(known, name) ? known[name] : undefined;
  if (own !== undefined) return own;
  const parts = name.split('.');
  const last = parts.at(-1) ?? name;
  const text =
    (Object.hasOwn(known, last) ? known[last] : undefined) ??
    spelled(last.replace(/^(?:is|are)(?=[A-Z])/, ''));
  if (parts.length === 1 || !within) return text;
  return `${fieldName(parts.slice(0, -1).join('.'), true)}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** Lists whose names accountants would not use, by what Conductor calls them. */
const listNames: Record<string, string> = {
  'Customers / Jobs': 'Customers and jobs',
  'Customer / Job': 'Customer',
  'Receive-Payments': 'Payments received',
  'Receive-Payment': 'Payment received',
  'Deleted List-Objects': 'Deleted list entries',
  'Deleted List-Object': 'Deleted list entry',
  'Non-Inventory Items': 'Non-inventory items',
  'Non-Inventory Item': 'Non-inventory item',
  'Date-Driven Terms': 'Date-driven terms',
  'Date-Driven Term': 'Date-driven term',
};

/** `Sales-Tax Codes` as `Sales tax codes`. */
export function listName(label: string): string {
  if (Object.hasOwn(listNames, label)) return listNames[label] ?? label;
  return `${label.charAt(0)}${label.slice(1).replace(/-/g, ' ').toLowerCase()}`;
}

export const report = {
  label: (name: string) => `Report: ${name}`,
  basis: (basis: string) => `${spelled(basis)} basis`,
  kind: 'Row',
  kinds: { text: 'Heading', data: 'Row', subtotal: 'Subtotal', total: 'Total', other: 'Other' },
  rows: 'What the row is about',
} as const;

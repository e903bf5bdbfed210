/** The keys, and the list of them. */

/** The keys. `Ctrl` reads ⌘ on macOS. */
export const shortcuts = {
  books: 'B',
  palette: 'Ctrl K',
  search: 'Ctrl F',
  settings: 'Ctrl ,',
  zoomIn: 'Ctrl +',
  zoomOut: 'Ctrl −',
  zoomReset: 'Ctrl 0',
  pane: 'F6',
  paneBack: 'Shift F6',
  move: '↑ ↓',
  open: 'Enter',
  back: 'Esc',
  select: 'Space',
  extend: 'Shift ↑ ↓',
  selectAll: 'Ctrl A',
  connect: 'C',
  check: 'R',
  copyLink: 'L',
  openBooks: 'O',
  export: 'E',
  add: 'N',
  goToday: 'G T',
  goClients: 'G C',
  goMonthEnd: 'G M',
  goPayroll: 'G P',
  goAccessReview: 'G R',
  goActivity: 'G A',
  goPeople: 'G S',
  goComputers: 'G O',
  goFirm: 'G F',
  list: '?',
} as const;

export type Shortcut = keyof typeof shortcuts;

export function shortcut(name: Shortcut, mac: boolean): string {
  const keys = shortcuts[name];
  if (!mac) return keys;
  if (name === 'pane') return 'Ctrl F6';
  if (name === 'paneBack') return 'Ctrl Shift F6';
  return keys.replace('Ctrl', '⌘').replace('Shift', '⇧');
}

/** A key of one character, which can be switched off. */
export function isLetter(name: Shortcut): boolean {
  return /^[A-Z?]( [A-Z])?$/.test(shortcuts[name]);
}

export const keyboard = {
  title: 'Keyboard shortcuts',
  letters:
    'Single keys work in the list, and G with a letter everywhere. Turn them off in Settings › General.',
  lettersOff: 'Single keys are turned off. Turn them on in Settings › General.',
  noLink: (client: string) => `${client} has no link to copy.`,
  notOnline: 'Only QuickBooks Online opens in the browser, once it is connected.',
  cannotConnect: (client: string) => `${client} can't be connected right now.`,
  groups: [
    {
      title: 'Anywhere',
      keys: [
        ['palette', 'Find anything'],
        ['search', 'Search clients'],
        ['pane', 'Next pane'],
        ['paneBack', 'Previous pane'],
        ['settings', 'Settings'],
        ['zoomIn', 'Larger text'],
        ['zoomOut', 'Smaller text'],
        ['zoomReset', 'Normal text size'],
        ['back', 'Back or close'],
      ],
    },
    {
      title: 'Go to',
      keys: [
        ['goToday', 'Today'],
        ['goClients', 'Clients'],
        ['goMonthEnd', 'Month-end'],
        ['goPayroll', 'Payroll'],
        ['goAccessReview', 'Access review'],
        ['goActivity', 'Activity'],
        ['goPeople', 'People: who is signed in'],
        ['goComputers', 'Computers'],
        ['goFirm', 'Firm'],
      ],
    },
    {
      title: 'In the list',
      keys: [
        ['move', 'Move'],
        ['open', 'Open the client'],
        ['select', 'Select'],
        ['extend', 'Extend the selection'],
        ['selectAll', 'Select all'],
      ],
    },
    {
      title: 'On the client in focus',
      keys: [
        ['connect', 'Connect or reconnect'],
        ['check', 'Check now'],
        ['copyLink', 'Copy the link'],
        ['openBooks', 'Open in QuickBooks'],
        ['books', 'Open books (QuickBooks Desktop)'],
      ],
    },
    {
      title: 'In the list, for all',
      keys: [
        ['export', 'Export clients'],
        ['add', 'Add client'],
        ['list', 'This list'],
      ],
    },
  ],
} as const satisfies {
  groups: readonly { title: string; keys: readonly (readonly [Shortcut, string])[] }[];
  [other: string]: unknown;
};

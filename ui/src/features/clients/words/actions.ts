/** The labels of buttons, and what is said when they were pressed. */
import type { Action, ClientRow } from '../../../ipc/types';

/** What *Show steps* says, and the title of these steps, where a window is in the way. */
export const whatToLookFor = 'What to look for';

export const actions: Record<Action, string> = {
  connect: 'Connect',
  reconnect: 'Reconnect',
  checkNow: 'Check now',
  checkAgain: 'Check again',
  stopWaiting: 'Stop waiting',
  openInQuickBooks: 'Open in QuickBooks',
  showLink: 'Continue sign-in',
  copyAgain: 'Copy again',
  newLink: 'New link',
  cancel: 'Cancel',
  showSteps: 'Show steps',
  copySteps: 'Copy steps',
  keepOpen: 'How to keep it open',
  refreshNow: 'Refresh now',
  archive: 'Archive',
  resume: 'Resume',
  seeWho: 'See who',
  reconnectAsMe: 'Reconnect as me',
  copyRequest: 'Copy request to admin',
  connectAsOther: 'Connect as someone else',
  chooseAgain: 'Choose again',
  saveAsNew: 'Save as new client',
};

/** The label of the button. The same action has a plainer name in some states. */
export function actionLabel(
  action: Action,
  row: Pick<ClientRow, 'state' | 'books' | 'answered'>,
): string {
  if (action === 'showLink' && row.answered) return 'Review';
  if (action === 'showLink' && row.books === 'desktop') return 'Show the link';
  if (action === 'connect') {
    return row.books === 'online' ? 'Connect QuickBooks Online…' : 'Connect QuickBooks Desktop…';
  }
  if (action === 'reconnect') return 'Reconnect…';
  if (action === 'newLink' && row.state === 'linkExpired') return 'Make a new link';
  if (action === 'newLink' && row.state === 'wcOffline') return 'Move to another computer';
  if (action === 'showSteps' && row.state === 'dialog') return whatToLookFor;
  if (action === 'copySteps' && row.state === 'wrongFile') return 'Copy steps for colleague';
  if (action === 'copySteps' && row.state === 'permission') return 'Send steps';
  return actions[action];
}

export const act = {
  ...actions,
  addClient: 'Add client',
  back: 'Back',
  checkAll: 'Check all',
  clear: 'Clear search',
  close: 'Close',
  continue: 'Continue',
  copy: 'Copy',
  copied: 'Copied ✓',
  done: 'Done',
  edit: 'Edit details…',
  more: 'More actions',
  pause: 'Pause checks',
  save: 'Save',
  show: 'Show',
  hide: 'Hide',
  tryAgain: 'Try again',
  undo: 'Undo',
  askRole: 'Ask Intuit again',
  learnMore: 'Learn more',
};

export const bulk = {
  copyLink: 'Copy link',
  check: 'Check',
  copy: 'Copy as list',
  archive: 'Archive',
  clear: 'Clear selection',
  copied: 'List copied.',
  header: ['Client', 'Number', 'QuickBooks', 'Status', 'Your role', 'Connected as'],
} as const;

export const toasts = {
  checking: (client: string) => `Checking ${client}…`,
  stopped: 'Stopped waiting for the answer.',
  stepsCopied: 'Steps copied. Paste them into a message.',
  requestCopied: 'Request copied. Paste it into a message.',
  copied: 'Copied.',
  adminCopied: 'Message to your admin copied.',
  cancelled: 'Cancelled. Nothing was saved.',
  nowConnected: (client: string) => `${client} is connected.`,
  roleAsked: 'Role updated.',
} as const;

/** Connecting QuickBooks Desktop by a link. */
import { online } from './online';

export const desktop = {
  title: (client: string) => `Connect ${client}`,
  whereTitle: (client: string) => `Where is the QuickBooks of ${client}?`,
  whereText: 'The link has to be opened on the computer that runs QuickBooks.',
  computerLabel: 'What is that computer called?',
  computerHint: 'So that you can tell your computers apart, such as FRONT-DESK.',
  change: 'Change',
  reads:
    'We ask QuickBooks whether it answers. Its lists, transactions and reports are read only when somebody opens Books and chooses Get; they are shown, never changed and never kept.',
  way: 'The connection goes through Conductor, which relays it.',
  wayPractice: online.onTheWayPractice,
  allow: 'QuickBooks will ask an Admin to allow access: choose',
  choose: 'Yes, always; allow access even if QuickBooks is not running',
  wider: 'That permission is wider than our use; QuickBooks has no narrower one that lasts.',
  handLabel: 'Send the link',
  hand: {
    opened: 'Open it here',
    copied: 'Copy it',
    mailed: 'E-mail it',
  },
  handHint: {
    opened: 'QuickBooks runs on this computer.',
    copied: 'Paste it into a message or the hosted session.',
    mailed: 'Your own mail app opens with the words ready.',
  },
  openedElsewhere: 'Only when QuickBooks runs on this computer.',
  lifeLabel: 'The link works for',
  checksLabel: 'Before the link opens',
  checks: (client: string) => [
    'QuickBooks Desktop is open on this computer.',
    `The company file of ${client} is open in it.`,
    'You are signed in to it as Admin, in single-user mode.',
  ],
  go: { opened: 'Open link', copied: 'Copy link', mailed: 'E-mail link' },
  /** For a link that is made later, or at Conductor's own site. */
  createOnly: 'Create at Conductor only',
  createOnlyHint:
    'Creates the connection at Conductor without a link. Connect later, here or on any computer of your firm.',
  createdOnly: (client: string) =>
    `${client} was created at Conductor. Connect it when you're ready.`,
  waitingTitle: {
    opened: online.waitingTitle,
    copied: 'Link copied',
    mailed: 'Waiting for your client',
  },
  waitingText: {
    opened: 'Follow the steps on the page; QuickBooks asks an Admin to allow access.',
    copied: 'Send it to the person at that computer. It takes about five minutes there.',
    mailed: 'The link is in the e-mail. It takes about five minutes at their computer.',
  },
  works: (left: string) =>
    `Link works for ${left === 'less than a minute' ? left : `${left.replace(/^(\d+) /, '$1 more ')}`}`,
  steps: {
    made: 'Link made',
    started: 'They opened the link',
    allowed: 'Access allowed in QuickBooks',
    answered: 'QuickBooks answers',
  },
  open: 'Open here',
  copyLink: 'Copy link',
  mail: 'E-mail link',
} as const;

export const lifeChoices = [15, 30, 60, 240, 1440, 4320, 10080] as const;

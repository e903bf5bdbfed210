/** Setting up a firm: its name and keys. */
import { join } from './firm';

export const setUp = {
  title: 'Set up our firm',
  editTitle: 'Keys and firm',
  rail: 'Steps',
  steps: {
    firm: 'Firm name',
    conductor: 'Conductor keys',
    intuit: 'Intuit app',
    told: 'Notifications',
  },
  marks: { sent: 'entered, not checked yet', now: 'check failed' },
  where: (step: number, of: number, name: string) => `Step ${step} of ${of}: ${name}`,
  intro: "Fill in what you have. We test each key before saving it. You won't see it again.",
  editIntro: 'Fill in only what changes. A service whose keys are left empty stays as it is.',
  firmName: 'Firm name',
  firmHint: 'Shown in the window title.',
  conductor: 'Conductor, for QuickBooks Desktop',
  conductorText: 'From the dashboard at Conductor. Give each computer its own key.',
  secretKey: 'Secret key',
  publishableKey: 'Publishable key',
  intuit: 'Intuit, for QuickBooks Online',
  intuitText: "From your app at Intuit's developer site.",
  clientId: 'Client ID',
  environment: 'Environment',
  production: 'Production',
  sandbox: 'Sandbox (development keys)',
  relay: 'Relay address',
  relayHint: 'Starts with https. The relay holds the client secret; this computer never does.',
  clientSecret: 'Client secret',
  clientSecretHint:
    'Only with development keys. At Intuit, register http://localhost:8765/callback, http://localhost:18765/callback and http://localhost:28765/callback: the second and third are for when another program has the first.',
  accounting: "Read the company's name from Intuit",
  accountingHint:
    "Asks for the accounting permission, which is wider than we use. Leave it off and the roster's name is used.",
  told: 'Notifications',
  toldText:
    'Counterfoil can send you notifications on this computer. You can change this any time in Settings.',
  secretKeyShape: 'sk_conductor_…',
  publishableKeyShape: 'pk_conductor_…',
  swapped:
    'This looks like the other Conductor key. Keys start with sk_conductor_ and pk_conductor_.',
  block: 'Paste everything at once',
  blockHint:
    'A block of NAME=value lines, as in an .env file. It fills in the fields it names, here and in the next steps.',
  blockRead: (count: number) =>
    count === 1 ? '1 field was filled in.' : `${count} fields were filled in.`,
  honest:
    'Anyone who can run programs as you on this computer could use these keys. Give each computer its own key so you can turn off one without the others.',
  save: 'Check and save',
  checking: join.checking,
  firmMissing: 'Give the firm a name.',
  /** What begins as no key or address of its kind does. */
  doubts: {
    conductorSecretKey: 'A secret key begins with sk_conductor_. Use it anyway?',
    conductorPublishableKey: 'A publishable key begins with pk_conductor_. Use it anyway?',
    relayUrl: "The relay's address begins with https://. Use it anyway?",
  },
  useAnyway: 'Use it anyway',
  skipConductor: 'No QuickBooks Desktop clients? Leave this empty and add it later in Settings.',
  skipIntuit: 'No QuickBooks Online clients? Leave this empty and add it later in Settings.',
  savedTitle: (firm: string) => `${firm} is set up`,
  savedText: (keychain: string) => `Secret keys are kept in ${keychain} and never shown again.`,
  conductorWorks:
    'Works: Conductor accepted the secret key. The publishable key is used with the first link.',
  relayWorks: (host: string, operator: string) =>
    `Works: ${host} answers, run by ${operator}. Intuit checks the client ID when somebody signs in.`,
  intuitKept: 'Saved. Intuit checks the keys when somebody signs in.',
  skipped: 'Skipped for now. Add it in Settings.',
  addFirst: 'Add a client',
} as const;

/**
 * What the codes of the services mean, in words. `codes.ts` holds who says so and how sure it is.
 *
 * A cause begins with one short sentence, because the list shows no more. A fix is safe: it deletes
 * nothing and makes no second connection.
 */

export interface Meaning {
  cause: string;
  fix: string;
}

const closeCompany =
  'At that computer, choose File › Close Company and leave QuickBooks running, so that the right company can be opened. Then choose Check again.';
const lookForWindow =
  'At that computer, bring QuickBooks to the front, also look behind its main window, and answer or close what is open. Then choose Check again.';
const startQuickBooks =
  'Start QuickBooks at that computer and leave it running with no company open, and keep the Web Connector running. Then choose Check again.';
const allowAccess =
  'An Admin opens the company file in single-user mode, goes to Edit › Preferences › Integrated Applications › Company Preferences, chooses the connection, then Properties, and lets it sign in automatically. Then choose Check again.';
const multiUser =
  'Ask whoever has the file open to finish, or choose File › Switch to Multi-user Mode. Then choose Check again.';
const copyDetails =
  'Nothing in QuickBooks has to change. Copy the details and send them to whoever looks after Counterfoil in your firm.';
const askProvider =
  'Send the end of QWCLog.txt to whoever runs the service that the Web Connector talks to. That file may hold company data, so read it first.';
const newKey =
  "Enter a new key in Settings › Keys and firm, or ask whoever holds your firm's keys. Your clients stay connected meanwhile.";
const waitAndCheck =
  'Wait a few minutes, then choose Check again. If it stays, copy the details: the service can find the request by its id.';

export const meanings = {
  // ------------------------------------------------ Conductor, kinds of error
  INTEGRATION_ERROR: [
    {
      cause:
        'QuickBooks understood the request and refused it. It did not know an id, an accounting rule stood against it, or the record had changed in between.',
      fix: 'Read the message under Details: it names the reason. Put it right in QuickBooks, then choose Check again.',
    },
  ],
  INTEGRATION_CONNECTION_ERROR: [
    {
      cause:
        'Something on the side of QuickBooks keeps the connection from working. Only a person at that computer can put it right.',
      fix: 'Do what the message under Details says, at the computer that runs QuickBooks Desktop. Then choose Check again.',
    },
  ],
  INVALID_REQUEST_ERROR: [
    {
      cause:
        'The request itself was wrong. A value was missing or unknown, or the step did not fit.',
      fix: copyDetails,
    },
  ],
  AUTHENTICATION_ERROR: [{ cause: "Conductor did not accept this computer's key.", fix: newKey }],
  PERMISSION_ERROR: [
    {
      cause: 'The key is known, but what was asked is not allowed to it.',
      fix: "A key belongs to one project at Conductor. Ask whoever holds your firm's keys whether this is the right one.",
    },
  ],
  INTERNAL_ERROR: [{ cause: 'Conductor made a mistake of its own.', fix: waitAndCheck }],
  CONNECTION_ERROR: [
    {
      cause:
        "The network failed between the program and Conductor. Only an older version of Conductor's own library used this name.",
      fix: 'Check the network of this computer, then try again.',
    },
  ],

  // ------------------------------------------------ Conductor, codes
  API_KEY_INVALID: [
    {
      cause:
        "Conductor refused this computer's key. It is missing, misspelt or deleted, or the publishable key stands where the secret key belongs.",
      fix: newKey,
    },
  ],
  RESOURCE_MISSING: [
    {
      cause:
        'Conductor does not know what was asked for, such as an end-user. Ids differ between projects, so a key of another project finds nothing.',
      fix: "Ask whoever holds your firm's keys whether this computer's key belongs to the project in which the client was connected.",
    },
  ],
  INTEGRATION_CONNECTION_NOT_SET_UP: [
    {
      cause:
        'Nobody has finished the connection yet. The link may have been opened and the file downloaded, but the Web Connector never ran.',
      fix: 'Open the link on the computer that runs QuickBooks Desktop and go on to its end. If it ran out, make a new link.',
    },
  ],
  INTEGRATION_CONNECTION_NOT_ACTIVE: [
    {
      cause:
        'The Web Connector is not heard any more. The computer is off or asleep, the Web Connector is closed, or Auto-Run is off.',
      fix: 'At that computer, sign in to Windows, start QuickBooks Web Connector, tick Auto-Run and leave it open. Then choose Check again.',
    },
  ],
  INTEGRATION_CONNECTION_MISSING: [
    {
      cause:
        "An old name that Conductor's library no longer uses. By its words, no connection was found.",
      fix: 'Choose Check again and look at the code that comes back today.',
    },
  ],
  QBD_CONNECTION_ERROR: [
    {
      cause:
        'The Web Connector was reached, but it could not open QuickBooks or the company file. The QuickBooks code beside it says why.',
      fix: 'Look up the QuickBooks code under Details; it begins with 0x. Then choose Check again.',
    },
  ],
  QBD_REQUEST_ERROR: [
    {
      cause: 'QuickBooks answered with an error of its own. Its number stands beside this code.',
      fix: 'Read the message under Details: it names the reason.',
    },
  ],
  QBD_REQUEST_TIMEOUT: [
    {
      cause:
        'QuickBooks did not answer in time. Often a window is open in it that waits for a click; the work may still finish there.',
      fix: lookForWindow,
    },
  ],

  // ------------------------------------------------ QuickBooks Desktop, answers to a request
  '500': [
    {
      cause:
        'QuickBooks could not find what was asked for. A name or id does not exist in the company file.',
      fix: 'See in QuickBooks whether the record was deleted, merged or renamed, and whether the right company file is connected.',
    },
  ],
  '3200': [
    {
      cause:
        'From QuickBooks Desktop: the record changed in between. Somebody or something saved it after it was read.',
      fix: 'Nothing is lost. Read the record again before changing it.',
    },
    {
      cause: 'From QuickBooks Online: the access token has run out or is not readable.',
      fix: 'Choose Check again; the sign-in is renewed first. If it stays, reconnect.',
    },
  ],

  // ------------------------------------------------ QuickBooks Desktop, beginning a session
  '0x80040401': [{ cause: 'QuickBooks cannot be reached on its computer.', fix: startQuickBooks }],
  '0x80040403': [
    {
      cause: 'The company file cannot be opened.',
      fix: 'Open the company file in QuickBooks once and see what it says. If the file was moved or renamed, do not make a second connection for it: ask whoever looks after Counterfoil in your firm.',
    },
  ],
  '0x80040408': [{ cause: 'QuickBooks is not running or cannot start.', fix: startQuickBooks }],
  '0x80040409': [
    {
      cause: 'The company file and the version of QuickBooks do not match.',
      fix: 'Open the file in the version of QuickBooks that your client uses. Do not let an older file be converted without asking: that cannot be undone.',
    },
  ],
  '0x8004040A': [{ cause: 'A different company file is open.', fix: closeCompany }],
  '0x80040410': [{ cause: 'The company file is open in another mode.', fix: multiUser }],
  '0x80040414': [{ cause: 'A window in QuickBooks is waiting for an answer.', fix: lookForWindow }],
  '0x80040416': [
    { cause: 'QuickBooks is not running, and no company file was named.', fix: startQuickBooks },
  ],
  '0x80040417': [{ cause: 'QuickBooks is not running.', fix: startQuickBooks }],
  '0x80040418': [
    { cause: 'The connection was never allowed for this company file.', fix: allowAccess },
  ],
  '0x8004041A': [
    { cause: 'The connection has no permission for this company file.', fix: allowAccess },
  ],
  '0x80040420': [
    { cause: 'QuickBooks denied access. The connection must be allowed again.', fix: allowAccess },
  ],
  '0x80040422': [{ cause: 'The company file is open in single-user mode.', fix: multiUser }],
  '0x80040424': [
    {
      cause: 'QuickBooks is still starting.',
      fix: 'Wait a minute, then choose Check again.',
    },
  ],

  // ------------------------------------------------ Web Connector
  QBWC1024: [
    {
      cause: 'A window in QuickBooks is waiting for an answer, such as a message or a sign-in box.',
      fix: lookForWindow,
    },
  ],
  QBWC1039: [
    {
      cause:
        "In Intuit's guide: the connection could not be added to the registry of that computer.",
      fix: 'Open the link again from the start, signed in to Windows as the person who uses QuickBooks there. If it stays, ask whoever looks after that computer.',
    },
    {
      cause:
        "In reports from the field: 'Unique OwnerID/FileID pair value required'. The company file already holds a connection with the same ids.",
      fix: "Do not open several downloads of the same link, and make no second connection for the file. Intuit's CP3 tool is reported to mend it: make a backup of the company file first.",
    },
  ],
  QBWC1048: [
    {
      cause: 'The certificate of the server could not be verified.',
      fix: `Do not switch off any check of certificates. ${askProvider}`,
    },
  ],
  QBWC1085: [
    {
      cause:
        "Reports conflict. Some say that the Web Connector cannot write its log file, others that the last attempt failed. Intuit's guide of 2022 does not list it.",
      fix: 'Close the Web Connector, start it again, then choose Check again. Do not remove the connection for this code alone.',
    },
  ],
  'QBWC10…': [
    {
      cause:
        "A code of the Web Connector. Intuit's guide of 2022 lists such codes up to QBWC1048; what this one means is not known here.",
      fix: askProvider,
    },
  ],

  // ------------------------------------------------ Intuit, your role
  'VAL-1002': [
    {
      cause:
        'The person who signed in is not a user of this company, or the company number is wrong.',
      fix: 'Ask an admin of that company for an invitation, or connect as someone who is a user there.',
    },
  ],
  'VAL-0100': [
    {
      cause: 'Intuit could not read the question. That is a mistake in the program, not in yours.',
      fix: copyDetails,
    },
  ],
  'VAL-0001': [{ cause: 'Intuit refused one value in the question.', fix: copyDetails }],
  INVALID_FIELD: [
    { cause: 'Intuit no longer knows a value that was asked for.', fix: copyDetails },
  ],
  'VAL-…': [
    {
      cause: 'A code of this family means that Intuit found the question not valid.',
      fix: copyDetails,
    },
  ],
  'AHZ-0010': [
    {
      cause:
        "Role details are not switched on for this app at Intuit, or the sign-in was made before they were. Everything else works; the role reads 'Role not available'.",
      fix: 'Nothing is broken. Whoever set up the app can ask Intuit to switch role details on; sign-ins are made again after that.',
    },
  ],
  'AHZ-…': [
    {
      cause:
        'A code of this family means that the person, the app or the permission is not enough.',
      fix: 'See under Details who is signed in. Connect as someone who may, or ask an admin of that company.',
    },
  ],
  'SYS-…': [
    {
      cause: 'A code of this family means a fault inside Intuit that is known there.',
      fix: waitAndCheck,
    },
  ],
  'OTH-…': [
    {
      cause: 'A code of this family is what Intuit gives to every other fault.',
      fix: waitAndCheck,
    },
  ],

  // ------------------------------------------------ Intuit, QuickBooks Online
  '3100': [
    {
      cause:
        'Intuit allows this app no access to the company. Seen when keys for development meet a real company, the company number is wrong, the subscription lapsed or a permission is missing.',
      fix: 'See whether the company can be opened in QuickBooks Online. If it can, reconnect.',
    },
  ],
  '3001': [
    {
      cause: 'Too many questions at once. Intuit asks to slow down.',
      fix: 'Wait a minute; checks go on by themselves.',
    },
  ],
  '5020': [
    {
      cause: 'The person who signed in has no permission for this in QuickBooks Online.',
      fix: 'Ask an admin of that company, or connect as someone who may.',
    },
  ],
  '6240': [
    {
      cause: 'A name is already in use in the company.',
      fix: 'Counterfoil does not write to the books, so this code comes from another app. Choose another name there.',
    },
  ],
  '610': [
    {
      cause: 'What was asked for was not found in the company.',
      fix: 'See in QuickBooks Online whether the record was deleted or made inactive.',
    },
  ],
  '10000': [{ cause: 'A fault inside QuickBooks Online.', fix: waitAndCheck }],

  // ------------------------------------------------ signing in at Intuit
  invalid_grant: [
    {
      cause:
        'Intuit no longer accepts this sign-in. It ran out, somebody disconnected it, another person connected the same company, the keys of the app changed, or it was renewed twice at once. It can also appear while Intuit has an outage.',
      fix: 'Counterfoil asks again before calling it lost. If the row says so then, reconnect: nothing in QuickBooks has changed.',
    },
  ],
  invalid_client: [
    {
      cause: 'Intuit refused the key of the app, not that of your client. Clients stay connected.',
      fix: "With a relay, its operator puts it right. With development keys, enter the client id and secret again in Settings › Keys and firm, or ask whoever holds your firm's keys.",
    },
  ],
  invalid_request: [{ cause: 'A part of the request was missing or odd.', fix: copyDetails }],
  invalid_scope: [
    {
      cause: 'The app asked for a permission that Intuit has not granted to it.',
      fix: 'Most often that is the one for roles. Turn off asking for roles in Settings › Keys and firm, or have Intuit onboard the app to roles.',
    },
  ],
  unauthorized_client: [
    {
      cause: 'The app may not ask in this way.',
      fix: "See whether the keys belong to the chosen environment, or ask whoever holds your firm's keys.",
    },
  ],
  unsupported_grant_type: [
    { cause: 'The sign-in server does not know this kind of request.', fix: copyDetails },
  ],
  access_denied: [
    {
      cause:
        "Somebody chose not to allow the connection on Intuit's page. Nothing was saved and nothing was lost.",
      fix: 'Connect again when you are ready. Only an admin or an accountant user can approve it.',
    },
  ],
  invalid_token: [
    {
      cause: 'The access token has run out or is not readable. One lasts an hour and is renewed.',
      fix: 'Choose Check again; the sign-in is renewed first. If it stays, reconnect.',
    },
  ],
  app_already_purchased: [
    {
      cause:
        'Somebody else has connected this app to the company already. A company keeps one connection to an app at a time.',
      fix: 'Find out who connected it and agree who keeps it. Let one person make all connections, or have the app admin switched in QuickBooks Online.',
    },
  ],

  // ------------------------------------------------ Counterfoil's own
  no_answer: [
    {
      cause: 'The service did not answer this computer.',
      fix: 'Check the network of this computer, then choose Check again.',
    },
  ],
  unreadable_answer: [
    { cause: 'The service answered with something that is not readable.', fix: waitAndCheck },
  ],
  unexpected_answer: [
    { cause: 'The service answered with something we did not ask for.', fix: waitAndCheck },
  ],
  grant_missing: [
    {
      cause: "The sign-in for this company is not in this computer's keychain any more.",
      fix: 'Reconnect. Nothing in QuickBooks has changed.',
    },
  ],
  other_sign_in_mode: [
    {
      cause: 'This company was connected with other keys than those of today.',
      fix: 'Reconnect with the keys that are set up now.',
    },
  ],
  other_relay: [
    {
      cause:
        'This company was connected through another sign-in relay than the one set up now. Nothing was sent to either.',
      fix: 'Reconnect. If nobody changed the relay, ask whoever looks after the keys first.',
    },
  ],
  computer_denied: [
    {
      cause: 'This computer was turned off by your firm.',
      fix: 'Ask whoever looks after the keys. Nothing in QuickBooks has changed.',
    },
  ],
  not_set_up: [
    {
      cause: 'The keys for this service are not set up on this computer.',
      fix: 'Add them in Settings › Keys and firm.',
    },
  ],
  invalid_handoff: [
    {
      cause: 'The sign-in relay no longer takes this hand-off. It is too old or already used.',
      fix: 'Start the sign-in again.',
    },
  ],
  invalid_grant_seal: [
    {
      cause: 'The sign-in relay cannot open the saved sign-in. Another relay may have sealed it.',
      fix: 'Reconnect. Nothing in QuickBooks has changed.',
    },
  ],
} as const satisfies Record<string, readonly Meaning[]>;

/** Who gives the code. */
export const origins = {
  conductor: 'Conductor',
  desktop: 'QuickBooks Desktop',
  connector: 'Web Connector',
  intuit: 'Intuit',
  online: 'QuickBooks Online',
  both: 'QuickBooks Desktop and Online',
  signIn: 'Sign-in at Intuit',
  own: 'Counterfoil',
} as const;

export const confidence = {
  vendor: 'Stated by the vendor',
  seen: 'Seen in public code',
  conflict: 'Reports conflict',
  unverified: 'General knowledge, not verified',
} as const;

/** Where it was stated: a name, and an address where there is one to read. */
export const sources = {
  conductorErrors: ['Conductor, Errors', 'docs.conductor.is/api-ref/errors'],
  conductorHandling: ['Conductor, Error handling', 'docs.conductor.is/usage/error-handling'],
  conductorKeys: ['Conductor, Keys', 'docs.conductor.is/usage/keys'],
  conductorFlow: ['Conductor, Auth flow', 'docs.conductor.is/usage/auth-flow'],
  conductorInactive: [
    'Conductor, Connection not active',
    'docs.conductor.is/help/connection-errors/connection-not-active',
  ],
  conductorTimeouts: ['Conductor, Timeouts', 'docs.conductor.is/api-ref/timeouts'],
  conductorSpec: [
    "Conductor's description of its interface",
    'github.com/conductor-is/quickbooks-desktop-node',
  ],
  conductorLibrary: ["Conductor's own library", 'npmjs.com/package/conductor-node'],
  integrators: ['Public code of others who use Conductor', null],
  desktopSupport: [
    'Intuit Developer, Supporting your user',
    'developer.intuit.com/app/developer/qbdesktop/docs/go-live/supporting-your-user',
  ],
  desktopCode: ['Codes of the QuickBooks software kit as used in public code', null],
  desktopList: ["Intuit's list of error codes for QuickBooks Desktop", null],
  connectorGuide: ["Intuit, Web Connector Programmer's Guide, Appendix A, 2022", null],
  connectorReports: ['Explanations in public code, which differ', null],
  expensify: ['Expensify, Questions about QuickBooks Desktop', 'github.com/Expensify/App'],
  fixhub: ['Fixhub, guide to QBWC1039', 'fixhub-guides.pages.dev'],
  qbws: ['A report about a Web Connector service', 'github.com/johnballantyne/qbws'],
  role: [
    'Intuit, User role',
    'intuitdeveloper.github.io/intuit-api-docs/docs/schema-entities/user-role',
  ],
  graphql: [
    'Intuit, Error handling',
    'github.com/IntuitDeveloper/intuit-api-docs, docs/faq/error-handling.md',
  ],
  graphqlNew: [
    'Intuit Developer, GraphQL errors',
    'developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/graphql-errors',
  ],
  limits: [
    'Intuit Developer, Limits and throttles',
    'developer.intuit.com/app/developer/qbo/docs/learn/limits-and-throttles',
  ],
  online: ['Answers of QuickBooks Online recorded in public repositories', null],
  intuitLibrary: ["Intuit's own sign-in library", 'github.com/intuit/oauth-jsclient'],
  oauth: [
    'Intuit Developer, OAuth 2.0',
    'developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/oauth-2.0',
  ],
  oauthFaq: [
    'Intuit Developer, Questions about OAuth 2.0',
    'developer.intuit.com/app/developer/qbo/docs/develop/authentication-and-authorization/faq',
  ],
  rfcToken: ['RFC 6749 §5.2', 'rfc-editor.org/rfc/rfc6749#section-5.2'],
  rfcAuthorize: ['RFC 6749 §4.1.2.1', 'rfc-editor.org/rfc/rfc6749#section-4.1.2.1'],
  own: ["Counterfoil's own code", null],
  workato: ['Workato, Troubleshooting the QuickBooks connection', 'docs.workato.com'],
  double: [
    'Double, One QuickBooks file, multiple practices',
    'help.doublehq.com/en/articles/6929475',
  ],
} as const satisfies Record<string, readonly [string, string | null]>;

/** The labels of an entry. */
export const labels = {
  cause: 'What it means',
  cause2: 'It can also mean',
  fix: 'What to do',
  stated: 'Where it was stated',
  confidence: 'How sure this is',
  from: 'Comes from',
  copied: 'Entry copied.',
  ask: 'What does this code mean?',
  back: 'Back to the list',
} as const;

interface Entry {
  code: string;
  from: keyof typeof origins;
  sure: keyof typeof confidence;
  stated: readonly (keyof typeof sources)[];
  meanings: readonly Meaning[];
}

/** The whole entry, to be pasted into a message. */
export function asText(entry: Entry): string {
  const told = entry.meanings.flatMap((it, index) => [
    `${index === 0 ? labels.cause : labels.cause2}: ${it.cause}`,
    `${labels.fix}: ${it.fix}`,
  ]);
  const stated = entry.stated.map((it) => sources[it].filter((part) => part !== null).join(', '));
  return [
    `${entry.code} (${origins[entry.from]})`,
    ...told,
    `${labels.confidence}: ${confidence[entry.sure]}`,
    `${labels.stated}: ${stated.join('; ')}`,
  ].join('\n');
}

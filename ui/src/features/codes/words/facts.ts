/**
 * Who gives a code, who says what it means, and how sure that is: what every entry of the list of codes carries
 * beside its words.
 */

/** Who gives the code. */
export const origins = {
  http: 'HTTP status, from any service',
  conductor: 'Conductor',
  desktop: 'QuickBooks Desktop',
  program: 'QuickBooks Desktop, in its own windows',
  connector: 'Web Connector',
  windows: 'Windows',
  intuit: 'Intuit',
  online: 'QuickBooks Online',
  signIn: 'Sign-in at Intuit',
  relay: 'Sign-in relay',
  own: 'Counterfoil',
  unknown: 'Not known',
} as const;

export const confidence = {
  vendor: 'Stated by the vendor',
  seen: 'Seen in public code',
  conflict: 'Reports conflict',
  unverified: 'General knowledge, not verified',
  none: 'Not known',
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
  desktopRobust: [
    'Intuit Developer, Making your application robust',
    'developer.intuit.com/app/developer/qbdesktop/docs/go-live/making-your-application-robust',
  ],
  desktopStatus: [
    'Intuit Developer, Status codes in response messages',
    'developer.intuit.com/app/developer/qbdesktop/docs/develop/exploring-the-quickbooks-desktop-sdk/status-codes-in-response-messages',
  ],
  toolsHub: [
    'QuickBooks Tools Hub, Error messages explained',
    'quickbookstoolshub.com/quickbooks-desktop-error-messages-explained',
  ],
  desktopCode: ['Codes of the QuickBooks software kit as used in public code', null],
  desktopList: ["Intuit's list of error codes for QuickBooks Desktop", null],
  clearify: ['Clearify, Error 80040408', 'clearify.com/wiki/view/381'],
  sunburst: [
    'Sunburst Software, Third-party programs and permissions',
    'nerdenterprises.com/quickbooks-3rd-party-apps-computers-users-permissions',
  ],
  nxus: [
    'nXus, Permission and compatibility',
    'nx-us.net/docs/prerequisite/permission-compatibility',
  ],
  seradex: [
    'Seradex, Granting access to QuickBooks',
    'seradex.com/Help/granting_orderstream_access_to.htm',
  ],
  connectorGuide: ["Intuit, Web Connector Programmer's Guide, Appendix A, 2022", null],
  connectorReports: ['Explanations in public code, which differ', null],
  expensify: ['Expensify, Questions about QuickBooks Desktop', 'github.com/Expensify/App'],
  fixhub: ['Fixhub, guide to QBWC1039', 'fixhub-guides.pages.dev'],
  qbws: ['A report about a Web Connector service', 'github.com/johnballantyne/qbws'],
  windowsErrors: [
    'Microsoft, Windows error codes (MS-ERREF)',
    'learn.microsoft.com/openspecs/windows_protocols/ms-erref',
  ],
  windowsReports: ['Reports about QuickBooks and these codes in public code', null],
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
  onlineCodes: [
    'Intuit Developer, Error codes',
    'developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/error-codes',
  ],
  onlineCommon: [
    'Intuit Developer, Handling common errors',
    'developer.intuit.com/app/developer/qbo/docs/develop/troubleshooting/handling-common-errors',
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
  rfcHttp: ['RFC 9110, HTTP', 'rfc-editor.org/rfc/rfc9110#section-15'],
  rfcMore: ['RFC 6585, more HTTP statuses', 'rfc-editor.org/rfc/rfc6585'],
  own: ["Counterfoil's own code", null],
  nobody: ['Nobody, as far as is known here', null],
  workato: ['Workato, Troubleshooting the QuickBooks connection', 'docs.workato.com'],
  double: [
    'Double, One QuickBooks file, multiple practices',
    'help.doublehq.com/en/articles/6929475',
  ],
} as const satisfies Record<string, readonly [string, string | null]>;

export type Origin = keyof typeof origins;
export type Confidence = keyof typeof confidence;
export type Source = keyof typeof sources;

/** One meaning of a code. A cause begins with one short sentence, because the list shows no more. */
export interface Meaning {
  from: Origin;
  sure: Confidence;
  stated: readonly Source[];
  cause: string;
  /** What to do and who must do it. Safe: it deletes nothing and makes no second connection. */
  fix: string;
}

export type Meanings = Readonly<Record<string, readonly Meaning[]>>;

type Say = (
  sure: Confidence,
  stated: readonly Source[] | Source,
  cause: string,
  fix: string,
) => Meaning;

/** Writes meanings of the codes of one origin. */
export function of(from: Origin): Say {
  return (sure, stated, cause, fix) => ({
    from,
    sure,
    stated: typeof stated === 'string' ? [stated] : stated,
    cause,
    fix,
  });
}

// What is said of many codes.
export const fixes = {
  closeCompany:
    'At that computer, choose File › Close Company and leave QuickBooks running, so that the right company can be opened. Then choose Check again.',
  lookForWindow:
    'At that computer, bring QuickBooks to the front, also look behind its main window, and answer or close what is open. Then choose Check again.',
  startQuickBooks:
    'Start QuickBooks at that computer and leave it running with no company open, and keep the Web Connector running. Then choose Check again.',
  restart:
    'At that computer, close QuickBooks and the Web Connector, restart Windows, and start both again in the usual way. Then choose Check again.',
  update:
    'At that computer, choose Help › Update QuickBooks Desktop and install what is offered. Then choose Check again.',
  allowAccess:
    'An Admin opens the company file in single-user mode, goes to Edit › Preferences › Integrated Applications › Company Preferences, chooses the connection, then Properties, and lets it sign in automatically. Then choose Check again.',
  multiUser:
    'Ask the person who has the file open to finish, or choose File › Switch to Multi-user Mode. Then choose Check again.',
  copyDetails:
    'Nothing in QuickBooks has to change. Copy the details and send them to the person who looks after Counterfoil in your firm.',
  askProvider:
    'Send the end of QWCLog.txt to the person who runs the service that the Web Connector talks to. That file may hold company data, so read it first.',
  newKey:
    "Enter a new key in Firm, or ask the person who looks after your firm's keys. Your clients stay connected meanwhile.",
  waitAndCheck:
    'Wait a few minutes, then choose Check again. If it stays, copy the details: the service can find the request by its id.',
  otherApp:
    'Counterfoil does not write to the books, so this code comes from another program. Show the message to the person who looks after that program.',
  askWindows:
    'Ask the person who looks after that computer, and show the whole message. Nothing in the company file has to change.',
} as const;

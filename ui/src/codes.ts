/**
 * Looking up a code without a network: which codes are known, who gives them, where that was stated
 * and how sure it is. The words are in `words/codes.ts`.
 */
import { meanings, sources, type confidence, type Meaning, type origins } from './words/codes';

export type CodeName = keyof typeof meanings;
export type Origin = keyof typeof origins;
export type Confidence = keyof typeof confidence;
export type Source = keyof typeof sources;

interface Facts {
  from: Origin;
  sure: Confidence;
  stated: readonly Source[];
  /** Other spellings of the same code. */
  also?: readonly string[];
}

export interface CodeEntry extends Facts {
  code: CodeName;
  meanings: readonly Meaning[];
}

function conductor(sure: Confidence, ...stated: Source[]): Facts {
  return { from: 'conductor', sure, stated };
}

function desktop(sure: Confidence, ...stated: Source[]): Facts {
  return { from: 'desktop', sure, stated };
}

function connector(sure: Confidence, ...stated: Source[]): Facts {
  return { from: 'connector', sure, stated };
}

function online(sure: Confidence, stated: Source[], also: string[] = []): Facts {
  return { from: 'online', sure, stated, also };
}

function intuit(sure: Confidence, stated: Source[], also: string[] = []): Facts {
  return { from: 'intuit', sure, stated, also };
}

function signIn(sure: Confidence, ...stated: Source[]): Facts {
  return { from: 'signIn', sure, stated };
}

const own: Facts = { from: 'own', sure: 'vendor', stated: ['own'] };

const facts: Record<CodeName, Facts> = {
  INTEGRATION_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  INTEGRATION_CONNECTION_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  INVALID_REQUEST_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  AUTHENTICATION_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  PERMISSION_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  INTERNAL_ERROR: conductor('vendor', 'conductorHandling', 'conductorSpec'),
  CONNECTION_ERROR: conductor('seen', 'conductorLibrary'),
  API_KEY_INVALID: conductor('vendor', 'conductorKeys', 'conductorSpec'),
  RESOURCE_MISSING: conductor('vendor', 'conductorSpec'),
  INTEGRATION_CONNECTION_NOT_SET_UP: conductor('vendor', 'conductorFlow', 'conductorHandling'),
  INTEGRATION_CONNECTION_NOT_ACTIVE: conductor('vendor', 'conductorInactive', 'integrators'),
  INTEGRATION_CONNECTION_MISSING: conductor('seen', 'conductorLibrary'),
  QBD_CONNECTION_ERROR: conductor('vendor', 'conductorErrors'),
  QBD_REQUEST_ERROR: conductor('vendor', 'conductorSpec', 'integrators'),
  QBD_REQUEST_TIMEOUT: conductor('seen', 'integrators', 'conductorTimeouts'),

  '500': desktop('vendor', 'desktopList', 'integrators'),
  '3200': {
    from: 'both',
    sure: 'seen',
    stated: ['integrators', 'online'],
    also: ['003200', 'AuthenticationFailed'],
  },
  '0x80040401': desktop('unverified', 'desktopList'),
  '0x80040403': desktop('unverified', 'desktopList'),
  '0x80040408': desktop('seen', 'desktopCode', 'qbws'),
  '0x80040409': desktop('vendor', 'desktopSupport'),
  '0x8004040A': desktop('seen', 'desktopCode'),
  '0x80040410': desktop('seen', 'desktopCode'),
  '0x80040414': desktop('seen', 'desktopCode'),
  '0x80040416': desktop('unverified', 'desktopList'),
  '0x80040417': desktop('seen', 'desktopCode'),
  '0x80040418': desktop('unverified', 'desktopList'),
  '0x8004041A': desktop('seen', 'desktopCode'),
  '0x80040420': desktop('vendor', 'conductorErrors'),
  '0x80040422': desktop('seen', 'desktopCode'),
  '0x80040424': desktop('seen', 'desktopCode'),

  QBWC1024: connector('vendor', 'connectorGuide'),
  QBWC1039: connector('conflict', 'connectorGuide', 'expensify', 'fixhub'),
  QBWC1048: connector('vendor', 'connectorGuide'),
  QBWC1085: connector('conflict', 'connectorReports', 'connectorGuide'),
  'QBWC10…': connector('vendor', 'connectorGuide'),

  'VAL-1002': intuit('vendor', ['role']),
  'VAL-0100': intuit('vendor', ['graphql'], ['GRAPHQL_PARSE_FAILED']),
  'VAL-0001': intuit('vendor', ['graphql']),
  INVALID_FIELD: intuit('vendor', ['graphqlNew']),
  'VAL-…': intuit('vendor', ['graphql'], ['VAL', 'VALIDATION_ERROR']),
  'AHZ-0010': intuit('vendor', ['graphql', 'role']),
  'AHZ-…': intuit('vendor', ['graphql'], ['AHZ', 'AUTHORIZATION']),
  'SYS-…': intuit('vendor', ['graphql'], ['SYS']),
  'OTH-…': intuit('vendor', ['graphql'], ['OTH']),

  '3100': online(
    'seen',
    ['online'],
    ['003100', 'ApplicationAuthorizationFailed', 'AuthorizationFailed'],
  ),
  '3001': online('seen', ['limits', 'online'], ['003001', 'ThrottleExceeded']),
  '5020': online('seen', ['online']),
  '6240': online('seen', ['online']),
  '610': online('unverified', ['online']),
  '10000': online('seen', ['online'], ['SystemFault']),

  invalid_grant: signIn('vendor', 'oauthFaq', 'rfcToken'),
  invalid_client: signIn('vendor', 'intuitLibrary', 'rfcToken'),
  invalid_request: signIn('vendor', 'intuitLibrary', 'rfcToken'),
  invalid_scope: signIn('vendor', 'oauth', 'rfcToken'),
  unauthorized_client: signIn('vendor', 'intuitLibrary', 'rfcToken'),
  unsupported_grant_type: signIn('vendor', 'intuitLibrary', 'rfcToken'),
  access_denied: signIn('vendor', 'oauth', 'rfcAuthorize'),
  invalid_token: signIn('seen', 'online'),
  app_already_purchased: signIn('seen', 'workato', 'double'),

  no_answer: own,
  unreadable_answer: own,
  unexpected_answer: own,
  grant_missing: own,
  other_sign_in_mode: own,
  other_relay: own,
  computer_denied: own,
  not_set_up: own,
  invalid_handoff: own,
  invalid_grant_seal: own,
};

/** Letters and digits alone: `0x8004 040a`, `QBWC-1039` and `qbwc 1039` are the same code to people. */
function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^0x/, '');
}

interface Known {
  entry: CodeEntry;
  keys: readonly string[];
}

const known: readonly Known[] = (Object.keys(facts) as CodeName[]).map((code) => ({
  entry: { code, meanings: meanings[code], ...facts[code] },
  keys: [code, ...(facts[code].also ?? [])].map(bare),
}));

/** Families of codes whose members are not all known. They answer only when no member does. */
const families: readonly [RegExp, CodeName][] = [
  [/^qbwc10\d\d$/, 'QBWC10…'],
  [/^val\d{4}$/, 'VAL-…'],
  [/^ahz\d{4}$/, 'AHZ-…'],
  [/^sys\d{4}$/, 'SYS-…'],
  [/^oth\d{4}$/, 'OTH-…'],
];

export const codes: readonly CodeEntry[] = known.map((it) => it.entry);

function named(code: CodeName): CodeEntry {
  return { code, meanings: meanings[code], ...facts[code] };
}

/** Some programs print a code of QuickBooks as a negative number. */
function unsigned(text: string): string | null {
  const trimmed = text.trim();
  return /^-2147\d{6}$/.test(trimmed) ? (Number(trimmed) + 2 ** 32).toString(16) : null;
}

/** The entry of exactly this code, however it is spelt. */
export function findCode(text: string | null): CodeEntry | null {
  if (text === null) return null;
  const key = unsigned(text) ?? bare(text);
  if (key === '') return null;
  const entry = known.find((it) => it.keys.includes(key))?.entry;
  if (entry) return entry;
  const family = families.find(([pattern]) => pattern.test(key));
  return family ? named(family[1]) : null;
}

/** The codes a person may mean: the exact one, those that begin or go on like it, or those in a pasted message. */
export function lookUp(text: string): CodeEntry[] {
  const key = bare(text);
  if (key.length < 2) return [];
  const exact = findCode(text);
  const begin = known.filter((it) => it.keys.some((each) => each.startsWith(key)));
  const hold =
    key.length < 3 ? [] : known.filter((it) => it.keys.some((each) => each.includes(key)));
  const found = [...begin, ...hold].map((it) => it.entry);
  const inText = text.split(/[^\w.-]+/).length > 1 ? mentioned(text) : [];
  const all = [...(exact ? [exact] : []), ...inText, ...found];
  return all.filter((it, index) => all.findIndex((each) => each.code === it.code) === index);
}

/** Codes that stand as words of their own in a longer text. Bare numbers there are mostly something else. */
function mentioned(text: string): CodeEntry[] {
  return text
    .split(/[^\w-]+/)
    .filter((word) => word.length > 5 && /[\d_-]/.test(word))
    .map((word) => findCode(word))
    .filter((it) => it !== null);
}

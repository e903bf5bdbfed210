/**
 * What the codes of the services mean, in words, with who says so and how sure it is. One file for each family, because
 * they are long lists; `../codes.ts` finds entries in them.
 */
import { conductor } from './conductor';
import { connector } from './connector';
import { desktop } from './desktop';
import { confidence, of, origins, sources, type Meaning, type Meanings } from './facts';
import { http } from './http';
import { intuit, signIn } from './intuit';
import { online } from './online';
import { own, relays } from './own';
import { program } from './program';
import { session } from './session';
import { windows } from './windows';

export { confidence, origins, sources };
export type { Meaning };

/** Every list, in the order in which several owners of one code are explained. */
export const lists: readonly Meanings[] = [
  conductor,
  http,
  desktop,
  online,
  program,
  session,
  connector,
  windows,
  intuit,
  signIn,
  relays,
  own,
];

/** Other spellings of a code, as services write it. */
export const spellings: Readonly<Record<string, readonly string[]>> = {
  '3001': ['003001', 'ThrottleExceeded'],
  '3100': ['003100', 'ApplicationAuthorizationFailed', 'AuthorizationFailed'],
  '3200': ['003200', 'AuthenticationFailed'],
  '3202': ['003202'],
  '10000': ['SystemFault'],
  'VAL-0100': ['GRAPHQL_PARSE_FAILED'],
  'VAL-…': ['VAL', 'VALIDATION_ERROR'],
  'AHZ-…': ['AHZ', 'AUTHORIZATION'],
  'SYS-…': ['SYS'],
  'OTH-…': ['OTH'],
  '0x80040154': ['REGDB_E_CLASSNOTREG'],
  '0x80070005': ['E_ACCESSDENIED'],
  '0x80004005': ['E_FAIL'],
  '0x800706BA': ['RPC_S_SERVER_UNAVAILABLE'],
  '0x800706BE': ['RPC_S_CALL_FAILED'],
  '0x80010105': ['RPC_E_SERVERFAULT'],
  '0x80010108': ['RPC_E_DISCONNECTED'],
  '0x80010001': ['RPC_E_CALL_REJECTED'],
  '0x8001010A': ['RPC_E_SERVERCALL_RETRYLATER'],
  '0x80080005': ['CO_E_SERVER_EXEC_FAILURE'],
};

/** The family of Conductor's codes whose members are not all known. */
export const otherOfConductor = 'Conductor …';

/** What programs write beside a code, in small letters: people paste the message without its number. */
export const phrases: Readonly<Record<string, readonly string[]>> = {
  '0x80040400': ['parsing the provided xml'],
  '0x80040401': ['could not access quickbooks'],
  '0x80040403': ['could not open the specified quickbooks'],
  '0x80040408': ['could not start quickbooks'],
  '0x8004040A': ['already open and it is different'],
  '0x80040410': ['open in a mode other than'],
  '0x80040414': ['modal dialog box'],
  '0x80040416': ['if quickbooks is not running, a call'],
  '0x80040418': ['has not accessed this'],
  '0x8004041A': ['does not have permission to access this'],
  '0x8004041B': ['unable to lock the necessary information'],
  '0x8004041D': ['company data file automatically'],
  '0x8004041E': ['certificate is expired', 'certificate has expired'],
  '0x80040420': ['user has denied access'],
  '0x80040422': ['requires single user file access', 'requires single-user file access'],
  '0x80040423': ['version of qbxml that was requested'],
  '0x80040424': ['did not finish its initialization'],
  '0x80040154': ['class not registered'],
  '0x800706BA': ['rpc server is unavailable'],
  '0x800706BE': ['remote procedure call failed'],
  '0x80010105': ['server threw an exception'],
  '0x80080005': ['server execution failed'],
  QBWC1039: ['ownerid/fileid pair'],
  '3100': ['list element is already in use'],
  '3175': ['could not be locked. it is in use'],
  '3200': ['edit sequence'],
  '3260': ['insufficient permission level'],
  'VAL-1002': ['not part of the realm'],
  'AHZ-0010': ['insufficient scope'],
};

/** What looks like a code, of no known owner. */
export const unknown: readonly Meaning[] = [
  of('unknown')(
    'none',
    'nobody',
    'This code is not known here, and neither is its family.',
    'Read the message that came with it, and see which program showed it. Send both to the person who looks after that program. Nothing in the company file has to change for the code alone.',
  ),
];

/** The labels of an entry. */
export const labels = {
  cause: 'What it means',
  cause2: 'It can also mean',
  fix: 'What to do',
  stated: 'Where it was stated',
  confidence: 'How sure this is',
  from: 'Comes from',
  several: 'Different programs use this code:',
  copied: 'Entry copied.',
  ask: 'What does this code mean?',
  back: 'Back to the list',
} as const;

interface Entry {
  code: string;
  meanings: readonly Meaning[];
}

/** The meanings of one owner, which share who says so. */
export interface Part extends Pick<Meaning, 'from' | 'sure' | 'stated'> {
  meanings: readonly Meaning[];
}

/** The meanings of an entry by their owner. */
export function parts(entry: Entry): Part[] {
  const owners = [...new Set(entry.meanings.map((it) => it.from))];
  return owners.flatMap((from) => {
    const meanings = entry.meanings.filter((it) => it.from === from);
    const first = meanings[0];
    return first ? [{ from, sure: first.sure, stated: first.stated, meanings }] : [];
  });
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/)[0] ?? text;
}

/** One line for the list. With several owners it names each. */
export function inShort(entry: Entry): string {
  const all = parts(entry);
  if (all.length === 1) return all[0]?.meanings[0]?.cause ?? '';
  return all
    .map((it) => `${origins[it.from]}: ${firstSentence(it.meanings[0]?.cause ?? '')}`)
    .join(' ');
}

/** Says whose the code is before the meanings of several owners. */
export function ownersOf(entry: Entry): string {
  const names = parts(entry).map((it) => origins[it.from]);
  return `${labels.several} ${names.join('; ')}.`;
}

function named(source: keyof typeof sources): string {
  const [name, address] = sources[source];
  return address === null ? name : `${name}, ${address}`;
}

/** The whole entry, to be pasted into a message. */
export function asText(entry: Entry): string {
  const lines = parts(entry).flatMap((part) => [
    `${entry.code} (${origins[part.from]})`,
    ...part.meanings.flatMap((it, index) => [
      `${index === 0 ? labels.cause : labels.cause2}: ${it.cause}`,
      `${labels.fix}: ${it.fix}`,
    ]),
    `${labels.confidence}: ${confidence[part.sure]}`,
    `${labels.stated}: ${part.stated.map(named).join('; ')}`,
  ]);
  return lines.join('\n');
}

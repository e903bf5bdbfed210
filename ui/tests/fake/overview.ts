/** The firm of the fake: its overview, what this computer may do, and its firm file. */
import type { AppOverview, FirmFileView, Permissions } from '../../src/ipc';
import type { Options } from './options';
import { NOW } from './rows';

const MIN = 60_000;

const OWN_FIRM: AppOverview['firms'][number] = {
  id: 'firm',
  name: 'Hale & Ortiz LLP',
  host: 'relay.haleortiz.example',
  openedAt: NOW - 12 * MIN,
};

export function overviewOf(options: Options): AppOverview {
  const profile = options.profile ?? 'practice';
  return {
    profile,
    opening: options.opening ?? false,
    firmName: profile === 'none' ? null : 'Hale & Ortiz LLP',
    firmId: profile === 'live' || profile === 'sandbox' ? 'firm' : null,
    firms: options.firms ?? (profile === 'live' || profile === 'sandbox' ? [OWN_FIRM] : []),
    computerName: options.computerName ?? 'FRONT-DESK',
    computerId: '3f2a9c01-6d2e-4f5a-8b7c-0d1e2f3a4b5c',
    computerFingerprint: options.computerFingerprint ?? null,
    version: '0.1.0',
    platform: options.platform ?? 'linux',
    appearance: { theme: options.theme ?? 'light', density: 'regular', zoom: 1, letterKeys: true },
    memory: {
      sort: '',
      down: false,
      view: '',
      role: '',
      books: { recent: [], columns: [], views: [] },
      ...options.memory,
    },
    notices: {
      on: false,
      names: false,
      quiet: true,
      quietFrom: 18 * 60,
      quietUntil: 8 * 60,
      ...options.notices,
    },
    checks: { everyMinutes: 15 },
    banners: options.banners ?? [],
    lastCheckAt: NOW - 12 * MIN,
    nextCheckAt: NOW + 3 * MIN,
    firmReady: profile === 'live' || profile === 'sandbox',
    relay:
      options.relay !== undefined
        ? options.relay
        : profile === 'live'
          ? { host: 'relay.haleortiz.example', operator: 'Hale & Ortiz LLP' }
          : null,
    accountingScope: options.accountingScope ?? false,
    conductorReady: options.conductorReady ?? true,
    intuitReady: options.intuitReady ?? true,
    askRoles: options.askRoles ?? true,
    computer: {
      joined: options.joined ?? null,
      policy: policyWithout(options.mayNot ?? []),
      firmFolder: options.firmFolder ?? null,
      signerWords: options.profile === 'none' ? null : SIGNER_WORDS,
      signerFingerprint: options.profile === 'none' ? null : 'a'.repeat(43),
      folderProblem: options.folderProblem ?? null,
    },
    removal: options.removal ?? null,
    managed: {
      source: null,
      fields: [],
      problems: [],
      firmFile: null,
      firmFileProblem: null,
      ...options.managed,
    },
    firmFile:
      options.firmFile === undefined
        ? null
        : {
            name: options.firmFile,
            ...(options.firmFileProblem && { problem: options.firmFileProblem }),
          },
  };
}

function wholePolicy(): Permissions {
  return {
    connect: true,
    disconnect: true,
    deleteConnections: true,
    export: true,
    changeKeys: true,
    makeFirmFiles: true,
    readBooks: true,
  };
}

export function policyWithout(refused: readonly (keyof Permissions)[]): Permissions {
  return {
    ...wholePolicy(),
    ...Object.fromEntries(refused.map((right) => [right, false])),
  };
}

/** The sample firm's signing key, as words. */
export const SIGNER_WORDS = 'bado kimu tola rewi sunu pafe';

/** What the firm file of the sample holds. */
export const fileView: FirmFileView = {
  firmName: 'Hale & Ortiz LLP',
  computer: 'FRONT-DESK',
  madeBy: 'OFFICE-1',
  madeAt: NOW - 24 * 60 * MIN,
  usableUntil: NOW + 6 * 24 * 60 * MIN,
  conductor: true,
  intuit: {
    environment: 'production',
    relayHost: 'relay.haleortiz.example',
    relayOperator: 'Hale & Ortiz LLP',
  },
  policy: {
    connect: true,
    disconnect: false,
    deleteConnections: false,
    export: true,
    changeKeys: false,
    makeFirmFiles: false,
    readBooks: false,
  },
  firmFolder: null,
  hosts: [{ service: 'relay', host: 'relay.haleortiz.example' }],
  changes: [],
  signerWords: SIGNER_WORDS,
  signer: 'unknown',
  folderServer: null,
  replaces: null,
  beside: null,
};

/** What both connect sheets share. */
import { asProblem } from '../../ipc';
import type { Action, AttemptView, ClientRow } from '../../ipc/types';
import { store } from '../../store/store.svelte';
import { barred } from '../firm/permissions';
import * as words from '../../words';

/** A time that moves every second while a sheet is open. Call it while a component is set up. */
export function seconds(): { readonly at: number } {
  let at = $state(Date.now());
  $effect(() => {
    const timer = setInterval(() => {
      at = Date.now();
    }, 1000);
    return () => {
      clearInterval(timer);
    };
  });
  return {
    get at() {
      return at;
    },
  };
}

/** An attempt in each product, and one that is over. */
export type OnlineAttempt = Extract<AttemptView, { books: 'online' }>;
export type DesktopAttempt = Extract<AttemptView, { books: 'desktop' }>;
export type EndedAttempt = Extract<AttemptView, { stage: 'ended' }>;

/** What both sheets are given. */
export interface ConnectProps<A extends AttemptView> {
  row: ClientRow;
  why: Action | null;
  attempt: A | null;
  begin: (start: () => Promise<AttemptView>) => Promise<boolean>;
  again: () => void;
  close: () => void;
}

/** The attempt on show as it goes on, and its start. Call it while a component is set up. */
export function useAttempt<A extends AttemptView>(
  props: () => Pick<ConnectProps<A>, 'attempt' | 'begin'>,
) {
  const now = seconds();
  let starting = $state(false);
  return {
    get now(): number {
      return now.at;
    },
    /** It was asked for, and nothing has come of it yet. */
    get starting(): boolean {
      return starting;
    },
    get stage(): A['stage'] | 'consent' {
      return props().attempt?.stage ?? 'consent';
    },
    /** Since when the person has had something to do. */
    get since(): number {
      const { attempt } = props();
      const openedAt = attempt && 'openedAt' in attempt ? attempt.openedAt : null;
      return openedAt ?? attempt?.startedAt ?? now.at;
    },
    get waited(): number {
      return now.at - this.since;
    },
    async start(call: () => Promise<AttemptView>): Promise<boolean> {
      if (starting) return false;
      starting = true;
      const went = await props().begin(call);
      starting = false;
      return went;
    },
  };
}

export async function copyLink(row: ClientRow): Promise<boolean> {
  return (await store.forClient(row.id, () => store.ipc.copyConnectLink(row.id))) !== null;
}

export async function openLink(row: ClientRow): Promise<void> {
  if (await store.forClient(row.id, () => store.ipc.openConnectLink(row.id))) {
    store.say(words.sheets.linkOpened);
  }
}

export async function mailLink(row: ClientRow): Promise<void> {
  if (await store.forClient(row.id, () => store.ipc.mailConnectLink(row.id))) {
    store.say(words.sheets.linkMailed);
  }
}

/** Creates the connection at Conductor, and no link: that is made when somebody connects. */
export async function createAtConductor(row: ClientRow, close: () => void): Promise<void> {
  const reason = barred(store.overview, 'connect');
  if (reason !== null) {
    store.say(reason);
    return;
  }
  try {
    store.putRows([await store.ipc.createEndUser(row.id)]);
    close();
    store.say(words.desktop.createdOnly(row.name));
  } catch (error) {
    refusedStart(row.id, error);
  }
}

/** Conductor may have this client already: a person says so before anything is made. */
export function refusedStart(clientId: string, error: unknown): void {
  if (asProblem(error).code === 'thisOne') store.sheet = { kind: 'thisOne', clientId };
  else store.fail(error);
}

export async function cancelAttempt(row: ClientRow, close: () => void): Promise<void> {
  if (await store.forClient(row.id, () => store.ipc.cancelConnect(row.id))) {
    close();
    store.say(words.toasts.cancelled);
  }
}

function waitsFor(row: ClientRow): (it: ClientRow) => boolean {
  return (it) => it.id !== row.id && (it.state === 'never' || it.state === 'linkExpired');
}

/** The next client of the list that still waits for its first connection. */
export function nextToConnect(row: ClientRow): ClientRow | null {
  return store.visible.concat(store.all).find(waitsFor(row)) ?? null;
}

/** How many clients beside this one still wait for their first connection. */
export function leftToConnect(row: ClientRow): number {
  return store.all.filter(waitsFor(row)).length;
}

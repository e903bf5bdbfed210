/** What both connect sheets share. */
import type { ClientRow } from '../../ipc/types';
import { roster } from '../../store/roster.svelte';
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

export async function copyLink(row: ClientRow): Promise<void> {
  if (await roster.forClient(row.id, () => roster.ipc.copyConnectLink(row.id))) {
    roster.say(words.sheets.linkCopied);
  }
}

export async function openLink(row: ClientRow): Promise<void> {
  if (await roster.forClient(row.id, () => roster.ipc.openConnectLink(row.id))) {
    roster.say(words.sheets.linkOpened);
  }
}

export async function mailLink(row: ClientRow): Promise<void> {
  if (await roster.forClient(row.id, () => roster.ipc.mailConnectLink(row.id))) {
    roster.say(words.sheets.linkMailed);
  }
}

export async function cancelAttempt(row: ClientRow, close: () => void): Promise<void> {
  if (await roster.forClient(row.id, () => roster.ipc.cancelConnect(row.id))) {
    close();
    roster.say(words.toasts.cancelled);
  }
}

function waitsFor(row: ClientRow): (it: ClientRow) => boolean {
  return (it) => it.id !== row.id && (it.state === 'never' || it.state === 'linkExpired');
}

/** The next client of the list that still waits for its first connection. */
export function nextToConnect(row: ClientRow): ClientRow | null {
  return roster.visible.concat(roster.all).find(waitsFor(row)) ?? null;
}

/** How many clients beside this one still wait for their first connection. */
export function leftToConnect(row: ClientRow): number {
  return roster.all.filter(waitsFor(row)).length;
}

/** What each next click does. The app names it; here it becomes a command or a sheet. */
import * as fmt from '../../lib/format';
import type { Action, ClientRow, TimelineEvent } from '../../ipc/types';
import { store } from '../../store/store.svelte';
import { barred, barredAction, barredFirmKey } from '../firm/permissions';
import * as words from '../../words';

/** Puts words on the clipboard and says so. */
export async function copyWords(it: { text: string; said: string }): Promise<boolean> {
  try {
    await store.ipc.copyText(it.text);
    store.say(it.said);
    return true;
  } catch (error) {
    store.fail(error);
    return false;
  }
}

async function copy(text: string, said: string): Promise<void> {
  await copyWords({ text, said });
}

/** Archives clients, or asks first what becomes of their connections. */
export async function askToArchive(rows: readonly ClientRow[]): Promise<void> {
  if (rows.some((row) => row.books === 'online' && row.companyTail !== null)) {
    store.sheet = { kind: 'archive', ids: rows.map((row) => row.id) };
  } else {
    await archiveRows(rows, false);
  }
}

export async function archiveRows(rows: readonly ClientRow[], disconnect: boolean): Promise<void> {
  const done: ClientRow[] = [];
  for (const row of rows) {
    const archived = () => store.ipc.archiveClient(row.id, disconnect);
    if (await store.forClient(row.id, archived)) done.push(row);
  }
  store.picked.clear();
  const [first] = done;
  if (!first) return;
  const clients = done.length === 1 ? first.name : words.countClients(done.length);
  if (disconnect) {
    store.say(words.archiving.done(clients));
    return;
  }
  store.say(words.confirms.archived(clients), () => {
    for (const row of done) void store.forClient(row.id, () => store.ipc.resumeClient(row.id));
  });
}

/** Asks about one client, and says what came of it. */
async function check(
  before: ClientRow,
  ask: () => Promise<ClientRow>,
  result: (before: ClientRow, after: ClientRow, now: number) => string | null,
): Promise<void> {
  store.say(words.toasts.checking(before.name));
  const after = await store.forClient(before.id, ask);
  const said = after && result(before, after, Date.now());
  if (said) store.say(said);
}

export async function perform(action: Action, row: ClientRow): Promise<void> {
  const { ipc } = store;
  const id = row.id;
  const reason = barredAction(store.overview, action);
  if (reason !== null) {
    store.say(reason);
    return;
  }
  switch (action) {
    case 'connect':
    case 'reconnect':
    case 'reconnectAsMe':
    case 'connectAsOther':
    case 'chooseAgain':
    case 'newLink':
    case 'showLink':
      store.sheet = { kind: 'connect', clientId: id, why: action };
      return;
    case 'checkNow':
    case 'checkAgain':
      await check(row, () => ipc.checkClient(id), words.checks.checked);
      return;
    case 'refreshNow':
      await check(row, () => ipc.refreshClient(id), words.checks.refreshed);
      return;
    case 'stopWaiting':
      if (await store.forClient(id, () => ipc.stopWaiting(id))) store.say(words.toasts.stopped);
      return;
    case 'cancel':
      if (await store.forClient(id, () => ipc.cancelConnect(id))) {
        store.say(words.toasts.cancelled);
      }
      return;
    case 'openInQuickBooks':
      await store.forClient(id, () => ipc.openInQuickbooks(id));
      return;
    case 'copyAgain':
      if (await store.forClient(id, () => ipc.copyConnectLink(id))) {
        store.say(words.sheets.linkCopied);
      }
      return;
    case 'showSteps':
    case 'keepOpen':
      store.sheet = { kind: 'steps', clientId: id };
      return;
    case 'copySteps':
      // An Admin has to be asked first; the message is shown before it is sent.
      if (row.state === 'permission') {
        store.sheet = { kind: 'send', clientId: id };
        return;
      }
      await copy(words.stepsText(row), words.toasts.stepsCopied);
      return;
    case 'copyRequest':
      await copy(words.adminRequestText(row), words.toasts.requestCopied);
      return;
    case 'archive':
      await askToArchive([row]);
      return;
    case 'resume':
      if (await store.forClient(id, () => ipc.resumeClient(id))) {
        store.say(words.confirms.resumed(row.name));
      }
      return;
    case 'seeWho':
      store.sheet = { kind: 'who', clientId: id };
      return;
    case 'saveAsNew':
      store.sheet = { kind: 'saveAsNew', clientId: id };
      return;
  }
}

/** Opens the form for the firm's name and keys, or says why not. */
export function openSetUp(): void {
  const reason = barred(store.overview, 'changeKeys');
  if (reason === null) store.sheet = { kind: 'setUp' };
  else store.say(reason);
}

/** Opens the form that makes a firm file for another computer, or says why not. */
export function openAddComputer(): void {
  const reason = barred(store.overview, 'makeFirmFiles');
  if (reason === null) store.sheet = { kind: 'addComputer' };
  else store.say(reason);
}

/** Asks before the firm's key is changed, or says why not. */
export function openChangeFirmKey(): void {
  const reason = barredFirmKey(store.overview);
  if (reason === null) store.sheet = { kind: 'changeFirmKey' };
  else store.say(reason);
}

export function openBackUp(): void {
  const reason = barred(store.overview, 'export');
  if (reason === null) store.sheet = { kind: 'makeBackup' };
  else store.say(reason);
}

export function openRestore(): void {
  const reason = barred(store.overview, 'changeKeys');
  if (reason === null) store.sheet = { kind: 'restoreBackup' };
  else store.say(reason);
}

/** The sign-in that brings this client back, whatever its state. */
export function canConnect(row: ClientRow): boolean {
  return row.state !== 'archived' && row.state !== 'paused' && row.state !== 'checking';
}

export async function checkAll(): Promise<void> {
  const active = store.all.filter((row) => row.state !== 'archived' && row.state !== 'paused');
  const online = active.filter((row) => row.books === 'online' && row.companyTail !== null);
  const desktop = active.filter((row) => row.endUserId !== null);
  store.say(words.checks.checkingAll(online.length, desktop.length));
  try {
    const round = await store.ipc.checkAll();
    const changed = round.changed
      .map((id) => store.rows.get(id))
      .filter((row) => row !== undefined);
    store.say(words.checks.checkedAll(round, changed, Date.now()));
  } catch (error) {
    store.fail(error);
  } finally {
    store.checking = null;
  }
}

/** One line of a timeline, for a message or a note. */
export async function copyEvent(client: string, event: TimelineEvent): Promise<void> {
  const text = `${fmt.full(event.at)} – ${client}: ${words.eventSentence(event)}`;
  await copy(text, words.toasts.copied);
}

/** Names, states and roles as lines for a spreadsheet; nothing of it is secret. */
export async function copyList(rows: readonly ClientRow[]): Promise<void> {
  const lines = rows.map((row) =>
    [
      row.name,
      row.number ?? '',
      words.booksFull[row.books],
      words.badge(row, store.now),
      row.books === 'online' ? words.roleWords(row.role) : '',
      row.connectedAs?.name ?? '',
    ].map(cell),
  );
  const text = [words.bulk.header, ...lines].map((line) => line.join('\t')).join('\n');
  await copy(text, words.bulk.copied);
}

/** A spreadsheet must not take a client's name for a formula. */
function cell(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}

/** The same search in the place that has clients for it. */
export function showFound(): void {
  const found = store.foundElsewhere;
  if (!found) return;
  store.show(found.place, true);
}

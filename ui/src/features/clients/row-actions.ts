/** What each next click does. The app names it; here it becomes a command or a sheet. */
import * as fmt from '../../lib/format';
import type { Action, ClientRow, TimelineEvent } from '../../ipc/types';
import type { Roster } from '../../store/roster.svelte';
import { barred, barredAction, barredFirmKey } from '../firm/permissions';
import * as words from '../../words';

/** Puts words on the clipboard and says so. */
export async function copyWords(
  roster: Roster,
  it: { text: string; said: string },
): Promise<boolean> {
  try {
    await roster.ipc.copyText(it.text);
    roster.say(it.said);
    return true;
  } catch (error) {
    roster.fail(error);
    return false;
  }
}

async function copy(roster: Roster, text: string, said: string): Promise<void> {
  await copyWords(roster, { text, said });
}

/** Archives clients, or asks first what becomes of their connections. */
export async function askToArchive(roster: Roster, rows: readonly ClientRow[]): Promise<void> {
  if (rows.some((row) => row.books === 'online' && row.companyTail !== null)) {
    roster.sheet = { kind: 'archive', ids: rows.map((row) => row.id) };
  } else {
    await archiveRows(roster, rows, false);
  }
}

export async function archiveRows(
  roster: Roster,
  rows: readonly ClientRow[],
  disconnect: boolean,
): Promise<void> {
  const done: ClientRow[] = [];
  for (const row of rows) {
    const archived = () => roster.ipc.archiveClient(row.id, disconnect);
    if (await roster.forClient(row.id, archived)) done.push(row);
  }
  roster.picked.clear();
  const [first] = done;
  if (!first) return;
  const clients = done.length === 1 ? first.name : words.countClients(done.length);
  if (disconnect) {
    roster.say(words.archiving.done(clients));
    return;
  }
  roster.say(words.confirms.archived(clients), () => {
    for (const row of done) void roster.forClient(row.id, () => roster.ipc.resumeClient(row.id));
  });
}

export async function perform(roster: Roster, action: Action, row: ClientRow): Promise<void> {
  const { ipc } = roster;
  const id = row.id;
  const reason = barredAction(roster.overview, action);
  if (reason !== null) {
    roster.say(reason);
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
      roster.sheet = { kind: 'connect', clientId: id, why: action };
      return;
    case 'checkNow':
    case 'checkAgain':
      roster.say(words.toasts.checking(row.name));
      await roster.forClient(id, () => ipc.checkClient(id));
      return;
    case 'refreshNow':
      roster.say(words.toasts.checking(row.name));
      await roster.forClient(id, () => ipc.refreshClient(id));
      return;
    case 'stopWaiting':
      if (await roster.forClient(id, () => ipc.stopWaiting(id))) roster.say(words.toasts.stopped);
      return;
    case 'cancel':
      if (await roster.forClient(id, () => ipc.cancelConnect(id))) {
        roster.say(words.toasts.cancelled);
      }
      return;
    case 'openInQuickBooks':
      await roster.forClient(id, () => ipc.openInQuickbooks(id));
      return;
    case 'copyAgain':
      if (await roster.forClient(id, () => ipc.copyConnectLink(id))) {
        roster.say(words.sheets.linkCopied);
      }
      return;
    case 'showSteps':
    case 'keepOpen':
      roster.sheet = { kind: 'steps', clientId: id };
      return;
    case 'copySteps':
      // An Admin has to be told first; what will be sent is read before it goes.
      if (row.state === 'permission') {
        roster.sheet = { kind: 'send', clientId: id };
        return;
      }
      await copy(roster, words.stepsText(row), words.toasts.stepsCopied);
      return;
    case 'copyRequest':
      await copy(roster, words.adminRequestText(row), words.toasts.requestCopied);
      return;
    case 'archive':
      await askToArchive(roster, [row]);
      return;
    case 'resume':
      if (await roster.forClient(id, () => ipc.resumeClient(id))) {
        roster.say(words.confirms.resumed(row.name));
      }
      return;
    case 'seeWho':
      roster.sheet = { kind: 'who', clientId: id };
      return;
    case 'saveAsNew':
      roster.sheet = { kind: 'saveAsNew', clientId: id };
      return;
  }
}

/** Opens the form for the firm's name and keys, or says why not. */
export function openSetUp(roster: Roster): void {
  const reason = barred(roster.overview, 'changeKeys');
  if (reason === null) roster.sheet = { kind: 'setUp' };
  else roster.say(reason);
}

/** Opens the form that makes a firm file for another computer, or says why not. */
export function openAddComputer(roster: Roster): void {
  const reason = barred(roster.overview, 'makeFirmFiles');
  if (reason === null) roster.sheet = { kind: 'addComputer' };
  else roster.say(reason);
}

/** Asks before the firm's key is changed, or says why not. */
export function openChangeFirmKey(roster: Roster): void {
  const reason = barredFirmKey(roster.overview);
  if (reason === null) roster.sheet = { kind: 'changeFirmKey' };
  else roster.say(reason);
}

export function openBackUp(roster: Roster): void {
  const reason = barred(roster.overview, 'export');
  if (reason === null) roster.sheet = { kind: 'makeBackup' };
  else roster.say(reason);
}

export function openRestore(roster: Roster): void {
  const reason = barred(roster.overview, 'changeKeys');
  if (reason === null) roster.sheet = { kind: 'restoreBackup' };
  else roster.say(reason);
}

/** The sign-in that brings this client back, whatever its state. */
export function canConnect(row: ClientRow): boolean {
  return row.state !== 'archived' && row.state !== 'paused' && row.state !== 'checking';
}

export async function checkAll(roster: Roster): Promise<void> {
  try {
    await roster.ipc.checkAll();
    roster.say(words.toasts.checkingAll);
  } catch (error) {
    roster.fail(error);
  }
}

/** One line of a timeline, for a message or a note. */
export async function copyEvent(
  roster: Roster,
  client: string,
  event: TimelineEvent,
): Promise<void> {
  const text = `${fmt.full(event.at)} – ${client}: ${words.eventSentence(event)}`;
  await copy(roster, text, words.toasts.copied);
}

/** Names, states and roles as lines for a spreadsheet; nothing of it is secret. */
export async function copyList(roster: Roster, rows: readonly ClientRow[]): Promise<void> {
  const lines = rows.map((row) =>
    [
      row.name,
      row.number ?? '',
      words.booksFull[row.books],
      words.badge(row, roster.now),
      row.books === 'online' ? words.roleWords(row.role) : '',
      row.connectedAs?.name ?? '',
    ].map(cell),
  );
  const text = [words.bulk.header, ...lines].map((line) => line.join('\t')).join('\n');
  await copy(roster, text, words.bulk.copied);
}

/** A spreadsheet must not take a client's name for a formula. */
function cell(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, ' ');
  return /^[=+\-@]/.test(flat) ? `'${flat}` : flat;
}

/** Tables for a spreadsheet. The app writes the file; times are ISO 8601, so that they sort and convert. */
import { kindOf } from '../timeline/activity';
import { iso } from '../../lib/format';
import type { ActivityLine, ClientRow } from '../../ipc/types';
import type { SavedFile, TableKind } from '../../ipc';
import { store } from '../../store/store.svelte';
import { barred } from '../firm/permissions';
import * as words from '../../words';

function time(at: number | null): string {
  return at === null ? '' : iso(at);
}

function role(row: ClientRow): Pick<Record<string, string>, string> {
  const it = row.role;
  if (row.books === 'desktop' || it.availability === 'notAsked') {
    return { role: '', access: '', payroll: '' };
  }
  if (it.availability === 'notAvailable') {
    return { role: words.roleNames.notAvailable, access: '', payroll: '' };
  }
  return {
    role: words.roleKind(it),
    access: it.active ? words.roleNames.active : words.roleNames.inactive,
    payroll:
      it.payroll === null
        ? words.roleNames.payrollNotReported
        : it.payroll
          ? words.roleNames.payrollOn
          : words.roleNames.noPayroll,
  };
}

type Column = keyof typeof words.exporting.header;

/** One row per client, the header first. */
export function clientTable(rows: readonly ClientRow[], now: number): string[][] {
  const header = words.exporting.header;
  const columns = Object.keys(header) as Column[];
  const lines = rows.map((row) => {
    const { role: kind, access, payroll } = role(row);
    const cells: Record<Column, string | null | undefined> = {
      client: row.name,
      number: row.number,
      email: row.email,
      books: words.booksFull[row.books],
      place: row.place && words.places[row.place],
      computer: row.computer,
      status: words.badge(row, now),
      meaning: words.sentence(row, now),
      person: row.connectedAs?.name,
      personEmail: row.connectedAs?.email,
      role: kind,
      access,
      payroll,
      heard: time(row.lastOkAt),
      checked: time(row.checkedAt),
      idle: time(row.idleExpiresAt),
      hard: time(row.hardExpiresAt),
      company: row.companyTail,
      endUser: row.endUserId,
      sourceId: row.sourceId,
    };
    return columns.map((column) => cells[column] ?? '');
  });
  return [columns.map((column) => header[column]), ...lines];
}

/** One row per line of the change log, the header first. */
export function activityTable(lines: readonly ActivityLine[]): string[][] {
  return [
    Object.values(words.exporting.activity),
    ...lines.map(({ client, event }) => [
      iso(event.at),
      client,
      words.activity.kinds[kindOf(event.event)],
      words.eventSentence(event),
      event.person ?? '',
      event.computer,
    ]),
  ];
}

/** Writes a table and offers to show the file. Says so when there is nothing to write. */
export async function saveTable(kind: TableKind, rows: string[][]): Promise<void> {
  const reason = barred(store.overview, 'export');
  if (reason !== null) {
    store.say(reason);
    return;
  }
  if (rows.length < 2) {
    store.say(words.exporting.nothing);
    return;
  }
  try {
    saySaved(await store.ipc.saveTable(kind, rows));
  } catch (error) {
    store.fail(error);
  }
}

/** Says where a file was written, and offers to show it. */
export function saySaved(file: SavedFile): void {
  store.say(words.exporting.saved(file.name, file.folder), {
    label: words.act.show,
    run: () => showSaved(),
  });
}

/** Shows the file that was written last in its folder. */
export function showSaved(): void {
  store.ipc.revealSaved().catch((error: unknown) => {
    store.fail(error);
  });
}

/** The clients as they are now. Nothing of it is secret. */
export async function exportClients(rows: readonly ClientRow[]): Promise<void> {
  await saveTable('clients', clientTable(rows, Date.now()));
}

/** What is handed to somebody else from *Today*: one message for a person, one paper of steps for all computers. */
import type { ClientRow } from '../../ipc/types';
import { adminRequestText, askToFix } from '../clients/words/asks';
import { computerName } from '../clients/words/states';
import { steps, stepsForOthers } from '../clients/words/steps';
import type { Group, Line } from './today';

/** What this client has to be asked, as a message. */
export function request(row: ClientRow): string {
  return askToFix(row)?.text ?? adminRequestText(row);
}

/** One message for one person about all of their clients. */
export function messageTo(rows: readonly ClientRow[]): string {
  return rows.map(request).join('\n\n');
}

/** The same steps for several clients are written once. */
function ofLine(line: Line): string {
  const byText = new Map<string, string[]>();
  for (const row of line.rows) {
    const it = steps(row);
    const text = [it.intro, ...stepsForOthers(it)].join('\n');
    byText.set(text, [...(byText.get(text) ?? []), row.name]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join(', ')}\n${text}`);
  return [computerName(line.rows[0]).toUpperCase(), ...parts].join('\n\n');
}

/** One paper: computer by computer, what the person there has to do. */
export function stepsByComputer(group: Group): string {
  return group.lines.map(ofLine).join('\n\n\n');
}

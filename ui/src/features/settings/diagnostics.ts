/** The lines of Settings › Diagnostics. No client is named and no key is shown. */
import { number } from '../../lib/format';
import type { AppOverview, Diagnostics } from '../../ipc';
import { managedProblems } from '../firm/permissions';
import * as words from '../../words';

export function diagnosisLines(it: Diagnostics, overview: AppOverview): [string, string][] {
  const w = words.diagnostics;
  const ready = (is: boolean): string => words.keySettings[is ? 'ready' : 'notReady'];
  const lines: [string, string][] = [
    [w.version, it.version],
    [w.system, it.system],
    [w.webview, it.webview],
    [w.folder, it.folder],
    [w.clients, number(it.clients)],
    [w.keychain, w.keychains[it.keychain] ?? it.keychain],
    [w.firm, w.firms[overview.profile]],
    [w.conductor, ready(overview.conductorReady)],
    [w.intuit, ready(overview.intuitReady)],
    [w.checks, words.checkSettings.choice(overview.checks.everyMinutes)],
  ];
  const { fields, source } = overview.managed;
  if (source !== null)
    lines.push([words.firm.managed.diagnosis, `${source}: ${fields.join(', ')}`]);
  for (const problem of managedProblems(overview.managed)) {
    lines.push([words.firm.managed.problem, problem]);
  }
  const banners = overview.banners.map((banner) => banner.kind).join(', ');
  if (banners !== '') lines.push([w.banners, banners]);
  return lines;
}

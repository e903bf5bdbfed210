/** The command palette. */
import { imports } from '../import/words';
import * as fmt from '../../lib/format';

export const palette = {
  title: 'Find anything',
  label: 'Find a client, an action, a place or a code',
  hint: 'Client, action, place or code such as QBWC1039',
  sections: {
    clients: 'Clients',
    places: 'Go to',
    codes: 'Look up a code',
    settings: 'Settings',
  },
  actionsOn: (client: string) => `Actions on “${client}”`,
  noMatch: (query: string) => `No match for “${query}”.`,
  count: (count: number) => (count === 1 ? '1 result' : `${count} results`),
  showAll: (count: number) => `Show all ${count.toLocaleString('en')} in the list`,
  inUse: 'In use',
  copyLink: 'Copy link',
  edit: 'Edit details…',
  createAtConductor: 'Create at Conductor without a link',
  archived: 'Archived',
  openSettings: 'Open settings',
  section: (title: string) => `Settings › ${title}`,
  theme: { system: 'Theme: same as system', light: 'Theme: light', dark: 'Theme: dark' },
  density: {
    compact: 'Row height: compact',
    regular: 'Row height: regular',
    roomy: 'Row height: roomy',
  },
  zoomIn: 'Larger text',
  zoomOut: 'Smaller text',
  zoomReset: 'Normal text size',
  lettersOff: 'Turn off single-key shortcuts',
  lettersOn: 'Turn on single-key shortcuts',
  importClients: imports.open,
  exportClients: 'Export clients',
  keyboard: 'Keyboard shortcuts',
  /** Other words people type for the same thing. */
  also: {
    theme: 'colour color appearance mode',
    density: 'density rows appearance',
    zoom: 'zoom font size appearance',
    settings: 'preferences options',
    keyboard: 'shortcuts keys help',
    letters: 'shortcuts keyboard',
    import: 'csv spreadsheet',
    export: 'csv spreadsheet save download',
    today: 'triage next who must act',
    clients: 'all clients roster',
    payroll: 'wages',
    computers: 'desktop office hosts',
    people: 'connected as sign-ins',
    firm: 'keys and firm backup computer',
    monthEnd: 'close books',
    accessReview: 'users permissions',
    activity: 'change log history',
    check: 'refresh ask',
    createAtConductor: 'end-user end user prepare connection',
  },
} as const;

export function textSize(zoom: number): string {
  return `Text size ${fmt.percent(zoom)}`;
}

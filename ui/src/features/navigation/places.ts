/** The places of the window, in the order that never changes. */
import type { GlyphName } from '../../components/Glyph.svelte';
import { gridRow } from '../../lib/focus';
import { store, type Screen } from '../../store/store.svelte';
import { yours } from '../today/acting.svelte';
import type { Shortcut } from '../../words';

export interface PlaceEntry {
  screen: Screen;
  glyph: GlyphName;
  key: Shortcut;
}

/** Settings is the tenth: a sheet, below the others. */
export const places: readonly PlaceEntry[] = [
  { screen: 'today', glyph: 'today', key: 'goToday' },
  { screen: 'clients', glyph: 'list', key: 'goClients' },
  { screen: 'monthEnd', glyph: 'calendar', key: 'goMonthEnd' },
  { screen: 'payroll', glyph: 'note', key: 'goPayroll' },
  { screen: 'accessReview', glyph: 'review', key: 'goAccessReview' },
  { screen: 'activity', glyph: 'clock', key: 'goActivity' },
  { screen: 'people', glyph: 'person', key: 'goPeople' },
  { screen: 'computers', glyph: 'computer', key: 'goComputers' },
  { screen: 'firm', glyph: 'firm', key: 'goFirm' },
];

/** The number beside a place; nothing until the list has been read. */
export function countOf(screen: Screen): number | null {
  if (!store.listed) return null;
  // The one red number: what is yours to do.
  if (screen === 'today') return yours(store.all) || null;
  return screen === 'clients' ? store.counts.all : null;
}

export function openSettings(): void {
  store.sheet = { kind: 'settings' };
}

/** The part of the page to go on from in a place, once it is shown: its first row, else the place itself. */
export const firstIn = (): HTMLElement | null =>
  gridRow() ?? document.querySelector<HTMLElement>('[data-pane="nav"] [aria-current="page"]');

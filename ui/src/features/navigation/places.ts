/** The places of the window, in the order that never changes. */
import type { GlyphName } from '../../components/Glyph.svelte';
import { store, type Screen } from '../../store/store.svelte';
import { yours } from '../today/acting.svelte';

export interface PlaceEntry {
  screen: Screen;
  glyph: GlyphName;
}

/** Settings is the tenth: a sheet, below the others. */
export const places: readonly PlaceEntry[] = [
  { screen: 'today', glyph: 'today' },
  { screen: 'clients', glyph: 'list' },
  { screen: 'monthEnd', glyph: 'calendar' },
  { screen: 'payroll', glyph: 'note' },
  { screen: 'accessReview', glyph: 'review' },
  { screen: 'activity', glyph: 'clock' },
  { screen: 'people', glyph: 'person' },
  { screen: 'computers', glyph: 'computer' },
  { screen: 'firm', glyph: 'firm' },
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

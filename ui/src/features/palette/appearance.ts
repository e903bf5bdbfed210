/** How the window looks, as choices of the command palette. */
import type { Appearance } from '../../ipc';
import { saveAppearance } from '../../store/choices';
import { store } from '../../store/store.svelte';
import * as words from '../../words';
import { zoomed, type ZoomMove } from '../../lib/zoom';
import type { Command } from './commands';

const w = words.palette;

export function zoomBy(move: ZoomMove): void {
  const look = store.overview?.appearance;
  if (!look) return;
  const zoom = zoomed(look.zoom, move);
  if (zoom !== look.zoom) void saveAppearance(store, { ...look, zoom });
  store.say(words.textSize(zoom));
}

function look(change: Partial<Appearance>): void {
  const now = store.overview?.appearance;
  if (now) void saveAppearance(store, { ...now, ...change });
}

export function looks(now: Appearance): Command[] {
  const section = 'settings' as const;
  const used = (it: boolean): { note?: string } => (it ? { note: w.inUse } : {});
  const themes = (['light', 'dark', 'system'] as const).map((theme): Command => ({
    id: `theme-${theme}`,
    section,
    text: w.theme[theme],
    also: w.also.theme,
    ...used(now.theme === theme),
    run: () => look({ theme }),
  }));
  const heights = (['compact', 'regular', 'roomy'] as const).map((density): Command => ({
    id: `density-${density}`,
    section,
    text: w.density[density],
    also: w.also.density,
    ...used(now.density === density),
    run: () => look({ density }),
  }));
  const zooms = (
    [
      ['in', w.zoomIn, 'zoomIn'],
      ['out', w.zoomOut, 'zoomOut'],
      ['reset', w.zoomReset, 'zoomReset'],
    ] as const
  ).map(([move, text, key]): Command => ({
    id: `zoom-${move}`,
    section,
    text,
    also: w.also.zoom,
    key,
    run: () => zoomBy(move),
  }));
  const letters: Command = {
    id: 'letters',
    section,
    text: now.letterKeys ? w.lettersOff : w.lettersOn,
    also: w.also.letters,
    run: () => look({ letterKeys: !now.letterKeys }),
  };
  return [...themes, ...heights, ...zooms, letters];
}

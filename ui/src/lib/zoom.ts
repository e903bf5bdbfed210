/** The sizes text can have, and the next one up or down. */
export const zoomSteps = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

export type ZoomMove = 'in' | 'out' | 'reset';

export function zoomed(from: number, move: ZoomMove): number {
  if (move === 'reset') return 1;
  // A factor between two steps, as an older version may have saved, goes to the nearest.
  if (move === 'in') return zoomSteps.find((step) => step > from + 0.001) ?? 2;
  return zoomSteps.findLast((step) => step < from - 0.001) ?? 0.8;
}

/** The move a key asks for together with Ctrl or ⌘, on any keyboard layout. */
export function zoomMove(event: Pick<KeyboardEvent, 'key' | 'code'>): ZoomMove | null {
  if (event.key === '+' || event.key === '=') return 'in';
  if (event.key === '-' || event.key === '_') return 'out';
  if (event.key === '0' || event.code === 'Digit0' || event.code === 'Numpad0') return 'reset';
  return null;
}

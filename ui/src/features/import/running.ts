/** How far an import is. Pure. */
import type { ImportProgress } from '../../ipc/types';

/** In percent, the last quarter that is reached: a screen reader says each once. */
export function quarter({ done, total }: ImportProgress): number {
  return total === 0 ? 0 : Math.floor((done / total) * 4) * 25;
}

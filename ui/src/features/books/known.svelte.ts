/** The lists there are, for the palette and the screen: the same for every client, so they are asked for once. */
import { getIpc } from '../../ipc';
import { entriesOf, inWords, type Entry } from './catalogue';
import type { Catalogue } from './types';

class Known {
  catalogue = $state.raw<Catalogue | null>(null);
  entries = $derived.by((): readonly Entry[] => (this.catalogue ? entriesOf(this.catalogue) : []));
  #asked: Promise<Catalogue> | null = null;

  /** Asks where nobody has. */
  ask(): void {
    this.load().catch(() => undefined);
  }

  load(): Promise<Catalogue> {
    this.#asked ??= getIpc()
      .booksCatalogue()
      .then((it) => (this.catalogue = inWords(it)))
      .catch((error: unknown) => {
        this.#asked = null;
        throw error;
      });
    return this.#asked;
  }
}

export const known = new Known();

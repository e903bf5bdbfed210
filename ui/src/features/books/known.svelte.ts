/** The lists there are, for the palette: the same for every client, so they are asked for once. */
import { getIpc } from '../../ipc';
import { entriesOf, inWords, type Entry } from './catalogue';

class Known {
  entries = $state.raw<readonly Entry[]>([]);
  #asked = false;

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    getIpc()
      .booksCatalogue()
      .then((it) => (this.entries = entriesOf(inWords(it))))
      .catch(() => (this.#asked = false));
  }
}

export const known = new Known();

/** The timeline of the client that is open. */
import { getIpc } from '../ipc';
import type { TimelineEvent } from '../ipc/types';

export class ClientTimeline {
  events = $state.raw<readonly TimelineEvent[]>([]);
  #clientId: string | null = null;

  async load(clientId: string): Promise<void> {
    if (this.#clientId !== clientId) this.events = [];
    this.#clientId = clientId;
    try {
      const events = await getIpc().clientTimeline(clientId);
      if (this.#clientId === clientId) this.events = events;
    } catch {
      // A timeline that cannot be read stays empty; the row itself is unharmed.
    }
  }
}

/** The way from a record to another that it refers to. */
import { store } from '../../store/store.svelte';
import { asProblem } from '../../ipc';
import * as main from '../../words';
import * as words from './words';
import type { Books } from './books.svelte';
import type { Opened, Place } from './place.svelte';
import type { BooksEvent, Field, Reference } from './types';

/** Follows a reference: its record takes the panel, and *Back* leads to this one. */
export async function follow(
  books: Books,
  place: Place,
  field: Field,
  to: Reference,
): Promise<void> {
  const lists = field.to.flatMap((path) => books.resource(path) ?? []);
  const first = lists[0];
  if (to.id === null || !first) return;
  const name = to.fullName ?? to.id;
  const waiting: Opened = { resource: first, name, record: null, requestId: null, problem: null };
  const before = place.opened;
  endQuestion(place);
  place.opened = [...before, waiting];
  const { ipc } = store;
  const receive = (event: BooksEvent): void => {
    if (place.record === waiting) {
      if (event.kind === 'begun') place.question = event.reading;
      else if (event.kind === 'waiting') place.questionWaits = event;
    } else if (event.kind === 'begun') ipc.booksStop(event.reading).catch(() => undefined);
  };
  const settle = (it: Opened): void => {
    if (place.record !== waiting) return;
    place.question = null;
    place.questionWaits = null;
    place.opened = [...before, it];
  };
  // A name may be on one of several lists; each is searched until one has it.
  for (const resource of lists) {
    try {
      const found = await ipc.booksRecord(books.clientId, resource.path, to.id, receive);
      settle({ resource, name, ...found, problem: null });
      return;
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'notFound') continue;
      settle({ ...waiting, problem: main.problem(problem) });
      if (problem.code === 'notAgreed') void books.askAgain(place);
      return;
    }
  }
  settle({ ...waiting, problem: words.record.missing(name) });
}

/** The record on show is no longer needed; its computer is free for other requests. */
export function endQuestion(place: Place): void {
  const { question } = place;
  if (question !== null) store.ipc.booksStop(question).catch(() => undefined);
  place.question = null;
  place.questionWaits = null;
}

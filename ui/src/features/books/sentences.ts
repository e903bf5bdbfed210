/** What is said of a reading: why it ended early, and why there is nothing. */
import * as fmt from '../../lib/format';
import { store } from '../../store/store.svelte';
import * as main from '../../words';
import * as words from './words';
import { isSet, lookedFor, windowName } from './asking';
import type { Books } from './books.svelte';
import type { Place } from './place.svelte';

/** Said as days; a report says its own. */
const dates = [
  'transactionDateFrom',
  'transactionDateTo',
  'reportDateMacro',
  'reportDateFrom',
  'reportDateTo',
];

/** `214 bills`. */
export function amount(place: Place): string {
  return words.some(place.rows.length, place.entry.label, place.entry.singular);
}

/** Why it is incomplete. */
export function failure(place: Place): string {
  const { why } = place;
  if (!why) return '';
  if (why.code === 'cancelled') {
    return place.rows.length > 0 ? words.incomplete.stopped(amount(place)) : words.empty.stopped;
  }
  const said = main.problem(why);
  return place.rows.length > 0 ? words.incomplete.failed(amount(place), said) : said;
}

/** Why there is no row. */
export function emptySentence(books: Books, place: Place): string {
  const { entry } = place;
  const form = place.askedForm ?? place.form;
  const { client } = books;
  if (entry.kind === 'report') return words.empty.report(entry.label);
  const looked = lookedFor(entry, form);
  if (looked) {
    const { by, text, count } = looked;
    if (count > 1) return words.empty.notEvery(by, entry.singular, text, client);
    if (by === 'number') return words.empty.noNumber(entry.singular, text, client);
    if (by === 'id') return words.empty.noId(entry.singular, text, client);
    return by === 'name'
      ? words.empty.noName(entry.singular, text, client)
      : words.empty.noPart(entry.singular, text, client);
  }
  const window = windowName(entry, form, store.now);
  if (window !== '') return words.empty.noneIn(entry.label, window, client);
  const narrowed = Object.values(form.values).some((it) => it.length > 0);
  return narrowed
    ? words.empty.none(entry.label, client)
    : words.empty.noneAtAll(entry.label, client);
}

/** The heading of a printed list or report: what it is, and when it was read. */
export function paperSentence(place: Place, window: string, now: number): string {
  const narrowed = place.entry.filters
    .filter((it) => !dates.includes(it.name) && isSet(it, place.askedForm ?? place.form))
    .map((it) => words.fieldName(it.name));
  const what = place.entry.kind === 'report' ? '' : `${amount(place)}${words.foot.of(window)}`;
  return words.paper(what, place.phase === 'done', narrowed, fmt.full(place.at ?? now));
}

/** The foot's sentence once a reading has ended. */
export function footSentence(place: Place, window: string, at: string): string {
  if (place.entry.kind === 'report') return words.foot.report(place.entry.label, at);
  const what = `${amount(place)}${words.foot.of(window)}`;
  if (place.phase === 'capped') return words.foot.capped(what, at);
  return words.foot.complete(what, at);
}

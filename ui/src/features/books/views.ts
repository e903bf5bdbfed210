/** Saved views: a list, its columns, and what was chosen from menus. What was typed, or came out of the books, is not in it. */
import type { BooksView } from '../../ipc/types';
import { isSet, type Form } from './asking';
import type { Books } from './books.svelte';
import type { Entry } from './catalogue';
import { columnOf, columnsOf } from './columns';
import { Place } from './place.svelte';
import * as words from './words';

const MONTH = 'month';
const month = /^(?:thisMonth|lastMonth|any|\d{4}-\d\d)$/;

/** The filters of a form that may be kept: months, and choices of Conductor's. */
function kept(entry: Entry, form: Form): { name: string; value: string }[] {
  const chosen = entry.filters.flatMap((filter) => {
    const value = form.values[filter.name];
    const choices = filter.kind === 'bool' ? ['true', 'false'] : filter.choices;
    if (typeof value !== 'string' || !isSet(filter, form) || !choices.includes(value)) return [];
    return [{ name: filter.name, value }];
  });
  return month.test(form.month) ? [{ name: MONTH, value: form.month }, ...chosen] : chosen;
}

export function viewOf(name: string, place: Place): BooksView {
  return {
    name,
    list: place.entry.id,
    filters: kept(place.entry, place.form),
    columns: place.columns.map((it) => it.field.name),
  };
}

/** The form a view opens with: the list's own, with what the view has for filters the list still has. */
function formOf(entry: Entry, view: BooksView, form: Form): Form {
  const values = { ...form.values };
  for (const { name, value } of view.filters) {
    const filter = entry.filters.find((it) => it.name === name);
    const choices = filter?.kind === 'bool' ? ['true', 'false'] : (filter?.choices ?? []);
    if (filter && choices.includes(value)) values[name] = value;
  }
  const chosen = view.filters.find((it) => it.name === MONTH)?.value;
  const keeps = chosen !== undefined && month.test(chosen) && form.month !== 'any';
  return { ...form, month: keeps ? chosen : form.month, values };
}

export function openView(books: Books, view: BooksView): void {
  const entry = books.entries.find((it) => it.id === view.list);
  if (!entry) return;
  const place = Place.of(entry, books.memory.columns);
  place.form = formOf(entry, view, place.form);
  if (entry.kind === 'list' && view.columns.length > 0) {
    const usual = columnsOf(entry, books.memory.columns);
    const columns = view.columns.flatMap((name) => {
      const known = usual.find((it) => it.field.name === name);
      const field = entry.resource.fields.find((it) => it.name === name);
      return known ? [known] : field ? [columnOf(field)] : [];
    });
    if (columns.length > 0) place.columns = columns;
  }
  books.put(place);
}

const byName = (a: BooksView, b: BooksView): number => a.name.localeCompare(b.name);

export function withView(views: readonly BooksView[], view: BooksView): BooksView[] {
  return [...views.filter((it) => it.name !== view.name), view].sort(byName);
}

/** A file of views: one line each, the header first. */
export function viewTable(views: readonly BooksView[]): string[][] {
  return [
    [...words.views.header],
    ...views.map((it) => [
      it.name,
      it.list,
      it.filters.map(({ name, value }) => `${name}=${value}`).join(' '),
      it.columns.join(' '),
    ]),
  ];
}

const word = /^[\w./-]{1,80}$/;

/** The views of a file. A line this version does not know, or that holds more than names, is left out. */
export function viewsOf(
  rows: readonly (readonly string[])[],
  entries: readonly Entry[],
): { views: BooksView[]; skipped: number } {
  const views = rows.flatMap((row): BooksView[] => {
    const [name = '', list = '', filters = '', columns = ''] = row;
    const entry = entries.find((it) => it.id === list.trim());
    if (!entry || name.trim() === '' || name.length > 100) return [];
    const parts = (text: string): string[] => text.split(/\s+/).filter((it) => it !== '');
    const form: Form = { month: 'thisMonth', from: '', to: '', values: {} };
    const read = {
      name: name.trim(),
      list: entry.id,
      filters: parts(filters).flatMap((it) => {
        const [filter = '', value = ''] = it.split('=');
        return word.test(filter) && word.test(value) ? [{ name: filter, value }] : [];
      }),
      columns: parts(columns).filter((it) => word.test(it)),
    };
    // Through the form and back, so that nothing but choices of the list is kept.
    const known = entry.kind === 'list' ? entry.resource.fields.map((it) => it.name) : [];
    return [
      {
        ...read,
        filters: kept(entry, formOf(entry, read, form)),
        columns: read.columns.filter((it) => known.includes(it)),
      },
    ];
  });
  return { views, skipped: rows.length - views.length };
}

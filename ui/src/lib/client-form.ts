import type { ClientForm } from '../ipc';
import type { ClientRow } from '../ipc/types';

const empty: ClientForm = {
  name: '',
  number: '',
  email: '',
  books: 'online',
  place: null,
  computer: '',
};

/** The form of a client, filled in as its row has it, so that a change of a part keeps the rest. */
export function formOf(row: ClientRow | null): ClientForm {
  if (row === null) return empty;
  const { name, number, email, books, place, computer } = row;
  return { name, number: number ?? '', email: email ?? '', books, place, computer: computer ?? '' };
}

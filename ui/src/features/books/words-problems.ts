/** Problems of reading books. */
import type { BooksProblem } from '../../ipc/types';
import type { Sentences } from '../../lib/sentences';

export const booksProblems: Sentences<BooksProblem> = {
  badFilter: () => "QuickBooks can't be asked that way. Change the filters and choose Get again.",
  noSuchList: () => 'QuickBooks Desktop has no such list or report.',
  notFound: () => 'QuickBooks found nothing with that number, name or ID in this company.',
  notAgreed: () =>
    "Reading now makes this connection count for Conductor's bill of a new month. Choose Get to see what that means.",
  cancelled: () => 'Stopped waiting. QuickBooks may still finish what it was asked.',
  firmClosed: () =>
    'The firm was closed or opened anew while this was read. Choose Get to read it again.',
  readingFailed: () => 'Counterfoil failed while it read. What came is whole; read the rest again.',
};

/** The sentence of any problem. A code without one does not compile. */
import { booksProblems } from './features/books/words-problems';
import { clientProblems } from './features/clients/words/problems';
import { connectProblems } from './features/connect/words/problems';
import { backupProblems } from './features/firm/words/backup-problems';
import { firmFileProblems } from './features/firm/words/file-problems';
import { firmProblems } from './features/firm/words/problems';
import { setUpProblems } from './features/firm/words/set-up-problems';
import { listProblems } from './features/import/words-problems';
import type { Problem, ProblemView } from './ipc/types';
import { sentenceOf, type Sentences } from './lib/sentences';
import { fileProblems, serviceProblems, storageProblems } from './lib/words-problems';

export const problemSentences: Sentences<Problem> = {
  ...clientProblems,
  ...connectProblems,
  ...booksProblems,
  ...serviceProblems,
  ...storageProblems,
  ...firmProblems,
  ...setUpProblems,
  ...firmFileProblems,
  ...backupProblems,
  ...listProblems,
  ...fileProblems,
};

/** What a person reads of a problem. */
export function problem(it: ProblemView): string {
  return sentenceOf<Problem>(problemSentences, it);
}

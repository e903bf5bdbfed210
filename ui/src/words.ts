/**
 * Every word the window shows, under one name; the sentences are in the features (`words.ts` or `words/` of each).
 *
 * Voice: name the thing, not the person at fault; one sentence of cause, one of next step; verbs on
 * buttons; no codes in headlines. Intuit and QuickBooks are never abbreviated.
 */
export * from './features/clients/words/actions';
export * from './features/clients/words/asks';
export * from './features/clients/words/client';
export * from './features/clients/words/list';
export * from './features/clients/words/roles';
export * from './features/clients/words/states';
export * from './features/clients/words/steps';
export * from './features/connect/words/desktop';
export * from './features/connect/words/online';
export * from './features/connect/words/sign-in';
export * from './features/export/words';
export * from './features/firm/words/banners';
export * from './features/firm/words/practice';
export * from './features/firm/words/set-up';
export * from './features/firm/words/welcome';
export * from './features/navigation/words';
export * from './features/notifications/words';
export * from './features/palette/words';
export * from './features/people/words';
export * from './features/settings/words/diagnostics';
export * from './features/settings/words/keyboard';
export * from './features/settings/words/privacy';
export * from './features/settings/words/settings';
export * from './features/timeline/words';
export * from './lib/words';
export { problem } from './problem-sentences';
export * as backups from './features/firm/words/backups';
export { importCounts, imports } from './features/import/words';
export * as bringIn from './features/bring-in/words';
export * as codes from './features/codes/words/codes';
export * as firmComputers from './features/firm/words/computers';
export * as leaving from './features/firm/words/leaving';
export * as elsewhere from './features/clients/words/elsewhere';
export * as checks from './features/clients/words/checks';
export * as archiving from './features/clients/words/archiving';
export * as companyId from './features/connect/words/company-id';
export * as firm from './features/firm/words/firm';
export * as firmFile from './features/firm/words/firm-file';
export * as firmKey from './features/firm/words/firm-key';
export * as firms from './features/firm/words/firms';

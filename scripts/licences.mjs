// Reads the licence of every package npm installed for the window and refuses the ones not listed here.
import { readFileSync } from 'node:fs';

const allowed = new Set([
  '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'MIT-0',
  'MPL-2.0', 'OFL-1.1', 'Python-2.0', 'Unicode-3.0', 'Unlicense', 'Zlib',
]);

/** Whether an SPDX expression can be satisfied: one of an OR, all of an AND. */
function isAllowed(expression) {
  const bare = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(isAllowed);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(isAllowed);
  return allowed.has(bare);
}

const lock = JSON.parse(readFileSync('ui/package-lock.json', 'utf8'));
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const refused = packages.filter(([, entry]) => !isAllowed(entry.license ?? ''));
for (const [path, entry] of refused) {
  console.error(`${path} ${entry.version}: licence ${entry.license ?? 'not given'}`);
}
if (packages.length === 0) {
  console.error('ui/package-lock.json names no package.');
}
console.log(`${packages.length - refused.length} of ${packages.length} npm packages carry an allowed licence`);
process.exit(refused.length === 0 && packages.length > 0 ? 0 : 1);

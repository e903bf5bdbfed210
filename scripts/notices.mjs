// Writes ui/src/licences.json: every package that ships inside the app, with its licence, for Settings › About.
// With --check it writes nothing and fails when the file is not what the two lock files say.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const file = join(root, 'ui/src/licences.json');
const app = 'counterfoil';
const width = 100;

/** Older crates write a slash for OR. */
function spdx(licence) {
  return licence?.replace(/ ?\/ ?/g, ' OR ') ?? 'see its files';
}

/** Crates the app is built from on any system; what only tests or build scripts use is left out. */
function crates() {
  const out = execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const { packages, resolve, workspace_members: own } = JSON.parse(out);
  const byId = new Map(packages.map((it) => [it.id, it]));
  const nodes = new Map(resolve.nodes.map((it) => [it.id, it]));
  const start = own.find((id) => byId.get(id).name === app);
  if (!start) throw new Error(`the workspace has no package ${app}`);
  const reached = new Set([start]);
  for (const id of reached) {
    for (const dep of nodes.get(id).deps) {
      if (dep.dep_kinds.some((it) => it.kind === null)) reached.add(dep.pkg);
    }
  }
  return [...reached]
    .filter((id) => !own.includes(id))
    .map((id) => byId.get(id))
    .map((it) => ({ name: it.name, version: it.version, licence: spdx(it.license) }));
}

/** Packages of npm that end up in the window. Svelte is a tool to npm, but its runtime ships too. */
function npmPackages() {
  const lock = JSON.parse(readFileSync(join(root, 'ui/package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, it]) => path === 'node_modules/svelte' || (path !== '' && it.dev !== true))
    .map(([path, it]) => ({
      name: path.replace(/^.*node_modules\//, ''),
      version: it.version,
      licence: spdx(it.license),
    }));
}

/** The way Prettier writes it, so that both agree. */
function lines(all) {
  const texts = all.map((it, index) => {
    const fields = Object.entries(it).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
    const comma = index < all.length - 1 ? ',' : '';
    const line = `  { ${fields.join(', ')} }${comma}`;
    return line.length <= width ? line : `  {\n    ${fields.join(',\n    ')}\n  }${comma}`;
  });
  return `[\n${texts.join('\n')}\n]\n`;
}

const known = new Map();
for (const it of [...crates(), ...npmPackages()]) known.set(`${it.name} ${it.version}`, it);
// By code unit, so that every computer writes the same file.
const sorted = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, it]) => it);
const text = lines(sorted);

if (process.argv.includes('--check')) {
  let kept = '';
  try {
    kept = readFileSync(file, 'utf8');
  } catch {
    // Missing: out of date.
  }
  if (kept !== text) {
    console.error('ui/src/licences.json is out of date: run `node scripts/notices.mjs` and commit it.');
    process.exit(1);
  }
  console.log(`${sorted.length} packages ship with their licence named`);
} else {
  writeFileSync(file, text);
  console.log(`${sorted.length} packages written to ui/src/licences.json`);
}

// Runs every test: the scripts' own, the window's (in Node and in Chromium), every crate's, the built app's in a real
// window on a virtual display, and the vendors' own clients against the practice services. Goes on after a failure,
// and ends with the sum. Fails when a suite fails, reports nothing or runs no test. Output is kept in target/test.log.
//   node scripts/test.mjs
import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { byCrate, ofCargo, ofChecks, ofNode, ofVitest, table } from './results.mjs';
import { runAll } from './suites.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = 'target/test';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = createWriteStream('target/test.log');

const vitest = (script, file) => ['npm', '--prefix', 'ui', 'run', script, '--',
  '--reporter=default', '--reporter=json', `--outputFile.json=${process.cwd()}/${file}`];

// Named one by one: what a folder or a pattern means to `node --test` differs between versions of Node.
const tests = (of) => readdirSync(of).filter((it) => it.endsWith('.test.mjs')).map((it) => `${of}/${it}`);

const suites = [
  {
    title: "The scripts' own tests (scripts/tests, tests/leftovers)",
    report: `${folder}/scripts.tap`,
    command: (report) => ['node', '--test', '--test-reporter=spec', '--test-reporter-destination=stdout',
      '--test-reporter=tap', `--test-reporter-destination=${report}`, ...tests('scripts/tests'), ...tests('tests/leftovers')],
    count: (text) => ofNode('the scripts', text),
  },
  {
    title: "The window's code (npm test)",
    report: `${folder}/window.json`,
    command: (report) => vitest('test', report),
    count: (text) => ofVitest('the window: code', text),
  },
  {
    title: 'The window in Chromium (npm run test:browser)',
    report: `${folder}/browser.json`,
    command: (report) => vitest('test:browser', report),
    count: (text) => ofVitest('the window: in Chromium', text),
  },
  {
    title: 'Rust: every crate, then the built app in a real window (cargo test --workspace)',
    command: () => ['cargo', 'test', '--workspace', '--locked', '--no-fail-fast', '--color', 'never'],
    count: (text) => byCrate(ofCargo(text)),
  },
  {
    title: "The vendors' own clients against the practice services (make conformance)",
    command: () => ['tests/conformance/run'],
    count: (text) => ofChecks("the vendors' own clients", text),
  },
];

function print(chunk) {
  process.stdout.write(chunk);
  log.write(chunk);
}

const { groups, failures } = await runAll(suites, print);
print(`\n${table(groups)}\n`);
if (failures.length > 0) print(`\n${failures.join('\n')}\nAll output is in target/test.log.\n`);
await new Promise((resolve) => log.end(resolve));
process.exit(failures.length > 0 ? 1 : 0);

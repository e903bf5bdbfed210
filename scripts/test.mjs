// Runs every test: the scripts' own, the window's (in Node and in Chromium), every crate's, the built app's in a real
// window on a virtual display, and the vendors' own clients against the practice services. Goes on after a failure,
// and ends with the sum. Fails when a suite fails, reports nothing or runs no test. Output is kept in target/test.log.
//   node scripts/test.mjs
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { byCrate, ofCargo, ofChecks, ofNode, ofVitest, sum, table } from './results.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = 'target/test';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const log = createWriteStream('target/test.log');

const vitest = (script, file) => ['npm', '--prefix', 'ui', 'run', script, '--',
  '--reporter=default', '--reporter=json', `--outputFile.json=${process.cwd()}/${file}`];

// Named one by one: what a folder or a pattern means to `node --test` differs between versions of Node.
const tests = (of) => readdirSync(of).filter((it) => it.endsWith('.test.mjs')).map((it) => `${of}/${it}`);

/** `report`: the file with the runner's report; without it, the report is what the command prints. */
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

/** Runs a command, shows what it prints, and resolves with its exit code and all of that as text. */
function run(command) {
  return new Promise((resolve) => {
    const chunks = [];
    // One pipe for both, so that lines of both keep their order.
    const child = spawn('sh', ['-c', 'exec "$0" "$@" 2>&1', ...command], {
      stdio: ['inherit', 'pipe', 'inherit'],
      env: { ...process.env, NO_COLOR: '1', CI: '1' },
    });
    child.stdout.on('data', (chunk) => {
      chunks.push(chunk);
      print(chunk);
    });
    const end = (code) => resolve({ code, text: Buffer.concat(chunks).toString() });
    child.on('error', (error) => {
      print(`${error.message}\n`);
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
    // A process that was left behind may hold the pipe open for ever.
    child.on('exit', (code) => setTimeout(() => end(code ?? 1), 10_000).unref());
  });
}

const groups = [];
const failures = [];
for (const { title, report, command, count } of suites) {
  print(`\n== ${new Date().toTimeString().slice(0, 8)}  ${title}\n`);
  const { code, text } = await run(command(report));
  if (code !== 0) failures.push(`${title}: ended with ${code}`);
  try {
    if (report && !existsSync(report)) throw new Error('the runner wrote no report');
    const counted = count(report ? readFileSync(report, 'utf8') : text);
    groups.push(...counted);
    const { passed, failed } = sum(counted);
    if (passed + failed === 0) failures.push(`${title}: ran no test`);
    if (failed > 0 && code === 0) failures.push(`${title}: ${failed} failed`);
  } catch (error) {
    failures.push(`${title}: ${error.message}`);
  }
}
print(`\n${table(groups)}\n`);
if (failures.length > 0) print(`\n${failures.join('\n')}\nAll output is in target/test.log.\n`);
await new Promise((resolve) => log.end(resolve));
process.exit(failures.length > 0 ? 1 : 0);

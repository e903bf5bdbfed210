import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ofCargo, ofChecks, ofVitest } from '../results.mjs';
import { runAll } from '../suites.mjs';

const folder = mkdtempSync(join(tmpdir(), 'suites-'));
const sh = (script) => () => ['sh', '-c', script];
const checks = (script) => ({ title: 'checks', command: sh(script), count: (text) => ofChecks('checks', text) });
let printed = '';
const run = (...suites) => runAll(suites, (text) => (printed += text), 300);

test('a suite that passes', async () => {
  printed = '';
  const { groups, failures } = await run(checks('echo out; echo err >&2; echo 3 passed, 0 failed'));
  assert.deepEqual(failures, []);
  assert.equal(groups[0].passed, 3);
  assert.match(printed, /checks\nout\nerr\n3 passed, 0 failed\n$/);
});

test('a suite that fails, and the one after it', async () => {
  const { groups, failures } = await run(checks('echo 1 passed, 2 failed; exit 4'), checks('echo 5 passed, 0 failed'));
  assert.deepEqual(failures, ['checks: ended with 4']);
  assert.deepEqual(groups.map((it) => it.passed), [1, 5]);
});

test('a runner that reports a failure and ends well all the same', async () => {
  const { failures } = await run(checks('echo 1 passed, 2 failed'));
  assert.deepEqual(failures, ['checks: 2 failed']);
});

test('a suite that ran no test', async () => {
  assert.deepEqual((await run(checks('echo 0 passed, 0 failed'))).failures, ['checks: ran no test']);
  const cargo = { title: 'cargo', command: sh('echo nothing to do'), count: ofCargo };
  assert.deepEqual((await run(cargo)).failures, ['cargo: ran no test']);
});

test('a suite that reports nothing', async () => {
  assert.deepEqual((await run(checks('true'))).failures, ['checks: checks: the checks did not reach their end']);
  const report = join(folder, 'none.json');
  const window = { title: 'window', report, command: sh('true'), count: (text) => ofVitest('window', text) };
  assert.deepEqual((await run(window)).failures, ['window: the runner wrote no report']);
});

test('a report in a file', async () => {
  const report = join(folder, 'some.json');
  const text = '{"numPassedTests":2,"numFailedTests":0,"numPendingTests":0,"numTodoTests":0,"testResults":[]}';
  const window = {
    title: 'window', report, command: (path) => ['sh', '-c', `echo '${text}' > "$0"`, path],
    count: (found) => ofVitest('window', found),
  };
  const { groups, failures } = await run(window);
  assert.deepEqual(failures, []);
  assert.equal(groups[0].passed, 2);
});

test('a program that is not there, and one that was killed', async () => {
  const missing = { title: 'missing', command: () => ['/no/such/program'], count: (text) => ofChecks('missing', text) };
  assert.equal((await run(missing)).failures[0], 'missing: ended with 127');
  assert.equal((await run(checks('echo 1 passed, 0 failed; kill -KILL $$'))).failures.length, 1);
});

test('a process that is left behind with the output holds up nothing', async () => {
  const began = Date.now();
  const { failures } = await run(checks('sleep 3 & echo 1 passed, 0 failed'));
  assert.deepEqual(failures, []);
  assert.ok(Date.now() - began < 2500);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byCrate, ofCargo, ofChecks, ofNode, ofVitest, sum, table } from '../results.mjs';

// As cargo 1.95 prints it: a crate with documentation tests, a failure, a program with a harness of its own.
const cargo = `   Compiling conductor v0.1.0
     Running unittests src/lib.rs (target/debug/deps/conductor-e6a3782a36dc0e38)

running 2 tests
test a ... ok
test b ... ok

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 1.03s

     Running unittests src-tauri/lib.rs (target/debug/deps/counterfoil_lib-4c3419afb5aefcc2)
test result: ok. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.03s
     Running unittests src-tauri/main.rs (target/debug/deps/counterfoil-344c484f1287cb2b)
test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
     Running tests/e2e/main.rs (target/debug/deps/e2e-9879cfb1df5875e4)
test result: FAILED. 74 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 232.59s
error: test failed, to rerun pass \`-p counterfoil --test e2e\`
     Running tests/kept.rs (target/debug/deps/kept-6a870423737d3323)
test result: ok. 11 passed; 0 failed
   Doc-tests conductor
test result: ok. 8 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
`;
const counts = (groups) => groups.map(({ name, passed, failed }) => [name, passed, failed]);

test('cargo: each program', () => {
  assert.deepEqual(counts(ofCargo(cargo)), [
    ['conductor', 2, 0],
    ['counterfoil', 7, 0],
    ['counterfoil', 0, 0],
    ['counterfoil/e2e', 74, 1],
    ['counterfoil/kept', 11, 0],
    ['conductor/documentation', 8, 0],
  ]);
  assert.deepEqual(sum(ofCargo(cargo)), { passed: 102, failed: 1, ignored: 1, filtered: 3 });
});

test('cargo: each crate, and the table', () => {
  assert.deepEqual(counts(byCrate(ofCargo(cargo))), [
    ['crate conductor', 10, 0],
    ['crate counterfoil', 92, 1],
  ]);
  assert.equal(
    table(byCrate(ofCargo(cargo))),
    [
      '    10 passed    0 failed  crate conductor (1 ignored, 3 left out)',
      '    92 passed    1 failed  crate counterfoil',
      '',
      '102 passed, 1 failed',
    ].join('\n'),
  );
});

test('cargo: a program that was killed counts as a failure', () => {
  const killed = cargo.replace(/^test result: FAILED.*\n/m, '');
  assert.deepEqual(counts(ofCargo(killed))[3], ['counterfoil/e2e', 0, 1]);
  const last = cargo.replace(/^test result: ok\. 8.*\n/m, '');
  assert.deepEqual(counts(ofCargo(last)).at(-1), ['conductor/documentation', 0, 1]);
});

test('cargo: a result that belongs to no program is an error', () => {
  assert.throws(() => ofCargo('test result: ok. 8 passed; 0 failed'));
});

test('cargo: what a test prints is no result of another program', () => {
  const one = '     Running tests/a.rs (target/debug/deps/a-9879cfb1df5875e4)\n';
  const printed = `${one}12 passed, 0 failed\n  test result: ok. 9 passed; 0 failed\ntest result: ok. 1 passed; 0 failed\n`;
  assert.deepEqual(sum(ofCargo(printed)).passed, 1);
});

test('cargo: on Windows', () => {
  const line = String.raw`     Running unittests src\lib.rs (C:\target\debug\deps\relay-2869568a68283741.exe)`;
  assert.deepEqual(counts(ofCargo(`${line}\r\ntest result: ok. 3 passed; 0 failed\r\n`)), [['relay', 3, 0]]);
});

test('cargo: a build that failed has no results', () => {
  assert.deepEqual(ofCargo('error: could not compile `roster`\n'), []);
});

const vitest = (more) => JSON.stringify({
  numPassedTests: 66, numFailedTests: 0, numPendingTests: 1, numTodoTests: 2, testResults: [], ...more,
});

test('vitest', () => {
  assert.deepEqual(ofVitest('window', vitest()), [{ name: 'window', passed: 66, failed: 0, ignored: 3, filtered: 0 }]);
});

test('vitest: a file that could not be loaded is a failure', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  assert.equal(ofVitest('window', vitest({ numFailedTests: 1, testResults }))[0].failed, 2);
});

test('vitest: a report that was cut off is an error', () => {
  assert.throws(() => ofVitest('window', vitest().slice(0, 20)));
});

test("Node's own runner", () => {
  const tap = '# tests 12\n# suites 0\n# pass 9\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 0\n';
  assert.deepEqual(counts(ofNode('scripts', tap)), [['scripts', 9, 2]]);
  assert.throws(() => ofNode('scripts', 'TAP version 13\nok 1 - a\n'), /no number of/);
});

test('our own checks', () => {
  assert.deepEqual(counts(ofChecks('clients', '  ok   a\n\n461 passed, 2 failed\n')), [['clients', 461, 2]]);
  assert.throws(() => ofChecks('clients', '  ok   a\n'), /did not reach their end/);
});

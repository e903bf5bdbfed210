// Tries leaves-nothing on commands that leave a process behind, and on some that do not.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('leaves-nothing', import.meta.url));
// The process has to be running before it is stopped.
const stopped = 'sleep 4321 & sleep 0.2; kill -STOP $!';
// As `make test` runs these tests.
const inner = `'${program}'`;
const cases = [
  // what, script, exit code, what is reported
  ['nothing is left', 'sleep 0.1', 0],
  ['a failure stays that failure', 'exit 7', 7],
  ['what ends soon is waited for', 'sleep 0.3 & exit 0', 0],
  ['a running process', 'sleep 4321 & exit 0', 1, 'sleep 4321'],
  ['a stopped process', stopped, 1, '(stopped) sleep 4321'],
  ['a process in a session of its own', 'setsid sleep 4321 & exit 0', 1, 'sleep 4321'],
  ['one without our environment', 'env -i sleep 4321 & exit 0', 1, 'sleep 4321'],
  ['a grandchild whose parent is gone', "(setsid sh -c 'sleep 4321 & sleep 4322 & exit' &) ; exit 0", 1, 'sleep 4322'],
  ['one that sets a limit of its own', `${inner} sh -c 'exit 4'; exec ${inner} sh -c 'sleep 4321 & exit 5'`, 5, 'sleep 4321'],
  ['left behind by a failure', `${stopped}; exit 3`, 3, '(stopped) sleep 4321'],
  ['left behind by a killed command', `${stopped}; kill -KILL $$`, 137, '(stopped) sleep 4321'],
];

/** A zombie has ended; how soon it leaves the table is up to the system's first process. */
function isRunning(id) {
  try {
    return !/\) [ZX]/.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

for (const [what, script, code, said] of cases) {
  test(what, { skip: process.platform !== 'linux' }, () => {
    const { status, stderr } = spawnSync(program, ['bash', '-c', script], {
      env: { ...process.env, LEAVES_NOTHING_GRACE: '1' },
      encoding: 'utf8',
      timeout: 30_000,
    });
    assert.equal(status, code, stderr);
    if (said) assert.ok(stderr.includes(said), stderr);
    else assert.equal(stderr, '');
    const named = [...stderr.matchAll(/^ +(\d+).* sleep 432/gm)].map(([, id]) => id);
    assert.deepEqual(named.filter(isRunning), [], 'still running');
  });
}

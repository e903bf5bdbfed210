// Counts test results from what the runners report. Each function takes a report as text and returns groups of
// { name, passed, failed, ignored, filtered }. A report that is incomplete is an error, never a smaller count.

/** Vitest's JSON reporter. A file that could not be loaded has no tests, and counts as one failure. */
export function ofVitest(name, text) {
  const report = JSON.parse(text);
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((it) => it.status === 'failed'),
  ).length;
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests } = report;
  return [{ name, passed, failed: failed + unloaded, ignored: numPendingTests + numTodoTests, filtered: 0 }];
}

/** The TAP reporter of Node's own test runner: the counts at its end. */
export function ofNode(name, text) {
  const count = (what) => {
    const found = new RegExp(`^# ${what} (\\d+)$`, 'm').exec(text);
    if (!found) throw new Error(`${name}: the report has no number of ${what} tests`);
    return Number(found[1]);
  };
  const ignored = count('skipped') + count('todo');
  return [{ name, passed: count('pass'), failed: count('fail') + count('cancelled'), ignored, filtered: 0 }];
}

/** The last line of our own checks: "12 passed, 0 failed". */
export function ofChecks(name, text) {
  const found = [...text.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!found) throw new Error(`${name}: the checks did not reach their end`);
  return [{ name, passed: Number(found[1]), failed: Number(found[2]), ignored: 0, filtered: 0 }];
}

const program = /^ +Running (unittests )?\S+ \((?:.*[\\/])?(.+)-[0-9a-f]{16}(?:\.exe)?\)$/;
const docs = /^ +Doc-tests (\S+)$/;
const result =
  /^test result: \w+\. (\d+) passed; (\d+) failed(?:; (\d+) ignored; \d+ measured; (\d+) filtered out)?/;

/**
 * What `cargo test` prints, standard error and output together: one group for each test program, named
 * `crate` or `crate/program`. libtest has no other stable report. Cargo names a crate's unit tests first.
 */
export function ofCargo(text) {
  const groups = [];
  let crate = '';
  let open;
  const close = () => {
    // A program that was killed says no result. Cargo has ended with an error then, too.
    if (open) groups.push({ ...open, passed: 0, failed: 1, ignored: 0, filtered: 0 });
    open = undefined;
  };
  for (const line of text.split(/\r?\n/)) {
    const started = program.exec(line) ?? docs.exec(line);
    const ended = result.exec(line);
    if (started) {
      close();
      if (line.trimStart().startsWith('Doc-tests')) open = { name: `${started[1]}/documentation` };
      else {
        // A library called like its package's program is `name_lib`.
        const name = started[2].replace(/_lib$/, '');
        if (started[1]) crate = name;
        open = { name: started[1] ? name : `${crate}/${name}` };
      }
    } else if (ended) {
      if (!open) throw new Error(`a result of no test program: ${line}`);
      const [passed, failed, ignored, filtered] = ended.slice(1).map((it) => Number(it ?? 0));
      groups.push({ ...open, passed, failed, ignored, filtered });
      open = undefined;
    }
  }
  close();
  return groups;
}

/** The groups of each crate as one, in the order in which the crates came. */
export function byCrate(groups) {
  const crates = new Map();
  for (const group of groups) {
    const name = `crate ${group.name.replace(/\/.*/, '').replace(/_lib$/, '')}`;
    crates.set(name, [...(crates.get(name) ?? []), group]);
  }
  return [...crates].map(([name, of]) => ({ name, ...sum(of) }));
}

export function sum(groups) {
  const of = (what) => groups.reduce((total, group) => total + group[what], 0);
  return { passed: of('passed'), failed: of('failed'), ignored: of('ignored'), filtered: of('filtered') };
}

/** A table with the sum below it; groups without a test are left out. */
export function table(groups) {
  const ran = groups.filter((it) => it.passed + it.failed + it.ignored > 0);
  const line = (it) => {
    const left = [it.ignored && `${it.ignored} ignored`, it.filtered && `${it.filtered} left out`].filter(Boolean);
    const counts = `${String(it.passed).padStart(6)} passed ${String(it.failed).padStart(4)} failed`;
    return `${counts}  ${it.name}${left.length > 0 ? ` (${left.join(', ')})` : ''}`;
  };
  const all = sum(groups);
  return [...ran.map(line), '', `${all.passed} passed, ${all.failed} failed`].join('\n');
}

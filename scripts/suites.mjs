// Runs suites of tests one after the other and says what failed. A suite is
//   title    what it is called
//   command  gives the program and its arguments, given the path of the report
//   report   the file into which the runner writes its report; without it, the report is what the command prints
//   count    gives the results in the report (results.mjs)
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { sum } from './results.mjs';

/** Runs a command, prints what it prints, and resolves with its exit code and all of that as text. */
function run(command, print, patience) {
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
    child.on('exit', (code) => setTimeout(() => end(code ?? 1), patience).unref());
  });
}

/** All results, and one line for each way in which a suite failed: by its exit code, its report, or no test at all. */
export async function runAll(suites, print, patience = 10_000) {
  const groups = [];
  const failures = [];
  for (const { title, report, command, count } of suites) {
    print(`\n== ${new Date().toTimeString().slice(0, 8)}  ${title}\n`);
    const { code, text } = await run(command(report), print, patience);
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
  return { groups, failures };
}

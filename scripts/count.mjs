// Counts the results in what `cargo test` printed, one line for each test program.
//   node scripts/count.mjs LOG
import { readFileSync } from 'node:fs';
import { ofCargo, table } from './results.mjs';

const groups = ofCargo(readFileSync(process.argv[2], 'utf8'));
console.log(table(groups));
if (groups.length === 0) process.exit(1);

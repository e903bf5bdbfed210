// Every relative link of the documents leads to a file, and to a heading where it names one. Every document and source
// file that a source file names is there, and every file that a document names, except in reports, which describe the
// code of their day.
//   node scripts/links.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { encoding: 'utf8' });
const files = listed.split('\0').filter((path) => path !== '' && existsSync(path));
const broken = [];

/** A document without its fenced blocks, in which nothing is a link or a heading. */
function prose(path) {
  return readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
}

/** The anchors that GitHub gives a document's headings. */
function anchors(path) {
  const seen = new Map();
  return new Set(
    [...prose(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
      const words = heading.replace(/[`*]/g, '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
      const anchor = words.trim().toLowerCase().replace(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-');
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      return before === 0 ? anchor : `${anchor}-${before}`;
    }),
  );
}

let count = 0;
for (const path of files.filter((it) => it.endsWith('.md'))) {
  const text = prose(path).replace(/`[^`\n]*`/g, '');
  for (const [, inText, inTag] of text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)) {
    const link = inText ?? inTag;
    if (/^[a-z]+:/.test(link)) continue;
    count += 1;
    const [place, anchor] = link.split('#');
    const target = place === '' ? path : normalize(join(dirname(path), place));
    if (!existsSync(target)) broken.push(`${path}: ${link} is not there`);
    else if (anchor && !anchors(target).has(anchor)) broken.push(`${path}: ${link} names no heading`);
  }
}
for (const path of files.filter((it) => /\.(rs|ts|svelte|css|py|yml)$|^Makefile$|^scripts\/|^\.ci\//.test(it))) {
  const named = /(?<![\w/.@-])(?:docs\/(?:reports\/)?[\w-]+\.md|(?:ui\/(?:src|tests)|src-tauri|tests\/e2e|scripts)\/[\w./-]+\.(?:rs|ts|svelte|mjs))\b/g;
  for (const [name] of readFileSync(path, 'utf8').matchAll(named)) {
    count += 1;
    if (!existsSync(name)) broken.push(`${path}: ${name} is not there`);
  }
}
/** `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`. */
function spread(path) {
  const found = /^(.*)\{([^{}]*)\}(.*)$/.exec(path);
  return found ? found[2].split(',').flatMap((it) => spread(`${found[1]}${it}${found[3]}`)) : [path];
}

for (const path of files.filter((it) => it.endsWith('.md') && !it.startsWith('docs/reports/') && it !== 'CHANGELOG.md')) {
  for (const [, name] of prose(path).matchAll(/`((?:src-tauri|ui|scripts|docs|icons|tests\/(?:e2e|properties|bench|conformance|package))\/[\w./{},-]+)(?:::[^`]*)?`/g)) {
    for (const file of spread(name)) {
      count += 1;
      // What builds make is not in a clone.
      if (!existsSync(file) && !/^ui\/(dist|node_modules)/.test(file)) broken.push(`${path}: ${file} is not there`);
    }
  }
}
if (broken.length > 0) {
  console.error(broken.join('\n'));
  process.exit(1);
}
console.log(`${count} links and names of files in the documents lead somewhere`);

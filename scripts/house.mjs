// Measures the shape of the code at some commits, as a table for docs/reports/house-2026-11-30.md.
//   node scripts/house.mjs COMMIT... [--detail]
// By reading text, not by compiling: comments, strings and test modules are taken out, then names are followed. So the
// figures of two commits compare; a single one may be off by a few.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';

const detail = process.argv.includes('--detail');
const commits = process.argv.slice(2).filter((it) => !it.startsWith('--'));

function tree(commit) {
  const folder = mkdtempSync(join(tmpdir(), 'house-'));
  const archive = execFileSync('git', ['archive', commit], { maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: archive });
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath ?? it.path, it.name).slice(folder.length + 1));
  const files = new Map();
  for (const path of paths) {
    if (/\.(rs|ts|svelte|css|mjs|js|py|sh|toml|md)$/.test(path) || /^(\.ci|scripts|tests)\/[\w-]+$/.test(path)) {
      files.set(path, readFileSync(join(folder, path), 'utf8'));
    }
  }
  rmSync(folder, { recursive: true });
  return files;
}

const isTest = (path) => /(^|\/)(tests?|benches|examples)\/|_tests?\.rs$|\/tests\.rs$|\.test\.ts$/.test(path);
const isGenerated = (path, text) => /generated/.test(path) || /\b(generated|written|made) by\b/i.test(text.slice(0, 300));

/** Rust without comments, texts and test modules; line breaks stay. */
function bare(source) {
  const text = source.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|b?r(#*)"[\s\S]*?"\1|b?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\[^\n]{1,8}?|[^'\\\n])'/g,
    (found) => (found.startsWith('/') ? '' : '""'),
  );
  let out = '';
  let from = 0;
  for (const found of text.matchAll(/#\[cfg\((?:all\()?test\b[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))? )?mod \w+ \{/g)) {
    if (found.index < from) continue;
    out += text.slice(from, found.index);
    from = end(text, found.index + found[0].length - 1);
  }
  return out + text.slice(from);
}

/** The place after the brace that closes the one at `open`. */
function end(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && (depth -= 1) === 0) return at + 1;
  }
  return text.length;
}

/** The crates, each with its modules: name as a path of names, file, text. */
function crates(files) {
  const roots = [...files.keys()].filter((it) => /(^|\/)lib\.rs$/.test(it) && !isTest(it) && /src-tauri/.test(it));
  return roots.map((root) => {
    const folder = dirname(root);
    const name = folder === 'src-tauri' ? 'app' : basename(dirname(folder));
    const modules = new Map();
    for (const [path, text] of files) {
      const inside = path.startsWith(`${folder}/`) && path.endsWith('.rs');
      if (!inside || isTest(path) || (folder === 'src-tauri' && path.startsWith('src-tauri/crates/'))) continue;
      if (/(^|\/)(build|main)\.rs$/.test(path)) continue;
      const own = path.slice(folder.length + 1).replace(/(\/mod)?\.rs$/, '').replace(/^lib$/, '');
      modules.set(own.replaceAll('/', '::'), { path, text: bare(text) });
    }
    return { name, modules };
  });
}

/** Which modules a module names: `use` and paths in the code, to the file that has them. */
function imports({ modules }) {
  const edges = new Map();
  for (const [own, { text }] of modules) {
    const to = new Set();
    // `use crate::{a::B, c}` as the paths it means.
    const flat = text.replace(/\buse ([\w:]+)::\{([^;]*)\};/g, (_, prefix, list) => expand(prefix, list).map((it) => `use ${it};`).join(' '));
    for (const [, first, rest] of flat.matchAll(/\b(crate|super|self)((?:::\w+)+)/g)) {
      let base = first === 'crate' ? [] : own.split('::').filter(Boolean);
      if (first === 'super') base = base.slice(0, -1);
      const names = rest.split('::').filter(Boolean);
      while (names[0] === 'super') {
        names.shift();
        base = base.slice(0, -1);
      }
      const path = [...base, ...names];
      while (path.length > 0 && !modules.has(path.join('::'))) path.pop();
      const target = path.join('::');
      if (modules.has(target) && target !== own) to.add(target);
    }
    edges.set(own, to);
  }
  return edges;
}

function expand(prefix, list) {
  const parts = [];
  let depth = 0;
  let part = '';
  for (const letter of list) {
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    if (letter === ',' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  parts.push(part);
  return parts
    .map((it) => it.trim().replace(/ as \w+$/, ''))
    .filter(Boolean)
    .flatMap((it) => {
      const inner = /^([\w:]+)::\{([\s\S]*)\}$/.exec(it);
      return inner ? expand(`${prefix}::${inner[1]}`, inner[2]) : [it === 'self' ? prefix : `${prefix}::${it}`];
    });
}

/** Groups of more than one node in which each leads to each. */
function circles(edges) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) {
        visit(next);
        low.set(node, Math.min(low.get(node), low.get(next)));
      } else if (stack.includes(next)) low.set(node, Math.min(low.get(node), index.get(next)));
    }
    if (low.get(node) === index.get(node)) {
      const group = stack.splice(stack.indexOf(node));
      if (group.length > 1) found.push(group);
    }
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** Edges that run back in the best order found greedily (Eades, Lin, Smyth 1993). */
function upward(edges) {
  const left = new Set(edges.keys());
  const out = (node) => [...(edges.get(node) ?? [])].filter((it) => left.has(it) && it !== node);
  const into = (node) => [...left].filter((it) => it !== node && edges.get(it)?.has(node));
  const first = [];
  const last = [];
  while (left.size > 0) {
    const sink = [...left].find((it) => out(it).length === 0);
    const source = sink ?? [...left].find((it) => into(it).length === 0);
    if (sink !== undefined) last.unshift(sink);
    else if (source !== undefined) first.push(source);
    else {
      const best = [...left].sort((a, b) => out(b).length - into(b).length - (out(a).length - into(a).length))[0];
      first.push(best);
      left.delete(best);
      continue;
    }
    left.delete(sink ?? source);
  }
  const order = new Map([...first, ...last].map((it, at) => [it, at]));
  return [...edges].flatMap(([from, to]) => [...to].filter((it) => order.get(it) < order.get(from)).map((it) => `${from} → ${it}`));
}

const isAncestor = (a, b) => a === '' || b === '' || a.startsWith(`${b}::`) || b.startsWith(`${a}::`);

function rooms(edges) {
  const grouped = new Map();
  for (const [from, to] of edges) {
    const room = from.split('::')[0];
    if (room === '') continue;
    const set = grouped.get(room) ?? grouped.set(room, new Set()).get(room);
    for (const it of to) if (it !== '' && it.split('::')[0] !== room) set.add(it.split('::')[0]);
  }
  return grouped;
}

/** Functions in `impl Type` blocks, without those of traits. */
function methods(crate) {
  const counts = new Map();
  for (const [, { path, text }] of crate.modules) {
    for (const found of text.matchAll(/(?:^|\n)\s*impl(?:<[^{}]*?>)? ([\w:]+)[^{};]*\{/g)) {
      if (/ for /.test(found[0])) continue;
      const open = found.index + found[0].length - 1;
      const block = text.slice(open, end(text, open));
      const count = [...block.matchAll(/\bfn \w+/g)].length;
      const type = `${crate.name}::${found[1].replace(/.*::/, '')}`;
      const entry = counts.get(type) ?? counts.set(type, { count: 0, files: new Set() }).get(type);
      entry.count += count;
      entry.files.add(path);
    }
  }
  return counts;
}

/** How often each command's name is written by hand where commands are declared, and in how many files. */
function commands(files) {
  const names = [...files]
    .filter(([path]) => /^src-tauri\/.*commands/.test(path) && !isTest(path))
    .flatMap(([, text]) => [...text.matchAll(/#\[tauri::command[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*pub(?:\([^)]*\))? (?:async )?fn (\w+)/g)])
    .map(([, name]) => name);
  const declared = [...files].filter(
    ([path, text]) =>
      (/^src-tauri\/(commands|permissions|app\.rs|lib\.rs|commands\.rs)/.test(path) || /^ui\/(src\/ipc|tests\/fake)\//.test(path)) && !isGenerated(path, text),
  );
  const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
  const places = names.map((name) => {
    const word = new RegExp(`(?<![\\w.])(?:${name}|${camel(name)})\\b(?!\\s*=>)`);
    return declared.filter(([, text]) => word.test(text.replace(/^\s*\/\/.*$/gm, ''))).length;
  });
  return { commands: names.length, places: places.reduce((a, b) => a + b, 0) / Math.max(1, names.length) };
}

/** Every function without a trait's empty ones: name, crate, module, file, text, and whether the window calls it. */
function functions(all) {
  const found = [];
  for (const crate of all) {
    const edges = imports(crate);
    for (const [own, { path, text }] of crate.modules) {
      for (const it of text.matchAll(/(#\[tauri::command[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*)?(?:pub(?:\([^)]*\))? )?(?:async )?\bfn (\w+)[^;{]*\{/g)) {
        const open = it.index + it[0].length - 1;
        const body = text.slice(open, end(text, open));
        found.push({ name: it[2], crate: crate.name, own, path, body, imports: edges.get(own), isCommand: it[1] !== undefined });
      }
    }
  }
  return found;
}

const below = { app: ['app', 'roster', 'provisioning', 'intuit', 'conductor'], roster: ['roster', 'intuit', 'conductor'] };

/**
 * Files that a call reaches. A called function is followed where the name leaves no doubt: it is in the same file, or
 * in a module that the file imports, or only one function of the nearest crate below has that name of two words or more.
 * The flow ends in the clients of the services, and after five calls.
 */
const FURTHEST = 5;

function flow(all, isStart) {
  const first = all.find(isStart);
  if (!first) return [];
  const seen = new Map([[first, 0]]);
  for (const [from, calls] of seen) {
    if (!below[from.crate] || calls === FURTHEST) continue;
    for (const [, dot, name] of from.body.matchAll(/(\.)?\b(\w+)(?:::<[^>]*>)?\(/g)) {
      const candidates = all.filter((it) => it.name === name && !it.isCommand && it !== from);
      const near = candidates.filter((it) => it.path === from.path);
      const imported = candidates.filter((it) => it.crate === from.crate && from.imports.has(it.own) && !dot);
      const nearest = below[from.crate].map((crate) => candidates.filter((it) => it.crate === crate)).find((it) => it.length > 0);
      const [next, second] = near.length > 0 ? near : imported.length > 0 ? imported : name.includes('_') ? (nearest ?? []) : [];
      if (next && !second && !seen.has(next)) seen.set(next, calls + 1);
    }
  }
  return [...new Set([...seen.keys()].map((it) => it.path))].sort();
}

function words(files) {
  const of = (wanted) => [...files].filter(([path]) => wanted.test(path)).map(([, text]) => text);
  const all = (texts) => texts.reduce((sum, text) => sum + text.split(/\s+/).filter(Boolean).length, 0);
  // What is read as language: without blocks of code, names of code, and marks of tables and lists.
  const prose = (texts) =>
    all(texts.map((text) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*(?:\n[^`\n]*)?`/g, '').replace(/(^|\s)[^\p{L}\p{N}\s]+(?=\s|$)/gmu, ' ')));
  const docs = of(/^docs\/[\w-]+\.md$/);
  return { docs: all(docs), prose: prose(docs), reports: all(of(/^docs\/reports\//)) };
}

function measure(commit) {
  const files = tree(commit);
  const lines = (wanted) =>
    [...files].filter(([path, text]) => wanted(path, text)).reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
  const count = (wanted) => [...files].filter(([path, text]) => wanted(path, text)).length;
  const rust = (path) => path.endsWith('.rs');
  const all = crates(files);
  const rows = [];
  const row = (name, value) => rows.push([name, String(value)]);

  row('files: app (`src-tauri`, without crates and tests)', count((it) => rust(it) && /^src-tauri\/(?!crates)/.test(it) && !isTest(it)));
  row('files: `roster`', count((it) => rust(it) && /crates\/roster\/src/.test(it) && !isTest(it)));
  row('files: the other crates', count((it) => rust(it) && /crates\/(?!roster)[\w-]+\/src/.test(it) && !isTest(it)));
  row('files: window (`ui/src`, not generated)', count((it, text) => /^ui\/src\/.*\.(ts|svelte)$/.test(it) && !isGenerated(it, text)));
  row('lines: Rust, without tests', lines((it) => rust(it) && !isTest(it)));
  row('lines: Rust, tests and examples', lines((it) => rust(it) && isTest(it)));
  row('lines: window, TypeScript and Svelte', lines((it, text) => /^ui\/src\/.*\.(ts|svelte)$/.test(it) && !isGenerated(it, text)));
  row('lines: window, tests', lines((it) => /^ui\/tests\/.*\.ts$/.test(it)));
  row('lines: CSS files', lines((it) => /^ui\/src\/.*\.css$/.test(it)));
  const scripts = (it) => /^(\.ci|scripts)\//.test(it);
  row('lines: scripts', lines(scripts));
  const languages = new Set(
    [...files].filter(([it]) => scripts(it)).flatMap(([it, text]) => {
      const kinds = [{ '.mjs': 'Node', '.py': 'Python' }[extname(it)] ?? (/^#!.*python/.test(text) ? 'Python' : 'sh')];
      return /\bawk '/.test(text) ? [...kinds, 'awk'] : kinds;
    }),
  );
  row('languages of the scripts', [...languages].sort().join(', '));

  const top = all.flatMap((it) => [...methods(it)]).sort((a, b) => b[1].count - a[1].count);
  for (let at = 0; at < 10; at += 1) {
    const [type, { count: of, files: where }] = top[at];
    row(`methods: number ${at + 1}`, `\`${type}\` ${of} in ${where.size}`);
  }
  row('types with more than 40 methods', top.filter(([, it]) => it.count > 40).length);

  for (const crate of all.filter((it) => ['app', 'roster', 'practice', 'intuit', 'conductor', 'relay'].includes(it.name))) {
    const edges = imports(crate);
    const apart = new Map([...edges].map(([from, to]) => [from, new Set([...to].filter((it) => !isAncestor(from, it)))]));
    const found = circles(apart);
    row(`circles of files: ${crate.name}`, found.length === 0 ? 'none' : `${found.length}, of ${found.map((it) => it.length).sort((a, b) => b - a).join(', ')} files`);
    if (detail) for (const group of found) console.error(`${commit} ${crate.name} circle: ${group.join(' ')}`);
    if (crate.name === 'app' || crate.name === 'roster') {
      const grouped = rooms(edges);
      const between = [...grouped.values()].reduce((sum, it) => sum + it.size, 0);
      const back = upward(grouped);
      row(`top modules: ${crate.name}`, grouped.size);
      row(`imports between them: ${crate.name}`, between);
      row(`of these upward: ${crate.name}`, back.length);
      if (detail) console.error(`${commit} ${crate.name} upward: ${back.join(', ')}`);
    }
  }

  const named = commands(files);
  row('commands', named.commands);
  row('files in which a command is named by hand, on average', named.places.toFixed(1));

  const known = functions(all);
  const command = (name) => (it) => it.isCommand && it.name === name;
  for (const [name, isStart] of [
    ['*Connect* for QuickBooks Online', command('connect_online')],
    ['a deep link', (it) => it.crate === 'app' && it.body.includes('on_open_url(')],
    ['making an end-user', command('create_end_user')],
  ]) {
    const reached = flow(known, isStart);
    row(`files within five calls: ${name}`, reached.length);
    if (detail) console.error(`${commit} ${name}:\n  ${reached.join('\n  ')}`);
  }

  const riddles = /\b(doors?|desk|seat|knock(s|ed)?|glimpse|whoever|stands?|told|hears?|heard|lies|mends?|deed)\b/i;
  const isComment = /^\s*(\/\/|\/?\*|#(?!!|\[)|<!--)/;
  const code = [...files].filter(([path, text]) => /\.(rs|ts|svelte|css|mjs)$/.test(path) && !isGenerated(path, text) && path !== 'scripts/house.mjs');
  row('comment lines with a private word (door, seat, whoever, stands, told, …)',
    code.reduce((all, [, text]) => all + text.split('\n').filter((it) => isComment.test(it) && riddles.test(it)).length, 0));

  const read = words(files);
  row('words: docs', read.docs);
  row('words: docs, only what is read as language', read.prose);
  row('words: reports', read.reports);
  return rows;
}

const columns = commits.map(measure);
console.log(`| | ${commits.join(' | ')} |\n|---|${'---|'.repeat(commits.length)}`);
columns[0].forEach(([name], at) => console.log(`| ${name} | ${columns.map((it) => it[at]?.[1] ?? '–').join(' | ')} |`));

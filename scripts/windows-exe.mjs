// Examines the Windows program: its icon, version resource, manifest and the libraries it loads.
//   node scripts/windows-exe.mjs PROGRAM.exe
// Prints one line a check, then the counts, and fails when a check fails. Needs nothing but Node.
// Source: https://learn.microsoft.com/en-us/windows/win32/debug/pe-format, and the pages on VS_VERSIONINFO and
// icon resources.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const ICON = 3;
const GROUP_ICON = 14;
const VERSION = 16;
const MANIFEST = 24;
const WINDOW_PROGRAM = 2;
const [DYNAMIC_BASE, NX, HIGH_ENTROPY] = [0x40, 0x100, 0x20];
const root = new URL('..', import.meta.url);
const read = (path) => readFileSync(new URL(path, root));

function stop(message) {
  console.error(message);
  process.exit(1);
}

/** The parts of a 64-bit program that are asked for here. */
class Program {
  constructor(path) {
    this.bytes = readFileSync(path);
    const at = this.bytes.readUInt32LE(0x3c);
    if (this.bytes.toString('latin1', at, at + 4) !== 'PE\0\0') stop(`${path} is not a Windows program.`);
    this.machine = this.bytes.readUInt16LE(at + 4);
    const sections = this.bytes.readUInt16LE(at + 6);
    const optional = this.bytes.readUInt16LE(at + 20);
    const head = at + 24;
    if (this.bytes.readUInt16LE(head) !== 0x20b) stop(`${path} is not a 64-bit program.`);
    this.subsystem = this.bytes.readUInt16LE(head + 68);
    this.characteristics = this.bytes.readUInt16LE(head + 70);
    this.importsAt = this.bytes.readUInt32LE(head + 120);
    this.resourcesAt = this.bytes.readUInt32LE(head + 128);
    this.sections = Array.from({ length: sections }, (_, index) => {
      const entry = head + optional + 40 * index;
      const [size, start, rawSize, raw] = [8, 12, 16, 20].map((it) => this.bytes.readUInt32LE(entry + it));
      return { start, size: Math.max(size, rawSize), raw };
    });
  }

  offset(address) {
    const section = this.sections.find(({ start, size }) => start <= address && address < start + size);
    if (!section) stop('The program points outside its own sections.');
    return address - section.start + section.raw;
  }

  /** All resources of a kind, in the first language of each. */
  resources(kind) {
    if (this.resourcesAt === 0) return [];
    const start = this.offset(this.resourcesAt);
    return this.entries(start, start)
      .filter(({ number }) => number === kind)
      .flatMap(({ at }) => this.entries(start, at))
      .map(({ at }) => {
        const [{ at: leaf }] = this.entries(start, at);
        const from = this.offset(this.bytes.readUInt32LE(leaf));
        return this.bytes.subarray(from, from + this.bytes.readUInt32LE(leaf + 4));
      });
  }

  entries(start, directory) {
    const count = this.bytes.readUInt16LE(directory + 12) + this.bytes.readUInt16LE(directory + 14);
    return Array.from({ length: count }, (_, index) => {
      const entry = directory + 16 + 8 * index;
      return {
        number: this.bytes.readUInt32LE(entry),
        at: start + (this.bytes.readUInt32LE(entry + 4) & 0x7fffffff),
      };
    });
  }

  /** What has to be there before the program starts. */
  libraries() {
    const found = [];
    for (let at = this.offset(this.importsAt); ; at += 20) {
      const name = this.bytes.readUInt32LE(at + 12);
      if (name === 0) return found;
      const start = this.offset(name);
      found.push(this.bytes.toString('latin1', start, this.bytes.indexOf(0, start)).toLowerCase());
    }
  }
}

/** The value of a name in a version resource. It follows its name, both in UTF-16. */
function versionText(resource, name) {
  const wanted = Buffer.from(`${name}\0`, 'utf16le');
  const at = resource.indexOf(wanted);
  if (at < 0) return undefined;
  const start = (at + wanted.length + 3) & ~3;
  return resource.subarray(start).toString('utf16le').split('\0', 1)[0];
}

/** Widths of an icon's pictures; 0 means 256. */
function iconSizes(group) {
  const count = group.readUInt16LE(4);
  const widths = Array.from({ length: count }, (_, index) => group[6 + 14 * index] || 256);
  return widths.sort((a, b) => a - b);
}

/** What a manifest states, by element name; of an element that has only attributes, the ones that matter. */
function settingsOf(manifest) {
  const said = {};
  const text = manifest.toString('utf8').replace(/<!--[\s\S]*?-->/g, '');
  for (const [, name, rest, content] of text.matchAll(/<(?:\w+:)?(\w+)((?:\s[^<>]*?)?)\/?>([^<]*)/g)) {
    const attribute = (key) => new RegExp(`\\s${key}\\s*=\\s*["']([^"']*)["']`).exec(rest)?.[1];
    if (name === 'requestedExecutionLevel') said[name] = `${attribute('level')} uiAccess=${attribute('uiAccess')}`;
    else if (name === 'supportedOS') said[name] = `${said[name] ?? ''} ${attribute('Id')?.toLowerCase()}`.trim();
    else if (name === 'assemblyIdentity') said[attribute('name') ?? name] = attribute('version') ?? '';
    else if (content.trim() !== '') said[name] = content.trim();
  }
  return said;
}

if (process.argv.length !== 3) stop('node scripts/windows-exe.mjs PROGRAM.exe');
const path = process.argv[2];
const program = new Program(path);
const config = JSON.parse(read('tauri.conf.json'));
const version =
  config.version ?? /\[workspace\.package\]\s+version = "([^"]+)"/.exec(read('Cargo.toml').toString())?.[1];
let passed = 0;
let failed = 0;

function check(what, found, wanted) {
  const right = isDeepStrictEqual(found, wanted);
  if (right) passed += 1;
  else failed += 1;
  const said = JSON.stringify(found) ?? 'nothing';
  console.log(`${right ? 'ok  ' : 'FAIL'} ${what}: ${said}${right ? '' : `, not ${JSON.stringify(wanted)}`}`);
}

const texts = program.resources(VERSION)[0] ?? Buffer.alloc(0);
check('product name', versionText(texts, 'ProductName'), config.productName);
check('product version', versionText(texts, 'ProductVersion'), version);
check('file version', versionText(texts, 'FileVersion'), version);
check('description', versionText(texts, 'FileDescription'), config.productName);
check('company', versionText(texts, 'CompanyName'), config.bundle.publisher);
check('copyright', versionText(texts, 'LegalCopyright'), config.bundle.copyright);

const [group] = program.resources(GROUP_ICON);
check('icon', group ? iconSizes(group) : [], [16, 24, 32, 48, 64, 256]);
const ours = read('icons/icon.ico');
const pictures = program.resources(ICON);
check("icon's pictures are ours", pictures.length > 0 && pictures.every((it) => ours.includes(it)), true);

const manifests = program.resources(MANIFEST);
check('manifests', manifests.length, 1);
const said = manifests.length > 0 ? settingsOf(manifests[0]) : {};
for (const [name, wanted] of Object.entries({
  requestedExecutionLevel: 'asInvoker uiAccess=false',
  supportedOS: '{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}',
  dpiAwareness: 'PerMonitorV2, PerMonitor',
  dpiAware: 'true/pm',
  longPathAware: 'true',
  activeCodePage: 'UTF-8',
  'Microsoft.Windows.Common-Controls': '6.0.0.0',
})) {
  check(`manifest ${name}`, said[name], wanted);
}

check('for 64-bit Intel and AMD', program.machine, 0x8664);
check('opens no console', program.subsystem, WINDOW_PROGRAM);
for (const [what, bit] of [
  ['placed at random', DYNAMIC_BASE],
  ['in all 64 bits', HIGH_ENTROPY],
  ['no code in its data', NX],
]) {
  check(what, (program.characteristics & bit) !== 0, true);
}
// What Windows does not bring. Built with MinGW, WebView2's loader is a file beside the program; with Microsoft's linker
// it is inside.
const foreign = program.libraries().filter((it) => /^(lib|webview|vcruntime|msvcp)/.test(it));
check('needs beside it', foreign.filter((it) => it !== 'webview2loader.dll').sort(), []);

console.log(`${passed} passed, ${failed} failed  (${(program.bytes.length / 1e6).toFixed(2)} MB)`);
process.exit(failed > 0 ? 1 : 0);

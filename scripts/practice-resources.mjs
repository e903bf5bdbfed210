// Writes what the practice Conductor knows about Conductor's resources from `conductor-resources.json`:
//   node scripts/practice-resources.mjs <conductor-resources.json>
// The file it writes is read by src-tauri/crates/practice/src/conductor/books/catalogue.rs, which explains
// its letters. Names, types and choices only; what is never served (create, update) is left out.
import { readFileSync, writeFileSync } from 'node:fs';

const target = 'src-tauri/crates/practice/src/conductor/books/resources.txt';
const { resources } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const tables = { choices: [], shapes: [], parameters: [] };
/** The place of `text` in a table; the same text has one place. */
const place = (table, text) => {
  const at = tables[table].indexOf(text);
  return at >= 0 ? at : tables[table].push(text) - 1;
};
const choices = (list) => place('choices', [list].flat().join(' '));

const LETTERS = {
  date: 'd',
  'datetime-offset': 'o',
  'datetime-utc': 'u',
  money: 'm',
  decimal: 'f',
  percent: 'p',
  duration: 't',
  whole: 'w',
};

function letter(resource, field, prefix) {
  if (field.const !== undefined) return `=${field.const}`;
  if (field.type === 'ref') return field.to ? `r${choices(field.to)}` : 'r';
  if (field.type === 'object') return `O${shape(resource, prefix, `${field.name}.`)}`;
  if (field.type === 'array' && field.of === 'ref') return `R${choices(field.to)}`;
  if (field.type === 'array' && field.variantsBy) {
    const kinds = Object.keys(resource.collections).filter((key) => /^rows#[a-z]+$/.test(key));
    return `V${kinds.map((key) => shape(resource, key, '')).join(',')}`;
  }
  if (field.type === 'array') return `A${shape(resource, field.collection, '')}`;
  if (field.enum) return `e${choices(field.enum)}`;
  if (field.type === 'boolean') return 'b';
  return LETTERS[field.format] ?? (field.type === 'number' ? 'n' : 's');
}

/** The fields of a collection (of the resource itself without one) directly below `parent`. */
function shape(resource, collection, parent) {
  const fields = collection ? resource.collections[collection].fields : resource.fields;
  const own = fields
    .filter(({ name }) => name.startsWith(parent) && !name.slice(parent.length).includes('.'))
    .map((field) => {
      const name = field.name.slice(parent.length);
      return `${name}:${letter(resource, field, collection)}${field.nullable ? '?' : ''}`;
    });
  return place('shapes', own.join(' '));
}

function parameter({ name, type, array, required, format, enum: allowed, to, ...rest }) {
  let kind = { date: 'd', 'date-or-datetime': 'D', money: 'm' }[format];
  kind ??= { boolean: 'b', integer: 'i', number: 'i' }[type] ?? 's';
  if (to) kind = `r${choices(to)}`;
  if (allowed) kind = `e${choices(allowed)}`;
  const begin = rest.default === undefined || type === 'integer' ? '' : `=${rest.default}`;
  return `${name}:${kind}${array ? '*' : ''}${required ? '!' : ''}${begin}`;
}

const lines = resources
  .filter(({ group }) => group !== 'Core' && group !== 'Utilities')
  .map((resource) => {
    const parameters = place('parameters', (resource.params ?? []).map(parameter).join(' '));
    const verbs = ['list', 'retrieve']
      .filter((verb) => resource.verbs.includes(verb))
      .map((verb) => verb[0]);
    const { key, idField, paging } = resource;
    const fields = shape(resource, undefined, '');
    return [key, idField ?? '-', verbs.join(''), paging, parameters, fields].join(' ');
  });
const table = (mark, texts) => texts.map((text) => `${mark} ${text}`.trimEnd());
const text = [
  '# Made by scripts/practice-resources.mjs; explained in catalogue.rs.',
  ...table('C', tables.choices),
  ...table('S', tables.shapes),
  ...table('P', tables.parameters),
  ...table('R', lines),
];
writeFileSync(target, `${text.join('\n')}\n`);

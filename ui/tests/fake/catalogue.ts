/** The catalogue as the app would hand it over: the same file, with what it writes once written out. */
import type { Catalogue, Field, FieldKind, Filter, FilterKind } from '../../src/books/types';
import source from '../../../src-tauri/crates/conductor/catalogue/catalogue.json';

interface RawFilter {
  name: string;
  kind: string;
  many?: boolean;
  required?: boolean;
  alone?: boolean;
  choices?: string;
  default?: string;
  least?: number;
  most?: number;
  to?: string;
}

interface Raw {
  exclusive: string[][];
  filters: Record<string, RawFilter>;
  shapes: Record<string, string[]>;
  resources: {
    path: string;
    label: string;
    singular: string;
    group: string;
    methods: string;
    shape: string;
    id?: string | null;
    key?: string;
    filters?: string;
    columns: string;
    lines?: Record<string, string>;
    fields: string[];
  }[];
  reports: { path: string; label: string; singular: string; parameters: string }[];
}

const raw = source as unknown as Raw;
const split = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean);
const shaping = ['limit', 'include', 'exclude'];

function filtersOf(names: string): Filter[] {
  const all = split(names).map((name) => raw.filters[name] as RawFilter);
  const narrows = (it: RawFilter): boolean =>
    it.default === undefined && !shaping.some((part) => it.name.startsWith(part));
  return all.map((it) => {
    const excludes = new Set<string>();
    for (const other of all) {
      const alone = (it.alone && narrows(other)) || (other.alone && narrows(it));
      if (other !== it && alone === true) excludes.add(other.name);
    }
    for (const parts of raw.exclusive.map((group) => group.map(split))) {
      const own = parts.find((part) => part.includes(it.name));
      if (!own) continue;
      for (const name of parts.flat()) if (!own.includes(name)) excludes.add(name);
    }
    return {
      name: it.name,
      kind: it.kind as FilterKind,
      many: it.many ?? false,
      required: it.required ?? false,
      choices: split(it.choices),
      default: it.default ?? null,
      least: it.least ?? null,
      most: it.most ?? null,
      to: split(it.to),
      excludes: [...excludes].filter((name) => all.some((one) => one.name === name)),
    };
  });
}

function fieldsOf(rows: readonly string[]): Field[] {
  return rows.flatMap((row): Field[] => {
    const [said = '', kind = 'text', ...to] = row.split(' ');
    const name = said.replace('!', '');
    if (kind === 'object') {
      const inside = fieldsOf(raw.shapes[to[0] ?? ''] ?? []);
      return inside.map((it) => ({ ...it, name: `${name}.${it.name}` }));
    }
    return [{ name, kind: kind as FieldKind, to, sensitive: said.endsWith('!') }];
  });
}

export const catalogue: Catalogue = {
  resources: raw.resources.map((it) => ({
    path: it.path,
    label: it.label,
    singular: it.singular,
    group: it.group as 'transactions',
    shape: it.shape as 'paged',
    canRetrieve: split(it.methods).includes('retrieve'),
    idField: it.id ?? null,
    keyFields: split(it.key),
    filters: filtersOf(it.filters ?? ''),
    columns: split(it.columns),
    fields: fieldsOf(it.fields),
    lines: Object.entries(it.lines ?? {}).map(([path, shape]) => ({
      path,
      fields: fieldsOf(raw.shapes[shape] ?? []),
    })),
  })),
  reports: raw.reports.map((it) => ({
    path: it.path,
    label: it.label,
    singular: it.singular,
    parameters: filtersOf(it.parameters),
  })),
};

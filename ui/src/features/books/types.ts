/** What the app sends of a client's books: the catalogue as `conductor` has it, and the events of a reading. */
import type { BooksEvent as GeneratedEvent } from '../../ipc/types';

export type { BooksBefore } from '../../ipc/types';

export type FieldKind =
  | 'text'
  /** One of Conductor's choices, such as `not_paid`. */
  | 'choice'
  | 'bool'
  | 'number'
  | 'money'
  | 'decimal'
  | 'percent'
  | 'date'
  | 'date_time'
  | 'duration'
  | 'texts'
  | 'reference'
  | 'references'
  | 'lines';

export interface Field {
  name: string;
  kind: FieldKind;
  /** The lists a reference may point to. */
  to: string[];
  /** Shown on request only. */
  sensitive: boolean;
}

export type FilterKind = 'text' | 'choice' | 'bool' | 'number' | 'money' | 'date' | 'date_or_time';

export interface Filter {
  name: string;
  kind: FilterKind;
  many: boolean;
  required: boolean;
  choices: string[];
  default: string | null;
  least: number | null;
  most: number | null;
  to: string[];
  excludes: string[];
}

export interface Lines {
  path: string;
  fields: Field[];
}

export interface Resource {
  path: string;
  label: string;
  singular: string;
  group: 'transactions' | 'general' | 'items';
  shape: 'paged' | 'list' | 'singleton';
  canRetrieve: boolean;
  idField: string | null;
  keyFields: string[];
  filters: Filter[];
  columns: string[];
  fields: Field[];
  lines: Lines[];
}

export interface ReportCall {
  path: string;
  label: string;
  singular: string;
  parameters: Filter[];
}

export interface Catalogue {
  resources: Resource[];
  reports: ReportCall[];
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type BooksRecord = { [name: string]: Json };

export interface Reference {
  id: string | null;
  fullName: string | null;
}

/** What is asked: a filter has one value, or several. */
export type Asked = Readonly<Record<string, string | readonly string[]>>;

/** As generated, with rows that are JSON. */
export type BooksEvent =
  | Exclude<GeneratedEvent, { kind: 'page' }>
  | (Omit<Extract<GeneratedEvent, { kind: 'page' }>, 'records'> & { records: BooksRecord[] });

export interface OneRecord {
  record: BooksRecord;
  requestId: string | null;
}

export interface ReportCell {
  columnId: string;
  value: string | null;
  dataType: string | null;
}

export interface ReportRow {
  kind: 'text' | 'data' | 'subtotal' | 'total' | 'other';
  text: string | null;
  rowDescriptor: { type: string | null; value: string | null } | null;
  cells: ReportCell[];
}

export interface ReportTable {
  title: string | null;
  subtitle: string | null;
  basis: string | null;
  columns: {
    columnId: string;
    columnType: string;
    dataType: string | null;
    titles: { value: string | null }[];
  }[];
  rows: ReportRow[];
  requestId: string | null;
}

export interface OneReport {
  report: ReportTable;
  at: number;
}

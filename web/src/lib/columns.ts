// SPDX-License-Identifier: Apache-2.0
//
// The columns of a record, as tables show them and as they are exported. The usual ones are those of the server's table;
// the status is no column of the registry, and is always shown.
import type { ApiRecord, Person, Reference } from '../api';

export interface Column {
  key: string; // of the JSON
  title: string; // of the registry
  width: number; // rem
  sort?: string; // the word of `sort`
  text: (record: ApiRecord) => string;
}

export const person_id = (person: Person): string => (typeof person === 'string' ? person : (person.data ?? ''));
export const person_text = (person: Person): string =>
  typeof person === 'string' ? person.replaceAll('_', ' ') : (person.text ?? person.data?.replaceAll('_', ' ') ?? '');

export function reference_text(reference: Reference): string {
  const shown = reference.text ?? reference.data ?? '';
  const name = reference.type === 'rfc' && !reference.text ? shown.toUpperCase() : shown;
  return reference.section ? `${name}, ${reference.section}` : name;
}

export const kColumns: readonly Column[] = [
  { key: 'service_name', title: 'Service Name', width: 11, sort: 'name', text: (r) => r.service_name ?? '' },
  { key: 'port_number', title: 'Port Number', width: 7.5, sort: 'port', text: (r) => r.port_number ?? '' },
  { key: 'transport_protocol', title: 'Transport Protocol', width: 6.5, text: (r) => r.transport_protocol ?? '' },
  { key: 'description', title: 'Description', width: 22, text: (r) => r.description ?? '' },
  { key: 'assignee', title: 'Assignee', width: 13, text: (r) => r.assignee.map(person_text).join(', ') },
  { key: 'contact', title: 'Contact', width: 13, text: (r) => r.contact.map(person_text).join(', ') },
  { key: 'registration_date', title: 'Registration Date', width: 8, sort: 'registered', text: (r) => r.registration_date ?? '' },
  { key: 'modification_date', title: 'Modification Date', width: 8, sort: 'modified', text: (r) => r.modification_date ?? '' },
  { key: 'reference', title: 'Reference', width: 10, text: (r) => r.reference.map(reference_text).join(', ') },
  { key: 'service_code', title: 'Service Code', width: 8, text: (r) => (r.service_code === null ? '' : String(r.service_code)) },
  { key: 'unauthorized_use_reported', title: 'Unauthorized Use Reported', width: 14, text: (r) => r.unauthorized_use_reported ?? '' },
  { key: 'assignment_notes', title: 'Assignment Notes', width: 18, text: (r) => r.assignment_notes ?? '' },
];

export const kStatus: Column = { key: 'status', title: 'Status', width: 8, text: (r) => r.status };

export const kDefaultColumns = [
  'service_name',
  'port_number',
  'transport_protocol',
  'description',
  'assignee',
  'registration_date',
  'modification_date',
  'reference',
];

// The columns that `columns=a,b` names, in the order of the registry; the usual ones for nothing that is known.
export function columns_of(list: string): Column[] {
  const keys = list.split(',').map((key) => key.trim());
  const chosen = kColumns.filter((column) => keys.includes(column.key));
  return chosen.length > 0 ? chosen : kColumns.filter((column) => kDefaultColumns.includes(column.key));
}

// Empty for the usual ones.
export function list_of(columns: readonly Column[]): string {
  const keys = columns.map((column) => column.key);
  const usual = keys.length === kDefaultColumns.length && keys.every((key) => kDefaultColumns.includes(key));
  return usual ? '' : keys.join(',');
}

// RFC 4180. A cell that a spreadsheet would take for a formula gets an apostrophe before it.
export function csv_cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csv_row = (cells: readonly string[]): string => `${cells.map(csv_cell).join(',')}\r\n`;

export const csv_of = (records: readonly ApiRecord[], columns: readonly Column[]): string =>
  records.map((record) => csv_row(columns.map((column) => column.text(record)))).join('');

export function json_of(record: ApiRecord, columns: readonly Column[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ key }) => [key, record[key as keyof ApiRecord]])));
}

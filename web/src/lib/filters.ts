// SPDX-License-Identifier: Apache-2.0
//
// What the table of records is asked for: the same words in the address of the page and in that of the API.
import type { Parameters } from '../api';
import type { Values } from './address';

export const kFilters = ['q', 'status', 'transport', 'range', 'ports', 'assignee', 'sort', 'columns'] as const;
export const kPageSize = 500;

export const kStatuses = ['assigned', 'historic', 'unassigned', 'reserved', 'de-assigned'] as const;
export const kTransportChoices = ['tcp', 'udp', 'sctp', 'dccp', 'any', 'none'] as const;
export const kRanges = ['system', 'user', 'dynamic', 'none'] as const;

// Columns are the page's own matter.
export function parameters_of(values: Values): Parameters {
  const found: Parameters = {};
  for (const name of kFilters) if (name !== 'columns' && values[name]) found[name] = values[name];
  return found;
}

export type Order = 'ascending' | 'descending' | 'none';

// How a column is sorted by `sort`; by port unless it says otherwise.
export function order_of(sort: string, word: string): Order {
  const now = sort || 'port';
  return now === word ? 'ascending' : now === `-${word}` ? 'descending' : 'none';
}

// What a press on the head of a column makes of it.
export const next_sort = (sort: string, word: string): string =>
  order_of(sort, word) === 'ascending' ? `-${word}` : word === 'port' ? '' : word;

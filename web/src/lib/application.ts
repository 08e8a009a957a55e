// SPDX-License-Identifier: Apache-2.0
//
// What an application may be told while it is still being written.
import type { CheckAnswer, Violation } from '../api';
import { ports_list } from './query';

// What can be wrong before the words are there; the rest is said when the whole form is checked.
export const kAsked = ['kind', 'service_name', 'new_service_name', 'port_number', 'transports', 'service_code', 'document'];

// Whether the server can be asked. Ports that are half typed are nothing yet; a word may become the name of a range,
// and is one only when its field is left.
export function is_ready(values: Record<string, string>, left: boolean): boolean {
  if (!values['service_name'] && !values['port_number']) return false;
  const ports = values['port_number'] ?? '';
  if (/^[\d\s–-]*$/.test(ports)) return ports_list(ports) !== undefined && !/\d\s+\d/.test(ports);
  return left;
}

// The server does not know who asks until it is submitted, and so not what is theirs.
const kOfWhoAsks = ['transfer', 'not-theirs'];

export interface Told {
  wrong: Violation[];
  advice: string[];
  port: number | undefined;
}

// Of an answer what is worth saying now: a field that is empty will be filled in, and needs no reminder.
export function told(answer: CheckAnswer, values: Record<string, string>): Told {
  const is_due = ({ rule, field }: Violation): boolean =>
    !kOfWhoAsks.includes(rule) && (rule !== 'missing' || Boolean(field && values[field]));
  return { wrong: answer.violations.filter(is_due), advice: answer.advice, port: answer.port };
}

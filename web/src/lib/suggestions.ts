// SPDX-License-Identifier: Apache-2.0
//
// What a search box shows below itself: ports and ranges that were typed, services, people.
import type { ApiRecord, SearchAnswer } from '../api';
import { contact_page, port_page, service_page } from './address';
import { ports_in, ports_text } from './query';

export type Kind = 'port' | 'range' | 'service' | 'contact';

export interface Suggestion {
  kind: Kind;
  title: string; // "https", "6000-6063", "Jon Postel"
  detail: string; // "443 tcp, udp"
  text: string; // description, organization
  status: string; // where it is not the ordinary one
  href: string;
}

// The hits with the records of a service on one port joined, as the tables of the program do it.
function services(answer: SearchAnswer, as_of: string): Suggestion[] {
  const found = new Map<string, { record: ApiRecord; transports: string[] }>();
  for (const { record } of answer.hits) {
    const key = [record.service_name ?? `\0${record.description ?? ''}`, record.port_number ?? ''].join('\n');
    const known = found.get(key);
    const transport = record.transport_protocol;
    if (!known) found.set(key, { record, transports: transport ? [transport] : [] });
    else if (transport && !known.transports.includes(transport)) known.transports.push(transport);
  }
  return [...found.values()].map(({ record, transports }) => suggestion_of(record, transports, as_of));
}

function suggestion_of(record: ApiRecord, transports: string[], as_of: string): Suggestion {
  const name = record.service_name ?? '';
  const port = record.port_number ?? '';
  return {
    kind: name ? 'service' : port.includes('-') ? 'range' : 'port',
    title: name || (port.includes('-') ? `Ports ${port}` : `Port ${port}`),
    detail: [name ? port || 'no port' : '', transports.join(', ')].filter(Boolean).join(' '),
    text: record.description ?? '',
    status: record.status === 'assigned' ? '' : record.status_text,
    href: name ? service_page(name, as_of) : port_page(port, as_of),
  };
}

function typed_ports(text: string, as_of: string): Suggestion[] {
  const ports = ports_in(text);
  if (!ports) return [];
  const one = ports.first === ports.last;
  return [
    {
      kind: one ? 'port' : 'range',
      title: `${one ? 'Port' : 'Ports'} ${ports_text(ports)}`,
      detail: '',
      text: one ? 'Everything about this port' : `All ${ports.last - ports.first + 1} ports of the range`,
      status: '',
      href: port_page(ports_text(ports), as_of),
    },
  ];
}

export function suggestions(text: string, answer: SearchAnswer, limit: number, as_of: string): Suggestion[] {
  const people = (answer.contacts ?? []).map((contact) => ({
    kind: 'contact' as const,
    title: contact.name ?? contact.id,
    detail: 'contact',
    text: contact.organization ?? '',
    status: '',
    href: contact_page(contact.id, as_of),
  }));
  const first = typed_ports(text, as_of);
  // Some place is kept for people, however many services there are.
  const kept = Math.min(people.length, 3);
  const found = services(answer, as_of).slice(0, Math.max(limit - first.length - kept, 0));
  return [...first, ...found, ...people.slice(0, limit - first.length - found.length)];
}

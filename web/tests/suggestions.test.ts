// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ports_in, ports_list, ports_text } from '../src/lib/query';
import { suggestions } from '../src/lib/suggestions';
import { record } from './samples';

const hit = (changes: Parameters<typeof record>[0]) => ({ rank: 'word', record: record(changes) });

describe('ports in what is typed', () => {
  it.each([
    ['443', '443'],
    [' 443/tcp ', '443'],
    [':8080', '8080'],
    ['6000-6063', '6000-6063'],
    ['6000 – 6063', '6000-6063'],
  ])('%s is %s', (text, ports) => {
    const found = ports_in(text);
    expect(found && ports_text(found)).toBe(ports);
  });

  it.each(['65536', '5-4', 'http', '', '443 tcp', '1-2-3', '443/https'])('"%s" is none', (text) => {
    expect(ports_in(text)).toBeUndefined();
  });
});

describe('a list of ports', () => {
  it('is read as people write it', () => {
    expect(ports_list(' 80, 443  6000 - 6063 ')).toBe('80,443,6000-6063');
    expect(ports_list('')).toBe('');
  });

  it.each(['80-', '6000-60', 'http', '80;443', '99999', '443/tcp'])('"%s" is none', (text) => {
    expect(ports_list(text)).toBeUndefined();
  });
});

describe('what a search box shows', () => {
  it('joins the transports of a service', () => {
    const answer = { hits: [hit({}), hit({ transport_protocol: 'udp' }), hit({ transport_protocol: 'udp' })], contacts: [] };
    expect(suggestions('https', answer, 8, '')).toEqual([
      { kind: 'service', title: 'https', detail: '443 tcp, udp', text: 'http protocol over TLS/SSL', status: '', href: '/services/https' },
    ]);
  });

  it('begins with the port or range that was typed', () => {
    const found = suggestions('6000-6063', { hits: [hit({})], contacts: [] }, 8, '2024-07-01');
    expect(found[0]).toMatchObject({ kind: 'range', title: 'Ports 6000-6063', href: '/ports/6000-6063?as_of=2024-07-01' });
    expect(found).toHaveLength(2);
  });

  it('leads to the port where there is no name', () => {
    const range = hit({ service_name: null, port_number: '1021-1022', transport_protocol: null, status: 'unassigned', status_text: 'unassigned', description: 'Unassigned' });
    expect(suggestions('x', { hits: [range], contacts: [] }, 8, '')[0]).toMatchObject({
      kind: 'range', title: 'Ports 1021-1022', status: 'unassigned', href: '/ports/1021-1022',
    });
  });

  it('keeps a place for people', () => {
    const hits = Array.from({ length: 30 }, (_, i) => hit({ service_name: `s${i}`, port_number: String(i) }));
    const contacts = [{ id: 'Jon_Postel', name: 'Jon Postel', organization: 'ISI' }];
    const found = suggestions('postel', { hits, contacts }, 8, '');
    expect(found).toHaveLength(8);
    expect(found.at(-1)).toMatchObject({ kind: 'contact', title: 'Jon Postel', href: '/contacts/Jon_Postel' });
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { assigned_mask, kStates, lines_at, next_change, sentence_at, state_at, unpack, years_of } from '../src/lib/portmap';
import { kMap } from './samples';

const cells = unpack(kMap);
const state = (port: number, mask = 15, until = 0): string => kStates[state_at(cells, port, mask, until)] ?? '';

describe('the map, unpacked', () => {
  it('knows what every port is', () => {
    expect([0, 443, 1021, 1022, 1023, 6000, 6063, 6064, 65535].map((port) => state(port))).toEqual([
      'reserved', 'assigned', 'unassigned', 'unassigned', 'uncovered', 'assigned', 'assigned', 'uncovered', 'dynamic',
    ]);
  });

  it('lets the transport that says most speak, of those that are asked', () => {
    expect(state(443, 0b0100)).toBe('historic');
    expect(state(444, 0b0001)).toBe('uncovered');
    expect(assigned_mask(cells, 443)).toBe(0b0111);
    expect(assigned_mask(cells, 1021)).toBe(0);
  });

  it('goes back by the years of registration; what has no date was always there', () => {
    expect(state(444, 15, 2011)).toBe('uncovered');
    expect(state(444, 15, 2012)).toBe('assigned');
    expect(state(6000, 15, 1990)).toBe('assigned');
    expect(state(0, 15, 1990)).toBe('reserved');
    expect(years_of(cells)).toEqual({ first: 1994, last: 2012, undated: 1 });
  });

  it('tells a port in words', () => {
    expect(sentence_at(cells, 443)).toBe('Port 443: https, assigned, tcp, udp; https-old, historic, sctp');
    expect(sentence_at(cells, 0)).toBe('Port 0: reserved, tcp, udp');
    expect(sentence_at(cells, 50000)).toBe('Port 50000: dynamic: never assigned');
    expect(lines_at(cells, 6001)).toEqual([
      { name: 'x11', state: 'assigned', transports: 'tcp, udp', registered: 0, holder: 'Stephen_Gildea' },
    ]);
  });

  it('finds where something else begins', () => {
    expect(next_change(cells, 443, 1)).toBe(444);
    expect(next_change(cells, 6000, 1)).toBe(6064);
    expect(next_change(cells, 6064, -1)).toBe(6063);
    expect(next_change(cells, 6064, 1)).toBe(65535);
    expect(next_change(cells, 0, -1)).toBe(0);
  });
});

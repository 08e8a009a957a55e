// SPDX-License-Identifier: Apache-2.0
import type { ApiRecord, PortMap } from '../src/api';

export function record(changes: Partial<ApiRecord> = {}): ApiRecord {
  return {
    service_name: 'https',
    port_number: '443',
    transport_protocol: 'tcp',
    description: 'http protocol over TLS/SSL',
    assignee: ['IESG'],
    contact: ['IETF_Chair'],
    registration_date: null,
    modification_date: '2021-10-01',
    reference: [{ type: 'rfc', data: 'rfc9110' }],
    service_code: null,
    unauthorized_use_reported: null,
    assignment_notes: null,
    first_port: 443,
    last_port: 443,
    status: 'assigned',
    status_text: 'assigned',
    deassigned_date: null,
    service_code_characters: null,
    alias_of: null,
    replaces: [],
    ...changes,
  };
}

// 0 reserved; 443 https on tcp and udp, another on sctp; 444 (udp only, 2012); 6000-6063 x11; 1021-1022 unassigned.
export const kMap: PortMap = {
  updated: '2026-08-17',
  transports: ['tcp', 'udp', 'sctp', 'dccp'],
  statuses: ['assigned', 'historic', 'unassigned', 'reserved', 'de-assigned'],
  holders: ['IESG', 'Stephen_Gildea'],
  runs: {
    gap: [0, 443, 0, 1, 577, 4979],
    length: [1, 1, 1, 1, 2, 64],
    transports: [3, 3, 4, 2, 15, 3],
    status: [3, 0, 1, 0, 2, 0],
    name: ['', 'https', 'https-old', 'snpp', '', 'x11'],
    holder: [-1, 0, 0, -1, -1, 1],
    registered: [0, 1994, 2005, 2012, 0, 0],
  },
};

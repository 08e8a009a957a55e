// SPDX-License-Identifier: Apache-2.0
//
// The map's data: runs of ports, unpacked into what every port is on every transport.
import type { PortMap } from '../api';
import { kPorts } from './hilbert';

// What a port is, over several transports the one that says most: the smallest number.
export const kStates = [
  'assigned',
  'historic',
  'reserved',
  'de-assigned',
  'unassigned',
  'uncovered',
  'dynamic',
] as const;
export type PortState = (typeof kStates)[number];
export const kAssigned = 0;
export const kHistoric = 1;
const kUncovered = 5;
const kDynamic = 6;
const kFirstDynamic = 49152;

export const kTransports = ['tcp', 'udp', 'sctp', 'dccp'] as const;
export const kAllTransports = 0b1111;

export interface Cells {
  map: PortMap;
  first: Int32Array; // first port of each run
  run: Int32Array; // run of a port on a transport, at transport * 65536 + port; -1: none
  state: Uint8Array; // index in kStates of each run
}

export function unpack(map: PortMap): Cells {
  const { gap, length, transports, status } = map.runs;
  const cells: Cells = {
    map,
    first: new Int32Array(gap.length),
    run: new Int32Array(4 * kPorts).fill(-1),
    state: new Uint8Array(gap.length),
  };
  const states = map.statuses.map((word) => Math.max(kStates.indexOf(word as PortState), 0));
  let first = 0;
  for (let i = 0; i < gap.length; ++i) {
    first += gap[i] ?? 0;
    const end = Math.min(first + (length[i] ?? 0), kPorts);
    cells.first[i] = first;
    cells.state[i] = states[status[i] ?? 0] ?? 0;
    for (let t = 0; t < 4; ++t)
      if (((transports[i] ?? 0) >> t) & 1) cells.run.fill(i, t * kPorts + first, t * kPorts + end);
  }
  return cells;
}

// The map as it was at the end of a year, by the years of registration: later assignments are not there yet.
// 0: all of it.
export function is_there(cells: Cells, run: number, until: number): boolean {
  if (until === 0 || (cells.state[run] ?? 0) > kHistoric) return true;
  const year = cells.map.runs.registered[run] ?? 0;
  return year <= until; // without a date: always there
}

// The runs that say what a port is on the transports of a mask, without repetition.
export function runs_at(cells: Cells, port: number, mask = kAllTransports, until = 0): number[] {
  const found: number[] = [];
  for (let t = 0; t < 4; ++t) {
    if (!((mask >> t) & 1)) continue;
    const run = cells.run[t * kPorts + port] ?? -1;
    if (run >= 0 && !found.includes(run) && is_there(cells, run, until)) found.push(run);
  }
  return found;
}

// The run that speaks for a port: that of the state that says most; -1: none.
export function speaker(cells: Cells, port: number, mask = kAllTransports, until = 0): number {
  let best = -1;
  for (let t = 0; t < 4; ++t) {
    if (!((mask >> t) & 1)) continue;
    const run = cells.run[t * kPorts + port] ?? -1;
    if (run < 0 || !is_there(cells, run, until)) continue;
    if (best < 0 || (cells.state[run] ?? 0) < (cells.state[best] ?? 0)) best = run;
  }
  return best;
}

export function state_at(cells: Cells, port: number, mask = kAllTransports, until = 0): number {
  const run = speaker(cells, port, mask, until);
  if (run >= 0) return cells.state[run] ?? 0;
  return port >= kFirstDynamic ? kDynamic : kUncovered;
}

// The transports, as a mask, on which a port is assigned.
export function assigned_mask(cells: Cells, port: number, until = 0): number {
  let mask = 0;
  for (let t = 0; t < 4; ++t) {
    const run = cells.run[t * kPorts + port] ?? -1;
    if (run >= 0 && (cells.state[run] ?? 0) <= kHistoric && is_there(cells, run, until)) mask |= 1 << t;
  }
  return mask;
}

export const mask_words = (mask: number): string => kTransports.filter((_, t) => (mask >> t) & 1).join(', ');

export interface PortLine {
  name: string;
  state: PortState;
  transports: string;
  registered: number;
  holder: string;
}

// What the map knows of a port, a line for each thing on it.
export function lines_at(cells: Cells, port: number, until = 0): PortLine[] {
  const { runs, holders } = cells.map;
  return runs_at(cells, port, kAllTransports, until).map((run) => ({
    name: runs.name[run] ?? '',
    state: kStates[cells.state[run] ?? 0] ?? 'assigned',
    transports: mask_words(runs.transports[run] ?? 0),
    registered: runs.registered[run] ?? 0,
    holder: holders[runs.holder[run] ?? -1] ?? '',
  }));
}

const kWithoutName: Record<PortState, string> = {
  assigned: 'assigned without a name',
  historic: 'historic',
  reserved: 'reserved',
  'de-assigned': 'reserved after a de-assignment',
  unassigned: 'unassigned',
  uncovered: 'nothing registered',
  dynamic: 'dynamic: never assigned',
};

export function words_of_state(state: PortState): string {
  return kWithoutName[state];
}

// "Port 443: https, assigned, tcp, udp, sctp": as it is read aloud.
export function sentence_at(cells: Cells, port: number, until = 0): string {
  const lines = lines_at(cells, port, until);
  const told = lines.map((line) =>
    [line.name, line.name ? line.state : words_of_state(line.state), line.transports].filter(Boolean).join(', '),
  );
  if (told.length === 0) told.push(words_of_state(port >= kFirstDynamic ? 'dynamic' : 'uncovered'));
  return `Port ${port}: ${told.join('; ')}`;
}

// The next port in a direction where something else begins, for going through the map by ear; the end if there is none.
export function next_change(cells: Cells, port: number, by: 1 | -1, mask = kAllTransports, until = 0): number {
  const here = speaker(cells, port, mask, until);
  let at = port + by;
  while (at > 0 && at < kPorts - 1 && speaker(cells, at, mask, until) === here) at += by;
  return Math.min(Math.max(at, 0), kPorts - 1);
}

export interface Years {
  first: number;
  last: number;
  undated: number; // assigned runs without a date
}

export function years_of(cells: Cells): Years {
  let first = Infinity;
  let last = -Infinity;
  let undated = 0;
  cells.map.runs.registered.forEach((year, run) => {
    if ((cells.state[run] ?? 0) > kHistoric) return;
    if (year === 0) undated += 1;
    else {
      first = Math.min(first, year);
      last = Math.max(last, year);
    }
  });
  return first > last ? { first: 0, last: 0, undated } : { first, last, undated };
}

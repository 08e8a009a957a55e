// SPDX-License-Identifier: Apache-2.0
//
// Colours of the map: what each port's class is in a view (status, transport, age, assignee), and each class's colour in
// both themes. A class that says something keeps 3:1 against the page (WCAG 2.2, 1.4.11); those that stand for "nothing
// here" are pale on purpose and get an outline in the legend. No view tells classes by colour alone: the legend names
// them, one class can be picked out of the others, and near enough each carries its mark.
import { kPorts } from './hilbert';
import { assigned_mask, kHistoric, kStates, speaker, state_at, type Cells, type PortState } from './portmap';

export type View = 'status' | 'transport' | 'age' | 'assignee';
export const kViews: readonly View[] = ['status', 'transport', 'age', 'assignee'];

export type Mark = 'none' | 'slash' | 'backslash' | 'cross' | 'dash' | 'dot' | 'bar' | 'ring';

export type Rgb = readonly [number, number, number];

export interface Class {
  label: string;
  light: Rgb;
  dark: Rgb;
  mark: Mark;
  pale: boolean;
  ports: number; // how many ports are of it
}

export interface Picture {
  classes: Class[];
  of_port: Uint8Array; // class of each port
}

export interface Choice {
  view: View;
  mask: number; // of transports
  until: number; // year; 0: all
}

export const rgb = (hex: string): Rgb => {
  const n = Number.parseInt(hex.slice(1), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
};

// The grounds of the two themes, as site.css has them.
export const kGround = { light: rgb('#f8f7f3'), dark: rgb('#0f161c') } as const;

// Relative luminance and contrast as WCAG 2.2 defines them.
export function luminance([r, g, b]: Rgb): number {
  const linear = (c: number): number => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const make = (label: string, light: string, dark: string, mark: Mark = 'none', pale = false): Class => ({
  label,
  light: rgb(light),
  dark: rgb(dark),
  mark,
  pale,
  ports: 0,
});

const kStateClasses: Record<PortState, () => Class> = {
  assigned: () => make('Assigned', '#1d7a4b', '#4fbf86'),
  historic: () => make('Historic', '#7b6f2c', '#b8a94e', 'slash'),
  reserved: () => make('Reserved', '#b2621d', '#e0934c', 'dash'),
  'de-assigned': () => make('De-assigned', '#b03a3a', '#e57a73', 'cross'),
  unassigned: () => make('Unassigned', '#cfdfeb', '#20394b', 'none', true),
  uncovered: () => make('Nothing registered', '#e4e2da', '#222b32', 'none', true),
  dynamic: () => make('Dynamic', '#dcd5ec', '#332d49', 'dot', true),
};

const empty = (): Class => make('Not assigned', '#e4e2da', '#222b32', 'none', true);

function finish(classes: Class[], class_of: (port: number) => number): Picture {
  const of_port = new Uint8Array(kPorts);
  for (let port = 0; port < kPorts; ++port) {
    const index = class_of(port);
    of_port[port] = index;
    const found = classes[index];
    if (found) found.ports += 1;
  }
  return { classes, of_port };
}

function by_status(cells: Cells, choice: Choice): Picture {
  const classes = kStates.map((state) => kStateClasses[state]());
  return finish(classes, (port) => state_at(cells, port, choice.mask, choice.until));
}

function by_transport(cells: Cells, choice: Choice): Picture {
  const classes = [
    make('tcp and udp', '#0b5a82', '#74c0ec'),
    make('tcp only', '#b2621d', '#e0934c', 'slash'),
    make('udp only', '#7a3fa0', '#c79be8', 'backslash'),
    make('sctp or dccp as well', '#a8324e', '#f08aa0', 'ring'),
    empty(),
  ];
  return finish(classes, (port) => {
    const mask = assigned_mask(cells, port, choice.until) & choice.mask;
    if (mask === 0) return 4;
    if (mask > 3) return 3;
    return mask === 3 ? 0 : mask === 1 ? 1 : 2;
  });
}

// From dark to light in light theme, the other way round in dark theme: the oldest stand out most.
const kAges: readonly (readonly [number, string, string])[] = [
  [1990, '#2d0b59', '#fbe7a1'],
  [1995, '#57157e', '#fcc679'],
  [2000, '#87216b', '#fb9d5f'],
  [2005, '#a8324e', '#f1745d'],
  [2010, '#c2443a', '#e0566e'],
  [2015, '#c4561b', '#c75490'],
  [2020, '#a86a10', '#a75fb5'],
];

function by_age(cells: Cells, choice: Choice): Picture {
  const classes = kAges.map(([year, light, dark], i) =>
    make(i === 0 ? `Before ${year}` : `${kAges[i - 1]?.[0]} to ${year - 1}`, light, dark),
  );
  classes.push(make('Since 2020', '#7f7a1c', '#8a79c9'), make('No date', '#6b737a', '#8b969f', 'slash'), empty());
  const unknown = kAges.length + 1;
  return finish(classes, (port) => {
    const run = speaker(cells, port, choice.mask, choice.until);
    if (run < 0 || (cells.state[run] ?? 0) > kHistoric) return unknown + 1;
    const year = cells.map.runs.registered[run] ?? 0;
    if (year === 0) return unknown;
    const at = kAges.findIndex(([before]) => year < before);
    return at < 0 ? kAges.length : at;
  });
}

const kHolders: readonly (readonly [string, string, Mark])[] = [
  ['#1d7a4b', '#4fbf86', 'none'],
  ['#0b5a82', '#74c0ec', 'slash'],
  ['#b2621d', '#e0934c', 'backslash'],
  ['#b03a3a', '#e57a73', 'cross'],
  ['#7a3fa0', '#c79be8', 'dash'],
  ['#7b6f2c', '#b8a94e', 'bar'],
  ['#a0307a', '#f08ac8', 'dot'],
  ['#2f7f86', '#5fc4cc', 'ring'],
];

// The holders of most ports; every other holder is one class.
function by_assignee(cells: Cells, choice: Choice): Picture {
  const { holders, runs } = cells.map;
  const speakers = new Int32Array(kPorts);
  const counts = new Map<number, number>();
  for (let port = 0; port < kPorts; ++port) {
    const run = speaker(cells, port, choice.mask, choice.until);
    const assigned = run >= 0 && (cells.state[run] ?? 0) <= kHistoric;
    speakers[port] = assigned ? run : -1;
    const holder = assigned ? (runs.holder[run] ?? -1) : -1;
    if (holder >= 0) counts.set(holder, (counts.get(holder) ?? 0) + 1);
  }
  const most = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, kHolders.length);
  const index = new Map(most.map(([holder], i) => [holder, i]));
  const classes = most.map(([holder], i) => {
    const [light, dark, mark] = kHolders[i] ?? ['#000000', '#ffffff', 'none' as Mark];
    return make((holders[holder] ?? '').replaceAll('_', ' '), light, dark, mark);
  });
  classes.push(make('Others', '#7f868c', '#7f8b95'), empty());
  return finish(classes, (port) => {
    const run = speakers[port] ?? -1;
    if (run < 0) return classes.length - 1;
    return index.get(runs.holder[run] ?? -1) ?? classes.length - 2;
  });
}

export function picture(cells: Cells, choice: Choice): Picture {
  switch (choice.view) {
    case 'status': return by_status(cells, choice);
    case 'transport': return by_transport(cells, choice);
    case 'age': return by_age(cells, choice);
    case 'assignee': return by_assignee(cells, choice);
  }
}

// What is not picked out recedes towards the ground.
export function mixed(colour: Rgb, ground: Rgb, part: number): Rgb {
  const at = (i: 0 | 1 | 2): number => Math.round(colour[i] * part + ground[i] * (1 - part));
  return [at(0), at(1), at(2)];
}

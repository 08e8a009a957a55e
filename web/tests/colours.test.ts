// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { contrast, kGround, kViews, picture, rgb } from '../src/lib/colours';
import { kPorts } from '../src/lib/hilbert';
import { unpack } from '../src/lib/portmap';
import { kMap } from './samples';

const cells = unpack(kMap);
const views = kViews.map((view) => [view, picture(cells, { view, mask: 15, until: 0 })] as const);

describe('the colours of the map', () => {
  it('measure contrast as WCAG does', () => {
    expect(contrast(rgb('#000000'), rgb('#ffffff'))).toBeCloseTo(21);
    expect(contrast(rgb('#767676'), rgb('#ffffff'))).toBeCloseTo(4.54, 2);
  });

  it.each(views)('stand out from the page in both themes: %s', (_, { classes }) => {
    for (const { label, light, dark, pale } of classes) {
      if (pale) continue;
      expect(contrast(light, kGround.light), `${label}, light`).toBeGreaterThanOrEqual(3);
      expect(contrast(dark, kGround.dark), `${label}, dark`).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(views)('stand out from what is empty: %s', (_, { classes }) => {
    for (const pale of classes.filter((one) => one.pale))
      for (const full of classes.filter((one) => !one.pale)) {
        expect(contrast(full.light, pale.light), `${full.label} on ${pale.label}, light`).toBeGreaterThanOrEqual(2);
        expect(contrast(full.dark, pale.dark), `${full.label} on ${pale.label}, dark`).toBeGreaterThanOrEqual(2);
      }
  });

  it.each(views)('give every port one class, and count them: %s', (_, { classes, of_port }) => {
    expect(classes.reduce((sum, { ports }) => sum + ports, 0)).toBe(kPorts);
    expect(Math.max(...of_port)).toBeLessThan(classes.length);
    expect(new Set(classes.map(({ label }) => label)).size).toBe(classes.length);
  });

  it('tell status, transport, age and assignee', () => {
    const label = (view: (typeof kViews)[number], port: number): string => {
      const { classes, of_port } = picture(cells, { view, mask: 15, until: 0 });
      return classes[of_port[port] ?? -1]?.label ?? '';
    };
    expect(label('status', 0)).toBe('Reserved');
    expect(label('transport', 443)).toBe('sctp or dccp as well');
    expect(label('transport', 444)).toBe('udp only');
    expect(label('transport', 6000)).toBe('tcp and udp');
    expect(label('age', 443)).toBe('1990 to 1994');
    expect(label('age', 444)).toBe('2010 to 2014');
    expect(label('age', 6000)).toBe('No date');
    expect(label('age', 1021)).toBe('Not assigned');
    expect(label('assignee', 6000)).toBe('Stephen Gildea');
    expect(label('assignee', 444)).toBe('Others');
  });

  it('of a status or a holder never differ by colour alone', () => {
    for (const view of ['status', 'assignee'] as const) {
      const marks = picture(cells, { view, mask: 15, until: 0 }).classes.filter(({ pale }) => !pale).map(({ mark }) => mark);
      expect(new Set(marks.filter((mark) => mark !== 'none')).size).toBe(marks.filter((mark) => mark !== 'none').length);
    }
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { full_height, kMaxHeight, scroll_to, window_at } from '../src/lib/window';

const small = { rows: 14_533, row_height: 36, viewport: 600 };
const large = { rows: 1_000_000, row_height: 36, viewport: 600 };

describe('the window of a table', () => {
  it('holds what is seen and a little more', () => {
    const top = window_at(0, small);
    expect(top.first).toBe(0);
    expect(top.end).toBeGreaterThanOrEqual(17);
    expect(top.end).toBeLessThan(40);
    expect(top.before).toBe(0);
  });

  it('has the height of the whole table, wherever it is', () => {
    for (const shape of [small, large, { ...small, rows: 3 }, { ...small, rows: 0 }])
      for (const scroll of [0, 1, 999, 123_456, full_height(shape)]) {
        const { first, end, before, after } = window_at(scroll, shape);
        expect(end - first).toBeLessThan(60);
        expect(before).toBeGreaterThanOrEqual(0);
        expect(before + (end - first) * shape.row_height + after).toBeGreaterThanOrEqual(full_height(shape) - 1e-6);
      }
  });

  it('ends with the last row', () => {
    for (const shape of [small, large]) expect(window_at(full_height(shape), shape).end).toBe(shape.rows);
  });

  it('keeps below the height that browsers can make', () => {
    expect(full_height(large)).toBe(kMaxHeight);
    expect(full_height(small)).toBe(14_533 * 36);
  });

  it('reaches every row of a table that is too high', () => {
    for (const row of [0, 1, 499_999, 765_432, 999_999]) {
      const { first, end } = window_at(scroll_to(row, large), large);
      expect(first).toBeLessThanOrEqual(row);
      expect(end).toBeGreaterThan(row);
    }
  });

  it('lays the row of the scroll position at the top of what is seen', () => {
    const scroll = scroll_to(500_000, large);
    const { first, before } = window_at(scroll, large);
    expect(before + (500_000 - first) * 36).toBeCloseTo(scroll, 3);
  });
});

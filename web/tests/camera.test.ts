// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { cell_under, fit, kMaxScale, panned, showing, zoomed } from '../src/lib/camera';

const size = { width: 800, height: 600 };

describe('the camera of the map', () => {
  it('begins with the whole map in the middle', () => {
    const camera = fit(size);
    expect(camera.scale * 256).toBe(600);
    expect(camera.x).toBe(100);
    expect(cell_under(camera, 100, 0)).toEqual({ x: 0, y: 0 });
    expect(cell_under(camera, 699, 599)).toEqual({ x: 255, y: 255 });
    expect(cell_under(camera, 50, 300)).toBeUndefined();
  });

  it('keeps the cell under the pointer where it zooms', () => {
    const near = zoomed(fit(size), size, 8, 400, 300);
    expect(cell_under(near, 400, 300)).toEqual(cell_under(fit(size), 400, 300));
    expect(near.scale).toBeCloseTo(fit(size).scale * 8);
  });

  it('zooms between the whole map and cells that can be read', () => {
    expect(zoomed(fit(size), size, 1e6, 400, 300).scale).toBe(kMaxScale);
    expect(zoomed(fit(size), size, 0.01, 400, 300)).toEqual(fit(size));
  });

  it('never pans away from the map', () => {
    const near = zoomed(fit(size), size, 8, 400, 300);
    expect(panned(near, size, 1e6, 1e6)).toMatchObject({ x: 0, y: 0 });
    const end = panned(near, size, -1e6, -1e6);
    expect(end.x).toBeCloseTo(800 - near.scale * 256);
    expect(panned(fit(size), size, 50, 50)).toEqual(fit(size));
  });

  it('follows a cell, and stays where it sees it', () => {
    const near = zoomed(fit(size), size, 20, 0, 0);
    const moved = showing(near, size, { x: 200, y: 200 });
    expect(moved.x + 200 * moved.scale).toBeGreaterThanOrEqual(0);
    expect(moved.x + 201 * moved.scale).toBeLessThanOrEqual(800);
    expect(moved.y + 201 * moved.scale).toBeLessThanOrEqual(600);
    expect(showing(moved, size, { x: 200, y: 200 })).toEqual(moved);
  });
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { cell_of, distance_of, kPorts, kSide, pixel_offsets } from '../src/lib/hilbert';

describe('the Hilbert curve', () => {
  it('begins at the top left and ends at the top right', () => {
    expect(cell_of(0)).toEqual({ x: 0, y: 0 });
    expect(cell_of(kPorts - 1)).toEqual({ x: kSide - 1, y: 0 });
  });

  it('goes as the curve of order two goes', () => {
    const way = Array.from({ length: 16 }, (_, d) => cell_of(d, 4));
    const drawn = [
      [0, 0], [1, 0], [1, 1], [0, 1], [0, 2], [0, 3], [1, 3], [1, 2],
      [2, 2], [2, 3], [3, 3], [3, 2], [3, 1], [2, 1], [2, 0], [3, 0],
    ];
    expect(way).toEqual(drawn.map(([x, y]) => ({ x, y })));
  });

  it('comes back from every cell to its port', () => {
    for (let port = 0; port < kPorts; ++port) if (distance_of(cell_of(port)) !== port) expect.fail(`port ${port}`);
  });

  it('moves one cell from each port to the next', () => {
    for (let port = 1; port < kPorts; ++port) {
      const [a, b] = [cell_of(port - 1), cell_of(port)];
      if (Math.abs(a.x - b.x) + Math.abs(a.y - b.y) !== 1) expect.fail(`port ${port}`);
    }
  });

  it('gives every port a pixel of its own', () => {
    expect(new Set(pixel_offsets()).size).toBe(kPorts);
  });
});

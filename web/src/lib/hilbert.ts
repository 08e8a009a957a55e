// SPDX-License-Identifier: Apache-2.0
//
// The Hilbert curve of order 8: 65,536 cells of a square of 256 by 256, so that ports that are near each other in number
// are near each other in the picture. The curve begins at the top left with port 0 and ends at the top right.
// (The mapping is that of Hilbert's paper of 1891 as usually programmed: rotate and flip a quadrant at each step.)

export const kSide = 256;
export const kPorts = kSide * kSide;

export interface Cell {
  x: number;
  y: number;
}

// REQUIRES: 0 <= distance < side * side, side a power of two.
export function cell_of(distance: number, side: number = kSide): Cell {
  let x = 0;
  let y = 0;
  let left = distance;
  for (let s = 1; s < side; s *= 2) {
    const right = 1 & (left >> 1);
    const down = 1 & (left ^ right);
    if (down === 0) {
      if (right === 1) {
        x = s - 1 - x;
        y = s - 1 - y;
      }
      [x, y] = [y, x];
    }
    x += s * right;
    y += s * down;
    left >>= 2;
  }
  return { x, y };
}

// The inverse. REQUIRES: 0 <= x, y < side.
export function distance_of(cell: Cell, side: number = kSide): number {
  let { x, y } = cell;
  let distance = 0;
  for (let s = side >> 1; s > 0; s >>= 1) {
    const right = (x & s) > 0 ? 1 : 0;
    const down = (y & s) > 0 ? 1 : 0;
    distance += s * s * ((3 * right) ^ down);
    if (down === 0) {
      if (right === 1) {
        x = side - 1 - x;
        y = side - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return distance;
}

// Where each port's pixel lies in a picture of 256 by 256, row by row; made once.
let offsets: Uint16Array | undefined;
export function pixel_offsets(): Uint16Array {
  if (offsets) return offsets;
  offsets = new Uint16Array(kPorts);
  for (let port = 0; port < kPorts; ++port) {
    const { x, y } = cell_of(port);
    offsets[port] = y * kSide + x;
  }
  return offsets;
}

// SPDX-License-Identifier: Apache-2.0
//
// Which rows of a long table are in sight. Browsers cannot make elements of any height (Firefox ends at 17.9 million
// pixels), so beyond a limit the scroll bar covers more rows than there are pixels: it is then mapped proportionally.

export interface Shape {
  rows: number;
  row_height: number; // pixels
  viewport: number; // pixels
}

export interface Window {
  first: number; // rows to have in the document: [first, end)
  end: number;
  before: number; // pixels of empty space above and below them
  after: number;
}

export const kMaxHeight = 8_000_000;
const kSpare = 8; // rows above and below what is seen, so that a scrolled table is not empty for a frame

export function full_height(shape: Shape): number {
  return Math.min(shape.rows * shape.row_height, kMaxHeight);
}

export function window_at(scroll: number, shape: Shape): Window {
  const height = full_height(shape);
  const range = Math.max(height - shape.viewport, 0);
  const at = Math.min(Math.max(scroll, 0), range);
  const real = shape.rows * shape.row_height;
  // The pixel of the whole, uncut table that is at the top.
  const top = height === real || range === 0 ? at : (at / range) * (real - shape.viewport);
  const seen_first = Math.floor(top / shape.row_height);
  const seen = Math.ceil(shape.viewport / shape.row_height) + 1;
  const first = Math.max(seen_first - kSpare, 0);
  const end = Math.min(seen_first + seen + kSpare, shape.rows);
  // Of a cut table the rows are laid so that the one at the top is where the scroll position is.
  const before = Math.min(Math.max(at - (top - first * shape.row_height), 0), height);
  const after = Math.max(height - before - (end - first) * shape.row_height, 0);
  return { first, end, before, after };
}

// The scroll position that shows a row at the top.
export function scroll_to(row: number, shape: Shape): number {
  const height = full_height(shape);
  const real = shape.rows * shape.row_height;
  const top = Math.min(row * shape.row_height, Math.max(real - shape.viewport, 0));
  if (height === real) return top;
  return (top / (real - shape.viewport)) * (height - shape.viewport);
}

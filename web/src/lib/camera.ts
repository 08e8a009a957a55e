// SPDX-License-Identifier: Apache-2.0
//
// Which part of the map is in sight: pure arithmetic of zoom and pan. The map is a square of 256 cells; `scale` is how
// many pixels a cell is wide, (x, y) the pixel at which the map's top left corner lies.
import { kSide } from './hilbert';

export interface Camera {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const kMaxScale = 96;

export const fit_scale = (size: Size): number => Math.min(size.width, size.height) / kSide;

export function fit(size: Size): Camera {
  const scale = fit_scale(size);
  return { scale, x: (size.width - scale * kSide) / 2, y: (size.height - scale * kSide) / 2 };
}

// Keeps the map in sight: no gap beside it where it is larger than the window, in the middle where it is smaller.
export function kept(camera: Camera, size: Size): Camera {
  const scale = Math.min(Math.max(camera.scale, fit_scale(size)), kMaxScale);
  const along = (at: number, room: number): number => {
    const length = scale * kSide;
    return length <= room ? (room - length) / 2 : Math.min(Math.max(at, room - length), 0);
  };
  return { scale, x: along(camera.x, size.width), y: along(camera.y, size.height) };
}

// Zooms so that the point (x, y) of the window stays over the same place of the map.
export function zoomed(camera: Camera, size: Size, factor: number, x: number, y: number): Camera {
  const scale = Math.min(Math.max(camera.scale * factor, fit_scale(size)), kMaxScale);
  const by = scale / camera.scale;
  return kept({ scale, x: x - (x - camera.x) * by, y: y - (y - camera.y) * by }, size);
}

export const panned = (camera: Camera, size: Size, dx: number, dy: number): Camera =>
  kept({ ...camera, x: camera.x + dx, y: camera.y + dy }, size);

// The cell under a point of the window; nothing beside the map.
export function cell_under(camera: Camera, x: number, y: number): { x: number; y: number } | undefined {
  const cell = { x: Math.floor((x - camera.x) / camera.scale), y: Math.floor((y - camera.y) / camera.scale) };
  const inside = cell.x >= 0 && cell.y >= 0 && cell.x < kSide && cell.y < kSide;
  return inside ? cell : undefined;
}

// Moves as little as shows a cell whole.
export function showing(camera: Camera, size: Size, cell: { x: number; y: number }): Camera {
  const margin = Math.min(camera.scale, 24);
  const along = (at: number, room: number, place: number): number => {
    const from = at + place * camera.scale;
    if (from < margin) return at + margin - from;
    const to = from + camera.scale;
    return to > room - margin ? at - (to - room + margin) : at;
  };
  return kept({ ...camera, x: along(camera.x, size.width, cell.x), y: along(camera.y, size.height, cell.y) }, size);
}

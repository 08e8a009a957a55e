// SPDX-License-Identifier: Apache-2.0
//
// Draws the map on a canvas. The picture of all ports is painted once for each view into 256 by 256 pixels; a frame is
// that picture scaled, and, near enough, marks and words on the cells in sight: a pan costs a millisecond.
import { type Camera, type Size } from './camera';
import { kGround, mixed, type Picture, type Rgb } from './colours';
import { cell_of, distance_of, kPorts, kSide, pixel_offsets } from './hilbert';
import type { Mark } from './colours';

export interface Look {
  dark: boolean;
  picked: number; // class that is picked out; -1: none
}

const colour_of = (rgb: Rgb): string => `rgb(${rgb.join(' ')})`;

// What a class is painted with.
export function paint_of(picture: Picture, index: number, look: Look): Rgb {
  const found = picture.classes[index];
  const ground = look.dark ? kGround.dark : kGround.light;
  if (!found) return ground;
  const full = look.dark ? found.dark : found.light;
  return look.picked < 0 || look.picked === index ? full : mixed(full, ground, 0.16);
}

export function paint(context: CanvasRenderingContext2D, picture: Picture, look: Look): void {
  const image = context.createImageData(kSide, kSide);
  const pixels = new Uint32Array(image.data.buffer);
  // Little-endian, as every machine that browsers run on: ABGR.
  const colours = picture.classes.map((_, index) => {
    const [r, g, b] = paint_of(picture, index, look);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
  const offsets = pixel_offsets();
  for (let port = 0; port < kPorts; ++port) pixels[offsets[port] ?? 0] = colours[picture.of_port[port] ?? 0] ?? 0;
  context.putImageData(image, 0, 0);
}

// The lines between the ranges of RFC 6335 (0-1023, 1024-49151, 49152-65535): segments x1, y1, x2, y2 in cells.
let borders: number[] | undefined;
function range_borders(): number[] {
  if (borders) return borders;
  const range_of = (port: number): number => (port < 1024 ? 0 : port < 49152 ? 1 : 2);
  borders = [];
  for (let y = 0; y < kSide; ++y)
    for (let x = 0; x < kSide; ++x) {
      const here = range_of(distance_of({ x, y }));
      if (x + 1 < kSide && range_of(distance_of({ x: x + 1, y })) !== here) borders.push(x + 1, y, x + 1, y + 1);
      if (y + 1 < kSide && range_of(distance_of({ x, y: y + 1 })) !== here) borders.push(x, y + 1, x + 1, y + 1);
    }
  return borders;
}

// A mark's strokes in a cell whose top left corner is (x, y) and which is `s` wide.
function stroke_mark(path: Path2D, mark: Mark, x: number, y: number, s: number): void {
  const a = s * 0.28;
  const b = s * 0.72;
  const line = (x1: number, y1: number, x2: number, y2: number): void => {
    path.moveTo(x + x1, y + y1);
    path.lineTo(x + x2, y + y2);
  };
  if (mark === 'slash' || mark === 'cross') line(a, b, b, a);
  if (mark === 'backslash' || mark === 'cross') line(a, a, b, b);
  if (mark === 'dash') line(a, s / 2, b, s / 2);
  if (mark === 'bar') line(s / 2, a, s / 2, b);
  if (mark === 'dot' || mark === 'ring') {
    const radius = s * (mark === 'dot' ? 0.09 : 0.2);
    path.moveTo(x + s / 2 + radius, y + s / 2);
    path.arc(x + s / 2, y + s / 2, radius, 0, Math.PI * 2);
  }
}

const kMarksFrom = 9; // pixels a cell
const kWordsFrom = 46;

export interface Scene {
  texture: HTMLCanvasElement;
  picture: Picture;
  look: Look;
  camera: Camera;
  size: Size;
  cursor: number; // port; -1: none
  hovered: number;
  name_of: (port: number) => string;
  ink: { line: string; focus: string; foreground: string };
}

interface Sight {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

function in_sight({ camera, size }: Scene): Sight {
  const low = (at: number): number => Math.max(Math.floor(-at / camera.scale), 0);
  const high = (at: number, room: number): number => Math.min(Math.ceil((room - at) / camera.scale), kSide);
  return { x1: low(camera.x), y1: low(camera.y), x2: high(camera.x, size.width), y2: high(camera.y, size.height) };
}

export function draw(context: CanvasRenderingContext2D, scene: Scene): void {
  const { camera, size, texture } = scene;
  const { x1, y1, x2, y2 } = in_sight(scene);
  const s = camera.scale;
  context.clearRect(0, 0, size.width, size.height);
  context.imageSmoothingEnabled = false;
  const [w, h] = [x2 - x1, y2 - y1];
  context.drawImage(texture, x1, y1, w, h, camera.x + x1 * s, camera.y + y1 * s, w * s, h * s);
  if (s >= kMarksFrom) draw_cells(context, scene, { x1, y1, x2, y2 });
  draw_borders(context, scene);
  if (s >= kWordsFrom) draw_words(context, scene, { x1, y1, x2, y2 });
  if (scene.hovered >= 0) frame(context, scene, scene.hovered, scene.ink.foreground, 1.5);
  if (scene.cursor >= 0) frame(context, scene, scene.cursor, scene.ink.focus, 3);
}

// The grid, and the marks of the classes.
function draw_cells(context: CanvasRenderingContext2D, { camera, picture, look, ink }: Scene, sight: Sight): void {
  const s = camera.scale;
  const ground = look.dark ? kGround.dark : kGround.light;
  const paths = picture.classes.map(() => new Path2D());
  const grid = new Path2D();
  for (let y = sight.y1; y < sight.y2; ++y)
    for (let x = sight.x1; x < sight.x2; ++x) {
      const index = picture.of_port[distance_of({ x, y })] ?? 0;
      const mark = picture.classes[index]?.mark ?? 'none';
      const path = paths[index];
      if (mark !== 'none' && path && s < kWordsFrom)
        stroke_mark(path, mark, camera.x + x * s, camera.y + y * s, s);
    }
  for (let x = sight.x1; x <= sight.x2; ++x) {
    grid.moveTo(camera.x + x * s, camera.y + sight.y1 * s);
    grid.lineTo(camera.x + x * s, camera.y + sight.y2 * s);
  }
  for (let y = sight.y1; y <= sight.y2; ++y) {
    grid.moveTo(camera.x + sight.x1 * s, camera.y + y * s);
    grid.lineTo(camera.x + sight.x2 * s, camera.y + y * s);
  }
  context.lineWidth = Math.min(s / 12, 1);
  context.strokeStyle = colour_of(ground);
  context.stroke(grid);
  context.lineWidth = Math.max(s / 12, 1);
  paths.forEach((path, index) => {
    const pale = picture.classes[index]?.pale ?? false;
    context.strokeStyle = pale ? ink.line : colour_of(ground);
    context.stroke(path);
  });
}

function draw_borders(context: CanvasRenderingContext2D, { camera, ink }: Scene): void {
  const segments = range_borders();
  const path = new Path2D();
  for (let i = 0; i < segments.length; i += 4) {
    path.moveTo(camera.x + (segments[i] ?? 0) * camera.scale, camera.y + (segments[i + 1] ?? 0) * camera.scale);
    path.lineTo(camera.x + (segments[i + 2] ?? 0) * camera.scale, camera.y + (segments[i + 3] ?? 0) * camera.scale);
  }
  context.lineWidth = 1.5;
  context.lineCap = 'square';
  context.strokeStyle = ink.foreground;
  context.stroke(path);
}

function draw_words(context: CanvasRenderingContext2D, scene: Scene, sight: Sight): void {
  const { camera, picture, look } = scene;
  const s = camera.scale;
  context.textAlign = 'center';
  for (let y = sight.y1; y < sight.y2; ++y)
    for (let x = sight.x1; x < sight.x2; ++x) {
      const port = distance_of({ x, y });
      const [r, g, b] = paint_of(picture, picture.of_port[port] ?? 0, look);
      const [left, top] = [camera.x + (x + 0.5) * s, camera.y + y * s];
      context.fillStyle = r * 0.299 + g * 0.587 + b * 0.114 > 140 ? '#0a0f14' : '#ffffff';
      context.font = `600 ${Math.min(s / 4, 15)}px ui-monospace, monospace`;
      context.fillText(String(port), left, top + s * 0.42, s * 0.94);
      const name = scene.name_of(port);
      context.font = `${Math.min(s / 5, 13)}px system-ui, sans-serif`;
      if (name) context.fillText(name, left, top + s * 0.75, s * 0.94);
    }
}

function frame(context: CanvasRenderingContext2D, { camera, ink }: Scene, port: number, colour: string, width: number): void {
  const { x, y } = cell_of(port);
  const s = camera.scale;
  const room = Math.max(7 - s, 0) / 2; // around a cell that is too small to be seen
  context.lineWidth = width + 2;
  for (const style of [ink.line, colour]) {
    context.strokeStyle = style;
    context.strokeRect(camera.x + x * s - room - 1, camera.y + y * s - room - 1, s + 2 * room + 2, s + 2 * room + 2);
    context.lineWidth = width;
  }
}

// SPDX-License-Identifier: Apache-2.0
//
// Takes the pictures of the documents, from the registry inside the program.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { kOld } from './stage.mjs';
import { kPhone, open } from './watch.mjs';

const kMost = 300_000; // bytes
const kWide = { viewport: { width: 1200, height: 800 } };

async function type_answers(page) {
  await page.keyboard.press('/');
  await page.keyboard.type('ssh');
  await page.locator('[role=option]').first().waitFor();
}
// To the right of a place until there is a port with a name.
async function hover_port(page) {
  const { x, y, width, height } = await page.locator('canvas').boundingBox();
  for (let right = 0.3; right < 0.45 && (await page.locator('.tip b').count()) === 0; right += 1 / 256)
    await page.mouse.move(x + width * right, y + height * 0.185);
  await page.locator('.tip b').first().waitFor();
}

const pictures_of = (now) => [
  ['home', '/', { viewport: { width: 1200, height: 860 } }],
  ['search', '/', kWide, type_answers],
  ['port', '/ports/443', { viewport: { width: 1200, height: 1260 } }],
  ['map', '/map', { viewport: { width: 1200, height: 1070 } }, hover_port],
  ['statistics', '/statistics', { viewport: { width: 1200, height: 1480 } }],
  ['difference', `/diff?from=${kOld}&to=${now}`, kWide],
  ['phone-dark', '/ports/5432', { ...kPhone, colorScheme: 'dark' }],
];

export function pictures(stage, { pictures: folder }) {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, address, options, prepare] of pictures_of(stage.now))
    test(`Picture: ${name}`, async () => {
      const page = await open(stage, address, { ...options, reducedMotion: 'reduce' });
      await prepare?.(page);
      const file = path.join(folder, `${name}.png`);
      await page.screenshot({ path: file, caret: 'hide' });
      assert.ok(fs.statSync(file).size < kMost, `${name}: ${fs.statSync(file).size} bytes`);
      await page.done();
    });
}

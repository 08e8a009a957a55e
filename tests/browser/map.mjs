// SPDX-License-Identifier: Apache-2.0
//
// The map of all ports: by mouse, by fingers, by keyboard, as a table, through time.
import assert from 'node:assert/strict';
import test from 'node:test';

import { kOld } from './stage.mjs';
import { kPhone, live, look, open } from './watch.mjs';

const kPalette = ['status', 'transport', 'age', 'assignee'];

// The port that the tooltip speaks of.
const tip = (page) => page.locator('.tip');
const told_port = async (page) => Number(/Port (\d+)/.exec(await tip(page).innerText())[1]);
const announced = (page) => page.locator('[data-announced]').textContent();

async function on_map(stage, options) {
  const page = await open(stage, '/map', options);
  const canvas = page.locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await canvas.boundingBox();
  const side = Math.min(width, height) / 256;
  // The middle of a cell of the whole map.
  const cell = (column, row) => [x + (width - side * 256) / 2 + (column + 0.5) * side, y + (height - side * 256) / 2 + (row + 0.5) * side];
  return { page, canvas, cell };
}

export function map(stage) {
  const { base } = stage.server;

  test('The mouse shows and opens ports', async () => {
    const { page, cell } = await on_map(stage);
    await page.mouse.move(...cell(0, 0));
    await tip(page).waitFor();
    assert.equal(await told_port(page), 0, 'the curve begins at the top left');
    await page.mouse.move(...cell(255, 0));
    assert.equal(await told_port(page), 65535, 'and ends at the top right');
    assert.match(await tip(page).innerText(), /dynamic/i);
    await page.mouse.move(...cell(10, 13));
    const number = await told_port(page);
    const { records } = await stage.server.json(`/ports/${number}`);
    for (const name of new Set(records.map((record) => record.service_name).filter(Boolean)))
      assert.ok((await tip(page).innerText()).includes(name), `${name} has port ${number}`);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForURL(`${base}/ports/${number}`);
    await page.done();
  });

  test('The wheel zooms where the pointer is, dragging moves the picture and opens nothing', async () => {
    const { page, cell } = await on_map(stage);
    const [x, y] = cell(60, 60);
    await page.mouse.move(x, y);
    const number = await told_port(page);
    await page.mouse.move(x + 12, y);
    assert.notEqual(await told_port(page), number, '12 pixels on is another port');
    await page.mouse.move(x, y);
    for (let i = 0; i < 5; ++i) await page.mouse.wheel(0, -300);
    await page.locator('canvas:not(.fitted)').waitFor();
    assert.equal(await told_port(page), number, 'the same port below the pointer');
    await page.mouse.move(x + 12, y);
    assert.equal(await told_port(page), number, '12 pixels on is the same port now');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y + 30, { steps: 4 });
    await page.mouse.move(x + 90, y + 70, { steps: 4 });
    await page.mouse.up();
    await page.mouse.move(x + 91, y + 70);
    assert.equal(await told_port(page), number, 'the picture came along with the pointer');
    assert.equal(page.url(), `${base}/map`);
    await page.getByRole('button', { name: 'Whole map' }).click();
    await page.locator('canvas.fitted').waitFor();
    await page.mouse.move(x, y);
    assert.equal(await told_port(page), number);
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.locator('canvas:not(.fitted)').waitFor();
    await page.done();
  });

  test('The keyboard goes over the map, says where it is and opens ports', async () => {
    const { page, canvas } = await on_map(stage);
    await canvas.focus();
    await page.keyboard.press('Home');
    assert.match(await announced(page), /^Port 0\b/);
    for (const [key, expected] of [['n', 1], ['End', 65535], ['p', 65534], ['Home', 0], ['PageDown', 256], ['PageUp', 0], ['ArrowRight', 1], ['ArrowDown', 2], ['ArrowLeft', 3], ['ArrowUp', 0]]) {
      await page.keyboard.press(key);
      assert.match(await announced(page), new RegExp(`^Port ${expected}\\b`), key);
    }
    await page.keyboard.press('N');
    assert.match(await announced(page), /^Port [1-9]/, 'something else begins there');
    await page.keyboard.press('+');
    await page.locator('canvas:not(.fitted)').waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('0');
    await page.locator('canvas.fitted').waitFor();
    await page.getByLabel('Go to port').fill('443');
    await page.keyboard.press('Enter');
    assert.match(await announced(page), /^Port 443\b.*https/);
    await look(page, 'zoomed');
    await canvas.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/ports/443`);
    await page.done();
  });

  test('Each colouring has a legend that picks ports out, and is drawn in other colours', async () => {
    const { page, canvas } = await on_map(stage);
    const drawn = () => canvas.evaluate((element) => new Promise((done) => requestAnimationFrame(() => done(element.toDataURL()))));
    const pictures = new Set([await drawn()]);
    for (const name of kPalette) {
      await page.getByRole('radio', { name }).check();
      await look(page, `map by ${name}`);
      pictures.add(await drawn());
    }
    assert.equal(pictures.size, kPalette.length);
    const first = page.getByRole('list', { name: /Legend/ }).getByRole('button').first();
    await first.click();
    assert.equal(await first.getAttribute('aria-pressed'), 'true');
    pictures.add(await drawn());
    await page.getByRole('checkbox', { name: 'tcp' }).uncheck();
    pictures.add(await drawn());
    await page.getByLabel('Colour theme').selectOption('dark');
    pictures.add(await drawn());
    assert.equal(pictures.size, kPalette.length + 3);
    await look(page, 'map, dark by hand');
    await page.done();
  });

  test('The map is a table too', async () => {
    const { page } = await on_map(stage);
    await page.getByText('The map as a table').click();
    const table = page.getByRole('region', { name: 'Ports in order' }).getByRole('table');
    await table.waitFor();
    assert.match(await table.locator('caption').textContent(), /^Lines 1 to 100 of [\d,]+/);
    await page.getByLabel('From port').fill('443');
    await page.waitForFunction(() => document.querySelector('table caption + thead + tbody th a')?.textContent === '443');
    assert.match(await table.locator('tbody tr').first().innerText(), /443\s+https\s+assigned\s+tcp, udp/i);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Previous' }).click();
    assert.equal(await table.locator('tbody tr').count(), 100);
    await look(page, 'map as a table');
    await page.done();
  });

  test('The slider moves the map through time', async () => {
    const { page, canvas } = await on_map(stage);
    const slider = page.getByLabel('As of', { exact: true });
    await page.getByLabel('Go to port').fill('853');
    await page.keyboard.press('Enter');
    assert.match(await announced(page), /domain-s/);
    await slider.focus();
    await page.keyboard.press('Home');
    await page.waitForURL(`${base}/map?as_of=${kOld}`);
    await canvas.focus();
    await page.keyboard.press('n');
    await page.keyboard.press('p');
    assert.doesNotMatch(await announced(page), /domain-s/, 'nobody had it then');
    await page.reload();
    await live(page);
    assert.equal(await slider.getAttribute('aria-valuetext'), kOld, 'the address keeps the moment');
    await slider.focus();
    await page.keyboard.press('End');
    await page.waitForURL(`${base}/map`);
    assert.ok(await page.locator('.past').isHidden());
    await page.done();
  });

  test('Fingers: a touch shows, a second one opens, two zoom, and the page scrolls over the whole map', async () => {
    const { page, canvas, cell } = await on_map(stage, kPhone);
    await page.touchscreen.tap(...cell(100, 40));
    await tip(page).waitFor();
    const number = await told_port(page);
    assert.equal(await canvas.evaluate((element) => getComputedStyle(element).touchAction), 'pan-y');

    const session = await page.context().newCDPSession(page);
    const touch = (type, ...points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const [x, y] = cell(100, 40);
    await touch('touchStart', [x - 10, y], [x + 10, y]);
    for (const by of [20, 40, 60, 80]) await touch('touchMove', [x - by, y], [x + by, y]);
    await touch('touchEnd');
    await page.locator('canvas:not(.fitted)').waitFor();
    assert.equal(page.url(), `${base}/map`, 'a pinch opens nothing');
    assert.equal(await canvas.evaluate((element) => getComputedStyle(element).touchAction), 'none');
    assert.equal(await page.evaluate(() => visualViewport.scale), 1, 'the map zooms, not the page');

    await page.touchscreen.tap(x, y);
    assert.ok(Math.abs((await told_port(page)) - number) < 256, 'the fingers kept their place');
    const shown = await told_port(page);
    await page.touchscreen.tap(x, y);
    await page.waitForURL(`${base}/ports/${shown}`);
    await page.done();
  });
}

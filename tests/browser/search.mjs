// SPDX-License-Identifier: Apache-2.0
//
// Searching as one types, and everything by the keyboard alone.
import assert from 'node:assert/strict';
import test from 'node:test';

import { kPhone, live, look, open } from './watch.mjs';

const field = (page) => page.locator('input[name=q]').first();
const options = (page) => page.locator('[role=option]');
const titles = (page) => page.locator('[role=option] .title').allTextContents();

async function type(page, text) {
  await field(page).press('ControlOrMeta+a');
  await page.keyboard.type(text);
}

// Types, and waits until the first answer is this.
async function type_for(page, text, first) {
  await type(page, text);
  await options(page).first().filter({ hasText: first }).waitFor();
}

// Presses Tab; what has the focus then must be seen to have it. Gives a word for each stop.
export async function walk(page, most) {
  const stops = [];
  for (let i = 0; i < most; ++i) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return undefined;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const within = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
      const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
      return { word: `${at.localName} ${(at.id || at.getAttribute('aria-label') || at.textContent).trim().slice(0, 30)}`, seen: within && drawn && box.width * box.height > 0 };
    });
    if (!stop) break;
    if (!stop.seen) page.findings.push(`focus: ${stop.word} has it and is not seen`);
    stops.push(stop.word);
  }
  return stops;
}

async function tab_to(page, selector) {
  for (let i = 0; i < 150; ++i) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
  }
  assert.fail(`Tab does not come to ${selector}`);
}

export function search(stage) {
  const { base } = stage.server;

  test('Answers come while one types, arrows choose, Enter opens', async () => {
    const page = await open(stage, '/');
    await page.keyboard.press('/');
    assert.ok(await field(page).evaluate((element) => element === document.activeElement), '/ goes to the field');
    await type_for(page, 'http', 'http');
    assert.equal(await field(page).getAttribute('aria-expanded'), 'true');
    assert.equal((await titles(page))[0], 'http', 'the exact name is first');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const active = await field(page).getAttribute('aria-activedescendant');
    assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
    assert.equal(await options(page).nth(1).getAttribute('id'), active, 'the second is chosen');
    await look(page, 'with answers, light');
    await page.emulateMedia({ colorScheme: 'dark' });
    await look(page, 'with answers, dark', ['color-contrast']);
    await page.keyboard.press('Escape');
    assert.ok(await page.getByRole('listbox').isHidden(), 'Escape closes');
    await page.keyboard.press('Escape');
    assert.equal(await field(page).inputValue(), '', 'and then empties');

    await type_for(page, '443', 'Port 443');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/443');
    await live(page);
    await page.keyboard.press('/');
    await type_for(page, '6000-6063', 'Ports 6000-6063');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/6000-6063');
    await page.done();
  });

  test('People, words and misspelt names are found; a press on an answer opens it; Enter alone searches', async () => {
    const page = await open(stage, '/');
    await type_for(page, 'Postel', /./);
    await options(page).filter({ hasText: 'Jon Postel' }).click();
    await page.waitForURL('**/contacts/Jon_Postel');
    await live(page);
    await type_for(page, 'kerbros', 'kerberos');
    await type_for(page, 'apple remote', /./);
    assert.ok((await options(page).count()) > 1);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/search?q=apple+remote');
    assert.ok((await page.locator('.results li').count()) > 1);
    await live(page);
    await type(page, 'qqqqqqqqqq');
    await page.getByText('Nothing found').waitFor({ state: 'attached' });
    await page.done();
  });

  test('An answer that comes late does not replace the newer one', async () => {
    const page = await open(stage, '/');
    let release;
    const held = new Promise((go) => (release = go));
    await page.route(/search\?q=pop&/, async (route) => {
      await held;
      await route.continue().catch(() => {}); // it may be given up by now
    });
    const asked = page.waitForRequest(/search\?q=pop&/);
    await type(page, 'pop');
    await asked;
    await type_for(page, 'https', 'https');
    const settled = page.waitForEvent('requestfinished', { timeout: 2000, predicate: (request) => /q=pop&/.test(request.url()) }).catch(() => {});
    release();
    await settled;
    assert.equal((await titles(page))[0], 'https');
    await page.done();
  });

  test('The skip link is the first stop and leads to the content', async () => {
    const page = await open(stage, '/ports/443');
    const [stop] = await walk(page, 1);
    assert.match(stop, /Skip to the content/);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/443#main');
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.querySelector('main').contains(document.activeElement)));
    await page.done();
  });

  test('Every stop of the Tab key is seen, in the order of the page', async () => {
    for (const address of ['/', '/ports/443', '/records', '/map', '/statistics', '/diff', '/pick']) {
      const page = await open(stage, address);
      const stops = await walk(page, 45);
      assert.ok(stops.length > 15, `${address}: ${stops.length} stops`);
      const order = stops.slice(0, 4).join(' ');
      assert.match(order, /Skip to the content.*portolan/, order);
      await page.done();
    }
  });

  test('From the first page to a copied line without a pointer', async () => {
    const page = await open(stage, '/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('/');
    await type_for(page, '5432', 'Port 5432');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/ports/5432');
    await live(page);
    await tab_to(page, 'button.copy');
    await page.keyboard.press('Enter');
    await page.getByText('Copied').first().waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^postgresql\s+5432\/tcp/);
    await page.done();
  });

  test('Searching on a phone', async () => {
    const page = await open(stage, '/ports/443', kPhone);
    await field(page).tap();
    await type_for(page, 'ssh', 'ssh');
    await look(page, 'answers on a phone');
    await options(page).first().tap();
    await page.waitForURL(`${base}/services/ssh`);
    await page.done();
  });
}

// SPDX-License-Identifier: Apache-2.0
//
// Without JavaScript: forms and links do the same.
import assert from 'node:assert/strict';
import test from 'node:test';

import { kOld } from './stage.mjs';
import { fits, kSmallPhone, open } from './watch.mjs';

const kPlain = { javaScriptEnabled: false };
const main_text = async (page) => (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
async function expect_words(page, words) {
  const text = await main_text(page);
  for (const word of words) assert.ok(text.includes(word), `${page.url()}: ${word} is missing in: ${text.slice(0, 600)}`);
}

function without_scripts(stage) {
  const { base } = stage.server;

  test('Without scripts a search leads to a service, its port and its contact', async () => {
    const page = await open(stage, '/', kPlain);
    await page.getByRole('searchbox').fill('echo');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}/search?q=echo`);
    await expect_words(page, ['Exactly this name', 'echo 7/tcp,udp', 'Names that begin so']);
    await page.getByRole('link', { name: 'echo', exact: true }).first().click();
    await page.waitForURL(`${base}/services/echo`);
    await expect_words(page, ['Port 7 on', 'In DNS SRV', 'Jon Postel', 'services(5)', 'nftables', 'History', 'First recorded', 'says nothing sure about traffic']);
    await page.getByRole('link', { name: '7', exact: true }).first().click();
    await page.waitForURL(`${base}/ports/7`);
    await expect_words(page, ['System Ports', 'echo', 'assigned', 'Previous assigned', 'Next assigned', 'History']);
    await page.getByRole('link', { name: 'Jon Postel' }).first().click();
    await page.waitForURL(`${base}/contacts/Jon_Postel`);
    await expect_words(page, ['Information Sciences Institute', 'postel@example.org', 'Assigned to them', 'discard', 'History', 'Contacts added']);
    await page.done();
  });

  test('Without scripts the table filters, sorts, pages', async () => {
    const page = await open(stage, '/records', kPlain);
    await page.getByLabel('Words').fill('apple');
    await page.getByLabel('Transport', { exact: true }).selectOption('udp');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /filter|show/i }).first().click();
    await page.waitForURL(/q=apple.*transport=udp/);
    const { total } = await stage.server.json('/records?q=apple&transport=udp&limit=1');
    await expect_words(page, [String(total)]);
    const cells = await page.locator('tbody td:nth-child(3)').allTextContents();
    assert.ok(cells.length > 3 && cells.every((cell) => cell === 'udp'), cells.join());
    await page.goto(`${base}/records?sort=-port`);
    const first = await page.locator('tbody tr').first().innerText();
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL(/cursor=/);
    assert.notEqual(await page.locator('tbody tr').first().innerText(), first);
    await page.getByRole('link', { name: 'Port Number' }).click();
    await page.waitForURL(/sort=port/);
    await page.done();
  });

  test('Without scripts two dates are compared, and a page is shown at another date', async () => {
    const page = await open(stage, '/diff', kPlain);
    await page.getByLabel('From').fill(kOld);
    await page.getByLabel('To (nothing: now)').fill(stage.now);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL(`${base}/diff?from=${kOld}&to=${stage.now}`);
    await expect_words(page, ['249 assigned, 21 de-assigned', 'tacacss 300/tcp', 'De-assigned']);
    await page.goto(`${base}/ports/853`);
    await page.getByLabel('This page as of').fill('2016-01-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(`${base}/ports/853?as_of=2016-01-01`);
    assert.match(await page.locator('.past').innerText(), /as of 2016-01-01/);
    assert.doesNotMatch(await page.locator('main table').first().innerText(), /domain-s/);
    await page.getByRole('link', { name: 'Show the present' }).click();
    await page.waitForURL(`${base}/ports/853`);
    await expect_words(page, ['Assigned to domain-s']);
    await page.done();
  });

  test('Without scripts the map is a picture with a table, statistics are plots, and a port is picked', async () => {
    const page = await open(stage, '/map', kPlain);
    assert.ok((await page.getByRole('img', { name: 'The 65,536 ports by status' }).boundingBox()).width > 300);
    await expect_words(page, ['Ports by blocks', '0-1023', '64512-65535']);
    await page.goto(`${base}/statistics`);
    assert.ok((await page.locator('figure.plot svg').count()) >= 5);
    await expect_words(page, ['How full the ranges are', 'System ports']);
    await page.goto(`${base}/pick`);
    await page.getByLabel('What for').fill('myapp');
    await page.getByRole('button', { name: 'Pick' }).click();
    await page.waitForURL(/name=myapp/);
    const { ports } = await stage.server.json('/pick?name=myapp');
    await expect_words(page, ['Your port', String(ports[0].port ?? ports[0])]);
    await page.goto(`${base}/about`);
    await expect_words(page, ['service-names-port-numbers.xml', 'SHA-256']);
    await page.done();
  });

  test('Without scripts pages fit a small phone', async () => {
    for (const address of ['/', '/search?q=http', '/ports/443', '/services/https', '/contacts/Jon_Postel', '/records', '/map', '/statistics', `/diff?from=${kOld}`]) {
      const page = await open(stage, address, { ...kSmallPhone, ...kPlain });
      await fits(page, 'without scripts');
      await page.done();
    }
  });
}

export { without_scripts as plain };

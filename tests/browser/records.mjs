// SPDX-License-Identifier: Apache-2.0
//
// The table of all records: filters, order, columns, export.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test from 'node:test';

import { kSmallPhone, live, look, open } from './watch.mjs';

const total = async (page) => Number(await page.locator('[data-total]').getAttribute('data-total'));
const rows = (page) => page.locator('tbody tr[aria-rowindex]');
const column = (page, number) => page.locator(`tbody tr[aria-rowindex] td:nth-child(${number})`).allTextContents();

async function until(page, wanted) {
  await page.waitForFunction((number) => document.querySelector('[data-total]')?.dataset.total === String(number), wanted);
  await page.locator('tbody tr td a, tbody tr td.ports').first().waitFor({ state: wanted > 0 ? 'attached' : 'detached' });
}

async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: file.suggestedFilename(), text: fs.readFileSync(await file.path(), 'utf8') };
}

export function records(stage) {
  const { server } = stage;
  const total_of = async (query) => (await server.json(`/records?limit=1&${query}`)).total;

  test('Filters narrow the table, together, and are in the address', async () => {
    const page = await open(stage, '/records');
    await until(page, await total_of(''));
    await page.getByLabel('Text').fill('apple');
    await until(page, await total_of('q=apple'));
    await page.getByLabel('Transport', { exact: true }).selectOption('tcp');
    await until(page, await total_of('q=apple&transport=tcp'));
    await page.getByLabel('Range').selectOption('user');
    const query = 'q=apple&transport=tcp&range=user';
    await until(page, await total_of(query));
    assert.ok((await column(page, 3)).every((cell) => cell.trim() === 'tcp'));
    await page.reload();
    await live(page);
    await until(page, await total_of(query));
    assert.equal(await page.getByLabel('Text').inputValue(), 'apple', 'the address holds what was asked');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await until(page, await total_of(''));
    await page.getByLabel('Status').selectOption('de-assigned');
    await until(page, await total_of('status=de-assigned'));
    await page.getByLabel('Status').selectOption('');
    await page.getByLabel('Ports', { exact: true }).fill('6000-');
    assert.equal(await page.getByLabel('Ports', { exact: true }).getAttribute('aria-invalid'), 'true');
    await page.getByLabel('Ports', { exact: true }).fill('80, 6000-6063');
    await until(page, await total_of('ports=80,6000-6063'));
    await page.getByLabel('Assignee (id)').fill('Jon_Postel');
    await until(page, await total_of('ports=80,6000-6063&assignee=Jon_Postel'));
    await page.done();
  });

  test('Headings sort, once and backwards', async () => {
    const page = await open(stage, '/records?range=system&status=assigned');
    const heading = page.getByRole('columnheader', { name: 'Service Name' });
    for (const [order, query] of [['ascending', 'sort=name'], ['descending', 'sort=-name']]) {
      const { records: expected } = await server.json(`/records?range=system&status=assigned&limit=5&${query}`);
      await heading.getByRole('button').click();
      await page.waitForFunction((name) => document.querySelector('tbody tr[aria-rowindex="2"] td')?.textContent.trim() === name, expected[0].service_name);
      assert.equal(await heading.getAttribute('aria-sort'), order);
      assert.ok(page.url().endsWith(query), page.url());
      assert.deepEqual((await column(page, 1)).slice(0, 5).map((cell) => cell.trim()), expected.map((record) => record.service_name));
    }
    await page.done();
  });

  test('Only rows in sight are in the document, and the last is as near as the first', async () => {
    const page = await open(stage, '/records');
    const all = await total_of('');
    assert.ok((await rows(page).count()) < 80, 'few of them');
    await page.locator('.rows').evaluate((element) => (element.scrollTop = element.scrollHeight));
    await page.locator(`tbody tr[aria-rowindex="${all + 1}"] td:nth-child(2)`).waitFor();
    assert.ok((await rows(page).count()) < 80, 'still few');
    await page.done();
  });

  test('Columns are chosen, and what is shown is exported', async () => {
    const page = await open(stage, '/records?q=apple&sort=port');
    await page.getByText('Columns', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Contact' }).check();
    await page.getByRole('checkbox', { name: 'Registration Date' }).uncheck();
    await page.waitForURL(/columns=/);
    await look(page, 'columns are chosen');
    await page.getByText('Columns', { exact: true }).click();
    const titles = (await page.locator('thead th').allInnerTexts()).map((title) => title.replace(/ [▲▼]/, '').trim());
    assert.ok(titles.includes('Contact') && !titles.includes('Registration Date'), titles.join());
    const { records: expected, total: count } = await server.json('/records?q=apple&sort=port&limit=1000');
    const csv = await download(page, 'Export CSV');
    assert.equal(csv.name, 'records.csv');
    const lines = csv.text.split('\r\n');
    assert.equal(lines[0], titles.join(','));
    assert.ok(lines.length - 2 >= count, 'a line for each, and lines within cells');
    const json = await download(page, 'Export JSON');
    const exported = JSON.parse(json.text);
    assert.equal(exported.length, count);
    assert.deepEqual(exported.map((record) => record.contact), expected.map((record) => record.contact));
    assert.equal('registration_date' in exported[0], false);
    await page.done();
  });

  test('The whole registry is exported', async () => {
    const page = await open(stage, '/records?columns=service_name,port_number');
    const { text } = await download(page, 'Export JSON');
    assert.equal(JSON.parse(text).length, await total_of(''));
    await page.done();
  });

  test('The table on a phone', async () => {
    const page = await open(stage, '/records', kSmallPhone);
    await page.getByLabel('Text').fill('zip');
    await until(page, await total_of('q=zip'));
    await page.locator('.rows').evaluate((element) => (element.scrollLeft = 200));
    await look(page, 'the table on a phone');
    await page.done();
  });
}

// SPDX-License-Identifier: Apache-2.0
//
// What the page of a port shows, held against the API and against what the program prints.
import assert from 'node:assert/strict';
import test from 'node:test';

import { open } from './watch.mjs';

const text_of = async (page, selector = 'main') => (await page.locator(selector).innerText()).replaceAll(/\s+/g, ' ');

export function port(stage) {
  const { server } = stage;

  test('A port page tells all that is known of the port', async () => {
    const page = await open(stage, '/ports/443');
    const words = await text_of(page);
    const rows = await page.locator('.region table').first().locator('tbody tr').allInnerTexts();
    assert.deepEqual(rows.map((row) => row.split(/\s+/)[0]), ['tcp', 'udp', 'sctp', 'dccp']);
    for (const row of rows.slice(0, 3)) assert.match(row, /https\s+assigned/);
    assert.match(rows[3], /not assigned for dccp/);
    for (const expected of [
      'Port 443', 'System Ports (0-1023): assigned by IETF Review or IESG Approval', 'http protocol over TLS/SSL', 'Kipp E B Hickman',
      'Somebody holds it', 'says nothing sure about traffic', 'Previous assigned: 442', 'Next assigned: 444', 'History', 'First recorded',
    ])
      assert.ok(words.includes(expected), `${expected} is missing in: ${words}`);
    assert.equal(await page.getByRole('link', { name: 'RFC4960' }).first().getAttribute('href'), 'https://www.rfc-editor.org/rfc/rfc4960.html');
    assert.equal(await page.locator('h1').count(), 1);
    await page.done();
  });

  test('Aliases, service codes, unauthorized use and ranges are on the pages of their ports', async () => {
    for (const [address, expected] of [
      ['/ports/9/dccp', ['1145656131', '“DISC”', 'Browsers refuse to connect to this port']],
      ['/ports/63', ['whois++', 'whoispp', 'historic']],
      ['/ports/79', ['Unauthorized use by some mail users']],
      ['/ports/6010', ['x11', '6000-6063']],
      ['/ports/49200', ['Dynamic', 'No record covers this port']],
      ['/ports/32000', ['Kubernetes']],
    ]) {
      const page = await open(stage, address);
      const words = await text_of(page);
      for (const word of expected) assert.ok(words.includes(word), `${address}: ${word} is missing in: ${words}`);
      await page.done();
    }
  });

  test('What is copied is what is shown, and what the API says', async () => {
    const page = await open(stage, '/ports/443', { permissions: ['clipboard-read', 'clipboard-write'] });
    for (const details of await page.locator('main details').all()) await details.evaluate((element) => (element.open = true));
    const blocks = await page.locator('[data-island=copy]').all();
    const copied = [];
    for (const block of blocks) {
      await block.locator('button.copy').click();
      await block.getByText('Copied').first().waitFor();
      copied.push(await page.evaluate(() => navigator.clipboard.readText()));
      assert.equal(copied.at(-1), await block.locator('code').textContent());
    }
    assert.equal(copied.length, 3, 'services(5), nftables, JSON');
    assert.match(copied[0], /^https\s+443\/tcp.*\nhttps\s+443\/udp/s);
    assert.match(copied[1], /dport.*443/);
    assert.deepEqual(JSON.parse(copied[2]), (await server.json('/ports/443')).records);
    await page.done();
  });
}

// SPDX-License-Identifier: Apache-2.0
//
// Every kind of page: light, dark and on a phone, with scripts and without.
import assert from 'node:assert/strict';
import test from 'node:test';

import { kOld } from './stage.mjs';
import { fits, kPhone, kSmallPhone, live, look, open } from './watch.mjs';

const kinds = (old) => [
  ['/'], ['/search?q=http'], ['/search?q=nothing+is+called+so'], ['/search'],
  ['/ports/443'], ['/ports/9/dccp'], ['/ports/6000-6063'], ['/ports/2000-2099'], ['/ports/4/udp'], ['/ports/49200'],
  ['/services/https'], ['/services/whois%2B%2B'], ['/contacts/Jon_Postel'],
  ['/records'], ['/records?status=de-assigned&sort=-modified'], ['/records?q=nothing+is+called+so'],
  ['/map'], ['/statistics'], ['/changes'], ['/diff'], [`/diff?from=${old}`], [`/diff?from=${old}&to=${old}`],
  ['/pick'], ['/pick?name=myapp&count=3'], ['/api'], ['/about'],
  [`/?as_of=${old}`], [`/ports/853?as_of=${old}`], [`/map?as_of=${old}`],
  ['/nothing', 404], ['/services/no-such-name', 404], ['/ports/99999', 400], ['/diff?from=yesterday', 400],
];

// Findings in light, in dark and on phones, all by one visit.
export async function inspect(page) {
  await look(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await look(page, 'dark', ['color-contrast']);
  await page.setViewportSize(kPhone.viewport);
  await fits(page, 'phone');
  await page.setViewportSize(kSmallPhone.viewport);
  await look(page, 'small phone, dark');
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active', reducedMotion: 'reduce' });
  await fits(page, 'small phone, forced colours');
}

const links_of = (page) =>
  page.$$eval('a[href]', (found) => found.map((link) => new URL(link.href)).filter(({ origin }) => origin === location.origin).map(({ pathname, search }) => pathname + search));

async function one(stage, [address, status], links) {
  const page = await open(stage, address, { status });
  for (const link of await links_of(page)) if (link !== address) links.set(link, address);
  await inspect(page);
  await page.done();
}

async function broken(base, links) {
  const found = [];
  await two_by_two(links, async ([link, from]) => {
    const answer = await fetch(base + link, { redirect: 'manual' });
    await answer.arrayBuffer();
    if (answer.status >= 300) found.push(`${link} on ${from}: ${answer.status}`);
  });
  return found;
}

// Two at a time: a page waits for the server half of the time.
async function two_by_two(list, work) {
  const left = [...list];
  const line = async () => {
    for (let item = left.shift(); item; item = left.shift()) await work(item);
  };
  await Promise.all([line(), line()]);
}

function look_at(stage, what, old) {
  test(`Every kind of page of ${what} is accessible, fits and asks nobody else`, async (t) => {
    const links = new Map();
    await two_by_two(kinds(old), (kind) => t.test(kind[0], () => one(stage, kind, links)));
    await t.test(`Their ${links.size} links lead somewhere`, async () => assert.deepEqual(await broken(stage.server.base, links), []));
    const page = await open(stage, '/');
    for (const address of await page.$$eval('nav a', (links) => links.map((link) => link.getAttribute('href'))))
      assert.ok(kinds(old).some(([kind]) => kind === address), `${address} is a page that is not looked at`);
    await page.done();
  });
}

export function pages(stage) {
  look_at(stage, 'the registry inside', kOld);
  if (stage.real) look_at({ ...stage, server: stage.real }, 'a real registry', stage.real.first);

  test('A phone gets the same pages', async () => {
    for (const address of ['/', '/ports/443', '/records', '/map', '/statistics', '/changes']) {
      const page = await open(stage, address, { ...kSmallPhone, colorScheme: 'dark' });
      await look(page, 'a touch screen of 320 pixels, dark');
      await page.done();
    }
  });

  test('The numbers of the first page are those of the pages that they lead to', async () => {
    const page = await open(stage, '/');
    const tiles = await page.$$eval('.numbers a', (links) => links.map((link) => [link.getAttribute('href'), link.querySelector('strong').textContent]));
    assert.ok(tiles.length >= 3);
    for (const [address, number] of tiles.filter(([address]) => address.startsWith('/records'))) {
      await page.goto(stage.server.base + address);
      await live(page);
      assert.equal(await page.locator('[data-total]').getAttribute('data-total'), number.replaceAll(',', ''), address);
    }
    await page.done();
  });

  test('Light and dark follow the system, or the switch, which is remembered', async () => {
    const page = await open(stage, '/', { colorScheme: 'dark' });
    const is_dark = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).every((part) => part < 60));
    const choose = (theme) => page.getByLabel('Colour theme').selectOption(theme);
    assert.equal(await is_dark(), true, 'as the system');
    await choose('light');
    assert.equal(await is_dark(), false, 'light by hand');
    await page.goto(`${stage.server.base}/map`);
    await live(page);
    assert.equal(await is_dark(), false, 'still light on the next page');
    await look(page, 'light by hand', ['color-contrast']);
    await choose('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await is_dark(), true, 'dark by hand');
    await look(page, 'dark by hand', ['color-contrast']);
    await choose('system');
    assert.equal(await is_dark(), false, 'as the system again');
    await page.done();
  });
}

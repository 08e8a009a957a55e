// SPDX-License-Identifier: Apache-2.0
//
// People at work, each in a browser of their own: applications from the form to the registry, or to the reasons why not.
import assert from 'node:assert/strict';
import test from 'node:test';

import {
  act, arrived, expect_words, fill_application, go, kPassword, leads, open_from_desk, press, press_key, somebody, state_of,
  tab_to, type_into,
} from './harbour.mjs';
import { inspect } from './pages.mjs';
import { open } from './watch.mjs';

const kCsv = '/assignments/service-names-port-numbers/service-names-port-numbers.csv';
const kGate = {
  port: '9000-9099',
  Description: 'The way in',
  Reference: 'wiki/gates',
  'Why a port, and why that one': 'Fixed in firewalls',
};
const kBeacon = { ...kGate, port: '100-199', transports: ['udp'], Description: 'A light for ships' };

// Everybody's pages are without findings at the end, or at the first step that failed.
async function with_people(stage, names, work) {
  const pages = [];
  for (const name of names) pages.push(await somebody(stage, name));
  try {
    await work(...pages);
    for (const page of pages) await page.done();
  } finally {
    for (const page of pages) await page.context().close();
  }
}

// As the wizard is meant to be used: look first, then submit. The number of the application.
async function apply(page, asked) {
  await go(page, '/apply');
  await fill_application(page, asked);
  await press(page, 'Check');
  await expect_words(page, 'This would come of it', asked.name);
  assert.equal(await page.getByLabel('Service name').inputValue(), asked.name, 'the form keeps what was written');
  await press(page, 'Submit');
  return number_of(page);
}

function number_of(page) {
  const number = /\/applications\/(\d+)$/.exec(page.url())?.[1];
  assert.ok(number, `${page.who} is on ${page.url()}`);
  return Number(number);
}

async function comes_to(page, number, state) {
  await go(page, `/applications/${number}`);
  assert.equal(await state_of(page), state, `application ${number}`);
}

const text_of = async (stage, address) => (await fetch(stage.server.base + address)).text();
// On a registry's first day the feed of all changes has one entry, which counts: what is in it, the feeds of the services tell.
const counted = async (stage) => Number(/begins with (\d+) records/.exec(await text_of(stage, '/feeds/changes.atom'))?.[1] ?? 0);

// The site follows the ledger, so what was published a moment ago may not be shown yet.
async function shown(stage, name) {
  const until = Date.now() + 20_000;
  for (;;) {
    const { records } = await stage.server.json(`/services/${name}`);
    if (records?.length > 0) return records;
    assert.ok(Date.now() < until, `${name} is never shown`);
  }
}

// A record is where people and programs look for it. `before`: what the feed counted before it was there.
async function is_registered(stage, page, name, port, before) {
  await shown(stage, name);
  await go(page, `/services/${name}`);
  await expect_words(page, name, port);
  assert.match(await text_of(stage, kCsv), new RegExp(`^${name},${port},`, 'm'), 'in the download');
  assert.match(await text_of(stage, `/feeds/services/${name}.atom`), new RegExp(`Assigned.*${name} ${port}/`, 's'), 'in its feed');
  assert.equal(await counted(stage), before + 1, 'in the feed of all changes');
}

// Ann applies, Eve asks and approves, Olga publishes. `skips`: what somebody leaves out.
async function by_the_expert(stage, name, skips) {
  await with_people(stage, ['ann', 'eve', 'olga'], async (ann, eve, olga) => {
    const number = await apply(ann, { name, ...kGate });
    assert.equal(await state_of(ann), 'review');
    await open_from_desk(eve, number);
    await press(eve, 'Take the review');
    assert.equal(await eve.getByRole('button', { name: 'Take the review' }).count(), 0, 'it is hers already');
    await act(eve, 'Ask the applicant', 'The question', 'Would a name alone do?');
    assert.equal(await state_of(eve), 'question');
    await open_from_desk(ann, number);
    await expect_words(ann, 'Would a name alone do?');
    await act(ann, 'Answer', 'The answer', 'Its clients know no names');
    await open_from_desk(eve, number);
    await expect_words(eve, 'Its clients know no names');
    if (skips !== 'approval') await act(eve, 'Approve', 'Why, for the file', 'It is plain now');
    await publish(stage, olga, number, name, '90');
    await comes_to(ann, number, 'done');
    await expect_words(ann, 'It is published');
  });
}

async function publish(stage, olga, number, name, port) {
  const before = await counted(stage);
  await go(olga, `/applications/${number}`);
  await press(olga, 'Publish');
  assert.equal(await state_of(olga), 'done');
  const records = await shown(stage, name);
  assert.equal(records.length, 1);
  assert.ok(records[0].port_number.startsWith(port), `${name} has ${records[0].port_number}`);
  await is_registered(stage, olga, name, records[0].port_number, before);
}

async function vote(page, number, word) {
  await open_from_desk(page, number);
  await page.locator('summary', { hasText: 'Vote' }).click();
  await page.locator('details').getByLabel('Vote', { exact: true }).selectOption(word);
  await press(page, 'Vote');
}

function walks(stage) {
  test('An application goes from the form through an expert into the registry', async () => {
    await by_the_expert(stage, 'gate');
  });

  test('Another goes through a ballot of the IESG', async () => {
    await with_people(stage, ['ann', 'ivy', 'ivo', 'olga'], async (ann, ivy, ivo, olga) => {
      const number = await apply(ann, { name: 'beacon', ...kBeacon });
      await vote(ivy, number, 'yes');
      assert.equal(await state_of(ivy), 'ballot', 'one voice is not enough');
      await vote(ivo, number, 'yes');
      assert.equal(await state_of(ivo), 'approved');
      await publish(stage, olga, number, 'beacon', '1');
    });
  });

  test('Who is declined reads the reasons; all of it by keyboard', async () => {
    await with_people(stage, ['ann', 'eve'], async (ann, eve) => {
      const number = await apply(ann, { name: 'sluice', ...kGate });
      await go(eve, `/applications/${number}`);
      await press_key(eve, 'Take the review');
      const summary = eve.locator('summary', { hasText: 'Decline' });
      await tab_to(eve, summary);
      await eve.keyboard.press('Space');
      await type_into(eve, 'The reasons, one a line', 'The lock does this already');
      await eve.keyboard.press('Enter');
      await eve.keyboard.type('And nobody asked the harbour master');
      await press_key(eve, 'Decline', 'Space');
      assert.equal(await state_of(eve), 'declined');
      await comes_to(ann, number, 'declined');
      await expect_words(ann, 'The lock does this already', 'And nobody asked the harbour master');
    });
  });
}

// From the address of the form, without a mouse: she is asked to sign in, and comes back to it.
async function claim_by_keyboard(stage) {
  const page = Object.assign(await open(stage, '/apply'), { who: 'ann', base: stage.server.base });
  await arrived(page);
  await type_into(page, 'Name or mail address', 'ann');
  await type_into(page, 'Password', kPassword);
  await leads(page, () => page.keyboard.press('Enter'));
  assert.equal(new URL(page.url()).pathname, '/apply');
  await type_into(page, 'Service name', 'billing');
  await type_into(page, 'Port', '8000-8999');
  await tab_to(page, page.getByLabel('tcp', { exact: true }));
  await page.keyboard.press('Space');
  await press_key(page, 'Check', 'Space');
  await expect_words(page, 'This would come of it', '8100');
  const before = await counted(stage);
  await press_key(page, 'Submit');
  assert.equal(await state_of(page), 'done');
  await is_registered(stage, page, 'billing', '8100', before);
  await page.done();
}

function while_typing(stage) {
  test('The form says while one types which port it would be, and what is wrong, and the focus stays', async () => {
    await with_people(stage, ['ann'], async (ann) => {
      await go(ann, '/apply');
      const said = (words) => ann.locator('[data-answer]', { hasText: words }).waitFor();
      await ann.getByLabel('tcp', { exact: true }).check();
      await ann.getByLabel('Port', { exact: true }).fill('8000-8999');
      await ann.getByLabel('Service name').pressSequentially('ledgers');
      await said(/It would get port 8\d\d\d/);
      await arrived(ann);
      await ann.getByLabel('Service name').pressSequentially('--');
      await said(/hyphen/);
      await arrived(ann);
      const focused = await ann.evaluate(() => document.activeElement.getAttribute('name'));
      assert.equal(focused, 'service_name');
      assert.doesNotMatch(await ann.locator('[data-answer]').innerText(), /missing/, 'what is empty is not said');
    });
  });
}

function every_page(stage) {
  const kinds = ['assignment', 'maintenance', 'reuse', 'de-assignment', 'unauthorized use', 'revocation', 'replacement'];
  const addresses = ['/applications?state=all', '/desk', '/account', '/applications/1', '/applications/3', ...kinds.map((kind) => `/apply?kind=${encodeURIComponent(kind)}`)];
  test('Every page of who is signed in is accessible and fits, light, dark and on a phone', async (t) => {
    for (const name of ['ann', 'eve'])
      for (const address of addresses)
        await t.test(`${name}: ${address}`, async () => {
          await with_people(stage, [name], async (page) => {
            await go(page, address);
            for (const part of await page.locator('main details > summary').all()) await part.click();
            await inspect(page);
          });
        });
  });
}

export function portal({ browser, harbour }) {
  const stage = { browser, server: harbour };
  walks(stage);
  test('A port is claimed by keyboard only', async () => claim_by_keyboard(stage));
  while_typing(stage);
  every_page(stage);

  test('Found when it is put in: the expert approves nothing', async () => {
    await assert.rejects(by_the_expert(stage, 'weir', 'approval'), /olga sees no "Publish"/);
  });
}

// SPDX-License-Identifier: Apache-2.0
//
// The past: the slider below every page, and the difference of two dates.
import assert from 'node:assert/strict';
import test from 'node:test';

import { kOld, kSmall } from './stage.mjs';
import { live, look, open } from './watch.mjs';

export function time(stage) {
  const { base } = stage.server;

  test('The slider takes a page to another date and back', async () => {
    const page = await open(stage, '/ports/853');
    assert.match(await page.locator('main').innerText(), /domain-s/);
    const slider = page.getByLabel('Dates at which the registry changed');
    await slider.focus();
    await page.keyboard.press('Home');
    assert.equal(await page.getByLabel('This page as of').inputValue(), kOld);
    assert.equal(await slider.getAttribute('aria-valuetext'), kOld);
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(`${base}/ports/853?as_of=${kOld}`);
    await live(page);
    assert.match(await page.locator('.past').innerText(), /The past.*2015-07-31/s);
    assert.doesNotMatch(await page.locator('main table').first().innerText(), /domain-s/, 'nobody had it then');
    await look(page, 'the past');
    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await page.waitForURL(`${base}/changes?as_of=${kOld}`); // links stay in the past
    await page.goBack();
    await live(page);
    await page.getByRole('button', { name: 'Latest' }).click();
    await page.waitForURL(`${base}/ports/853`);
    await page.done();
  });

  test('The slider moves by the pointer, and a date between two changes shows the state of that day', async () => {
    const page = await open(stage, '/services/domain-s');
    const slider = page.getByLabel('Dates at which the registry changed');
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    await page.mouse.click(box.x + 3, box.y + box.height / 2);
    assert.equal(await page.getByLabel('This page as of').inputValue(), kOld);
    await page.getByLabel('This page as of').fill('2026-11-30');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(`${base}/services/domain-s?as_of=2026-11-30`);
    assert.match(await page.locator('main').innerText(), /853/);
    await page.done();
  });

  test('Two dates are chosen and compared', async () => {
    const page = await open(stage, '/diff');
    await page.getByLabel('From, a date').selectOption(kOld);
    await page.getByLabel('To, a date').selectOption(stage.now);
    await page.getByText(/249 assigned, 21 de-assigned/).waitFor(); // told before it is shown
    await page.getByRole('button', { name: 'Next change' }).click();
    assert.deepEqual([await page.getByLabel('From', { exact: true }).inputValue(), await page.locator('#to').inputValue()], [stage.now, kSmall]);
    await page.getByText(/1 contact added/).waitFor();
    await page.getByRole('button', { name: 'Previous change' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL(`${base}/diff?from=${kOld}&to=${stage.now}`);
    const words = await page.locator('main').innerText();
    const told = await stage.server.json(`/diff?from=${kOld}&to=${stage.now}`);
    assert.ok(words.includes(told.summary.sentence), told.summary.sentence);
    for (const expected of ['tacacss 300/tcp', 'Assigned', 'De-assigned', 'Given to another service', 'Renamed'])
      assert.ok(words.includes(expected), `${expected} is missing`);
    await live(page);
    await page.getByRole('button', { name: 'Swap' }).click();
    assert.equal(await page.locator('#from').inputValue(), stage.now);
    await page.done();
  });
}

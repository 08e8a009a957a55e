// SPDX-License-Identifier: Apache-2.0
//
// A registry of an organisation, the people of it, and what each of them does in a browser of their own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { live, look, open } from './watch.mjs';

export const kPassword = 'tide chart lantern 7';
const kPeople = ['ann', 'eve', 'ivy', 'ivo', 'olga'];
const kRules = new URL('../../packaging/demo/harbour.toml', import.meta.url).pathname;

// The registry of the demonstration, without its applications.
export function make_harbour(program, folder) {
  const ledger = path.join(folder, 'harbour');
  const run = (words, input = '') => execFileSync(program, ['-r', ledger, ...words], { input, stdio: 'pipe' });
  run(['rules', kRules, '--yes']);
  for (const name of kPeople)
    run(['user', 'add', name, '--shown', `${name[0].toUpperCase()}${name.slice(1)} Example`, '--password-file', '-'], kPassword);
  return ledger;
}

// What the page is now is looked at: every page that somebody comes to goes through here.
export async function arrived(page) {
  await live(page);
  await look(page, `${page.who} on ${new URL(page.url()).pathname}`);
}

export async function go(page, address) {
  await page.goto(page.base + address);
  await arrived(page);
}

// Does what leads to another page, or to the same one anew, and waits for it.
export async function leads(page, work) {
  const loaded = page.waitForEvent('load');
  await work();
  await loaded;
  await arrived(page);
}

// One that is there, or it is said what was there instead: a step that was left out shows here, and at once.
async function the_button(page, name) {
  const button = page.locator('main').getByRole('button', { name, exact: true }).filter({ visible: true });
  const there = await page.locator('main').getByRole('button').allInnerTexts();
  assert.equal(await button.count(), 1, `${page.who} sees no "${name}" on ${page.url()}, but: ${there.join(', ')}`);
  return button;
}

export async function press(page, name) {
  const button = await the_button(page, name);
  await leads(page, () => button.click());
}

// Does to the application that is shown what is behind a summary.
export async function act(page, summary, label, text, button = summary) {
  const part = page.locator('details', { has: page.locator('summary', { hasText: summary }) });
  assert.equal(await part.count(), 1, `${page.who} cannot "${summary}" on ${page.url()}`);
  await part.locator('summary').click();
  await part.getByLabel(label).fill(text);
  await press(page, button);
}

// Somebody signed in, in a browser of their own.
export async function somebody(stage, name) {
  const page = Object.assign(await open(stage, '/sign-in'), { who: name, base: stage.server.base });
  await arrived(page);
  await page.getByLabel('Name or mail address').fill(name);
  await page.getByLabel('Password').fill(kPassword);
  await press(page, 'Sign in');
  assert.equal(new URL(page.url()).pathname, '/desk', `${name} is signed in`);
  return page;
}

// From the desk, as people go: by the link of the application's number.
export async function open_from_desk(page, number) {
  await go(page, '/desk');
  const link = page.getByRole('link', { name: String(number), exact: true });
  assert.ok((await link.count()) > 0, `application ${number} is not on the desk of ${page.who}`);
  await leads(page, () => link.first().click());
}

export const state_of = async (page) => (await page.locator('.facts .status').first().innerText()).trim();

export async function expect_words(page, ...words) {
  const text = (await page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
  for (const word of words) assert.ok(text.includes(word), `${page.who} does not see "${word}" on ${page.url()}: ${text.slice(0, 800)}`);
}

export async function fill_application(page, { name, port = '', transports = ['tcp'], ...texts }) {
  await page.getByLabel('Service name').fill(name);
  await page.getByLabel('Port', { exact: true }).fill(port);
  for (const transport of transports) await page.getByLabel(transport, { exact: true }).check();
  for (const [label, text] of Object.entries(texts)) await page.getByLabel(label, { exact: true }).fill(text);
}

// --- by keyboard

// Tab until it has the focus, which must be seen.
export async function tab_to(page, locator) {
  for (let i = 0; i < 120; ++i) {
    await page.keyboard.press('Tab');
    if (!(await locator.evaluate((element) => element === document.activeElement))) continue;
    const drawn = await locator.evaluate((element) => getComputedStyle(element).outlineStyle !== 'none');
    if (!drawn) page.findings.push(`focus: ${await locator.innerText()} has it and is not seen`);
    return;
  }
  throw new Error(`Tab does not lead ${page.who} to ${locator} on ${page.url()}`);
}

export async function type_into(page, label, text) {
  await tab_to(page, page.getByLabel(label, { exact: true }).filter({ visible: true }));
  await page.keyboard.type(text);
}

export async function press_key(page, name, key = 'Enter') {
  const button = await the_button(page, name);
  await tab_to(page, button);
  await leads(page, () => page.keyboard.press(key));
}

// SPDX-License-Identifier: Apache-2.0
//
// A page that is watched: everything that no page may ever do is a finding, and `done` fails if there is one.
import assert from 'node:assert/strict';
import fs from 'node:fs';

import { web } from './stage.mjs';

const axe = fs.readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const kWait = 30_000; // milliseconds: machines may be busy

export const kDesk = { viewport: { width: 1200, height: 900 } };
export const kPhone = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const kSmallPhone = { ...kPhone, viewport: { width: 320, height: 640 } };

// Opens an address and waits until all that is live on the page is. `status` is the one that is right for it; `before` is
// called with the page before it is loaded.
export async function open({ browser, server }, address, { status = 200, before, ...options } = {}) {
  const context = await browser.newContext({ ...kDesk, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(kWait);
  const findings = watch(context, page, server.base, status);
  await before?.(page);
  const answer = await page.goto(server.base + address);
  if (answer.status() !== status) findings.push(`status ${answer.status()} of ${address}`);
  if (options.javaScriptEnabled !== false) await live(page);
  return Object.assign(page, {
    findings,
    done: async () => {
      if (options.javaScriptEnabled !== false) findings.push(...(await failed_islands(page)));
      await context.close();
      assert.ok(findings.length === 0, `on ${address}:\n${findings.join('\n')}`);
    },
  });
}

function watch(context, page, base, status) {
  const findings = [];
  page.on('console', (message) => {
    // That the page itself is a 404 is logged, and meant.
    if (status >= 400 && message.location().url === page.url() && message.text().includes(`status of ${status}`)) return;
    if (['error', 'warning'].includes(message.type())) findings.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => findings.push(`uncaught: ${error.message}`));
  page.on('websocket', (socket) => findings.push(`outside: ${socket.url()}`));
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${base}/`) && !/^(blob|data):/.test(url)) findings.push(`outside: ${url}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400 && response.status() !== status) findings.push(`status ${response.status()}: ${response.url()}`);
  });
  return findings;
}

// The time slider is made when it comes near: the page is scrolled to it, and back.
export async function live(page) {
  await page.waitForFunction(() => {
    const waiting = [...document.querySelectorAll('[data-island]')].filter((island) => !['yes', 'failed'].includes(island.dataset.live));
    waiting.find((island) => island.dataset.island === 'moment')?.scrollIntoView();
    return waiting.length === 0;
  });
  await page.evaluate(() => scrollTo(0, 0));
}

const failed_islands = (page) =>
  page.$$eval('[data-live=failed]', (found) => found.map((island) => `not live: ${island.dataset.island}`));

// What axe finds, and what is wider than the window.
export async function look(page, what, rules = kRules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const violations = await page.evaluate(async (tags) => {
    const one_rule = tags.length === 1 && !tags[0].startsWith('wcag');
    const result = await window.axe.run(document, { runOnly: { type: one_rule ? 'rule' : 'tag', values: tags }, resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => `${id} (${help}), ${nodes.length} times: ${nodes[0].html.slice(0, 200)}`);
  }, rules);
  page.findings.push(...violations.map((violation) => `axe, ${what}: ${violation}`));
  await fits(page, what);
}

export async function fits(page, what) {
  const [width, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  if (width > room) page.findings.push(`wide, ${what}: ${width} px in a window of ${room}`);
}

// SPDX-License-Identifier: Apache-2.0
//
// The web application in a browser: main.mjs PROGRAM --packages FOLDER [--chromium FILE] [--pictures FOLDER] [--speed]
// [--only NAME]. Without --speed and --pictures all that does not depend on how fast the machine is. Ends with 77 if there is
// no Chromium, or no playwright-core or axe-core in web/node_modules. With PORTOLAN_LONG=1 it looks at the pages of a real
// registry too, if $PORTOLAN_TEST_DATA, or ../shared/data beside the checkout, has files of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { parseArgs } from 'node:util';

import { make_harbour } from './harbour.mjs';
import { make_ledgers, serve, start_browser, web } from './stage.mjs';

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    packages: { type: 'string' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    pictures: { type: 'string' },
    speed: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

function missing() {
  if (!fs.existsSync(asked.chromium)) return asked.chromium;
  if (!asked.packages || !fs.existsSync(asked.packages)) return 'the packages of the bundled registry';
  for (const name of ['playwright-core', 'axe-core'])
    try {
      web.resolve(name);
    } catch {
      return `${name} in web/node_modules`;
    }
  return '';
}
if (missing()) {
  console.log(`skipped: there is no ${missing()}`);
  process.exit(77);
}

// Three states, the first and the last among them.
function real_files() {
  const data = process.env.PORTOLAN_TEST_DATA ?? new URL('../../../shared/data', import.meta.url).pathname;
  if (process.env.PORTOLAN_LONG !== '1' || !fs.existsSync(path.join(data, 'iana'))) return [];
  const files = fs.readdirSync(path.join(data, 'iana')).filter((name) => name.endsWith('.xml')).sort();
  const chosen = new Set([files[0], files[files.length >> 1], files.at(-1)].filter(Boolean));
  return [...chosen].map((name) => path.join(data, 'iana', name));
}

const program = path.resolve(positionals[0]);
const real = real_files();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'portolan-browser-'));
const made = make_ledgers({ program, packages: asked.packages, folder, real });
const browser = await start_browser(asked.chromium);
const server = await serve(program, path.join(folder, asked.pictures ? 'bundled' : 'ledger'));
const servers = [server];
const stage = { ...made, browser, server };
if (!asked.pictures && !asked.speed) {
  servers.push(await serve(program, make_harbour(program, folder)));
  stage.harbour = servers.at(-1);
}
if (real.length > 0) {
  servers.push(await serve(program, path.join(folder, 'real')));
  stage.real = { ...servers.at(-1), first: (await servers.at(-1).json('/moments')).moments[0].date };
}
after(async () => {
  await browser.close();
  const statuses = await Promise.all(servers.map(({ end }) => end()));
  fs.rmSync(folder, { recursive: true });
  assert.ok(statuses.every((status) => status === 0), `the servers ended with ${statuses}`);
});

const suites = asked.pictures ? ['pictures'] : asked.speed ? ['speed'] : ['pages', 'seeded', 'search', 'port', 'map', 'records', 'time', 'plain', 'portal'];
for (const name of suites) {
  if (asked.only && asked.only !== name) continue;
  const suite = await import(`./${name}.mjs`);
  suite[name](stage, asked);
}

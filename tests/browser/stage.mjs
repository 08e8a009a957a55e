// SPDX-License-Identifier: Apache-2.0
//
// What a browser test stands on: ledgers made from the registry inside the program, the program serving one of them, and
// Chromium.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

export const web = createRequire(new URL('../../web/package.json', import.meta.url));

// The dates of the ledgers' states.
export const kOld = '2015-07-31'; // the first of the two packages that the registry inside is made from, alone
export const kSmall = '2026-12-01'; // one contact more: the registry inside has none

// The first package's keys, in the order of the registry's columns.
const kKeys = [
  'ServiceName', 'PortNumber', 'TransportProtocol', 'Description', 'Assignee', 'Contact', 'RegistrationDate',
  'ModificationDate', 'Reference', 'ServiceCode', 'KnownUnauthorizedUses', 'AssignmentNotes',
];
const kPerson = `<people><person id="Jon_Postel"><name>Jon Postel</name><org>Information Sciences Institute</org>
<uri>mailto:postel&amp;example.org</uri><updated>1998-10-16</updated></person></people>`;

function old_edition(packages, csv_header) {
  const file = path.join(packages, 'service-names-port-numbers/service-names-port-numbers.json');
  const cell = (text) => `"${(text ?? '').replaceAll('"', '""')}"`;
  const rows = JSON.parse(fs.readFileSync(file, 'utf8')).map((entry) => kKeys.map((key) => cell(entry[key])).join(','));
  return [csv_header, ...rows, ''].join('\r\n');
}

// Two ledgers in `folder`: `bundled` has two states of the registry inside, `ledger` a third, with a contact; and a third
// ledger, `real`, if there are real files.
export function make_ledgers({ program, packages, folder, real }) {
  const run = (...words) =>
    execFileSync(program, words, { cwd: folder, env: { ...process.env, PORTOLAN_DATA: path.join(folder, 'none') }, stdio: 'pipe' });
  const file = (name) => path.join(folder, name);
  run('export', file('now.xml'));
  run('export', file('now.csv'));
  const now = fs.readFileSync(file('now.xml'), 'utf8');
  const header = fs.readFileSync(file('now.csv'), 'utf8').split('\r\n')[0];
  fs.writeFileSync(file('old.csv'), old_edition(packages, header));
  fs.writeFileSync(
    file('small.xml'),
    now.replace(/<updated>.*?<\/updated>/, `<updated>${kSmall}</updated>`).replace('</registry>', `${kPerson}</registry>`),
  );
  run('-r', file('bundled'), 'import', '--yes', '--date', kOld, file('old.csv'));
  run('-r', file('bundled'), 'import', '--yes', file('now.xml'));
  fs.cpSync(file('bundled'), file('ledger'), { recursive: true });
  run('-r', file('ledger'), 'import', '--yes', file('small.xml'));
  if (real.length > 0) run('-r', file('real'), 'import', '--yes', ...real);
  return { now: /<updated>(.*?)<\/updated>/.exec(now)[1] };
}

// Serves a ledger on a port of the system's choice.
export async function serve(program, ledger) {
  const child = spawn(program, ['-r', ledger, 'serve', '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('exit', (status, signal) => done(signal ?? status)));
  const said = [];
  const base = await new Promise((done, failed) => {
    readline.createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      const match = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line);
      if (match) done(match[1]);
    });
    void ended.then((status) => failed(new Error(`the server ended (${status}): ${said.join('\n')}`)));
  });
  return {
    base,
    json: async (address) => (await fetch(`${base}/api/v1${address}`)).json(),
    end: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export async function start_browser(executablePath) {
  const { chromium } = web('playwright-core');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] });
}

// SPDX-License-Identifier: Apache-2.0
//
// Pages with a defect put in: what looks at pages must find it, or finding nothing says nothing.
import assert from 'node:assert/strict';
import test from 'node:test';

import { inspect } from './pages.mjs';
import { walk } from './search.mjs';
import { open } from './watch.mjs';

// Runs in the page, when its elements are there.
const planted = (work) => (page) => page.addInitScript(`document.addEventListener('DOMContentLoaded', () => { ${work} });`);
const paragraph = (style) => `
  const made = document.createElement('p'); made.textContent = 'Planted'; made.className = 'planted';
  const sheet = new CSSStyleSheet(); sheet.replaceSync(${JSON.stringify(style)});
  document.adoptedStyleSheets = [sheet]; document.querySelector('main').append(made);`;

const kDefects = {
  'an error on the console': [/console: planted/, planted(`console.error('planted')`)],
  'a warning on the console': [/console: planted/, planted(`console.warn('planted')`)],
  'an uncaught error': [/uncaught: planted/, planted(`setTimeout(() => { throw new Error('planted'); })`)],
  'a style in the page': [/console: .*Content Security Policy/s, planted(`document.body.setAttribute('style', 'margin: 1px')`)],
  'a script in the page': [/console: .*Content Security Policy/s, planted(`document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))`)],
  'a picture from elsewhere': [/outside: http:\/\/example\.org/, planted(`new Image().src = 'http://example.org/a.png'`), { bypassCSP: true }],
  'faint letters': [/axe, light: color-contrast/, planted(paragraph('.planted { color: #b0b0b0 }'))],
  'letters that are faint in the dark': [/axe, dark: color-contrast/, planted(paragraph('@media (prefers-color-scheme: dark) { .planted { color: #444 } }'))],
  'a field without a label': [/axe, light: label/, planted(`document.querySelector('main').append(document.createElement('input'))`)],
  'a line too long for a phone': [/wide, small phone/, planted(paragraph('.planted { white-space: nowrap; width: 350px }'))],
  'a part of the program that is missing': [/not live: copy/, (page) => page.route(/\/assets\/copy-.*\.js/, (route) => route.abort())],
  'an answer that failed': [/status 500: .*moments/, (page) => page.route('**/api/v1/moments', (route) => route.fulfill({ status: 500, json: {} }))],
  'focus that is not seen': [/focus: .* not seen/, planted(paragraph(':focus-visible { outline: none !important }'))],
};

export function seeded(stage) {
  for (const [what, [expected, before, options]] of Object.entries(kDefects))
    test(`Found when it is put in: ${what}`, async () => {
      const page = await open(stage, '/ports/4/udp', { before, ...options });
      await inspect(page);
      await walk(page, 3);
      await assert.rejects(page.done(), expected);
    });
}

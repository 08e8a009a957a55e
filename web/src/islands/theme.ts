// SPDX-License-Identifier: Apache-2.0
//
// The theme switch. Without Svelte: every page has it, and it is little.
import type { Island } from '../island';
import { kThemes, read_theme, write_theme, type Theme } from '../lib/theme';

const kWords: Record<Theme, string> = { system: 'Auto', light: 'Light', dark: 'Dark' };

const theme: Island = (element) => {
  const choice = document.createElement('select');
  choice.className = 'theme';
  choice.setAttribute('aria-label', 'Colour theme');
  for (const name of kThemes) choice.append(new Option(kWords[name], name));
  choice.value = read_theme();
  choice.addEventListener('change', () => write_theme(choice.value as Theme));
  // Another tab of the same browser.
  addEventListener('storage', ({ key }) => {
    if (key !== 'theme') return;
    choice.value = read_theme();
    write_theme(choice.value as Theme);
  });
  element.replaceChildren(choice);
};

export default theme;

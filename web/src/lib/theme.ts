// SPDX-License-Identifier: Apache-2.0
//
// The theme chosen by hand: `data-theme` of the document, kept in this browser. theme-early.ts reads it too.

export const kThemes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof kThemes)[number];

export function read_theme(): Theme {
  try {
    const kept = localStorage.getItem('theme');
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export function write_theme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    if (theme === 'system') localStorage.removeItem('theme');
    else localStorage.setItem('theme', theme);
  } catch {
    // No storage: it holds for this page.
  }
  document.dispatchEvent(new CustomEvent('portolan-theme'));
}

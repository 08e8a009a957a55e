// SPDX-License-Identifier: Apache-2.0
//
// The colours of the page, for what draws by itself.

export interface ThemeColours {
  dark: boolean;
  line: string;
  focus: string;
  foreground: string;
}

export function theme_colours(): ThemeColours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const chosen = document.documentElement.dataset['theme'];
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  return {
    dark,
    line: colour('--bg', dark ? '#0f161c' : '#ffffff'),
    focus: colour('--focus', dark ? '#ffb35c' : '#b4470a'),
    foreground: colour('--fg', dark ? '#e2e8ed' : '#18232d'),
  };
}

// Calls back when the theme changes, by hand or by the system. Returns what ends that.
export function watch_theme(changed: () => void): () => void {
  const query = matchMedia('(prefers-color-scheme: dark)');
  query.addEventListener('change', changed);
  document.addEventListener('portolan-theme', changed);
  return () => {
    query.removeEventListener('change', changed);
    document.removeEventListener('portolan-theme', changed);
  };
}

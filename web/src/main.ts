// SPDX-License-Identifier: Apache-2.0
//
// Finds the islands of a page and makes them live. Each is a module of its own that is fetched only where a page has
// such an island, except those that nearly every page has; an island that fails leaves what the server rendered.
import type { Island } from './island';
import search from './islands/search';
import theme from './islands/theme';

const at_once: Record<string, Island> = { search, theme };
const loaders: Record<string, () => Promise<{ default: Island }>> = {
  table: () => import('./islands/table'),
  map: () => import('./islands/map'),
  statistics: () => import('./islands/statistics'),
  apply: () => import('./islands/apply'),
  pick: () => import('./islands/pick'),
  diff: () => import('./islands/diff'),
  moment: () => import('./islands/moment'),
  copy: () => import('./islands/copy'),
  try: () => import('./islands/try'),
};
// At the foot of pages: loaded when it comes near, so that it does not stand in the way of what is looked at.
const at_sight = ['moment'];

// What is fetched when a page is left fails, and is nobody's loss.
let leaving = false;
addEventListener('pagehide', () => (leaving = true));
addEventListener('pageshow', () => (leaving = false));

function props_of(element: HTMLElement): Record<string, unknown> {
  const text = element.dataset['props'];
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

function seen(element: HTMLElement): Promise<void> {
  return new Promise((done) => {
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        done();
      },
      { rootMargin: '200px' },
    );
    observer.observe(element);
  });
}

async function island_called(name: string): Promise<Island | undefined> {
  return at_once[name] ?? (await loaders[name]?.())?.default;
}

async function start(element: HTMLElement): Promise<void> {
  const name = element.dataset['island'] ?? '';
  if (element.dataset['live']) return;
  element.dataset['live'] = 'loading';
  try {
    if (at_sight.includes(name)) await seen(element);
    const island = await island_called(name);
    await island?.(element, props_of(element));
    element.dataset['live'] = 'yes';
  } catch (error) {
    element.dataset['live'] = 'failed';
    if (!leaving) console.warn('an island stays as the server made it:', name, error);
  }
}

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) void start(element);

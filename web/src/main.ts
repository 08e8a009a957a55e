// SPDX-License-Identifier: Apache-2.0
//
// Finds the islands of a page and makes them live. Each is a module of its own that is fetched only where a page has
// such an island; an island that fails leaves what the server rendered.
import type { Island } from './island';

const loaders: Record<string, () => Promise<{ default: Island }>> = {
  search: () => import('./islands/search'),
  table: () => import('./islands/table'),
  map: () => import('./islands/map'),
  statistics: () => import('./islands/statistics'),
  pick: () => import('./islands/pick'),
  diff: () => import('./islands/diff'),
  moment: () => import('./islands/moment'),
  copy: () => import('./islands/copy'),
  try: () => import('./islands/try'),
  theme: () => import('./islands/theme'),
};

function props_of(element: HTMLElement): Record<string, unknown> {
  const text = element.dataset['props'];
  return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

async function start(element: HTMLElement): Promise<void> {
  const load = loaders[element.dataset['island'] ?? ''];
  if (!load || element.dataset['live']) return;
  element.dataset['live'] = 'loading';
  try {
    const island = await load();
    await island.default(element, props_of(element));
    element.dataset['live'] = 'yes';
  } catch (error) {
    element.dataset['live'] = 'failed';
    console.warn('an island stays as the server made it:', element.dataset['island'], error);
  }
}

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) void start(element);

// SPDX-License-Identifier: Apache-2.0
import { mount, type Component } from 'svelte';

// Makes an element of the page live. Rejects if it cannot: the page stays as it is.
export type Island = (element: HTMLElement, props: Record<string, unknown>) => void | Promise<void>;

// Puts a component where the server's content was; what has `data-keep` stays behind it.
export function replace<P extends Record<string, unknown>>(element: HTMLElement, component: Component<P>, props: P): void {
  const kept = [...element.querySelectorAll('[data-keep]')];
  element.replaceChildren();
  mount(component, { target: element, props });
  element.append(...kept);
}

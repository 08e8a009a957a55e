// SPDX-License-Identifier: Apache-2.0
//
// Answers the form that picks ports while it is filled in. The server's form stays; its answer is replaced.
import { mount } from 'svelte';
import type { Island } from '../island';
import Pick from './Pick.svelte';

const pick: Island = (element) => {
  const form = element.querySelector('form');
  if (!form) throw new Error('there is no form');
  let target = element.querySelector<HTMLElement>('[data-answer]');
  if (!target) {
    target = document.createElement('div');
    element.append(target);
  }
  target.setAttribute('aria-live', 'polite');
  mount(Pick, { target, props: { form, server: [...target.childNodes] } });
};

export default pick;

// SPDX-License-Identifier: Apache-2.0
//
// Says what is wrong with an application while it is written. The form stays the server's, which says the rest.
import { mount } from 'svelte';
import type { Island } from '../island';
import Apply from './Apply.svelte';

const apply: Island = (element) => {
  const form = element.querySelector('form');
  const target = element.querySelector<HTMLElement>('[data-answer]');
  if (!form || !target) throw new Error('there is no form, or no place for an answer');
  mount(Apply, { target, props: { form } });
};

export default apply;

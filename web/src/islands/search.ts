// SPDX-License-Identifier: Apache-2.0
//
// Makes a search form answer as one types. The server's form and field stay; the list of answers is put behind the field.
import { mount } from 'svelte';
import type { Island } from '../island';
import Search from './Search.svelte';

let made = 0;

const search: Island = (element, props) => {
  const form = element.querySelector('form');
  const field = form?.querySelector<HTMLInputElement>('input[name="q"]');
  if (!form || !field) throw new Error('there is no search form');
  const holder = document.createElement('div');
  holder.className = 'search-answers';
  form.append(holder);
  form.classList.add('search-live');
  made += 1;
  const limit = typeof props['limit'] === 'number' ? props['limit'] : 8;
  mount(Search, { target: holder, props: { form, field, limit, id: `answers-${made}`, first: made === 1 } });
};

export default search;

// SPDX-License-Identifier: Apache-2.0
//
// Helps to choose two dates: the dates at which the registry changed stand beside the fields, and what the difference would
// be is said before it is shown. The server's form stays.
import { mount } from 'svelte';
import { ask, type MomentsAnswer } from '../api';
import type { Island } from '../island';
import Diff from './Diff.svelte';

const diff: Island = async (element) => {
  const form = element.querySelector('form');
  const from = form?.querySelector<HTMLInputElement>('input[name="from"]');
  const to = form?.querySelector<HTMLInputElement>('input[name="to"]');
  if (!form || !from || !to) throw new Error('there is no form with two dates');
  const { moments } = await ask<MomentsAnswer>('/moments');
  if (moments.length < 2) return;
  const target = document.createElement('div');
  form.after(target);
  mount(Diff, { target, props: { form, from, to, days: moments } });
};

export default diff;

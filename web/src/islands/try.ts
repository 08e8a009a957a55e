// SPDX-License-Identifier: Apache-2.0
//
// Forms for every address of the API, made of its own description.
import { api_address } from '../api';
import { replace, type Island } from '../island';
import { operations_of } from '../lib/openapi';
import Try from './Try.svelte';

const try_it: Island = async (element, props) => {
  const response = await fetch(api_address('/openapi.json'));
  if (!response.ok) throw new Error(`the description of the API: ${response.status}`);
  const all = operations_of(await response.json());
  const only = props['operation'];
  const operations = typeof only === 'string' ? all.filter(({ id }) => id === only) : all;
  if (operations.length === 0) throw new Error('no such operation');
  replace(element, Try, { operations });
};

export default try_it;

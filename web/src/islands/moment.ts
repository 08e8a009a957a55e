// SPDX-License-Identifier: Apache-2.0
//
// A slider over the moments of the ledger that shows this page as it was. Where there is none, the server's form stays.
import { ask, type MomentsAnswer } from '../api';
import { replace, type Island } from '../island';
import { moment_of } from '../lib/address';
import { place_of } from '../lib/timeline';
import Moment from './Moment.svelte';

const moment: Island = async (element) => {
  const { moments } = await ask<MomentsAnswer>('/moments');
  if (moments.length < 2) return;
  const as_of = moment_of(location.search);
  replace(element, Moment, { days: moments, as_of, start: Math.max(place_of(moments, as_of), 0) });
};

export default moment;

// SPDX-License-Identifier: Apache-2.0
import { ask, type MomentsAnswer, type PortMap } from '../api';
import { replace, type Island } from '../island';
import { moment_of } from '../lib/address';
import PortMapView from './PortMap.svelte';

const map: Island = async (element) => {
  const as_of = moment_of(location.search);
  const [data, moments] = await Promise.all([
    ask<PortMap>('/map', { as_of }),
    ask<MomentsAnswer>('/moments').catch((): MomentsAnswer => ({ moments: [] })),
  ]);
  replace(element, PortMapView, { data, days: moments.moments, as_of });
};

export default map;

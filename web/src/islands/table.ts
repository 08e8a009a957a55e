// SPDX-License-Identifier: Apache-2.0
import { ask_whole, type RecordsPage } from '../api';
import { replace, type Island } from '../island';
import { moment_of, values_of } from '../lib/address';
import { kFilters, kPageSize, parameters_of } from '../lib/filters';
import RecordTable from './RecordTable.svelte';

const table: Island = async (element) => {
  const values = values_of(location.search, kFilters);
  const as_of = moment_of(location.search);
  // The first page is there before the server's rows go.
  const first = await ask_whole<RecordsPage>('/records', { ...parameters_of(values), as_of, limit: kPageSize });
  replace(element, RecordTable, { first, values, as_of });
};

export default table;

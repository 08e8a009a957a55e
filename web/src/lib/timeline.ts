// SPDX-License-Identifier: Apache-2.0
//
// Places of dates among the moments at which a registry changed, for sliders.
import type { ApiMoment } from '../api';

// The last day that is not after a date; -1 if all are. `date` may be "2019", "2019-10" (then their ends) or a day.
export function day_at(days: readonly ApiMoment[], date: string): number {
  const end = date.length < 10 ? `${date}~` : date; // '~' is behind every digit and '-'
  let found = -1;
  days.forEach((day, i) => {
    if (day.date <= end) found = i;
  });
  return found;
}

// The place of what `as_of` says: a date or "@position"; the last for nothing.
export function place_of(days: readonly ApiMoment[], as_of: string): number {
  if (!as_of) return days.length - 1;
  if (!as_of.startsWith('@')) return day_at(days, as_of);
  const position = Number(as_of.slice(1));
  let found = -1;
  days.forEach((day, i) => {
    if (day.position !== null && day.position <= position) found = i;
  });
  return found;
}

// SPDX-License-Identifier: Apache-2.0

// 14533 as "14,533". Not by the browser's language: the pages are in English.
export function with_commas(number: number): string {
  return String(Math.trunc(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}

// "1 port", "12 ports".
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${with_commas(number)} ${number === 1 ? one : many}`;
}

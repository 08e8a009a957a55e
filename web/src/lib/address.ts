// SPDX-License-Identifier: Apache-2.0
//
// Addresses of pages and of the API, and the state of a page in its address.

export type Values = Record<string, string>;

// The value of `as_of` in the address of a page; empty on pages of the present.
export function moment_of(search: string): string {
  return new URLSearchParams(search).get('as_of') ?? '';
}

// "/records?q=a&sort=name": without what is empty, in the order of `names`, so that the same state has the same address.
export function address_of(path: string, names: readonly string[], values: Values): string {
  const pairs = names.filter((name) => values[name]).map((name) => `${name}=${encode(values[name] ?? '')}`);
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

// What of `names` an address says; a list may be written with commas or by repeating the name, as forms do.
export function values_of(search: string, names: readonly string[]): Values {
  const parameters = new URLSearchParams(search);
  const values: Values = {};
  for (const name of names) values[name] = parameters.getAll(name).map((value) => value.trim()).filter(Boolean).join(',');
  return values;
}

// As encodeURIComponent, but commas, slashes and colons stay readable: a query may hold them (RFC 3986, section 3.4).
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%20/g, '+');
}

// A page of the same moment.
export function link(path: string, as_of: string): string {
  if (!as_of) return path;
  return `${path}${path.includes('?') ? '&' : '?'}as_of=${encode(as_of)}`;
}

export const port_page = (port: number | string, as_of = ''): string => link(`/ports/${port}`, as_of);
export const service_page = (name: string, as_of = ''): string => link(`/services/${encodeURIComponent(name)}`, as_of);
export const contact_page = (id: string, as_of = ''): string => link(`/contacts/${encodeURIComponent(id)}`, as_of);

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { address_of, contact_page, link, moment_of, port_page, service_page, values_of } from '../src/lib/address';
import { kFilters, next_sort, order_of, parameters_of } from '../src/lib/filters';

describe('the state of the table in its address', () => {
  it('comes back as it was written', () => {
    const values = { q: 'a & b', ports: '6000-6063', status: 'reserved,de-assigned', sort: '-name', assignee: '', columns: 'service_name,status', range: '', transport: '' };
    const address = address_of('/records', kFilters, values);
    expect(address).toBe('/records?q=a+%26+b&status=reserved,de-assigned&ports=6000-6063&sort=-name&columns=service_name,status');
    expect(values_of(new URL(address, 'http://host').search, kFilters)).toEqual(values);
  });

  it('is the bare address where nothing is chosen', () => {
    expect(address_of('/records', kFilters, values_of('', kFilters))).toBe('/records');
  });

  it('takes lists as forms send them', () => {
    expect(values_of('?status=reserved&status=assigned&status=', ['status'])).toEqual({ status: 'reserved,assigned' });
  });

  it('tells the API everything but the columns', () => {
    expect(parameters_of({ q: 'dns', columns: 'status', sort: '' })).toEqual({ q: 'dns' });
  });
});

describe('sorting', () => {
  it('is by port unless something else is said', () => {
    expect(order_of('', 'port')).toBe('ascending');
    expect(order_of('', 'name')).toBe('none');
    expect(order_of('-name', 'name')).toBe('descending');
  });

  it('turns round with the second press', () => {
    expect(next_sort('', 'name')).toBe('name');
    expect(next_sort('name', 'name')).toBe('-name');
    expect(next_sort('-name', 'name')).toBe('name');
    expect(next_sort('', 'port')).toBe('-port');
    expect(next_sort('-port', 'port')).toBe('');
  });
});

describe('addresses of pages', () => {
  it('stay at the moment that is shown', () => {
    expect(moment_of('?q=1&as_of=2024-07-01')).toBe('2024-07-01');
    expect(port_page(443, '2024-07-01')).toBe('/ports/443?as_of=2024-07-01');
    expect(link('/search?q=a', '@12')).toBe('/search?q=a&as_of=%4012');
    expect(link('/', '')).toBe('/');
  });

  it('hold any name', () => {
    expect(service_page('cl/1')).toBe('/services/cl%2F1');
    expect(contact_page('Jon_Postel')).toBe('/contacts/Jon_Postel');
    expect(service_page('Apple Remote Desktop (Net Assistant)')).toBe('/services/Apple%20Remote%20Desktop%20(Net%20Assistant)');
  });
});

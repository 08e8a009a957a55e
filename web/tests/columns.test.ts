// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { columns_of, csv_cell, csv_of, csv_row, json_of, list_of } from '../src/lib/columns';
import { joined } from '../src/lib/form';
import { day_at, place_of } from '../src/lib/timeline';
import { counted, with_commas } from '../src/lib/text';
import { record } from './samples';

describe('columns', () => {
  it('are the usual ones unless some are named', () => {
    expect(columns_of('').map(({ key }) => key)).toContain('description');
    expect(columns_of('nothing,known')).toEqual(columns_of(''));
    expect(columns_of('reference,port_number').map(({ key }) => key)).toEqual(['port_number', 'reference']);
  });

  it('are named in the address only where they are not the usual ones', () => {
    expect(list_of(columns_of(''))).toBe('');
    expect(list_of(columns_of('reference'))).toBe('reference');
  });
});

describe('an export', () => {
  it('quotes as RFC 4180 says', () => {
    expect(csv_row(['a', 'b,c', 'say "x"', 'two\nlines', ''])).toBe('a,"b,c","say ""x""","two\nlines",\r\n');
  });

  it('holds no formulas', () => {
    expect(csv_cell('=1+1')).toBe("'=1+1");
    expect(csv_cell('@cmd')).toBe("'@cmd");
    expect(csv_cell('-5')).toBe('-5');
  });

  it('has what is shown', () => {
    const columns = columns_of('service_name,assignee,reference');
    expect(csv_of([record()], columns)).toBe('https,IESG,RFC9110\r\n');
    expect(JSON.parse(json_of(record(), columns))).toEqual({
      service_name: 'https', assignee: ['IESG'], reference: [{ type: 'rfc', data: 'rfc9110' }],
    });
  });
});

describe('forms', () => {
  it('become parameters: repeated names a list, nothing empty, nothing unknown', () => {
    const pairs = [['transports', 'tcp'], ['transports', 'udp'], ['name', ' x '], ['user', ''], ['other', '1']] as const;
    expect(joined(pairs, ['name', 'user', 'transports'])).toEqual({ transports: 'tcp,udp', name: 'x' });
  });
});

describe('moments', () => {
  const days = [
    { date: '2019-10-30', position: 5 },
    { date: '2020-01-08', position: 9 },
    { date: '2020-07-07', position: 12 },
  ];

  it('are found by date, month, year and position', () => {
    expect([day_at(days, '2019-01-01'), day_at(days, '2020-01-08'), day_at(days, '2020-01'), day_at(days, '2020')]).toEqual([-1, 1, 1, 2]);
    expect([place_of(days, ''), place_of(days, '@9'), place_of(days, '@11'), place_of(days, '@1')]).toEqual([2, 1, 1, -1]);
  });
});

describe('numbers in text', () => {
  it('have commas', () => {
    expect([with_commas(0), with_commas(999), with_commas(14533), with_commas(1000000)]).toEqual(['0', '999', '14,533', '1,000,000']);
    expect([counted(1, 'record'), counted(2, 'record')]).toEqual(['1 record', '2 records']);
  });
});

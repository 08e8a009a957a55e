// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { is_ready, told } from '../src/lib/application';

const missing = (field: string) => ({ rule: 'missing', field, message: `the ${field} is missing` });
const taken = { rule: 'name-taken', section: 'RFC 6335, section 5.1', field: 'service_name', message: 'pilot is registered' };

describe('an application that is being written', () => {
  it.each([
    [{ service_name: 'pilot' }],
    [{ port_number: '9000' }],
    [{ service_name: 'pilot', port_number: '9000-9099' }],
  ])('%j can be asked about', (values) => {
    expect(is_ready(values, false)).toBe(true);
  });

  it.each([
    [{}],
    [{ transports: 'tcp' }],
    [{ service_name: 'pilot', port_number: '9000-' }],
    [{ service_name: 'pilot', port_number: '9000-90' }],
    [{ port_number: '99999' }],
    [{ port_number: '80 90' }],
  ])('%j cannot, also when its field is left', (values: Record<string, string>) => {
    expect(is_ready(values, false)).toBe(false);
    expect(is_ready(values, true)).toBe(false);
  });

  it('takes a word for the name of a range when its field is left', () => {
    expect(is_ready({ port_number: 'Gatew' }, false)).toBe(false);
    expect(is_ready({ port_number: 'Gateways' }, true)).toBe(true);
  });
});

describe('what is said of it', () => {
  it('is nothing of fields that are still empty', () => {
    const answer = { violations: [missing('description'), missing('transports'), taken], advice: ['a name alone would do'], port: 9000 };
    expect(told(answer, { service_name: 'pilot' })).toEqual({ wrong: [taken], advice: ['a name alone would do'], port: 9000 });
  });

  it('is that something is missing where it was written, and is not enough', () => {
    const answer = { violations: [missing('service_name')], advice: [] };
    expect(told(answer, { service_name: '-' }).wrong).toHaveLength(1);
  });

  it('is nothing that depends on who asks', () => {
    const answer = { violations: [{ rule: 'transfer', message: 'it is not handed on' }], advice: [] };
    expect(told(answer, { service_name: 'pilot' }).wrong).toEqual([]);
  });
});

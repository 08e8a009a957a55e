// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { lacking, operations_of, request_of } from '../src/lib/openapi';

const document = {
  paths: {
    '/api/v1/ports/{port}': {
      get: {
        operationId: 'getPort',
        tags: ['lookup'],
        summary: 'A port',
        parameters: [{ $ref: '#/components/parameters/port' }, { $ref: '#/components/parameters/as_of' }],
      },
    },
    '/api/v1/records': {
      get: {
        parameters: [
          { name: 'transport', in: 'query', schema: { type: 'array', items: { $ref: '#/components/schemas/Transport' } }, example: ['tcp', 'udp'] },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 100 } },
          { name: 'Idempotency-Key', in: 'header' },
        ],
      },
    },
    '/other': { post: {} },
  },
  components: {
    parameters: {
      port: { name: 'port', in: 'path', required: true, schema: { type: 'string' }, examples: { one: { value: '443' } } },
      as_of: { name: 'as_of', in: 'query', description: 'When', schema: { type: 'string', pattern: '^x' } },
    },
    schemas: { Transport: { type: 'string', enum: ['tcp', 'udp'] } },
  },
};

describe('the description of the API', () => {
  const [port, records, ...others] = operations_of(document);

  it('gives an operation for each address that is read', () => {
    expect(port).toMatchObject({ id: 'getPort', path: '/api/v1/ports/{port}', tag: 'lookup' });
    expect(records?.id).toBe('/api/v1/records');
    expect(others).toEqual([]);
  });

  it('follows references', () => {
    expect(port?.parameters[0]).toMatchObject({ name: 'port', where: 'path', required: true, example: '443' });
    expect(records?.parameters[0]).toMatchObject({ list: true, choices: ['tcp', 'udp'], example: 'tcp,udp' });
    expect(records?.parameters[1]).toMatchObject({ number: { min: 1, max: 1000 }, otherwise: '100' });
    expect(records?.parameters).toHaveLength(2);
  });

  it('makes the request of a filled form', () => {
    if (!port || !records) throw new Error('no operations');
    expect(request_of(port, { port: '443', as_of: '' })).toBe('/api/v1/ports/443');
    expect(request_of(port, { port: 'cl/1', as_of: '@5' })).toBe('/api/v1/ports/cl%2F1?as_of=%405');
    expect(request_of(records, { transport: 'tcp,udp', limit: '5' })).toBe('/api/v1/records?transport=tcp,udp&limit=5');
    expect(lacking(port, {})).toEqual(['port']);
    expect(lacking(port, { port: '1' })).toEqual([]);
  });

  it('is not upset by anything else', () => {
    expect(operations_of(null)).toEqual([]);
    expect(operations_of({ paths: { '/a': { get: { parameters: [{ $ref: '#/nowhere' }] } } } })[0]?.parameters).toEqual([]);
  });
});

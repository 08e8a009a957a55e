// SPDX-License-Identifier: Apache-2.0
//
// What of an OpenAPI 3.1 description a form needs: the addresses that are read with GET, and their parameters.

export interface Parameter {
  name: string;
  where: 'path' | 'query';
  required: boolean;
  description: string;
  choices: string[]; // empty: any text
  list: boolean; // several values with commas between them
  pattern: string; // of a text; empty: any
  number: { min?: number; max?: number } | undefined;
  otherwise: string; // what the server takes when it is not given
  example: string;
}

export interface Operation {
  id: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  parameters: Parameter[];
}

type Json = Record<string, unknown>;
const object = (value: unknown): Json => (value !== null && typeof value === 'object' ? (value as Json) : {});
const text = (value: unknown): string => (value === undefined || value === null ? '' : String(value).trim());

// Follows `$ref: '#/a/b'` inside the document.
function resolved(document: Json, value: unknown, depth = 0): Json {
  const node = object(value);
  const ref = node['$ref'];
  if (typeof ref !== 'string' || !ref.startsWith('#/') || depth > 8) return node;
  let at: unknown = document;
  for (const word of ref.slice(2).split('/')) at = object(at)[word.replaceAll('~1', '/').replaceAll('~0', '~')];
  const { $ref: _, ...own } = node;
  return { ...resolved(document, at, depth + 1), ...own };
}

function example_of(parameter: Json): string {
  const first = Object.values(object(parameter['examples']))[0];
  const value = parameter['example'] ?? object(first)['value'];
  return Array.isArray(value) ? value.join(',') : text(value);
}

function parameter_of(document: Json, value: unknown): Parameter | undefined {
  const parameter = resolved(document, value);
  const where = parameter['in'];
  if (where !== 'path' && where !== 'query') return undefined;
  const schema = resolved(document, parameter['schema']);
  const list = schema['type'] === 'array';
  const item = list ? resolved(document, schema['items']) : schema;
  const numeric = item['type'] === 'integer' || item['type'] === 'number';
  const number: { min?: number; max?: number } = {};
  if (typeof item['minimum'] === 'number') number.min = item['minimum'];
  if (typeof item['maximum'] === 'number') number.max = item['maximum'];
  return {
    name: text(parameter['name']),
    where,
    required: where === 'path' || parameter['required'] === true,
    description: text(parameter['description']),
    choices: Array.isArray(item['enum']) ? item['enum'].map(text) : [],
    list,
    pattern: !list && !numeric ? text(item['pattern']) : '',
    number: numeric && !list ? number : undefined,
    otherwise: text(schema['default']),
    example: example_of(parameter),
  };
}

export function operations_of(value: unknown): Operation[] {
  const document = object(value);
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(object(document['paths']))) {
    const get = object(item)['get'];
    if (!get) continue;
    const operation = resolved(document, get);
    // Not everywhere, and not for everybody.
    if (operation['x-needs-accounts'] === true) continue;
    const parameters = [object(item)['parameters'], operation['parameters']]
      .flatMap((list) => (Array.isArray(list) ? list : []))
      .map((parameter) => parameter_of(document, parameter))
      .filter((parameter) => parameter !== undefined);
    const tags = operation['tags'];
    found.push({
      id: text(operation['operationId']) || path,
      path,
      tag: Array.isArray(tags) ? text(tags[0]) : '',
      summary: text(operation['summary']),
      description: text(operation['description']),
      parameters,
    });
  }
  return found;
}

// The address that a filled form asks. Empty values are left out.
export function request_of(operation: Operation, values: Record<string, string>): string {
  let path = operation.path;
  const query: string[] = [];
  for (const { name, where, list } of operation.parameters) {
    const value = (values[name] ?? '').trim();
    const encoded = encodeURIComponent(value);
    if (where === 'path') path = path.replace(`{${name}}`, encoded);
    else if (value) query.push(`${name}=${list ? encoded.replaceAll('%2C', ',') : encoded}`);
  }
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

// What is to be filled in before it can be asked.
export const lacking = (operation: Operation, values: Record<string, string>): string[] =>
  operation.parameters.filter(({ name, required }) => required && !values[name]?.trim()).map(({ name }) => name);

// SPDX-License-Identifier: Apache-2.0
//
// The API (docs/openapi.yaml) as this application uses it: the shapes of its answers, and how to ask.

export type Status = 'assigned' | 'historic' | 'unassigned' | 'reserved' | 'de-assigned';
export type TransportName = 'tcp' | 'udp' | 'sctp' | 'dccp';

export interface Reference {
  type: string;
  data?: string;
  section?: string;
  text?: string;
}

// The id of a contact, or a reference where it is more than an id.
export type Person = string | Reference;

// A record as every JSON answer and the JSON download have it.
export interface ApiRecord {
  service_name: string | null;
  port_number: string | null; // "443", "6000-6063"
  transport_protocol: string | null;
  description: string | null;
  assignee: Person[];
  contact: Person[];
  registration_date: string | null;
  modification_date: string | null;
  reference: Reference[];
  service_code: number | null;
  unauthorized_use_reported: string | null;
  assignment_notes: string | null;
  first_port: number | null;
  last_port: number | null;
  status: Status;
  status_text: string;
  deassigned_date: string | null;
  service_code_characters: string | null;
  alias_of: string | null;
  replaces: string[];
}

export interface ApiContact {
  id: string;
  name: string | null;
  organization: string | null;
}

export interface RecordsPage {
  records: ApiRecord[];
  next: string | null;
  total: number;
}

export interface SearchAnswer {
  hits: { rank: string; record: ApiRecord }[];
  contacts: ApiContact[];
}

export interface ApiMoment {
  date: string;
  position: number | null; // null: it was imported later, and only its date asks for it
}

export interface MomentsAnswer {
  moments: ApiMoment[];
}

// All ports of all transports as runs, by columns (docs/openapi.yaml, PortMap).
export interface PortMap {
  updated: string | null;
  transports: string[];
  statuses: string[];
  holders: string[];
  runs: {
    gap: number[];
    length: number[];
    transports: number[];
    status: number[];
    name: string[];
    holder: number[];
    registered: number[];
  };
}

export interface PickReason {
  reason: string;
  words: string;
  allowed?: boolean;
}

export interface PickAnswer {
  user: string;
  name: string;
  range: string;
  transports: string[];
  allowed: string[];
  port: number | null;
  ports: number[];
  free: number;
  totals: Record<string, number>;
  rejected: { port: number; reasons: PickReason[] }[];
}

export interface Violation {
  rule: string;
  section?: string; // of an RFC
  field?: string; // as the form has it
  message: string;
}

export interface CheckAnswer {
  violations: Violation[];
  advice: string[];
  port?: number; // that it would get, as things are now
}

export interface DiffAnswer {
  from: string;
  to: string;
  summary: { sentence: string };
}

// An error as the API tells it (RFC 9457).
export class Problem extends Error {
  readonly status: number;
  readonly field: string;

  constructor(status: number, detail: string, field = '') {
    super(detail);
    this.status = status;
    this.field = field;
  }
}

export type Parameters = Record<string, string | number | undefined>;

export function api_address(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.append(name, String(value));
  const text = query.toString();
  return `/api/v1${path}${text ? `?${text}` : ''}`;
}

async function problem_of(response: Response): Promise<Problem> {
  const fallback = `The server answered ${response.status}`;
  try {
    const told = (await response.json()) as { detail?: string; title?: string; field?: string };
    return new Problem(response.status, told.detail ?? told.title ?? fallback, told.field ?? '');
  } catch {
    return new Problem(response.status, fallback);
  }
}

export interface Answer<T> {
  data: T;
  position: string; // of the ledger, "@1234": asks the same state again; empty where there is no ledger
}

// Rejects with a Problem, with an AbortError when `signal` says stop, or with a TypeError when the server is not there.
export async function ask_whole<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<Answer<T>> {
  const response = await fetch(api_address(path, parameters), {
    headers: { Accept: 'application/json' },
    signal: signal ?? null,
  });
  if (!response.ok) throw await problem_of(response);
  const position = response.headers.get('Portolan-Position');
  return { data: (await response.json()) as T, position: position ? `@${position}` : '' };
}

export async function ask<T>(path: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<T> {
  return (await ask_whole<T>(path, parameters, signal)).data;
}

export const was_aborted = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

// What to tell a person.
export const words_of = (error: unknown): string =>
  error instanceof Problem ? error.message : 'The server cannot be reached just now';

// SPDX-License-Identifier: Apache-2.0

export interface Ports {
  first: number;
  last: number;
}

// What was typed, if it is a port or a range: "443", "443/tcp", "6000-6063", ":8080", "6000–6063".
export function ports_in(text: string): Ports | undefined {
  const match = /^[:#]?(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?(?:\/(?:tcp|udp|sctp|dccp))?$/i.exec(text.trim());
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = match[2] === undefined ? first : Number(match[2]);
  return first <= last && last <= 65535 ? { first, last } : undefined;
}

// "6000-6063", or "443" where it is one port.
export const ports_text = (ports: Ports): string =>
  ports.first === ports.last ? String(ports.first) : `${ports.first}-${ports.last}`;

// "80,6000-6063" of "80, 6000 - 6063"; nothing where it is no list of ports, as while it is being typed.
export function ports_list(text: string): string | undefined {
  const words = text.replace(/\s*[-–]\s*/g, '-').split(/[\s,]+/).filter(Boolean);
  const found = words.map((word) => (/^[\d-]+$/.test(word) ? ports_in(word) : undefined));
  return found.every((ports) => ports !== undefined) ? found.map(ports_text).join(',') : undefined;
}

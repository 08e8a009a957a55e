// SPDX-License-Identifier: Apache-2.0

// What a form would send, for the API: controls of one name are one list, empty ones are left out.
export function parameters_in(form: HTMLFormElement, names: readonly string[]): Record<string, string> {
  return joined([...new FormData(form)].map(([name, value]) => [name, String(value)]), names);
}

export function joined(pairs: readonly (readonly [string, string])[], names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, text] of pairs) {
    const value = text.trim();
    if (!value || !names.includes(name)) continue;
    found[name] = found[name] ? `${found[name]},${value}` : value;
  }
  return found;
}

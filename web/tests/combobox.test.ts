// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { kClosed, press, with_options, type State } from '../src/lib/combobox';

const open = (active: number, count = 3): State => ({ open: true, active, count });
const after = (state: State, ...keys: string[]): State => keys.reduce((now, key) => press(now, key, 'text').state, state);

describe('the keys of a search box', () => {
  it('go down over the options and round past the text', () => {
    expect(after(open(-1), 'ArrowDown').active).toBe(0);
    expect(after(open(2), 'ArrowDown').active).toBe(-1);
    expect(after(open(-1), 'ArrowUp').active).toBe(2);
    expect(after(open(0), 'ArrowUp').active).toBe(-1);
  });

  it('open a closed list again', () => {
    expect(after({ open: false, active: 2, count: 3 }, 'ArrowDown')).toEqual(open(0));
  });

  it('do nothing where there are no options', () => {
    const step = press({ ...kClosed }, 'ArrowDown', '');
    expect(step).toEqual({ state: kClosed, action: 'none', handled: false });
  });

  it('take the chosen option with Enter, or send the form', () => {
    expect(press(open(1), 'Enter', 'text')).toMatchObject({ action: 'take', handled: true, state: { active: 1 } });
    expect(press(open(-1), 'Enter', 'text')).toMatchObject({ action: 'submit', handled: false, state: { open: false } });
    expect(press({ ...open(1), open: false }, 'Enter', 'text')).toMatchObject({ action: 'submit', handled: false });
  });

  it('close the list with the first Escape and empty the field with the second', () => {
    const first = press(open(1), 'Escape', 'text');
    expect(first).toMatchObject({ action: 'none', handled: true, state: { open: false, active: -1 } });
    expect(press(first.state, 'Escape', 'text')).toMatchObject({ action: 'clear', handled: true });
    expect(press(first.state, 'Escape', '')).toMatchObject({ action: 'none', handled: false });
  });

  it('leave letters and Tab to the browser', () => {
    expect(press(open(1), 'a', 'text')).toEqual({ state: open(1), action: 'none', handled: false });
    expect(press(open(1), 'Tab', 'text')).toMatchObject({ handled: false, state: { open: false } });
  });
});

describe('new answers', () => {
  it('open the list only where the field has the focus', () => {
    expect(with_options(kClosed, 3, true)).toEqual(open(-1));
    expect(with_options(kClosed, 3, false).open).toBe(false);
    expect(with_options(open(1), 0, true)).toEqual({ open: false, active: -1, count: 0 });
  });

  it('keep what was chosen where it still is', () => {
    expect(with_options(open(1), 5, true).active).toBe(1);
    expect(with_options(open(4, 5), 3, true).active).toBe(-1);
  });
});

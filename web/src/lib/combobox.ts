// SPDX-License-Identifier: Apache-2.0
//
// What the keys do in a search box with a list below it: the pattern "combobox with a list, without autocompletion in the
// field" of the ARIA Authoring Practices. Pure: state and key in, state and what is to be done out.

export interface State {
  open: boolean;
  active: number; // index of the option that Enter takes; -1: the text itself
  count: number; // options
}

export type Action = 'none' | 'take' | 'submit' | 'clear';

export interface Step {
  state: State;
  action: Action;
  handled: boolean; // the browser shall not do its own thing with the key
}

export const kClosed: State = { open: false, active: -1, count: 0 };

// New answers: the list opens when there are some, and nothing is chosen that nobody has seen.
export function with_options(state: State, count: number, focused: boolean): State {
  return { open: focused && count > 0, active: state.active < count && state.open ? state.active : -1, count };
}

export function press(state: State, key: string, text: string): Step {
  switch (key) {
    case 'ArrowDown': return move(state, 1);
    case 'ArrowUp': return move(state, -1);
    case 'Home':
    case 'End': return { state: { ...state, active: -1 }, action: 'none', handled: false };
    case 'Enter': return enter(state);
    case 'Escape': return escape(state, text);
    case 'Tab': return { state: { ...state, open: false, active: -1 }, action: 'none', handled: false };
    default: return { state, action: 'none', handled: false };
  }
}

// Round in a circle in which the text itself is a place too.
function move(state: State, by: number): Step {
  if (state.count === 0) return { state, action: 'none', handled: false };
  const places = state.count + 1;
  const from = state.open ? state.active : -1;
  const active = ((from + 1 + by + places) % places) - 1;
  return { state: { ...state, open: true, active }, action: 'none', handled: true };
}

function enter(state: State): Step {
  const take = state.open && state.active >= 0;
  return { state: { ...state, open: false }, action: take ? 'take' : 'submit', handled: take };
}

// The first closes the list, the second empties the field.
function escape(state: State, text: string): Step {
  if (state.open) return { state: { ...state, open: false, active: -1 }, action: 'none', handled: true };
  return { state, action: text ? 'clear' : 'none', handled: text !== '' };
}

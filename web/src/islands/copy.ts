// SPDX-License-Identifier: Apache-2.0
//
// A button that copies a text. Without Svelte: there can be many on a page, and it is little.
import type { Island } from '../island';
import './copy.css';

const kShown = 2000; // milliseconds

const copy: Island = (element, props) => {
  const source = element.querySelector<HTMLElement>('pre, code');
  const text = (): string => (typeof props['text'] === 'string' ? props['text'] : (source?.textContent ?? ''));
  const label = typeof props['label'] === 'string' ? props['label'] : 'Copy';
  if (!text()) return;
  const button = document.createElement('button');
  const told = document.createElement('span');
  button.type = 'button';
  button.className = 'copy quiet';
  button.textContent = label;
  told.className = 'unseen';
  told.setAttribute('aria-live', 'polite');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const say = (words: string): void => {
    button.textContent = words;
    told.textContent = words;
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
      told.textContent = '';
    }, kShown);
  };
  button.addEventListener('click', () => {
    write(text()).then(
      () => say('Copied'),
      () => say('Not copied: the browser does not allow it'),
    );
  });
  element.classList.toggle('copy-over', element.querySelector('pre') !== null);
  element.append(button, told);
};

// navigator.clipboard is there on https and localhost only.
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('not allowed');
}

export default copy;

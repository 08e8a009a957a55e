// SPDX-License-Identifier: Apache-2.0
//
// Makes the server's plots answer to the pointer and to the keyboard: each mark with `data-tip`, or with a <title> of its
// own, shows its words. Without Svelte: it is little, and the plots are the server's.
import type { Island } from '../island';

const kMarks = 'svg [data-tip], svg :is(rect, circle, path, line, polygon, g):has(> title)';

const words_of = (mark: Element): string => {
  const title = [...mark.children].find((child) => child.localName === 'title');
  return mark.getAttribute('data-tip') ?? title?.textContent ?? '';
};

// The browser's own tooltip would come late, on top of ours.
function take_title(mark: Element): void {
  const words = words_of(mark);
  for (const child of [...mark.children]) if (child.localName === 'title') child.remove();
  mark.setAttribute('data-tip', words);
  mark.setAttribute('aria-label', words);
  if (!mark.hasAttribute('role')) mark.setAttribute('role', 'img');
}

const statistics: Island = (element) => {
  const tip = document.createElement('div');
  tip.className = 'plot-tip card';
  tip.setAttribute('aria-hidden', 'true'); // the mark's own label says it
  tip.hidden = true;
  Object.assign(tip.style, { position: 'fixed', zIndex: '30', margin: '0', padding: '0.3rem 0.6rem', pointerEvents: 'none', maxWidth: '16rem' });
  document.body.append(tip);

  const show = (mark: Element): void => {
    const box = mark.getBoundingClientRect();
    tip.textContent = words_of(mark);
    tip.hidden = false;
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(Math.max(box.left + box.width / 2 - width / 2, 4), innerWidth - width - 4);
    const top = box.top - height - 8 < 4 ? box.bottom + 8 : box.top - height - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${top}px`;
  };
  const hide = (): void => void (tip.hidden = true);

  for (const plot of element.matches('svg') ? [element] : element.querySelectorAll('svg')) {
    const marks = [...plot.querySelectorAll<SVGElement>('*')].filter((mark) => mark.matches(kMarks));
    marks.forEach(take_title);
    // A picture has no parts that are read; a group has.
    if (marks.length > 0 && plot.getAttribute('role') === 'img') plot.setAttribute('role', 'group');
    walk(marks, show);
  }
  element.addEventListener('pointerover', (event) => {
    const mark = (event.target as Element).closest(kMarks);
    if (mark) show(mark);
    else hide();
  });
  element.addEventListener('pointerleave', hide);
  element.addEventListener('focusout', hide);
  addEventListener('scroll', hide, { passive: true });
  element.addEventListener('keydown', (event) => void (event.key === 'Escape' && hide()));
};

// A plot is one stop of the Tab key; the arrows go over its marks.
function walk(marks: SVGElement[], show: (mark: Element) => void): void {
  marks.forEach((mark, i) => {
    mark.setAttribute('tabindex', i === 0 ? '0' : '-1');
    mark.addEventListener('focus', () => show(mark));
    mark.addEventListener('keydown', (event) => {
      const key = event.key;
      const forward = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : key === 'ArrowLeft' || key === 'ArrowUp' ? -1 : 0;
      const to = key === 'Home' ? 0 : key === 'End' ? marks.length - 1 : forward === 0 ? -1 : i + forward;
      const next = marks[to];
      if (!next) return;
      event.preventDefault();
      mark.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    });
  });
}

export default statistics;

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { CannotSkip, Pages, type Fetch, type Page } from '../src/lib/pages';

// A list of numbers in pages of ten; what was asked for is written down: cursor, and what is skipped behind it.
function list(total: number, asked: string[], skips = true): Fetch<number> {
  return (cursor, skip) => {
    asked.push(skip > 0 ? `${cursor}+${skip}` : cursor);
    if (skip > 0 && !skips) return Promise.reject(new CannotSkip());
    const first = (cursor ? Number(cursor.slice(1)) : 0) + skip;
    const end = Math.min(first + 10, total);
    const records = Array.from({ length: end - first }, (_, i) => first + i);
    return Promise.resolve({ records, next: end < total ? `c${end}` : null, total });
  };
}
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const never = (error: unknown): never => {
  throw error;
};

describe('a list in pages', () => {
  it('asks only for what is in sight', async () => {
    const asked: string[] = [];
    const pages = new Pages(list(100, asked), 10, () => {}, never);
    pages.want(0, 12);
    await settle();
    expect(asked).toEqual(['', 'c10']);
    expect(pages.total).toBe(100);
    expect([pages.at(0), pages.at(19), pages.at(20)]).toEqual([0, 19, undefined]);
  });

  it('jumps to a far place with one request, and comes back with another', async () => {
    const asked: string[] = [];
    const pages = new Pages(list(1000, asked), 10, () => {}, never, 3);
    pages.want(0, 5);
    await settle();
    pages.want(755, 765);
    await settle();
    expect(asked).toEqual(['', 'c10+740', 'c760']);
    expect([pages.at(755), pages.at(764)]).toEqual([755, 764]);
    pages.want(500, 510);
    await settle();
    pages.want(0, 5);
    await settle();
    expect(asked.slice(3)).toEqual(['c10+490', '']);
    expect(pages.at(0)).toBe(0);
  });

  it('walks where the server cannot skip', async () => {
    const asked: string[] = [];
    const pages = new Pages(list(100, asked, false), 10, () => {}, never, 3);
    pages.want(75, 85);
    await settle();
    expect(asked).toEqual(['+70', '', 'c10', 'c20', 'c30', 'c40', 'c50', 'c60', 'c70', 'c80']);
    expect([pages.at(75), pages.at(84), pages.at(0)]).toEqual([75, 84, undefined]);
    pages.want(20, 28);
    await settle();
    expect(asked.slice(10)).toEqual(['c20']);
  });

  it('keeps no more than it may', async () => {
    const pages = new Pages(list(1000, []), 10, () => {}, never, 4);
    pages.want(990, 1000);
    await settle();
    expect(Array.from({ length: 100 }, (_, page) => pages.at(page * 10)).filter((x) => x !== undefined).length).toBeLessThanOrEqual(4);
    expect(pages.at(999)).toBe(999);
  });

  it('asks for nothing behind the end, and for one page of an empty list', async () => {
    const asked: string[] = [];
    const pages = new Pages(list(0, asked), 10, () => {}, never);
    pages.want(0, 50);
    await settle();
    pages.want(0, 50);
    await settle();
    expect(asked).toEqual(['']);
    expect(pages.total).toBe(0);
  });

  it('says what failed, and tries again when it is looked at again', async () => {
    let broken = true;
    const errors: unknown[] = [];
    const good = list(20, []);
    const pages = new Pages<number>(
      (...asked) => (broken ? Promise.reject(new Error('no')) : good(...asked)),
      10,
      () => {},
      (e) => errors.push(e),
    );
    pages.want(0, 5);
    await settle();
    expect(errors.length).toBe(1);
    broken = false;
    pages.want(0, 5);
    await settle();
    expect(pages.at(4)).toBe(4);
  });

  it('is silent when it is closed', async () => {
    const errors: unknown[] = [];
    const pages = new Pages(
      (_cursor, _skip, signal) => new Promise<Page<number>>((_done, fail) => signal.addEventListener('abort', () => fail(signal.reason))),
      10,
      () => {},
      (error) => errors.push(error),
    );
    pages.want(0, 5);
    pages.close();
    await settle();
    expect(errors).toEqual([]);
  });
});

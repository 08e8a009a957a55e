// SPDX-License-Identifier: Apache-2.0
//
// A long list that comes in pages by cursor, looked at through a window. What is far from the window is forgotten, but
// the cursors are kept, so that going back asks for one page. A jump ahead skips records from the nearest cursor that is
// known; of a server that cannot skip, it walks there page by page.

export interface Page<T> {
  records: T[];
  next: string | null;
  total: number;
}

// The page behind a cursor, or, if that is empty, behind the beginning, and behind as many records as are skipped.
export type Fetch<T> = (cursor: string, skip: number, signal: AbortSignal) => Promise<Page<T>>;

// What a Fetch rejects with where the server cannot skip.
export class CannotSkip extends Error {}

interface Step {
  page: number; // to load
  from: number; // the page whose cursor is known
}

export class Pages<T> {
  total = -1; // unknown
  private readonly kept = new Map<number, T[]>();
  private readonly cursors = new Map<number, string>([[0, '']]);
  private can_skip = true;
  private wanted = { first: 0, end: 0 }; // pages
  private running = false;
  private readonly stop = new AbortController();

  // Pages are `size` records long, all but the last. `changed` is called when there is more to see, `failed` when the
  // server did not give it.
  constructor(
    private readonly fetch: Fetch<T>,
    private readonly size: number,
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
    private readonly capacity = 40, // pages
  ) {}

  at(index: number): T | undefined {
    return this.kept.get(Math.floor(index / this.size))?.[index % this.size];
  }

  // These records shall be there: [first, end).
  want(first: number, end: number): void {
    this.wanted = { first: Math.floor(first / this.size), end: Math.max(Math.ceil(end / this.size), 1) };
    if (!this.running) void this.run();
  }

  close(): void {
    this.stop.abort();
  }

  // What to ask for now: the first missing page of the window, or the one on the way to it.
  private missing(): Step | undefined {
    for (let page = this.wanted.first; page < this.wanted.end; ++page) {
      if (this.total >= 0 && page > 0 && page * this.size >= this.total) return undefined;
      if (this.kept.has(page)) continue;
      const from = Math.max(...[...this.cursors.keys()].filter((known) => known <= page));
      return { page: this.can_skip ? page : from, from };
    }
    return undefined;
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let step = this.missing(); step && !this.stop.signal.aborted; step = this.missing()) await this.load(step);
    } catch (error) {
      if (!this.stop.signal.aborted) this.failed(error);
    }
    this.running = false;
  }

  private async load({ page, from }: Step): Promise<void> {
    try {
      const skip = (page - from) * this.size;
      this.keep(page, await this.fetch(this.cursors.get(from) ?? '', skip, this.stop.signal));
    } catch (error) {
      if (!(error instanceof CannotSkip && this.can_skip)) throw error;
      this.can_skip = false;
    }
  }

  private keep(page: number, answer: Page<T>): void {
    this.total = answer.total;
    this.kept.set(page, answer.records);
    if (answer.next !== null) this.cursors.set(page + 1, answer.next);
    this.forget();
    this.changed();
  }

  private forget(): void {
    if (this.kept.size <= this.capacity) return;
    const { first, end } = this.wanted;
    const distance = (page: number): number => (page < first ? first - page : page >= end ? page - end + 1 : 0);
    const far = [...this.kept.keys()].sort((a, b) => distance(b) - distance(a));
    for (const page of far.slice(0, this.kept.size - this.capacity)) this.kept.delete(page);
  }
}

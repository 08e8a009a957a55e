// SPDX-License-Identifier: Apache-2.0
//
// A long list that comes in pages by cursor, looked at through a window. What is far from the window is forgotten, but
// the cursors are kept, so that going back asks for one page. A jump ahead walks there page by page: a cursor is known
// only from the page before.

export interface Page<T> {
  records: T[];
  next: string | null;
  total: number;
}

// `cursor` is empty for the first page.
export type Fetch<T> = (cursor: string, signal: AbortSignal) => Promise<Page<T>>;

export class Pages<T> {
  total = -1; // unknown
  private readonly kept = new Map<number, T[]>();
  private readonly cursors: string[] = [''];
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

  // How far the list is known, in records.
  get reached(): number {
    return (this.cursors.length - 1) * this.size;
  }

  // These records shall be there: [first, end).
  want(first: number, end: number): void {
    this.wanted = { first: Math.floor(first / this.size), end: Math.max(Math.ceil(end / this.size), 1) };
    if (!this.running) void this.run();
  }

  close(): void {
    this.stop.abort();
  }

  // The page to ask for now: the first missing one of the window, or the one on the way to it.
  private missing(): number {
    for (let page = this.wanted.first; page < this.wanted.end; ++page) {
      if (this.total >= 0 && page > 0 && page * this.size >= this.total) return -1;
      if (this.kept.has(page)) continue;
      return Math.min(page, this.cursors.length - 1);
    }
    return -1;
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      for (let page = this.missing(); page >= 0 && !this.stop.signal.aborted; page = this.missing()) await this.load(page);
    } catch (error) {
      if (!this.stop.signal.aborted) this.failed(error);
    }
    this.running = false;
  }

  private async load(page: number): Promise<void> {
    const cursor = this.cursors[page] ?? '';
    const answer = await this.fetch(cursor, this.stop.signal);
    this.total = answer.total;
    this.kept.set(page, answer.records);
    if (answer.next !== null) this.cursors[page + 1] ??= answer.next;
    else this.total = page * this.size + answer.records.length;
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

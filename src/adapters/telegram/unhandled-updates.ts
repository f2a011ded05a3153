// Which updates of a batch are still not stored, and so from where Telegram is asked next. grammY alone would confirm an
// update as soon as it was tried; here only a stored one is confirmed, and one that waits never hides those behind it.

export class UnhandledUpdates {
  /** Ids of the last batch that are not stored, in Telegram's order. */
  #open = new Set<number>();
  /** Stored already, but behind one that is not: Telegram sends them again and they need no second look. */
  #storedAhead = new Set<number>();
  #next: number | undefined;

  /** A new batch arrived. Ids go by Telegram's order, not by size: after a quiet week they may start lower. */
  begin(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.#open = new Set(ids.filter((id) => !this.#storedAhead.has(id)));
    if (this.#open.size === 0) this.#storedAhead.clear();
    this.#next = (ids.at(-1) ?? 0) + 1;
  }

  /** Whether this update of the batch still needs storing. */
  needs(id: number): boolean {
    return this.#open.has(id);
  }

  /** Stored, or nothing to store. */
  settle(id: number): void {
    if (!this.#open.delete(id)) return;
    if (this.#open.size === 0) this.#storedAhead.clear();
    else this.#storedAhead.add(id);
  }

  /** After a whole batch was offered: something could not be stored and must come again. */
  get waiting(): boolean {
    return this.#open.size > 0;
  }

  /** The offset to ask from: it confirms everything below. Undefined before the first batch. */
  get offset(): number | undefined {
    const [first] = this.#open;
    return first ?? this.#next;
  }
}

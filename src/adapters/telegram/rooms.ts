// Which chats the desk pushes to, where a group went that became a supergroup, and which places the bot has lost.

export class Rooms {
  readonly #configured: readonly string[];
  readonly #movedTo = new Map<string, string>();
  readonly #lost = new Map<string, string>();

  constructor(configured: readonly string[]) {
    this.#configured = configured;
  }

  /** The configured rooms under the ids they have now. */
  get configured(): readonly string[] {
    return [...new Set(this.#configured.map((room) => this.current(room)))];
  }

  /** The id a room has now. */
  current(room: string): string {
    let now = room;
    for (const seen = new Set<string>(); !seen.has(now); ) {
      seen.add(now);
      now = this.#movedTo.get(now) ?? now;
    }
    return now;
  }

  /** Answers whether this was news. */
  move(from: string, to: string): boolean {
    if (from === to || this.#movedTo.get(from) === to) return false;
    this.#movedTo.delete(to);
    this.#movedTo.set(from, to);
    this.#lost.delete(from);
    return true;
  }

  /** Answers whether this was news. */
  lose(room: string, why: string): boolean {
    const news = !this.#lost.has(room);
    this.#lost.set(room, why);
    return news;
  }

  regain(room: string): void {
    this.#lost.delete(room);
  }

  /** The configured rooms that the bot cannot write to, with the reason. */
  get lost(): readonly { readonly room: string; readonly why: string }[] {
    return this.configured.flatMap((room) => {
      const why = this.#lost.get(room);
      return why === undefined ? [] : [{ room, why }];
    });
  }
}

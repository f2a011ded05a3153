// Which channels the desk pushes to, and which of them the bot has lost.

export class Rooms {
  readonly configured: readonly string[];
  readonly #lost = new Map<string, string>();

  constructor(configured: readonly string[]) {
    this.configured = [...new Set(configured)];
  }

  lose(room: string, why: string): void {
    if (this.configured.includes(room)) this.#lost.set(room, why);
  }

  regain(room: string): void {
    this.#lost.delete(room);
  }

  /** The configured rooms that the bot cannot write to, with the reason. */
  get lost(): readonly { readonly room: string; readonly why: string }[] {
    return [...this.#lost].map(([room, why]) => ({ room, why }));
  }
}

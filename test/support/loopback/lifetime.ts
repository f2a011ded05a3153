// Every timer a loopback server arms lives here, so that close() leaves nothing behind and a test process
// can end on its own.

export class Lifetime {
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  readonly #cleanups: (() => void)[] = [];
  #ended = false;

  get ended(): boolean {
    return this.#ended;
  }

  /** Waits `ms` milliseconds. Resolves true when the time has passed and false when the server ends first. */
  sleep(ms: number): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.after(
        ms,
        () => resolve(true),
        () => resolve(false),
      );
    });
  }

  /** Runs `action` after `ms` milliseconds unless the server ends or the returned function cancels it first. */
  after(ms: number, action: () => void, ifEnded: () => void = () => undefined): () => void {
    if (this.#ended) {
      ifEnded();
      return () => undefined;
    }
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        action();
      },
      Math.min(ms, 2 ** 31 - 1),
    );
    this.#timers.set(timer, ifEnded);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Registers what must be undone when the server ends. */
  onEnd(cleanup: () => void): void {
    if (this.#ended) cleanup();
    else this.#cleanups.push(cleanup);
  }

  /** Cancels every timer, telling each that the end came first. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const [timer, ifEnded] of [...this.#timers]) {
      clearTimeout(timer);
      ifEnded();
    }
    this.#timers.clear();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }
}

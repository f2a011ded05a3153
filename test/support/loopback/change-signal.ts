// Lets a test wait for something to become true on a loopback server without guessing how long it takes.

interface Waiting {
  check(): void;
  abandon(reason: string): void;
}

export interface WaitOptions {
  /** How long to wait in real milliseconds; 15,000 unless told: a busy machine is no failure. */
  readonly timeoutMs?: number;
  /** What is being waited for, in words, for the failure message. */
  readonly for?: string;
}

/** Predicates look at the server and at whatever the test closed over, so they are asked this often as well. */
const POLL_MS = 20;

export class ChangeSignal {
  readonly #waiting = new Set<Waiting>();
  #ended = false;

  /** Asks every waiting predicate again. */
  notify(): void {
    for (const waiting of [...this.#waiting]) waiting.check();
  }

  /**
   * Resolves with the first truthy answer of `probe`. Rejects when the time is over, when the probe throws or
   * when the server closes; `describe` says what the server held at that moment.
   */
  waitFor<T>(
    probe: () => T,
    options: WaitOptions,
    describe: () => string,
  ): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
    const timeoutMs = options.timeoutMs ?? 15_000;
    return new Promise((resolve, reject) => {
      let done = false;
      const finish = (settle: () => void) => {
        if (done) return;
        done = true;
        clearInterval(poll);
        clearTimeout(deadline);
        this.#waiting.delete(waiting);
        settle();
      };
      const fail = (reason: string) =>
        finish(() => {
          reject(new Error(`${reason} waiting for ${options.for ?? 'the predicate'}.\n${describe()}`));
        });
      const waiting: Waiting = {
        check: () => {
          if (done) return;
          try {
            const answer = probe();
            if (answer) finish(() => resolve(answer as Exclude<T, false | undefined | null | 0 | ''>));
          } catch (error) {
            finish(() => reject(error));
          }
        },
        abandon: fail,
      };
      const poll = setInterval(() => waiting.check(), POLL_MS);
      const deadline = setTimeout(() => fail(`Gave up after ${timeoutMs} ms`), timeoutMs);
      this.#waiting.add(waiting);
      if (this.#ended) waiting.abandon('The server closed while');
      else waiting.check();
    });
  }

  /** Fails everything that still waits. */
  end(): void {
    this.#ended = true;
    for (const waiting of [...this.#waiting]) waiting.abandon('The server closed while');
  }
}

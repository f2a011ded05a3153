// The one way out: writes to the given stream, waits for slow readers, and falls silent when the reader is gone.
import type { Writable } from 'node:stream';

export class Printer {
  readonly #output: Writable;
  #gone = false;
  #draining: Promise<void> | undefined;

  /** `onGone` is called once: nobody reads any more (EPIPE, a closed window). */
  constructor(output: Writable, onGone: () => void) {
    this.#output = output;
    const gone = (): void => {
      if (this.#gone) return;
      this.#gone = true;
      onGone();
    };
    output.on('error', gone);
    output.on('close', gone);
  }

  get gone(): boolean {
    return this.#gone || this.#output.destroyed;
  }

  write(text: string): void {
    if (this.gone || this.#output.write(text) || this.#draining !== undefined) return;
    this.#draining = new Promise((resolve) => {
      const done = (): void => {
        for (const event of ['drain', 'error', 'close']) this.#output.off(event, done);
        this.#draining = undefined;
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) this.#output.on(event, done);
    });
  }

  /** Resolves when the reader has kept up. */
  async drained(): Promise<void> {
    await this.#draining;
  }
}

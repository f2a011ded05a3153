// One after the other: what changes state stands in this queue, so that two people cannot decide past each other. Reads and the kill do not.

export class WriterQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** How many stand in the queue, the running one included. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `work` after everything queued before it; a failure of one does not stop the next. */
  run<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#tail.then(work, work).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

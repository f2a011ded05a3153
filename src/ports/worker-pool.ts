// Long models run beside the event loop; the same input gives the same bits, whatever the number of workers.

/** Of an error that is the pool's own and not the model's. */
export type PoolErrorCode = 'TIMED_OUT';

export interface WorkerPool {
  /**
   * Runs a named model. Rejects with the signal's reason when aborted, with an Error that carries the model's own
   * `code` when the model refuses its input (`TIMED_OUT`: there was no answer within `withinMs` of real time, waiting
   * for a worker included), and with a plain Error when the pool is closed or the work was lost twice. What is aborted
   * or out of time stops computing at once. `onProgress` gets shares from 0 to 1.
   */
  run<Output>(
    model: string,
    input: unknown,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (share: number) => void;
      readonly withinMs?: number;
    },
  ): Promise<Output>;
  close(): Promise<void>;
}

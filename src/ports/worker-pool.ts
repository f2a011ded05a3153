// Long models run beside the event loop; the same input gives the same bits, whatever the number of workers.

export interface WorkerPool {
  /**
   * Runs a named model. Rejects with the signal's reason when aborted, with an Error that carries the model's own
   * `code` when the model refuses its input, and with a plain Error when the pool is closed or the work was lost twice.
   * `onProgress` gets shares from 0 to 1.
   */
  run<Output>(
    model: string,
    input: unknown,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void },
  ): Promise<Output>;
  close(): Promise<void>;
}

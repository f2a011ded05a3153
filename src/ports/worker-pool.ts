// Long models run beside the event loop; the same input gives the same bits, whatever the number of workers.

export interface WorkerPool {
  /** Runs a named model; rejects with the signal's reason when aborted. `onProgress` gets shares from 0 to 1. */
  run<Output>(
    model: string,
    input: unknown,
    options?: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void },
  ): Promise<Output>;
  close(): Promise<void>;
}

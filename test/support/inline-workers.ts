// A worker pool without threads: the product's own models, run where they are asked for.
import type { Models } from '../../src/adapters/workers/messages.ts';
import { MODELS } from '../../src/compose/models.ts';
import type { WorkerPool } from '../../src/ports/worker-pool.ts';

export class InlineWorkers implements WorkerPool {
  readonly asked: { readonly model: string; readonly input: unknown }[] = [];
  /** Thrown instead of an answer, when set. */
  failure: Error | undefined;

  async run<Output>(
    model: string,
    input: unknown,
    options: { readonly signal?: AbortSignal; readonly onProgress?: (share: number) => void } = {},
  ): Promise<Output> {
    this.asked.push({ model, input });
    if (options.signal?.aborted === true) throw options.signal.reason;
    if (this.failure !== undefined) throw this.failure;
    const run = MODELS[model as keyof typeof MODELS] as Models[string];
    return run(structuredClone(input) as never, options.onProgress ?? (() => undefined)) as Output;
  }

  async close(): Promise<void> {}
}

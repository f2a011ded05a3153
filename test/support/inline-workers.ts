// A worker pool without threads: the product's own models, run where they are asked for.
import { MODELS } from '../../src/compose/models.ts';
import type { WorkerPool } from '../../src/ports/worker-pool.ts';

export class InlineWorkers implements WorkerPool {
  readonly asked: { readonly model: string; readonly input: unknown }[] = [];
  /** Thrown instead of an answer, when set. */
  failure: Error | undefined;

  async run<Output>(model: string, input: unknown): Promise<Output> {
    this.asked.push({ model, input });
    if (this.failure !== undefined) throw this.failure;
    const run = MODELS[model as keyof typeof MODELS];
    return run(structuredClone(input) as Parameters<typeof run>[0], () => undefined) as Output;
  }

  async close(): Promise<void> {}
}

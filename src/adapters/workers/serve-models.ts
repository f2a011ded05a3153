// The thread's side of the pool: runs one model after the other as it is asked, and hands typed arrays over without copying.
import type { AnswerMessage, ModelError, Models, RunMessage } from './messages.ts';

/** What a thread speaks through; `parentPort` is one. */
export interface ThreadPort {
  on(event: 'message', listener: (message: RunMessage) => void): unknown;
  postMessage(message: AnswerMessage, transfer: readonly ArrayBuffer[]): void;
}

/** Answers every request on the port until the thread is ended. A throw of a model becomes an answer, never a crash. */
export function serveModels(port: ThreadPort, models: Models): void {
  port.on('message', ({ id, model, input }) => {
    const report = (share: number): void => port.postMessage({ kind: 'progress', id, share }, []);
    try {
      const run = Object.hasOwn(models, model) ? models[model] : undefined;
      if (run === undefined) throw new Error(`there is no model "${model}"`);
      const output = run(input as never, report);
      port.postMessage({ kind: 'done', id, output }, buffersIn(output));
    } catch (error) {
      port.postMessage({ kind: 'failed', id, error: describe(error) }, []);
    }
  });
}

function describe(error: unknown): ModelError {
  if (!(error instanceof Error)) return { message: String(error) };
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? { message: error.message, code } : { message: error.message };
}

/** The buffers behind all typed arrays of a plain value, each once. */
export function buffersIn(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (each: unknown): void => {
    if (ArrayBuffer.isView(each)) {
      if (each.buffer instanceof ArrayBuffer) found.add(each.buffer);
    } else if (Array.isArray(each)) {
      for (const part of each) visit(part);
    } else if (typeof each === 'object' && each !== null) {
      for (const part of Object.values(each)) visit(part);
    }
  };
  visit(value);
  return [...found];
}

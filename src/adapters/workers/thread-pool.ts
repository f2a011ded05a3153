// Worker threads that exist only while there is work: made when asked, ended when idle, replaced when they crash or fall silent.
import { getCompileCacheDir } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PoolErrorCode, WorkerPool } from '../../ports/worker-pool.ts';
import type { AnswerMessage, ModelError } from './messages.ts';

export interface ThreadPoolOptions {
  /** The file that a thread runs; it serves the models. */
  readonly file: URL;
  /** Most threads at once; default two, or one on a single core. */
  readonly size?: number;
  /** A thread without work ends after this long (5 s), so that a calm process stays small. */
  readonly idleMs?: number;
  /** A thread that says nothing for this long while it works is taken for dead (30 s). */
  readonly silenceMs?: number;
}

interface Task {
  readonly id: number;
  readonly model: string;
  readonly input: unknown;
  readonly onProgress: ((share: number) => void) | undefined;
  attempts: number;
  done(output: unknown): void;
  fail(error: unknown): void;
}

interface Lane {
  readonly worker: Worker;
  task: Task | undefined;
  timer: NodeJS.Timeout | undefined;
}

const MOST_THREADS = 2;
const IDLE_MS = 5_000;
const SILENCE_MS = 30_000;
const ATTEMPTS = 2;
/** Models work on typed arrays, which do not lie in the young heap. */
const YOUNG_HEAP_MB = 4;

export class ThreadPool implements WorkerPool {
  readonly #file: URL;
  readonly #size: number;
  readonly #idleMs: number;
  readonly #silenceMs: number;
  readonly #lanes = new Set<Lane>();
  #queue: Task[] = [];
  #ids = 0;
  #closed = false;

  constructor({ file, size, idleMs, silenceMs }: ThreadPoolOptions) {
    this.#file = file;
    this.#size = size ?? Math.min(MOST_THREADS, availableParallelism());
    this.#idleMs = idleMs ?? IDLE_MS;
    this.#silenceMs = silenceMs ?? SILENCE_MS;
  }

  /** Threads that exist now. */
  get threads(): number {
    return this.#lanes.size;
  }

  run<Output>(
    model: string,
    input: unknown,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (share: number) => void;
      readonly withinMs?: number;
    } = {},
  ): Promise<Output> {
    const { signal, onProgress, withinMs } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (this.#closed) return Promise.reject(closed());
    return new Promise<Output>((resolve, reject) => {
      const onAbort = (): void => this.#abandon(task, signal?.reason);
      const late =
        withinMs === undefined
          ? undefined
          : setTimeout(() => this.#abandon(task, timedOut(model, withinMs)), withinMs);
      const leave = (): void => {
        clearTimeout(late);
        signal?.removeEventListener('abort', onAbort);
      };
      this.#ids += 1;
      const task: Task = {
        id: this.#ids,
        model,
        input,
        onProgress,
        attempts: 0,
        done(output) {
          leave();
          resolve(output as Output);
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.push(task);
      this.#assign();
    });
  }

  /** Ends all threads; what runs or waits is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const waiting = this.#queue;
    const lanes = [...this.#lanes];
    this.#queue = [];
    const ended = lanes.map((lane) => this.#end(lane));
    for (const task of [...waiting, ...lanes.flatMap(({ task }) => (task === undefined ? [] : [task]))]) {
      task.fail(closed());
    }
    await Promise.all(ended);
  }

  #assign(): void {
    for (let task = this.#queue[0]; task !== undefined; task = this.#queue[0]) {
      const lane = [...this.#lanes].find((each) => each.task === undefined) ?? this.#open();
      if (lane === undefined) return;
      this.#queue.shift();
      this.#give(lane, task);
    }
  }

  #open(): Lane | undefined {
    if (this.#lanes.size >= this.#size) return undefined;
    // A model needs neither flags nor secrets of the process.
    const worker = new Worker(this.#file, {
      name: 'models',
      env: {},
      execArgv: compiledModules(),
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    const lane: Lane = { worker, task: undefined, timer: undefined };
    this.#lanes.add(lane);
    worker.on('message', (message: AnswerMessage) => this.#hear(lane, message));
    worker.on('messageerror', () => this.#lose(lane, 'an answer could not be read'));
    worker.on('error', (error: Error) => this.#lose(lane, error.message));
    worker.on('exit', (code) => this.#lose(lane, `the thread ended with code ${code}`));
    return lane;
  }

  #give(lane: Lane, task: Task): void {
    lane.task = task;
    task.attempts += 1;
    lane.worker.ref();
    this.#listen(lane);
    try {
      lane.worker.postMessage({ id: task.id, model: task.model, input: task.input });
    } catch (error) {
      this.#rest(lane);
      task.fail(error);
    }
  }

  #hear(lane: Lane, message: AnswerMessage): void {
    const { task } = lane;
    if (task === undefined || message.id !== task.id) return;
    switch (message.kind) {
      case 'progress':
        this.#listen(lane);
        task.onProgress?.(message.share);
        return;
      case 'done':
        this.#rest(lane);
        task.done(message.output);
        break;
      case 'failed':
        this.#rest(lane);
        task.fail(errorOf(message.error));
        break;
      default:
        message satisfies never;
    }
    this.#assign();
  }

  /** Waits for the next word of a working thread, but not for ever. */
  #listen(lane: Lane): void {
    clearTimeout(lane.timer);
    const why = `the thread said nothing for ${this.#silenceMs} ms`;
    lane.timer = setTimeout(() => this.#lose(lane, why), this.#silenceMs);
  }

  #rest(lane: Lane): void {
    lane.task = undefined;
    lane.worker.unref();
    clearTimeout(lane.timer);
    lane.timer = setTimeout(() => void this.#end(lane), this.#idleMs);
    lane.timer.unref();
  }

  /** A thread is gone or as good as gone: its work is tried once more on a new one. */
  #lose(lane: Lane, why: string): void {
    if (!this.#lanes.has(lane)) return;
    const { task } = lane;
    void this.#end(lane);
    if (task !== undefined) {
      if (task.attempts < ATTEMPTS) this.#queue.unshift(task);
      else task.fail(new Error(`${task.model} was lost ${ATTEMPTS} times: ${why}`));
    }
    this.#assign();
  }

  #abandon(task: Task, reason: unknown): void {
    const lane = [...this.#lanes].find((each) => each.task === task);
    this.#queue = this.#queue.filter((each) => each !== task);
    // A model does not look up while it computes: only the end of its thread stops it.
    if (lane !== undefined) void this.#end(lane);
    task.fail(reason);
    this.#assign();
  }

  async #end(lane: Lane): Promise<void> {
    this.#lanes.delete(lane);
    clearTimeout(lane.timer);
    await lane.worker.terminate();
  }
}

const timedOut = (model: string, withinMs: number): Error =>
  Object.assign(new Error(`${model} had no answer within ${withinMs} ms`), {
    code: 'TIMED_OUT' satisfies PoolErrorCode,
  });

/**
 * A thread keeps no compiled modules unless it is told where they are, before its first own file is read: it would compile
 * all of them again and load the compiler for it, some 20 MB each time.
 */
function compiledModules(): string[] {
  const folder = getCompileCacheDir();
  if (folder === undefined) return [];
  // Node names a folder of its own version inside the one that it was given.
  const source = `import { enableCompileCache } from 'node:module'; enableCompileCache(${JSON.stringify(dirname(folder))});`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

const closed = (): Error => new Error('the worker pool is closed');

function errorOf({ message, code }: ModelError): Error {
  const error = new Error(message);
  return code === undefined ? error : Object.assign(error, { code });
}

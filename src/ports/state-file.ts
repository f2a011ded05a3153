// One small file that is read at start and replaced whole, durably: the simulated venue's own memory.
import type { Fault } from '../domain/fault.ts';
import type { Result } from '../domain/result.ts';

export interface StateFile {
  /** Undefined when there is none yet. */
  read(): Promise<Result<string | undefined, Fault>>;
  /** Durable when it resolves; the old content stays valid until then. */
  write(text: string): Promise<Result<void, Fault>>;
}

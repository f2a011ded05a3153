// The latch outside the ledger: `KILLED.json`, written and fsynced even when the ledger cannot be.
import type { Fault } from '../domain/fault.ts';
import type { Latch } from '../domain/kill-switch.ts';
import type { Result } from '../domain/result.ts';

export interface KillFile {
  write(latch: Latch): Promise<Result<void, Fault>>;
  read(): Promise<Result<Latch | undefined, Fault>>;
  /** Moves it aside under its epoch; the archive is never deleted. */
  archive(latch: Latch): Promise<Result<void, Fault>>;
  /** Writes the account of every action as JSON; answers the file's name. */
  report(name: string, content: unknown): Promise<Result<string, Fault>>;
}

// KILLED.json in memory: outlives the desk, keeps what was archived and reported, fails when a test says so.
import type { Fault } from '../../src/domain/fault.ts';
import type { Latch } from '../../src/domain/kill-switch.ts';
import { failure, type Result, success } from '../../src/domain/result.ts';
import type { KillFile } from '../../src/ports/kill-file.ts';

export class FakeKillFile implements KillFile {
  current: Latch | undefined;
  readonly archived: Latch[] = [];
  readonly reports: { readonly name: string; readonly content: unknown }[] = [];
  fault: Fault | undefined;

  async #do<T>(work: () => T): Promise<Result<T, Fault>> {
    await Promise.resolve();
    return this.fault === undefined ? success(work()) : failure(this.fault);
  }

  write(latch: Latch): Promise<Result<void, Fault>> {
    return this.#do(() => {
      this.current = structuredClone(latch);
    });
  }

  read(): Promise<Result<Latch | undefined, Fault>> {
    return this.#do(() => this.current);
  }

  archive(latch: Latch): Promise<Result<void, Fault>> {
    return this.#do(() => {
      this.archived.push(structuredClone(latch));
      this.current = undefined;
    });
  }

  report(name: string, content: unknown): Promise<Result<string, Fault>> {
    return this.#do(() => {
      this.reports.push({ name, content: structuredClone(content) });
      return `${name}.json`;
    });
  }
}

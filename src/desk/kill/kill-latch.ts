// Keeps the latch: in memory at once, in the ledger and beside it as fast as the disk lets, told to people behind the work.
import type { DeskEvent } from '../../domain/event.ts';
import type { KillAccount, Latch } from '../../domain/kill-switch.ts';
import type { JournalEntry } from '../../ports/journal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { answerInTime, type KillPorts } from './kill-run.ts';

/** A disk that takes longer does not hold the kill switch up. */
const DISK_MS = 1_000;

/** One run's pen on the latch. Writes go one after the other; what comes meanwhile goes out together. */
export class KillLatch {
  readonly #ports: KillPorts;
  readonly #isOurs: (latch: Latch) => boolean;
  #journal: JournalEntry[] = [];
  #writing: Promise<void> | undefined;
  #dirty = false;

  constructor(ports: KillPorts, isOurs: (latch: Latch) => boolean) {
    this.#ports = ports;
    this.#isOurs = isOurs;
  }

  /** Changes the latch in memory and has it written and told soon. Nobody waits for it. */
  change(change: (latch: Latch) => Latch, journal?: JournalEntry): void {
    const before = this.#ports.latch();
    if (!this.#isOurs(before)) return;
    this.#ports.remember(change(before));
    if (journal !== undefined) this.#journal.push(journal);
    this.#dirty = true;
    this.#writing ??= this.#ports
      .behind(() => this.#writeAll())
      .finally(() => {
        this.#writing = undefined;
      });
  }

  account(name: string, change: (before: KillAccount) => KillAccount, journal?: JournalEntry): void {
    this.change((latch) => {
      const known = latch.accounts.some((each) => each.account === name);
      const accounts = known ? latch.accounts : [...latch.accounts, freshAccount(name)];
      return {
        ...latch,
        accounts: accounts.map((each) => (each.account === name ? change(each) : each)),
      };
    }, journal);
  }

  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#dirty) {
      this.#dirty = false;
      const journal = this.#journal;
      this.#journal = [];
      const latch = this.#ports.latch();
      if (!this.#isOurs(latch)) return;
      const isWritten = await this.write({ kind: 'kill', latch }, journal);
      if (!isWritten) this.#journal = [...journal, ...this.#journal].slice(-1_000);
      // Whoever pulled it from a shell follows the work in the file.
      if (!latch.drill && this.#isOurs(this.#ports.latch())) await this.writeFile();
    }
  }

  /** Writes the latch as it is in memory with what is told; false when the store does not take it now. */
  async write(
    event: DeskEvent,
    journal: readonly JournalEntry[],
    more: readonly LedgerChange[] = [],
  ): Promise<boolean> {
    const { clock, ledger, log, remember } = this.#ports;
    for (let tries = 1; tries <= 3; tries += 1) {
      const latch = this.#ports.latch();
      if (!this.#isOurs(latch)) return false;
      const row: Latch = { ...latch, version: latch.version + 1 };
      const told = event.kind === 'kill' ? { ...event, latch: row } : event;
      const changes: LedgerChange[] = [
        { kind: 'latch', row },
        ...more,
        ...journal.map((entry): LedgerChange => ({ kind: 'journal', entry })),
        { kind: 'tell', lane: 'emergency', topic: `kill:${row.epoch}`, event: told },
      ];
      const written = await answerInTime(clock, DISK_MS, () => ledger.commit(changes));
      if (written.ok) {
        const now = this.#ports.latch();
        if (this.#isOurs(now)) remember({ ...now, version: row.version });
        return true;
      }
      // Its version may be another one than we think: after a write that failed, or one that came through late.
      const stored = await answerInTime(clock, DISK_MS, () => ledger.latch());
      if (!stored.ok || stored.value.version === latch.version) {
        log.error({ why: written.why }, 'the latch cannot be written to the ledger; going on in memory');
        return false;
      }
      const now = this.#ports.latch();
      if (!this.#isOurs(now)) return false;
      remember({ ...now, version: stored.value.version });
    }
    return false;
  }

  /** `KILLED.json`, beside the ledger, fsynced; going on without it when the disk fails. */
  async writeFile(): Promise<boolean> {
    const { clock, killFile, log } = this.#ports;
    const written = await answerInTime(clock, DISK_MS, () => killFile.write(this.#ports.latch()));
    if (!written.ok) log.error({ why: written.why }, 'KILLED.json cannot be written; going on in memory');
    return written.ok;
  }
}

export const freshAccount = (account: string): KillAccount => ({
  account,
  step: 'cancel',
  ordersCancelled: 0,
  ordersSeen: 0,
  positionsClosed: 0,
  cost: '0',
  remaining: [],
  dust: [],
});

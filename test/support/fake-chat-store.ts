// The chat's memory in memory: inbox, deliveries, what is shown, buttons. It outlives a restarted chat, and fails when a test says so.
import type { Fault } from '../../src/domain/fault.ts';
import { failure, type Result, success } from '../../src/domain/result.ts';
import type { ButtonRow, ChatStore, Delivery, InboxRow, ShownMessage } from '../../src/ports/chat-store.ts';

const FULL: Fault = { code: 'STORE_FULL', message: 'no space left', retryable: true, outcome: 'none' };

export class FakeChatStore implements ChatStore {
  readonly inbox = new Map<string, InboxRow & { finished: boolean }>();
  readonly deliveries = new Map<string, Delivery>();
  readonly messages = new Map<string, ShownMessage>();
  readonly buttons = new Map<string, ButtonRow>();
  #planned = 0;
  /** Writes fail while this is set. */
  full = false;

  async receive(row: InboxRow): Promise<Result<boolean, Fault>> {
    if (this.full) return failure(FULL);
    if (this.inbox.has(row.id)) return success(false);
    this.inbox.set(row.id, { ...row, finished: false });
    return success(true);
  }
  async finish(id: string): Promise<Result<void, Fault>> {
    const row = this.inbox.get(id);
    if (row !== undefined) row.finished = true;
    return this.#done();
  }
  async unfinished(platform: string): Promise<Result<readonly InboxRow[], Fault>> {
    return success([...this.inbox.values()].filter((row) => row.platform === platform && !row.finished));
  }
  async plan(sequence: number, deliveries: readonly Delivery[]): Promise<Result<void, Fault>> {
    if (this.full) return failure(FULL);
    for (const each of deliveries) {
      const key = keyOf(each);
      if (!this.deliveries.has(key)) this.deliveries.set(key, each);
    }
    this.#planned = Math.max(this.#planned, sequence);
    return success(undefined);
  }
  async plannedUpTo(): Promise<Result<number, Fault>> {
    return success(this.#planned);
  }
  async due(platform: string, at: number, limit: number): Promise<Result<readonly Delivery[], Fault>> {
    const due = [...this.deliveries.values()].filter(
      (each) => each.platform === platform && each.state === 'due' && each.nextAttemptAt <= at,
    );
    return success(due.sort((a, b) => a.sequence - b.sequence).slice(0, limit));
  }
  async settle(delivery: Delivery, shown?: ShownMessage): Promise<Result<void, Fault>> {
    if (this.full) return failure(FULL);
    if (this.deliveries.has(keyOf(delivery))) this.deliveries.set(keyOf(delivery), delivery);
    if (shown !== undefined) this.messages.set(`${shown.platform} ${shown.room} ${shown.topic}`, shown);
    return success(undefined);
  }
  async backlog(): ReturnType<ChatStore['backlog']> {
    const platforms = new Set([...this.deliveries.values()].map((each) => each.platform));
    return success(
      [...platforms].map((platform) => {
        const own = [...this.deliveries.values()].filter((each) => each.platform === platform);
        return {
          platform,
          due: own.filter((each) => each.state === 'due').length,
          failed: own.filter((each) => each.state === 'failed').length,
        };
      }),
    );
  }
  async shown(
    platform: string,
    room: string,
    topic: string,
  ): Promise<Result<ShownMessage | undefined, Fault>> {
    return success(this.messages.get(`${platform} ${room} ${topic}`));
  }
  async keepButtons(rows: readonly ButtonRow[]): Promise<Result<void, Fault>> {
    if (this.full) return failure(FULL);
    for (const row of rows) this.buttons.set(row.id, row);
    return success(undefined);
  }
  async bindButtons(ids: readonly string[], messageId: string): Promise<Result<void, Fault>> {
    for (const id of ids) {
      const row = this.buttons.get(id);
      if (row !== undefined) this.buttons.set(id, { ...row, messageId });
    }
    return this.#done();
  }
  async button(id: string): Promise<Result<ButtonRow | undefined, Fault>> {
    return success(this.buttons.get(id));
  }
  async useButton(id: string, at: number): Promise<Result<boolean, Fault>> {
    if (this.full) return failure(FULL);
    const row = this.buttons.get(id);
    if (row === undefined || row.usedAt !== undefined) return success(false);
    this.buttons.set(id, { ...row, usedAt: at });
    return success(true);
  }
  async forgetButtonsBefore(at: number): Promise<Result<void, Fault>> {
    for (const [id, row] of this.buttons) if (row.createdAt < at) this.buttons.delete(id);
    return this.#done();
  }

  #done(): Result<void, Fault> {
    return this.full ? failure(FULL) : success(undefined);
  }
}

const keyOf = (delivery: Delivery): string => `${delivery.sequence} ${delivery.platform} ${delivery.room}`;

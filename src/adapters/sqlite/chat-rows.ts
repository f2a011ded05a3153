// The chat side's memory in the ledger's file: what came in, what goes where, what each button stands for.
import type { Fault } from '../../domain/fault.ts';
import type { Result } from '../../domain/result.ts';
import type { ButtonRow, ChatStore, Delivery, InboxRow, ShownMessage } from '../../ports/chat-store.ts';
import { buttonFrom, deliveryFrom, inboxFrom, shownFrom } from './chat-row-shapes.ts';
import { Store } from './store.ts';

const RANK: Readonly<Record<Delivery['lane'], number>> = { emergency: 0, normal: 1, low: 2 };
const PLANNED = 'chat/planned-up-to';

export class ChatRows extends Store implements ChatStore {
  receive(row: InboxRow): Promise<Result<boolean, Fault>> {
    return this.write(
      () =>
        this.db.run(
          'INSERT INTO inbox (id, platform, received_at, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          row.id,
          row.platform,
          row.receivedAt,
          row.payload,
        ) === 1,
    );
  }

  /** The id stays, so that a late redelivery is known; what was said goes. */
  finish(id: string): Promise<Result<void, Fault>> {
    return this.write(() => void this.db.run("UPDATE inbox SET finished = 1, payload = '' WHERE id = ?", id));
  }

  unfinished(platform: string): Promise<Result<readonly InboxRow[], Fault>> {
    return this.read(() =>
      this.db
        .all('SELECT * FROM inbox WHERE platform = ? AND finished = 0 ORDER BY arrival', platform)
        .map(inboxFrom),
    );
  }

  plan(sequence: number, deliveries: readonly Delivery[]): Promise<Result<void, Fault>> {
    return this.write(() => {
      for (const delivery of deliveries) {
        this.db.run(
          `INSERT INTO delivery (sequence, platform, room, topic, lane, rank, state, attempts, next_attempt_at, last_fault)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          ...deliveryKey(delivery),
          delivery.topic,
          delivery.lane,
          RANK[delivery.lane],
          ...deliveryProgress(delivery),
        );
      }
      this.db.run(
        `INSERT INTO value (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
         WHERE CAST(value.value AS INTEGER) < CAST(excluded.value AS INTEGER)`,
        PLANNED,
        String(sequence),
      );
    });
  }

  plannedUpTo(): Promise<Result<number, Fault>> {
    return this.read(() =>
      this.db.number('SELECT CAST(value AS INTEGER) FROM value WHERE name = ?', PLANNED),
    );
  }

  /** Emergencies first, then in the order of their commits. */
  due(platform: string, at: number, limit: number): Promise<Result<readonly Delivery[], Fault>> {
    return this.read(() =>
      this.db
        .all(
          `SELECT * FROM delivery WHERE platform = ? AND state = 'due' AND next_attempt_at <= ?
           ORDER BY rank, sequence, room LIMIT ?`,
          platform,
          at,
          limit,
        )
        .map(deliveryFrom),
    );
  }

  settle(delivery: Delivery, shown?: ShownMessage): Promise<Result<void, Fault>> {
    return this.write(() => {
      this.db.run(
        `INSERT INTO delivery (sequence, platform, room, topic, lane, rank, state, attempts, next_attempt_at, last_fault)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (sequence, platform, room) DO UPDATE SET state = excluded.state, attempts = excluded.attempts,
           next_attempt_at = excluded.next_attempt_at, last_fault = excluded.last_fault
         WHERE delivery.state <> 'delivered'`,
        ...deliveryKey(delivery),
        delivery.topic,
        delivery.lane,
        RANK[delivery.lane],
        ...deliveryProgress(delivery),
      );
      if (shown === undefined) return;
      this.db.run(
        `INSERT INTO shown (platform, room, topic, message_id, sequence, fingerprint) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (platform, room, topic) DO UPDATE SET message_id = excluded.message_id,
           sequence = excluded.sequence, fingerprint = excluded.fingerprint
         WHERE shown.sequence <= excluded.sequence`,
        shown.platform,
        shown.room,
        shown.topic,
        shown.messageId,
        shown.sequence,
        shown.fingerprint,
      );
    });
  }

  backlog(): Promise<
    Result<readonly { readonly platform: string; readonly due: number; readonly failed: number }[], Fault>
  > {
    return this.read(() =>
      this.db
        .all(
          `SELECT platform, sum(state = 'due') AS due, sum(state = 'failed') AS failed FROM delivery
           WHERE state IN ('due', 'failed') GROUP BY platform ORDER BY platform`,
        )
        .map((row) => ({
          platform: String(row['platform']),
          due: Number(row['due']),
          failed: Number(row['failed']),
        })),
    );
  }

  shown(platform: string, room: string, topic: string): Promise<Result<ShownMessage | undefined, Fault>> {
    return this.read(() => {
      const row = this.db.get(
        'SELECT * FROM shown WHERE platform = ? AND room = ? AND topic = ?',
        platform,
        room,
        topic,
      );
      return row === undefined ? undefined : shownFrom(row);
    });
  }

  keepButtons(rows: readonly ButtonRow[]): Promise<Result<void, Fault>> {
    return this.write(() => {
      for (const row of rows) {
        this.db.run(
          `INSERT INTO button (id, platform, room, message_id, action, command, role, only_for, created_at, expires_at,
             used_at, single_use) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          row.id,
          row.platform,
          row.room,
          row.messageId ?? null,
          row.action,
          row.command,
          row.role,
          row.onlyFor ?? null,
          row.createdAt,
          row.expiresAt ?? null,
          row.usedAt ?? null,
          row.singleUse ? 1 : 0,
        );
      }
    });
  }

  bindButtons(ids: readonly string[], messageId: string): Promise<Result<void, Fault>> {
    return this.write(() => {
      for (const id of ids) this.db.run('UPDATE button SET message_id = ? WHERE id = ?', messageId, id);
    });
  }

  button(id: string): Promise<Result<ButtonRow | undefined, Fault>> {
    return this.read(() => {
      const row = this.db.get('SELECT * FROM button WHERE id = ?', id);
      return row === undefined ? undefined : buttonFrom(row);
    });
  }

  /** Also `false` for a button that is not known. One that may be used again keeps its first use. */
  useButton(id: string, at: number): Promise<Result<boolean, Fault>> {
    return this.write(() => {
      if (this.db.run('UPDATE button SET used_at = ? WHERE id = ? AND used_at IS NULL', at, id) === 1)
        return true;
      return this.db.get('SELECT 1 FROM button WHERE id = ? AND single_use = 0', id) !== undefined;
    });
  }

  forgetButtonsBefore(at: number): Promise<Result<void, Fault>> {
    return this.write(() => void this.db.run('DELETE FROM button WHERE created_at < ?', at));
  }
}

const deliveryKey = (delivery: Delivery) => [delivery.sequence, delivery.platform, delivery.room] as const;
const deliveryProgress = (delivery: Delivery) =>
  [delivery.state, delivery.attempts, delivery.nextAttemptAt, delivery.lastFault ?? null] as const;

// Carries what the desk tells to every room: durable, in order per room, EMERGENCY first, and no room waits for another's flood.
import type { Fault } from '../../domain/fault.ts';
import { type Result, success } from '../../domain/result.ts';
import type { Delivery } from '../../ports/chat-store.ts';
import type { OutboxRow } from '../../ports/ledger.ts';
import type { Access } from '../core/access.ts';
import type { ChatPlatform, SendFault } from '../core/platform.ts';
import type { Readers } from '../core/reader.ts';
import type { ChatPorts, ChatSettings } from '../core/settings.ts';
import { wordEvent } from '../words/word-event.ts';
import type { Announcer } from './announcer.ts';
import { personOf, planDeliveries, planFailover, ringsAnew, supersedes } from './outbox-plan.ts';
import { PlatformWatch } from './platform-watch.ts';
import type { PrivateRooms } from './private-rooms.ts';
import type { Place, Speaker } from './speaker.ts';

const PLAN_AT_ONCE = 100;
const DUE_AT_ONCE = 500;
/** Everything that is due, also what waits for a later try: the room's order counts. */
const FAR_AHEAD_MS = 10 * 365 * 86_400_000;
const LANES = { emergency: 0, normal: 1, low: 2 } as const;
/** Bounded tries: about a day of EMERGENCY, eight hours of news, one hour of small talk at a minute a try. */
const MOST_ATTEMPTS = { emergency: 1_500, normal: 500, low: 60 } as const;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
const LONG_FLOOD_MS = 10_000;
const CACHED_ROWS = 500;

export interface OutboxParts {
  readonly speaker: Speaker;
  readonly readers: Readers;
  readonly access: Access;
  readonly privateRooms: PrivateRooms;
  readonly announcer: Announcer;
}

export class Outbox {
  readonly #ports: ChatPorts;
  readonly #settings: ChatSettings;
  readonly #parts: OutboxParts;
  readonly #watch: PlatformWatch;
  readonly #rows = new Map<number, OutboxRow>();
  readonly #working = new Map<string, Promise<void>>();
  readonly #deadRooms = new Map<string, string>();
  readonly #carried = new Set<number>();
  #planning: Promise<void> | undefined;
  #planned = 0;

  constructor(ports: ChatPorts, settings: ChatSettings, parts: OutboxParts) {
    this.#ports = ports;
    this.#settings = settings;
    this.#parts = parts;
    this.#watch = new PlatformWatch((notice, failing) => parts.announcer.announce(notice, 'rooms', failing));
  }

  /** The last event that was planned: what a command finds when it begins. */
  get planned(): number {
    return this.#planned;
  }

  /** Rooms that are gone, for /health. */
  get deadRooms(): ReadonlyMap<string, string> {
    return this.#deadRooms;
  }

  /** Plans what is new and delivers everything that is due now. A room that is being worked on is not waited for twice. */
  async pump(): Promise<void> {
    const told = this.#parts.announcer.watchStore();
    await this.#plan();
    const started = await Promise.all(this.#ports.platforms.map((platform) => this.#wakeRooms(platform)));
    await Promise.all([told, ...started.flat()]);
  }

  #plan(): Promise<void> {
    this.#planning ??= this.#planAll().finally(() => {
      this.#planning = undefined;
    });
    return this.#planning;
  }

  async #planAll(): Promise<void> {
    const { ledger, store, platforms, log } = this.#ports;
    const upTo = await store.plannedUpTo();
    if (!upTo.ok) return log.error({ fault: upTo.error.code }, 'the outbox cannot be read');
    this.#planned = Math.max(this.#planned, upTo.value);
    for (;;) {
      const rows = await ledger.outboxAfter(this.#planned, PLAN_AT_ONCE);
      if (!rows.ok) return log.error({ fault: rows.error.code }, 'the outbox cannot be read');
      if (rows.value.length === 0) return;
      for (const row of rows.value) {
        const done = await store.plan(row.sequence, planDeliveries(row, platforms, this.#settings));
        if (!done.ok) return log.error({ fault: done.error.code }, 'a delivery cannot be planned');
        this.#cache(row);
        this.#planned = row.sequence;
      }
    }
  }

  async #wakeRooms(platform: ChatPlatform): Promise<Promise<void>[]> {
    const due = await this.#due(platform);
    const rooms = new Set(due.map((delivery) => delivery.room));
    return [...rooms].map((room) => {
      const key = `${platform.name} ${room}`;
      const running = this.#working.get(key);
      if (running !== undefined) return running;
      const work = this.#workRoom(platform, room).finally(() => this.#working.delete(key));
      this.#working.set(key, work);
      return work;
    });
  }

  async #due(platform: ChatPlatform): Promise<readonly Delivery[]> {
    const due = await this.#ports.store.due(
      platform.name,
      this.#ports.clock.now() + FAR_AHEAD_MS,
      DUE_AT_ONCE,
    );
    if (due.ok) return due.value;
    this.#ports.log.error({ fault: due.error.code }, 'deliveries cannot be read');
    return [];
  }

  async #workRoom(platform: ChatPlatform, room: string): Promise<void> {
    for (;;) {
      const waiting = (await this.#due(platform)).filter((delivery) => delivery.room === room);
      const next = [...waiting].sort(byUrgency)[0];
      if (next === undefined) return;
      const later = waiting.find((each) => each.topic === next.topic && each.sequence > next.sequence);
      const read = await this.#row(next.sequence);
      if (!read.ok) return;
      const row = read.value;
      if (row === undefined || (later !== undefined && supersedes(row.event))) {
        if (!(await this.#settle({ ...next, state: row === undefined ? 'failed' : 'delivered' }))) return;
        continue;
      }
      if (next.nextAttemptAt > this.#ports.clock.now()) return;
      if (!(await this.#deliver(platform, next, row))) return;
    }
  }

  /** False: nothing more to this room now. */
  async #deliver(platform: ChatPlatform, delivery: Delivery, row: OutboxRow): Promise<boolean> {
    const resolved = await this.#parts.privateRooms.resolve(platform, delivery.room);
    if (!resolved.ok) return this.#failed(platform, delivery, row, resolved.error);
    const room = resolved.value;
    const gone = this.#deadRooms.get(`${platform.name} ${room}`);
    if (gone !== undefined) return this.#failed(platform, delivery, row, { kind: 'room-gone', why: gone });
    if (personOf(delivery.room) !== undefined && platform.rooms.includes(room)) {
      return this.#settle({ ...delivery, state: 'delivered' });
    }
    const place: Place = { platform, room };
    const blocked = this.#parts.speaker.blockedUntil(place) - this.#ports.clock.now();
    if (blocked > 0) return this.#failed(platform, delivery, row, { kind: 'flood', retryAfterMs: blocked });
    const person = this.#parts.access.person(platform.name, personOf(delivery.room) ?? room);
    const wish = this.#parts.readers.delivery(person, row.event.kind, row.lane, this.#ports.clock.now());
    if (wish === 'off') return this.#settle({ ...delivery, state: 'delivered' });
    const view = this.#ports.desk.view();
    const reply = wordEvent(row.event, {
      ...this.#parts.readers.speech(person),
      view,
      contacts: this.#settings.contacts,
    });
    const mode = row.event.kind === 'proposal' ? row.event.proposal.content.mode : view.mode;
    const shown = await this.#parts.speaker.show(
      place,
      {
        reply,
        language: this.#parts.readers.language(person),
        mode,
        silent: wish === 'silent' || row.lane === 'low' || reply.silent === true,
      },
      delivery.topic,
      delivery.sequence,
      ringsAnew(row.event) || !supersedes(row.event),
    );
    if (!shown.ok) return this.#failed(platform, delivery, row, shown.error);
    void this.#watch.worked(platform.name);
    return this.#settle({ ...delivery, state: 'delivered' }, shown.value);
  }

  async #failed(
    platform: ChatPlatform,
    delivery: Delivery,
    row: OutboxRow,
    fault: SendFault,
  ): Promise<boolean> {
    const now = this.#ports.clock.now();
    const why = 'why' in fault ? fault.why : fault.kind;
    const place = personOf(delivery.room) ?? delivery.room;
    if (fault.kind !== 'content' && fault.kind !== 'message-gone')
      await this.#carryElsewhere(platform, row, fault);
    switch (fault.kind) {
      case 'flood':
        await this.#settle({ ...delivery, nextAttemptAt: now + fault.retryAfterMs, lastFault: 'flood' });
        return false;
      case 'room-gone':
        if (!this.#deadRooms.has(`${platform.name} ${place}`)) {
          this.#ports.log.warn({ platform: platform.name, why }, 'a room is gone');
          this.#deadRooms.set(`${platform.name} ${place}`, why);
        }
        return this.#settle({ ...delivery, state: 'failed', lastFault: why });
      case 'content':
        this.#ports.log.error({ platform: platform.name, why }, 'a message was refused for its content');
        return this.#settle({ ...delivery, state: 'failed', lastFault: why });
      case 'message-gone':
      case 'down': {
        void this.#watch.failed(platform.name, why);
        const attempts = delivery.attempts + 1;
        const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts - 1, 6));
        const givenUp = attempts >= MOST_ATTEMPTS[delivery.lane];
        await this.#settle({
          ...delivery,
          attempts,
          lastFault: why,
          ...(givenUp ? { state: 'failed' as const } : { nextAttemptAt: now + wait }),
        });
        return givenUp;
      }
      default:
        return fault satisfies never;
    }
  }

  /** An EMERGENCY that a platform cannot carry now goes to people in private elsewhere, once. */
  async #carryElsewhere(platform: ChatPlatform, row: OutboxRow, fault: SendFault): Promise<void> {
    if (row.lane !== 'emergency' || this.#carried.has(row.sequence)) return;
    if (fault.kind === 'flood' && fault.retryAfterMs < LONG_FLOOD_MS) return;
    this.#carried.add(row.sequence);
    const deliveries = planFailover(row, platform.name, this.#ports.platforms, this.#settings);
    if (deliveries.length === 0) return;
    await this.#ports.store.plan(row.sequence, deliveries);
    for (const other of this.#ports.platforms) if (other !== platform) void this.#wakeRooms(other);
  }

  async #row(sequence: number): Promise<Result<OutboxRow | undefined, Fault>> {
    const known = this.#rows.get(sequence);
    if (known !== undefined) return success(known);
    const rows = await this.#ports.ledger.outboxAfter(sequence - 1, 1);
    if (!rows.ok) return rows;
    const row = rows.value[0];
    if (row?.sequence !== sequence) return success(undefined);
    this.#cache(row);
    return success(row);
  }

  #cache(row: OutboxRow): void {
    this.#rows.set(row.sequence, row);
    if (this.#rows.size > CACHED_ROWS) this.#rows.delete(this.#rows.keys().next().value ?? 0);
  }

  async #settle(delivery: Delivery, shown?: Parameters<ChatPorts['store']['settle']>[1]): Promise<boolean> {
    const done = await this.#ports.store.settle(delivery, shown);
    if (!done.ok) this.#ports.log.error({ fault: done.error.code }, 'a delivery cannot be settled');
    return done.ok;
  }
}

function byUrgency(a: Delivery, b: Delivery): number {
  return LANES[a.lane] - LANES[b.lane] || a.sequence - b.sequence;
}

// Who may speak at all: people by their platform's own id, rooms by list. Strangers get nothing, are counted, and admins hear of them once.
import type { Clock } from '../../ports/clock.ts';
import type { PlatformName, Room } from './platform.ts';
import type { ChatPerson } from './settings.ts';

const TELL_AGAIN_MS = 3_600_000;
const NOTE_AGAIN_MS = 60_000;
const FAILURES_TO_LOCK = 5;
const FAILURE_WINDOW_MS = 10 * 60_000;
const LOCK_MS = 15 * 60_000;

export interface AccessOptions {
  readonly people: readonly ChatPerson[];
  /** Rooms that are not private and yet served; asked anew each time, because a room may move. */
  readonly rooms: (platform: PlatformName) => readonly string[];
  readonly clock: Clock;
  readonly commandsPerMinute: number;
}

export interface StrangerNotice {
  /** Present when admins are to be told now: how many messages came since they were told. */
  readonly tell?: number;
  /** Whether this one goes into the log and the journal; a flood does not. */
  readonly note: boolean;
}

interface Strangers {
  count: number;
  toldAt: number;
  notedAt: number;
}

interface Turns {
  left: number;
  at: number;
  told: boolean;
}

/** State in memory is bounded by the people list and the platforms; nothing grows with what strangers send. */
export class Access {
  readonly #options: AccessOptions;
  readonly #byId = new Map<string, ChatPerson>();
  readonly #strangers = new Map<PlatformName, Strangers>();
  readonly #turns = new Map<string, Turns>();
  readonly #failures = new Map<string, number[]>();
  readonly #lockedUntil = new Map<string, number>();

  constructor(options: AccessOptions) {
    this.#options = options;
    for (const person of options.people) {
      for (const [platform, id] of Object.entries(person.platformIds)) {
        this.#byId.set(`${platform} ${id}`, person);
      }
    }
  }

  person(platform: PlatformName, platformId: string): ChatPerson | undefined {
    return this.#byId.get(`${platform} ${platformId}`);
  }

  named(name: string): ChatPerson | undefined {
    return this.#options.people.find((person) => person.name === name);
  }

  /** A private room of a known person is always served; any other only when it is on the list. */
  serves(platform: PlatformName, room: Room): boolean {
    return room.isPrivate || this.#options.rooms(platform).includes(room.id);
  }

  stranger(platform: PlatformName): StrangerNotice {
    const now = this.#options.clock.now();
    const seen = this.#strangers.get(platform) ?? {
      count: 0,
      toldAt: Number.NEGATIVE_INFINITY,
      notedAt: Number.NEGATIVE_INFINITY,
    };
    seen.count += 1;
    this.#strangers.set(platform, seen);
    const note = now - seen.notedAt >= NOTE_AGAIN_MS;
    if (note) seen.notedAt = now;
    if (now - seen.toldAt < TELL_AGAIN_MS) return { note };
    seen.toldAt = now;
    const tell = seen.count;
    seen.count = 0;
    return { note, tell };
  }

  /** Takes one turn of the person's budget. Refused: until when, and whether this is the first refusal (told once). */
  takeTurn(
    person: ChatPerson,
  ): { readonly ok: true } | { readonly ok: false; readonly untilMs: number; readonly tell: boolean } {
    const now = this.#options.clock.now();
    const most = this.#options.commandsPerMinute;
    const perMs = most / 60_000;
    const turns = this.#turns.get(person.name) ?? { left: most, at: now, told: false };
    turns.left = Math.min(most, turns.left + Math.max(0, now - turns.at) * perMs);
    turns.at = now;
    this.#turns.set(person.name, turns);
    if (turns.left >= 1) {
      turns.left -= 1;
      turns.told = false;
      return { ok: true };
    }
    const tell = !turns.told;
    turns.told = true;
    return { ok: false, untilMs: now + Math.ceil((1 - turns.left) / perMs), tell };
  }

  /** A try at something that was not theirs: wrong role, wrong code, forged button. Enough of them lock what changes state. */
  failed(person: ChatPerson): void {
    const now = this.#options.clock.now();
    const recent = (this.#failures.get(person.name) ?? []).filter((at) => now - at < FAILURE_WINDOW_MS);
    recent.push(now);
    this.#failures.set(person.name, recent.slice(-FAILURES_TO_LOCK));
    if (recent.length >= FAILURES_TO_LOCK) {
      this.#lockedUntil.set(person.name, now + LOCK_MS);
      this.#failures.delete(person.name);
    }
  }

  lockedUntil(person: ChatPerson): number | undefined {
    const until = this.#lockedUntil.get(person.name);
    if (until === undefined || until > this.#options.clock.now()) return until;
    this.#lockedUntil.delete(person.name);
    return undefined;
  }
}

// Takes one delivery in: what a person did goes to the desk's intake, a look at the home tab is answered here. Throws
// NotStored when it must not be confirmed to Slack.
import { setTimeout as wait } from 'node:timers/promises';
import type { Incoming, Intake } from '../../chat/core/platform.ts';
import type { Log } from '../../ports/log.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Ephemerals } from './ephemerals.ts';
import type { HomeTab } from './home-tab.ts';
import type { SlackLimits } from './limits.ts';
import type { People } from './people.ts';
import {
  type Arrival,
  type Fields,
  fieldsOf,
  isDirect,
  readEvent,
  type Surroundings,
  textOf,
} from './read-event.ts';
import { readCommand, readPress } from './read-interaction.ts';
import type { Rooms } from './rooms.ts';
import type { Scrub } from './scrub.ts';

export class NotStored extends Error {}

export interface InboxParts {
  readonly intake: Intake;
  readonly rooms: Rooms;
  readonly people: People;
  readonly ephemerals: Ephemerals;
  readonly home: HomeTab;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly log: Log;
  readonly scrub: Scrub;
  /** The desk's clock, which may be market time, and the wall clock that Slack's time stamps follow. Milliseconds. */
  readonly deskNow: () => number;
  readonly wallNow: () => number;
  /** Work that goes on behind the delivery. */
  readonly behind: (work: Promise<unknown>) => void;
  readonly stopping: AbortSignal;
}

export class Inbox {
  readonly #parts: InboxParts;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** An event comes again when it was not confirmed. */
  async takeEvent(body: Fields): Promise<void> {
    const arrival = readEvent(body, this.#around());
    if (arrival.kind === 'incoming') {
      if (arrival.incoming.room.isPrivate)
        this.#parts.people.noteRoom(arrival.user, arrival.incoming.room.id);
      if ((await this.#accept(arrival.incoming)) === 'not-stored') throw new NotStored();
    }
    if (arrival.kind === 'home') this.#openHome(arrival, body);
  }

  async takeCommand(body: Fields): Promise<void> {
    await this.#takeOnce(readCommand(body, this.#around()));
  }

  async takePress(body: Fields): Promise<void> {
    const { people, ephemerals } = this.#parts;
    this.#noteView(body);
    const arrival = readPress(body, this.#around(), (user) => people.roomOf(user));
    const address = textOf(body['response_url']);
    if (arrival.kind === 'incoming' && address !== undefined) {
      const { room, messageId } = arrival.incoming;
      if (fieldsOf(body['container'])['is_ephemeral'] === true)
        ephemerals.remember(room.id, messageId, address);
    }
    await this.#takeOnce(arrival);
  }

  /** Commands and presses never come again: storing them is tried for as long as Slack waits. */
  async #takeOnce(arrival: Arrival): Promise<void> {
    if (arrival.kind !== 'incoming') return;
    const { limits, stopping } = this.#parts;
    const until = performance.now() + limits.storeTryMs;
    while ((await this.#accept(arrival.incoming)) === 'not-stored') {
      if (stopping.aborted || performance.now() > until) throw new NotStored();
      await wait(limits.storeRetryMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  async #accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'> {
    const { intake, rooms, state, log } = this.#parts;
    rooms.regain(incoming.room.id);
    try {
      const outcome = await intake.accept(incoming);
      state.stored(outcome !== 'not-stored');
      return outcome;
    } catch (error) {
      log.error({ reason: this.#word(error) }, 'the intake failed');
      state.stored(false);
      return 'not-stored';
    }
  }

  #openHome({ platformId, user, room }: Extract<Arrival, { kind: 'home' }>, body: Fields): void {
    const { people, home, behind } = this.#parts;
    if (isDirect(room)) people.noteRoom(user, room);
    this.#noteView({ ...fieldsOf(body['event']), user: { id: user } });
    behind(home.opened(platformId, user, room));
  }

  /** After a restart the views that people still look at are learned from what they do. */
  #noteView({ view, user }: Fields): void {
    const { id, type } = fieldsOf(view);
    const viewId = textOf(id);
    const viewer = textOf(fieldsOf(user)['id']);
    if (viewId !== undefined && viewer !== undefined && type === 'home')
      this.#parts.home.note(viewId, viewer);
  }

  #around(): Surroundings {
    const { deskNow, wallNow, people } = this.#parts;
    const receivedAt = deskNow();
    const ahead = receivedAt - wallNow();
    return {
      at: (seconds) => {
        const at = Math.round(Number(seconds) * 1000 + ahead);
        return Number.isFinite(at) ? Math.min(at, receivedAt) : receivedAt;
      },
      languageOf: (user) => people.languageOf(user),
    };
  }

  #word(error: unknown): string {
    return this.#parts.scrub(error instanceof Error ? error.message : 'an unknown failure');
  }
}

// Takes one update in: what a person did goes to the desk's intake, what happened to a room is noted here.
import type { Update } from 'grammy/types';
import type { Intake } from '../../chat/core/platform.ts';
import type { Log } from '../../ports/log.ts';
import { type Arrival, readUpdate } from './read-update.ts';
import type { Rooms } from './rooms.ts';
import { type Scrub, wordError } from './scrub.ts';
import type { WaitingMarks } from './waiting-marks.ts';

export interface InboxParts {
  readonly intake: Intake;
  readonly rooms: Rooms;
  readonly marks: WaitingMarks;
  readonly log: Log;
  readonly scrub: Scrub;
  /** The desk's clock, which may be market time, and the wall clock that Telegram's dates follow. Milliseconds. */
  readonly deskNow: () => number;
  readonly wallNow: () => number;
}

export class Inbox {
  readonly #parts: InboxParts;

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  /** `false`: it is stored nowhere, and must not be confirmed to Telegram. Never throws. */
  async take(update: Update, botName: string): Promise<boolean> {
    const { intake, marks, log, scrub } = this.#parts;
    const arrival = this.#read(update, botName);
    if (arrival.kind !== 'incoming') {
      this.#note(arrival);
      return true;
    }
    const { incoming } = arrival;
    const pressId = incoming.kind === 'press' ? incoming.pressId : undefined;
    if (pressId !== undefined) marks.arm(pressId);
    this.#parts.rooms.regain(incoming.room.id);
    const outcome = await intake.accept(incoming).catch((error: unknown) => {
      log.error({ reason: wordError(error, scrub) }, 'the intake failed');
      return 'not-stored' as const;
    });
    if (pressId !== undefined && outcome !== 'accepted') marks.disarm(pressId);
    return outcome !== 'not-stored';
  }

  #read(update: Update, botName: string): Arrival {
    const { deskNow, wallNow, log, scrub } = this.#parts;
    const receivedAt = deskNow();
    const ahead = receivedAt - wallNow();
    try {
      return readUpdate(update, { botName, receivedAt, at: (unixSeconds) => unixSeconds * 1000 + ahead });
    } catch (error) {
      // An update of a shape nobody knows: fetching it again and again would help nobody.
      log.error({ reason: wordError(error, scrub), update: update.update_id }, 'an update was unreadable');
      return { kind: 'nothing' };
    }
  }

  #note(arrival: Exclude<Arrival, { kind: 'incoming' }>): void {
    const { rooms, log } = this.#parts;
    switch (arrival.kind) {
      case 'nothing':
        return;
      case 'moved':
        if (rooms.move(arrival.from, arrival.to)) {
          log.warn(
            { from: arrival.from, to: arrival.to },
            'a group has a new id: change it in the configuration',
          );
        }
        return;
      case 'membership':
        if (arrival.lost === undefined) rooms.regain(arrival.room);
        else if (rooms.lose(arrival.room, arrival.lost)) {
          log.warn({ room: arrival.room, why: arrival.lost }, 'a chat was lost');
        }
        return;
      default:
        arrival satisfies never;
    }
  }
}

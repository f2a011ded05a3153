// Brings a reply to the one who asked: a new message, the pressed message edited in place, or the card that shows it already.

import type { Place, Saying, Speaker } from '../carrying/speaker.ts';
import type { ChatPlatform } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPorts } from '../core/settings.ts';
import type { Asking } from './run-line.ts';

export interface Pressed {
  readonly messageId: string;
  /** The button repeats the command that made the message. */
  readonly refreshes: boolean;
}

interface Waiting {
  readonly place: Place;
  readonly saying: Saying;
  readonly until: number;
  /** The message that it takes the place of. */
  readonly messageId?: string;
}

/** An answer that is older than this helps nobody. */
const ANSWER_LIFE_MS = 10 * 60_000;
const MOST_WAITING = 200;

export class Answers {
  readonly #ports: ChatPorts;
  readonly #speaker: Speaker;
  #waiting: Waiting[] = [];

  constructor(ports: ChatPorts, speaker: Speaker) {
    this.#ports = ports;
    this.#speaker = speaker;
  }

  /** `before`: the last outbox event when the command began; a card shown since then is the answer already. */
  async bring(
    reply: Reply,
    asking: Asking,
    platform: ChatPlatform,
    before: number,
    pressed?: Pressed,
  ): Promise<void> {
    const { place, saying } = this.#toRoom(reply, asking, platform);
    if (reply.topic !== undefined) return this.#bringCard(place, saying, reply.topic, before, pressed);
    if (pressed?.refreshes === true) {
      const edited = await this.#speaker.edit(place, pressed.messageId, saying);
      if (edited.ok || edited.error.kind !== 'message-gone') return;
    }
    await this.#send(place, saying);
  }

  /** Puts the answer in the place of the message that showed how far its work was; sent anew where that is gone. */
  async replace(reply: Reply, asking: Asking, platform: ChatPlatform, messageId: string): Promise<void> {
    const { place, saying } = this.#toRoom(reply, asking, platform);
    await this.#edit({ place, saying, until: this.#ports.clock.now() + ANSWER_LIFE_MS, messageId });
  }

  /** Sends what had to wait for a flood or an outage; what is too old is dropped. */
  async flush(): Promise<void> {
    const now = this.#ports.clock.now();
    const waiting = this.#waiting.filter((each) => each.until > now);
    const ready = waiting.filter((each) => this.#speaker.blockedUntil(each.place) <= now);
    this.#waiting = waiting.filter((each) => !ready.includes(each));
    await Promise.all(
      ready.map((each) =>
        each.messageId === undefined
          ? this.#send(each.place, each.saying, each.until)
          : this.#edit({ ...each, messageId: each.messageId }),
      ),
    );
  }

  #toRoom(reply: Reply, asking: Asking, platform: ChatPlatform): { place: Place; saying: Saying } {
    return {
      place: {
        platform,
        room: asking.room.id,
        replyTo: asking.messageId,
        ...(asking.room.thread === undefined ? {} : { thread: asking.room.thread }),
        ...(reply.audience === 'person' && !asking.room.isPrivate ? { onlyFor: asking.platformId } : {}),
      },
      saying: {
        reply,
        language: asking.speech.format.language,
        mode: this.#ports.desk.view().mode,
      },
    };
  }

  async #bringCard(
    place: Place,
    saying: Saying,
    topic: string,
    before: number,
    pressed?: Pressed,
  ): Promise<void> {
    const known = await this.#ports.store.shown(place.platform.name, place.room, topic);
    const shown = known.ok ? known.value : undefined;
    const onIt = shown !== undefined && pressed?.messageId === shown.messageId;
    const shownSince = shown !== undefined && shown.sequence > before;
    if (shownSince && !onIt && place.platform.printsOnly !== true) return;
    const sequence = Math.max(before, shown?.sequence ?? 0);
    const done = await this.#speaker.show(place, saying, topic, sequence, !onIt);
    if (done.ok && done.value !== undefined) await this.#speaker.remember(done.value);
    if (!done.ok) this.#wait(place, saying);
  }

  async #edit(waiting: Waiting & { readonly messageId: string }): Promise<void> {
    const { place, saying, messageId, until } = waiting;
    if (this.#speaker.blockedUntil(place) > this.#ports.clock.now()) return this.#keep(waiting);
    const edited = await this.#speaker.edit(place, messageId, saying);
    if (edited.ok) return;
    if (edited.error.kind === 'message-gone') return this.#send(place, saying, until);
    if (edited.error.kind === 'flood' || edited.error.kind === 'down') this.#keep(waiting);
  }

  async #send(place: Place, saying: Saying, until?: number): Promise<void> {
    const blocked = this.#speaker.blockedUntil(place) > this.#ports.clock.now();
    if (blocked) return this.#wait(place, saying, until);
    const sent = await this.#speaker.send(place, saying);
    if (!sent.ok && (sent.error.kind === 'flood' || sent.error.kind === 'down'))
      this.#wait(place, saying, until);
  }

  #wait(place: Place, saying: Saying, until = this.#ports.clock.now() + ANSWER_LIFE_MS): void {
    this.#keep({ place, saying, until });
  }

  #keep(waiting: Waiting): void {
    this.#waiting = [...this.#waiting, waiting].slice(-MOST_WAITING);
  }
}

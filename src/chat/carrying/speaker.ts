// The mouth of the chat side: makes buttons opaque, sends or edits in place, remembers which message shows which card.
import type { Mode } from '../../domain/mode.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Delivery, ShownMessage } from '../../ports/chat-store.ts';
import type { ChatPlatform, Outgoing, SendFault } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPorts } from '../core/settings.ts';
import { wordsOf } from '../core/speech.ts';
import { stampMode } from '../core/stamp.ts';
import type { Language } from '../figures/format.ts';
import { BUTTON_LIFE_MS, makeButtons } from './buttons.ts';

export interface Place {
  readonly platform: ChatPlatform;
  readonly room: string;
  readonly thread?: string;
  /** The message that is answered. */
  readonly replyTo?: string;
  /** Shown to this person alone, where the platform can. */
  readonly onlyFor?: string;
}

export interface Saying {
  readonly reply: Reply;
  readonly language: Language;
  readonly mode: Mode;
  readonly silent?: boolean;
}

/** Cards whose last step is remembered. */
const MOST_STEPS = 500;

export class Speaker {
  readonly #ports: ChatPorts;
  /** Rooms that take nothing before a moment (flood control). */
  readonly #blockedUntil = new Map<string, number>();
  readonly #turns = new Map<string, Promise<unknown>>();
  /** What the thread of a card said last; a restart may say it once more. */
  readonly #steps = new Map<string, string>();

  constructor(ports: ChatPorts) {
    this.#ports = ports;
  }

  blockedUntil({ platform, room }: Pick<Place, 'platform' | 'room'>): number {
    return this.#blockedUntil.get(`${platform.name} ${room}`) ?? 0;
  }

  /** A new message. */
  async send(place: Place, saying: Saying): Promise<Result<string, SendFault>> {
    const { message, ids } = await this.#prepare(place, saying);
    const sent = await place.platform.send(place.room, message, {
      ...(place.thread === undefined ? {} : { thread: place.thread }),
      ...(place.onlyFor === undefined ? {} : { onlyFor: place.onlyFor }),
      ...(place.replyTo === undefined ? {} : { replyTo: place.replyTo }),
    });
    if (!sent.ok) return this.#heard(place, sent);
    if (ids.length > 0) await this.#ports.store.bindButtons(ids, sent.value);
    return sent;
  }

  /** The same message with new content. */
  async edit(place: Place, messageId: string, saying: Saying): Promise<Result<void, SendFault>> {
    const { message, ids } = await this.#prepare(place, saying);
    const edited = await place.platform.edit(place.room, messageId, message);
    if (!edited.ok) return this.#heard(place, edited);
    if (ids.length > 0) await this.#ports.store.bindButtons(ids, messageId);
    return edited;
  }

  /**
   * Shows a card's topic in a room: edits the message that shows it, or sends one. An older state never overwrites a
   * newer one and an unchanged one is not sent. `fresh` sends anew (so that it rings) and takes the buttons off the
   * old message. Answers what is shown now; undefined when there was nothing to do.
   */
  show(
    place: Place,
    saying: Saying,
    topic: string,
    sequence: number,
    fresh: boolean,
  ): Promise<Result<ShownMessage | undefined, SendFault>> {
    return this.#inTurn(`${place.platform.name} ${place.room}`, async () => {
      const known = await this.#ports.store.shown(place.platform.name, place.room, topic);
      const shown = known.ok ? known.value : undefined;
      const fingerprint = this.#fingerprint(saying);
      if (shown !== undefined && shown.sequence > sequence) return success(undefined);
      if (shown !== undefined && shown.fingerprint === fingerprint && !fresh) {
        return success({ ...shown, sequence });
      }
      const now = { platform: place.platform.name, room: place.room, topic, sequence, fingerprint };
      if (shown !== undefined && !fresh) {
        const edited = await this.edit(place, shown.messageId, saying);
        if (edited.ok) {
          await this.#step(place, saying, topic, shown.messageId);
          return success({ ...now, messageId: shown.messageId });
        }
        if (edited.error.kind !== 'message-gone') return edited;
      }
      const sent = await this.send(place, saying);
      if (!sent.ok) return sent;
      this.#isStep(place, topic, saying.reply.title);
      if (shown !== undefined && shown.messageId !== sent.value) await this.#retire(place, shown, saying);
      return success({ ...now, messageId: sent.value });
    });
  }

  /** Remembers a card that was shown as the answer to a command. */
  async remember(shown: ShownMessage): Promise<void> {
    // Under a number that no event has: nothing that is due in the room counts as delivered by this.
    const delivery: Delivery = {
      sequence: 0,
      platform: shown.platform,
      room: shown.room,
      topic: shown.topic,
      lane: 'normal',
      state: 'delivered',
      attempts: 0,
      nextAttemptAt: 0,
    };
    await this.#ports.store.settle(delivery, shown);
  }

  /** Buttons nobody can press any more are forgotten. */
  async tidy(): Promise<void> {
    await this.#ports.store.forgetButtonsBefore(this.#ports.clock.now() - BUTTON_LIFE_MS);
  }

  /** A card that changed in place tells its step in its thread, without a sound. What cannot be said there is left out: the card says it. */
  async #step(place: Place, saying: Saying, topic: string, messageId: string): Promise<void> {
    if (place.onlyFor !== undefined) return;
    const { title, tone, audience } = saying.reply;
    if (!this.#isStep(place, topic, title)) return;
    const reply: Reply = { tone, title, audience, blocks: [], buttons: [] };
    const { language } = saying;
    const message = {
      reply: stampMode(reply, saying.mode, wordsOf(language)),
      buttons: [],
      silent: true,
      language,
    };
    const sent = await place.platform.send(place.room, message, { thread: messageId });
    if (!sent.ok) this.#heard(place, sent);
  }

  /** Is this another title than the one that was shown last? */
  #isStep({ platform, room }: Place, topic: string, title: string): boolean {
    if (platform.threads !== true) return false;
    const key = `${platform.name} ${room} ${topic}`;
    const isNew = this.#steps.get(key) !== title;
    this.#steps.delete(key);
    this.#steps.set(key, title);
    const [oldest] = this.#steps.keys();
    if (this.#steps.size > MOST_STEPS && oldest !== undefined) this.#steps.delete(oldest);
    return isNew;
  }

  /** The old message of a card that goes on below keeps its first line and loses its buttons. */
  async #retire(place: Place, shown: ShownMessage, saying: Saying): Promise<void> {
    if (place.platform.printsOnly === true) return;
    const words = wordsOf(saying.language);
    const reply: Reply = {
      ...saying.reply,
      blocks: [{ kind: 'note', text: words.press.moved }],
      buttons: [],
    };
    await place.platform.edit(place.room, shown.messageId, {
      reply: stampMode(reply, saying.mode, words),
      buttons: [],
      silent: true,
      language: saying.language,
    });
  }

  async #prepare(place: Place, saying: Saying): Promise<{ message: Outgoing; ids: string[] }> {
    const ports = this.#ports;
    const { rows, buttons } = makeButtons(
      saying.reply,
      {
        platform: place.platform.name,
        room: place.room,
        at: ports.clock.now(),
        ...(place.onlyFor === undefined ? {} : { onlyFor: place.onlyFor }),
      },
      ports.ids,
      ports.catalogue,
    );
    const kept = rows.length === 0 ? success(undefined) : await ports.store.keepButtons(rows);
    if (!kept.ok) ports.log.error({ fault: kept.error.code }, 'buttons could not be kept; sent without');
    return {
      message: {
        reply: stampMode(saying.reply, saying.mode, wordsOf(saying.language)),
        buttons: kept.ok ? buttons : [],
        silent: saying.silent ?? saying.reply.silent ?? false,
        language: saying.language,
      },
      ids: kept.ok ? rows.map((row) => row.id) : [],
    };
  }

  #heard<T>(place: Place, failed: Result<T, SendFault>): Result<never, SendFault> {
    if (failed.ok) return failure({ kind: 'down', why: '' });
    if (failed.error.kind === 'flood') {
      const until = this.#ports.clock.now() + failed.error.retryAfterMs;
      this.#blockedUntil.set(`${place.platform.name} ${place.room}`, until);
    }
    return failure(failed.error);
  }

  #fingerprint({ reply, language, mode }: Saying): string {
    const plain = JSON.stringify({ ...reply, language, mode }, (_key, value: unknown) =>
      value instanceof Uint8Array ? value.length : value,
    );
    return this.#ports.digest.sha256(plain).slice(0, 32);
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#turns.set(key, settled);
    void settled.then(() => {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    });
    return result;
  }
}

// Sends, edits and removes messages through the Web API. Nothing sleeps here: a flood or an outage goes back to the desk.
import type { webApi } from '@slack/bolt';
import type { Outgoing, SendFault } from '../../chat/core/platform.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Log } from '../../ports/log.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Ephemerals } from './ephemerals.ts';
import { HalfSent } from './half-sent.ts';
import type { HomeTab } from './home-tab.ts';
import type { SlackLimits } from './limits.ts';
import type { People } from './people.ts';
import { type MessagePlan, planMessage, type Words } from './plan-message.ts';
import { TYPED_COMMAND } from './read-interaction.ts';
import { type Attempt, rescue } from './rescue.ts';
import type { Rooms } from './rooms.ts';
import type { Scrub } from './scrub.ts';
import { refusalOf, toSendFault, wordFailure } from './send-faults.ts';
import { escapeSlack } from './slack-text.ts';
import { uploadPicture } from './upload-picture.ts';

export interface MessengerParts {
  readonly web: webApi.WebClient;
  /** With more time: pictures are uploaded. */
  readonly pictureWeb: webApi.WebClient;
  readonly rooms: Rooms;
  readonly people: People;
  readonly ephemerals: Ephemerals;
  readonly home: HomeTab;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly log: Log;
  readonly scrub: Scrub;
}

export interface Destination {
  readonly room: string;
  readonly thread: string | undefined;
  /** `TEAM/USER`: shown to this person alone. */
  readonly onlyFor: string | undefined;
}

const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;
const TIMESTAMP = /^\d+\.\d+$/;

export class Messenger {
  readonly #parts: MessengerParts;
  readonly #halfSent: HalfSent;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    this.#halfSent = new HalfSent(parts.limits);
  }

  /** Answers the id of the last message of words. A try that stopped half-way goes on where it stopped. */
  async send(to: Destination, message: Outgoing): Promise<Result<string, SendFault>> {
    const plan = this.#plan(message);
    const key = this.#halfSent.keyOf([to.room, to.thread, to.onlyFor], plan);
    let { sent, lastId } = this.#halfSent.before(key, performance.now());
    const stop = (fault: SendFault): Result<string, SendFault> => {
      this.#halfSent.note(key, { sent, lastId }, performance.now());
      return failure(fault);
    };
    for (const words of plan.words.slice(sent)) {
      const posted = await this.#try(to.room, to.thread, (attempt) => this.#post(to, words, attempt));
      if (!posted.ok) return stop(posted.error);
      lastId = posted.value;
      sent += 1;
    }
    for (const picture of plan.pictures.slice(sent - plan.words.length)) {
      const fault = await this.#upload(to, picture);
      if (fault !== undefined) return stop(fault);
      sent += 1;
    }
    this.#halfSent.forget(key);
    return success(lastId);
  }

  /** One message becomes another in its place. What needs several messages or a picture has no place to go: `message-gone`. */
  async edit(room: string, messageId: string, message: Outgoing): Promise<Result<void, SendFault>> {
    const { ephemerals, home } = this.#parts;
    const { words: all, pictures } = this.#plan(message);
    const [words] = all;
    if (words === undefined || all.length > 1 || pictures.length > 0)
      return failure({ kind: 'message-gone' });
    const viewer = home.viewerOf(messageId);
    if (viewer !== undefined) {
      const shown = await this.#try(room, undefined, () => home.show(viewer, message));
      return shown.ok ? success(undefined) : shown;
    }
    if (!TIMESTAMP.test(messageId)) return failure({ kind: 'message-gone' });
    const address = ephemerals.addressOf(room, messageId);
    const edited = await this.#try(room, undefined, async (attempt) => {
      const content = { ...contentOf(words, attempt), ...QUIET };
      if (address !== undefined) return ephemerals.replace(address, content);
      const { web } = this.#parts;
      await web.chat.update({ channel: room, ts: messageId, ...content });
    });
    return edited.ok ? success(undefined) : edited;
  }

  /** What a person wrote stays: Slack lets a bot delete its own messages alone. A typed command was never shown. */
  async remove(room: string, messageId: string): Promise<boolean> {
    if (messageId.startsWith(TYPED_COMMAND)) return true;
    try {
      await this.#parts.web.chat.delete({ channel: room, ts: messageId });
      return true;
    } catch (error) {
      if (refusalOf(error) === 'message_not_found') return true;
      this.#parts.log.warn({ reason: wordFailure(error, this.#parts.scrub) }, 'a message was not removed');
      return false;
    }
  }

  #plan(message: Outgoing): MessagePlan {
    const plan = planMessage(message, this.#parts.limits);
    if (plan.leftOut.length > 0) {
      this.#parts.log.error({ labels: plan.leftOut }, 'Slack takes no such buttons; they were left out');
    }
    return plan;
  }

  async #post(to: Destination, words: Words, attempt: Attempt): Promise<string> {
    const { web } = this.#parts;
    const place = {
      channel: to.room,
      ...(attempt.thread === undefined ? {} : { thread_ts: attempt.thread }),
    };
    const content = contentOf(words, attempt);
    const id =
      to.onlyFor === undefined
        ? (await web.chat.postMessage({ ...place, ...content, ...QUIET })).ts
        : (
            await web.chat.postEphemeral({
              ...place,
              ...content,
              user: userOf(to.onlyFor),
              link_names: false,
              parse: 'none',
            })
          ).message_ts;
    if (typeof id !== 'string') throw new Error('the answer names no message');
    return id;
  }

  /** A picture that Slack refuses is replaced by what it shows in words; for one person alone it goes to them in private. */
  async #upload(to: Destination, picture: MessagePlan['pictures'][number]): Promise<SendFault | undefined> {
    const { pictureWeb, people, log, limits } = this.#parts;
    let { room, thread } = to;
    if (to.onlyFor !== undefined) {
      const own = await people.privateRoom(to.onlyFor);
      if (!own.ok) return own.error.kind === 'room-gone' ? undefined : own.error;
      room = own.value;
      thread = undefined;
    }
    const uploaded = await this.#try(room, thread, (attempt) =>
      uploadPicture(pictureWeb, room, attempt.thread, picture, limits),
    );
    if (uploaded.ok) return undefined;
    if (uploaded.error.kind === 'flood' || uploaded.error.kind === 'down') return uploaded.error;
    log.warn({ fault: uploaded.error.kind }, 'Slack refused a picture; its words are sent instead');
    const words: Words = {
      blocks: [],
      simple: [],
      text: escapeSlack(`[${picture.alt}]`),
      plain: `[${picture.alt}]`,
      attachments: [],
    };
    const said = await this.#try(to.room, to.thread, (attempt) => this.#post(to, words, attempt));
    return said.ok ? undefined : said.error;
  }

  async #try<T>(
    room: string,
    thread: string | undefined,
    call: (attempt: Attempt) => Promise<T>,
  ): Promise<Result<T, SendFault>> {
    const { rooms, state, log, scrub } = this.#parts;
    let attempt: Attempt = { thread, form: 'rich' };
    for (;;) {
      try {
        const value = await call(attempt);
        rooms.regain(room);
        state.called(undefined);
        return success(value);
      } catch (error) {
        const next = rescue(error, attempt);
        const reason = wordFailure(error, scrub);
        if (next === undefined) {
          const fault = toSendFault(error, scrub);
          if (fault.kind === 'room-gone') rooms.lose(room, fault.why);
          state.called(fault.kind === 'down' ? fault.why : undefined);
          return failure(fault);
        }
        log.warn({ reason }, 'Slack refused a message; it is sent in a simpler form');
        attempt = next;
      }
    }
  }
}

export const userOf = (platformId: string): string => platformId.split('/').at(-1) ?? platformId;

function contentOf(words: Words, { form }: Attempt) {
  if (form === 'text') return { text: escapeSlack(words.plain), blocks: [], attachments: [] };
  const blocks = form === 'rich' ? words.blocks : words.simple;
  return {
    text: words.text,
    blocks: [...blocks],
    attachments: form === 'rich' ? [...words.attachments] : [],
  };
}

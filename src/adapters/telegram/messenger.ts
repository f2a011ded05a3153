// Sends, edits and removes messages through the Bot API. Nothing sleeps here: a flood or an outage goes back to the desk.
import { type Api, GrammyError, InputFile } from 'grammy';
import type { Message } from 'grammy/types';
import type { Outgoing, SendFault } from '../../chat/core/platform.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Log } from '../../ports/log.ts';
import { HalfSent } from './half-sent.ts';
import type { TelegramLimits } from './limits.ts';
import { type MessagePlan, planMessage, type Step } from './plan-message.ts';
import { type Attempt, rescue } from './rescue.ts';
import type { Rooms } from './rooms.ts';
import type { Scrub } from './scrub.ts';
import { toSendFault, wordFailure } from './send-faults.ts';

export interface MessengerParts {
  readonly api: Api;
  /** With more time: pictures are uploaded. */
  readonly pictureApi: Api;
  readonly rooms: Rooms;
  readonly limits: TelegramLimits;
  readonly log: Log;
  readonly scrub: Scrub;
}

const NO_PREVIEW = { is_disabled: true } as const;
const UNCHANGED = /message is not modified/i;
const OTHER_KIND = /there is no (text|caption) in the message/i;

export class Messenger {
  readonly #parts: MessengerParts;
  readonly #halfSent: HalfSent;

  constructor(parts: MessengerParts) {
    this.#parts = parts;
    this.#halfSent = new HalfSent(parts.limits);
  }

  /** Answers the id of the last message made. A try that stopped half-way goes on where it stopped. */
  async send(room: string, message: Outgoing, thread?: string): Promise<Result<string, SendFault>> {
    const plan = this.#plan(message);
    const key = this.#halfSent.keyOf(room, thread, plan.steps);
    const start = Math.min(this.#halfSent.sentBefore(key, performance.now()), plan.steps.length - 1);
    let lastId = '';
    for (const [index, step] of plan.steps.entries()) {
      if (index < start) continue;
      const sent = await this.#try(room, thread, step, (attempt) =>
        this.#post(step, attempt, message.silent),
      );
      if (!sent.ok) {
        this.#halfSent.note(key, index, performance.now());
        return sent;
      }
      lastId = String(sent.value.message_id);
    }
    this.#halfSent.forget(key);
    return success(lastId);
  }

  /** One message becomes another in its place. What needs several messages has no place to go: `message-gone`. */
  async edit(room: string, messageId: string, message: Outgoing): Promise<Result<void, SendFault>> {
    const [step, ...more] = this.#plan(message).steps;
    const id = Number(messageId);
    if (step === undefined || more.length > 0 || !Number.isSafeInteger(id)) {
      return failure({ kind: 'message-gone' });
    }
    const edited = await this.#try(room, undefined, step, (attempt) => this.#change(id, step, attempt));
    return edited.ok ? success(undefined) : edited;
  }

  async remove(room: string, messageId: string): Promise<boolean> {
    try {
      return await this.#parts.api.deleteMessage(this.#parts.rooms.current(room), Number(messageId));
    } catch (error) {
      this.#parts.log.warn({ reason: wordFailure(error, this.#parts.scrub) }, 'a message was not removed');
      return false;
    }
  }

  #plan(message: Outgoing): MessagePlan {
    const plan = planMessage(message, this.#parts.limits);
    if (plan.leftOut.length > 0) {
      this.#parts.log.error({ labels: plan.leftOut }, 'Telegram takes no such buttons; they were left out');
    }
    return plan;
  }

  async #try<T>(
    room: string,
    thread: string | undefined,
    step: Step,
    call: (attempt: Attempt) => Promise<T>,
  ): Promise<Result<T, SendFault>> {
    const { rooms, log, scrub } = this.#parts;
    let attempt: Attempt = {
      room: rooms.current(room),
      thread,
      markup: true,
      picture: step.picture !== undefined,
      buttons: step.keyboard !== undefined,
    };
    for (;;) {
      try {
        const value = await call(attempt);
        rooms.regain(attempt.room);
        return success(value);
      } catch (error) {
        const next = rescue(error, attempt);
        if (next === undefined) {
          const fault = toSendFault(error, scrub);
          if (fault.kind === 'room-gone') rooms.lose(attempt.room, fault.why);
          return failure(fault);
        }
        log.warn(
          { reason: wordFailure(error, scrub) },
          'Telegram refused a message; it is sent in a simpler form',
        );
        if (next.room !== attempt.room) rooms.move(attempt.room, next.room);
        attempt = next;
      }
    }
  }

  async #post(step: Step, attempt: Attempt, silent: boolean): Promise<Message> {
    const common = {
      ...markup(step, attempt),
      disable_notification: silent,
      ...(attempt.thread === undefined ? {} : { message_thread_id: Number(attempt.thread) }),
    };
    const sent =
      attempt.picture && step.picture !== undefined
        ? await this.#parts.pictureApi.sendPhoto(attempt.room, file(step.picture.png), {
            ...common,
            caption: words(step, attempt),
          })
        : await this.#parts.api.sendMessage(attempt.room, wordsWithout(step, attempt), {
            ...common,
            link_preview_options: NO_PREVIEW,
          });
    if (!Number.isSafeInteger(sent?.message_id)) throw new Error('the answer names no message');
    return sent;
  }

  async #change(id: number, step: Step, attempt: Attempt): Promise<void> {
    const { api, pictureApi } = this.#parts;
    const options = markup(step, attempt);
    try {
      if (attempt.picture && step.picture !== undefined) {
        const media = {
          type: 'photo',
          media: file(step.picture.png),
          caption: words(step, attempt),
        } as const;
        const mode = attempt.markup ? { parse_mode: 'HTML' as const } : {};
        await pictureApi.editMessageMedia(attempt.room, id, { ...media, ...mode }, keyboardOf(step, attempt));
        return;
      }
      const text = wordsWithout(step, attempt);
      await api.editMessageText(attempt.room, id, text, { ...options, link_preview_options: NO_PREVIEW });
    } catch (error) {
      if (!(error instanceof GrammyError) || error.error_code !== 400) throw error;
      if (UNCHANGED.test(error.description)) return;
      if (!OTHER_KIND.test(error.description)) throw error;
      await this.#changeCaption(id, step, attempt);
    }
  }

  /** The message is a picture and the words under it change. */
  async #changeCaption(id: number, step: Step, attempt: Attempt): Promise<void> {
    try {
      const caption = words(step, attempt);
      await this.#parts.api.editMessageCaption(attempt.room, id, { ...markup(step, attempt), caption });
    } catch (error) {
      if (!(error instanceof GrammyError) || !UNCHANGED.test(error.description)) throw error;
    }
  }
}

const file = (png: Uint8Array): InputFile => new InputFile(png, 'chart.png');

const words = ({ text }: Step, attempt: Attempt): string => (attempt.markup ? text.html : text.plain);

/** Without its picture a message says what the picture showed, if it still fits in. */
function wordsWithout(step: Step, attempt: Attempt): string {
  const text = words(step, attempt);
  return text === '' && step.picture !== undefined ? step.picture.alt : text;
}

const keyboardOf = (step: Step, attempt: Attempt) =>
  attempt.buttons && step.keyboard !== undefined ? { reply_markup: step.keyboard } : {};

const markup = (step: Step, attempt: Attempt) => ({
  ...keyboardOf(step, attempt),
  ...(attempt.markup ? { parse_mode: 'HTML' as const } : {}),
});

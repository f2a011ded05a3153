// The line between the chat core and a platform: what comes in, what goes out, and how sending may fail.
import type { Result } from '../../domain/result.ts';
import type { Reply } from './reply.ts';

export type PlatformName = 'telegram' | 'slack' | 'terminal';

export interface Room {
  readonly id: string;
  readonly isPrivate: boolean;
  /** Topic or thread inside the room. */
  readonly thread?: string;
}

export interface Sender {
  /** The platform's own id of the person: `1` on Telegram, `T1/U1` on Slack. Never a display name. */
  readonly platformId: string;
  /** The platform's language tag, such as `ko`. */
  readonly language?: string;
}

interface IncomingCommon {
  /** Platform and event id; the same event redelivered has the same id. */
  readonly id: string;
  readonly platform: PlatformName;
  readonly room: Room;
  readonly sender: Sender;
  /** When the platform says it was sent, in milliseconds of the desk's clock. */
  readonly sentAt: number;
  readonly messageId: string;
}

export interface IncomingText extends IncomingCommon {
  readonly kind: 'text';
  readonly text: string;
}

export interface IncomingPress extends IncomingCommon {
  readonly kind: 'press';
  /** The opaque id from the button; `messageId` is the message it stood on. */
  readonly buttonId: string;
  /** What the platform needs to answer the press itself (callback query id, response URL). */
  readonly pressId: string;
}

export type Incoming = IncomingText | IncomingPress;

/** Where adapters hand over what arrived. Durable when it resolves; the work itself goes on behind it. */
export interface Intake {
  /** `duplicate` was seen before and is dropped; `not-stored` must not be confirmed to the platform, so that it comes again. */
  accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'>;
}

export interface OutgoingButton {
  readonly id: string;
  readonly label: string;
  readonly style: 'primary' | 'danger' | 'plain';
  /** The command behind it, for drawing and for machines; what a press runs is looked up by the id. */
  readonly command: string;
}

/** A reply that is ready to be drawn: mode stamped, buttons made opaque. */
export interface Outgoing {
  readonly reply: Reply;
  readonly buttons: readonly (readonly OutgoingButton[])[];
  readonly silent: boolean;
  readonly language: 'en' | 'ko';
}

export type SendFault =
  /** Nothing to this room before the time is over. */
  | { readonly kind: 'flood'; readonly retryAfterMs: number }
  /** The room or the bot's place in it is gone: no retry. */
  | { readonly kind: 'room-gone'; readonly why: string }
  /** An edit's message is gone: send anew. */
  | { readonly kind: 'message-gone' }
  /** The platform did not answer or failed: retry later. */
  | { readonly kind: 'down'; readonly why: string }
  /** The platform refused the content even as plain text. */
  | { readonly kind: 'content'; readonly why: string };

export interface ChatPlatform {
  readonly name: PlatformName;
  /** The rooms that get what the desk pushes (configured chats or channels). */
  readonly rooms: readonly string[];
  /** The bot's own name in groups, once it is known: `/cut@this_bot` is ours, `/cut@another_bot` is not. */
  readonly botName?: string | undefined;
  /** What was said stays as it stands, as on a terminal: a card is answered anew and its old message left alone. */
  readonly printsOnly?: true;
  /** Messages have threads: a card's thread holds what happened to it, step by step. */
  readonly threads?: true;
  /**
   * The shortest time between two edits of a message in this room that only shows progress; infinite: it is shown once.
   * Absent: a line is answered once, when its work is done.
   */
  readonly progressEveryMs?: ((room: string) => number) | undefined;
  start(intake: Intake): Promise<void>;
  stop(): Promise<void>;
  /**
   * Answers the id of the (last) message made. Long replies are split at safe places. `thread`: topic or thread of the
   * room; `replyTo`: the message that is answered; `onlyFor`: shown to this person alone, where the platform can.
   */
  send(
    room: string,
    message: Outgoing,
    options?: { readonly thread?: string; readonly onlyFor?: string; readonly replyTo?: string },
  ): Promise<Result<string, SendFault>>;
  /** An edit that changes nothing is a success. */
  edit(room: string, messageId: string, message: Outgoing): Promise<Result<void, SendFault>>;
  /** Takes the waiting mark off a pressed button; `text` is a short toast. */
  answerPress(pressId: string, text: string): Promise<void>;
  /** Removes a message that held a code, where the platform allows. */
  remove(room: string, messageId: string): Promise<boolean>;
  /** The room for private words with a person. */
  privateRoom(platformId: string): Promise<Result<string, SendFault>>;
  /** How it stands with the platform, for /health. */
  health(): { readonly ok: boolean; readonly detail: string };
}

// The local chat: one person, one private room, on a TTY or through a pipe. The same conversation as on any other platform.

import type { ChatPlatform, Incoming, Intake, Outgoing, SendFault } from '../../chat/core/platform.ts';
import type { Language } from '../../chat/figures/format.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Clock } from '../../ports/clock.ts';
import { Screen } from './screen.ts';

export const TERMINAL_ROOM = 'terminal';

/** Where what the terminal says goes: drawn on a TTY, or written line by line into a pipe. */
export interface Surface {
  /** A message: the answer to `replyTo`, or pushed. */
  show(
    message: Outgoing,
    about: { readonly messageId: string; readonly replyTo?: string; readonly edited: boolean },
  ): void;
  /** The short word that a press got. */
  toast(pressId: string, text: string): void;
  /** Reads until the input ends; resolves when everything that was read is answered. */
  read(mouth: Mouth): Promise<void>;
  /** False when nobody can see it any more. */
  readonly open: boolean;
  close(): void;
}

/** How a surface hands over what was typed. Each answers the id of the message, which comes back as `replyTo`. */
export interface Mouth {
  say(text: string): Promise<string>;
  /** Undefined: the newest card has no such button. */
  press(number: number): Promise<string | undefined>;
}

export interface TerminalPlatformOptions {
  readonly surface: Surface;
  readonly clock: Pick<Clock, 'now'>;
  /** The local person's id in the people list. */
  readonly platformId: string;
  readonly language?: Language;
  /** Makes event ids of this process its own: they are kept across restarts. */
  readonly session: string;
}

export interface TerminalPlatform extends ChatPlatform {
  /** Resolves when the input has ended and everything is answered; compose then stops. */
  readonly ended: Promise<void>;
}

export function createTerminalPlatform(options: TerminalPlatformOptions): TerminalPlatform {
  const { surface, clock } = options;
  const screen = new Screen();
  /** Presses that wait for the message they stand on to change. */
  const pressedOn = new Map<string, string>();
  let count = 0;
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  function common() {
    count += 1;
    return {
      id: `terminal:${options.session}:${count}`,
      platform: 'terminal' as const,
      room: { id: TERMINAL_ROOM, isPrivate: true },
      sender: {
        platformId: options.platformId,
        ...(options.language === undefined ? {} : { language: options.language }),
      },
      sentAt: clock.now(),
    };
  }

  const mouthFor = (intake: Intake): Mouth => ({
    async say(text) {
      const base = common();
      const incoming: Incoming = { ...base, kind: 'text', messageId: base.id, text };
      await intake.accept(incoming);
      return base.id;
    },
    async press(number) {
      const pressed = screen.press(number);
      if (pressed === undefined) return undefined;
      const base = common();
      const incoming: Incoming = {
        ...base,
        kind: 'press',
        messageId: pressed.messageId,
        buttonId: pressed.button.id,
        pressId: base.id,
      };
      pressedOn.set(pressed.messageId, base.id);
      await intake.accept(incoming);
      return base.id;
    },
  });

  return {
    name: 'terminal',
    rooms: [TERMINAL_ROOM],
    printsOnly: true,
    ended,
    async start(intake) {
      void surface.read(mouthFor(intake)).then(finish, finish);
    },
    async stop() {
      surface.close();
      finish();
    },
    async send(_room, message, about) {
      if (!surface.open) return gone();
      const messageId = screen.add(message);
      surface.show(message, {
        messageId,
        edited: false,
        ...(about?.replyTo === undefined ? {} : { replyTo: about.replyTo }),
      });
      return success(messageId);
    },
    async edit(_room, messageId, message) {
      if (!surface.open) return gone();
      screen.edit(messageId, message);
      const pressId = pressedOn.get(messageId);
      pressedOn.delete(messageId);
      surface.show(message, {
        messageId,
        edited: true,
        ...(pressId === undefined ? {} : { replyTo: pressId }),
      });
      return success(undefined);
    },
    async answerPress(pressId, text) {
      if (isWhole(text)) for (const [message, id] of pressedOn) if (id === pressId) pressedOn.delete(message);
      surface.toast(pressId, text);
    },
    async remove() {
      return false;
    },
    async privateRoom() {
      return success(TERMINAL_ROOM);
    },
    health: () => ({ ok: surface.open, detail: surface.open ? 'open' : 'closed' }),
  };
}

/** An empty word, or the sign of work going on, is followed by a message or an edit: that one is the answer. */
export const isWhole = (toast: string): boolean => toast !== '' && toast !== '…';

const gone = (): Result<never, SendFault> => failure({ kind: 'room-gone', why: 'the terminal is closed' });

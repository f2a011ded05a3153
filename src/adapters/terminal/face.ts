// What a terminal and a pipe do differently: how lines come in and how messages are shown. The platform behind them is one.
import type { Language } from '../../chat/format.ts';
import type { IncomingPress, IncomingText, Intake, Outgoing } from '../../chat/platform.ts';
import type { Log } from '../../ports/log.ts';
import type { ButtonBoard } from './button-board.ts';
import type { Printer } from './printer.ts';
import { termsOf } from './terms.ts';

/** What a chat on the terminal may do with time; compose hands it over. */
export interface TerminalHands {
  readonly log: Log;
  advance(milliseconds: number): Promise<void>;
  advanceUntil(reached: () => boolean, atMost: number): Promise<void>;
  /** Everything that came in is worked on, everything due is sent. */
  settled(): Promise<void>;
  now(): number;
}

export interface Showing {
  readonly messageId: string;
  readonly message: Outgoing;
  /** The message that it answers, where it does. */
  readonly replyTo?: string;
  /** A message that was shown before has changed. */
  readonly isEdit: boolean;
  /** Nothing in it differs from what was shown before. */
  readonly unchanged: boolean;
}

export interface Face {
  start(intake: Intake): void;
  stop(): void;
  show(showing: Showing): void;
  toast(text: string): void;
}

export interface FaceParts {
  readonly hands: TerminalHands;
  readonly printer: Printer;
  readonly board: ButtonBoard;
  readonly desk: LineMaker;
  /** The person has nothing more to say. */
  readonly onEnd: () => void;
}

/** Makes what the chat core takes out of what was typed, with ids that no other run uses. */
export class LineMaker {
  readonly #run: string;
  readonly #personId: string;
  readonly #now: () => number;
  #count = 0;
  /** The language people were last spoken to. */
  language: Language;

  constructor(parts: { run: string; personId: string; language: Language; now: () => number }) {
    this.#run = parts.run;
    this.#personId = parts.personId;
    this.#now = parts.now;
    this.language = parts.language;
  }

  text(text: string): IncomingText {
    return { kind: 'text', text, ...this.#common() };
  }

  press(messageId: string, buttonId: string): IncomingPress {
    const common = this.#common();
    return { kind: 'press', buttonId, pressId: common.id, ...common, messageId };
  }

  /** What a bare number presses, or why it presses nothing. */
  pressNumber(
    number: string,
    board: ButtonBoard,
  ): { readonly press: IncomingPress; readonly label: string } | { readonly problem: string } {
    const found = board.find(number);
    const terms = termsOf(this.language);
    switch (found.kind) {
      case 'button':
        return { press: this.press(found.messageId, found.button.id), label: found.button.label };
      case 'no-such':
        return { problem: terms.noSuchButton(number, found.most) };
      case 'gone':
        return { problem: terms.buttonsGone };
      case 'none':
        return { problem: terms.noButtons };
      default:
        return found satisfies never;
    }
  }

  #common() {
    this.#count += 1;
    const id = `terminal:${this.#run}:${this.#count}`;
    return {
      id,
      platform: 'terminal',
      room: { id: TERMINAL_ROOM, isPrivate: true },
      sender: { platformId: this.#personId },
      sentAt: this.#now(),
      messageId: id,
    } as const;
  }
}

export const TERMINAL_ROOM = 'terminal';
export const isNumber = (line: string): boolean => /^\d{1,3}$/.test(line);

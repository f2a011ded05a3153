// From what was typed to what the chat core takes: ids that belong to this run alone, and numbers that press buttons.

import type { Incoming, IncomingText, Intake } from '../../chat/core/platform.ts';
import type { Language } from '../../chat/figures/format.ts';
import type { ButtonBoard } from './button-board.ts';
import { termsOf } from './terms.ts';

export const TERMINAL_ROOM = 'terminal';

export const isNumber = (line: string): boolean => /^\d{1,3}$/.test(line);

/** Makes the same line or press each time, under the next id. */
export type Make = () => Incoming;

export interface LineMakerParts {
  readonly run: string;
  readonly personId: string;
  readonly language: Language;
  /** The desk's clock, in milliseconds. */
  readonly now: () => number;
}

export class LineMaker {
  readonly #parts: LineMakerParts;
  #count = 0;
  /** The language people were last spoken to. */
  language: Language;

  constructor(parts: LineMakerParts) {
    this.#parts = parts;
    this.language = parts.language;
  }

  text(text: string): Make {
    return (): IncomingText => ({ kind: 'text', text, ...this.#common() });
  }

  /** What a bare number presses, or why it presses nothing. */
  press(
    number: string,
    board: ButtonBoard,
  ): { readonly make: Make; readonly label: string } | { readonly problem: string } {
    const found = board.find(number);
    const terms = termsOf(this.language);
    switch (found.kind) {
      case 'button': {
        const { messageId, button } = found;
        const make = (): Incoming => {
          const common = this.#common();
          return { kind: 'press', buttonId: button.id, pressId: common.id, ...common, messageId };
        };
        return { make, label: button.label };
      }
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

  /**
   * Hands it over; `making` learns each id before it is tried. Nothing typed here is ever delivered twice: an id that
   * counts as a duplicate was used by an earlier run of the same name, and is passed over.
   */
  async handOver(
    intake: Intake,
    make: Make,
    making: (incoming: Incoming) => void = () => undefined,
  ): Promise<'accepted' | 'not-stored'> {
    for (;;) {
      const incoming = make();
      making(incoming);
      const taken = await intake.accept(incoming);
      if (taken !== 'duplicate') return taken;
    }
  }

  #common() {
    this.#count += 1;
    const id = `terminal:${this.#parts.run}:${this.#count}`;
    return {
      id,
      platform: 'terminal',
      room: { id: TERMINAL_ROOM, isPrivate: true },
      sender: { platformId: this.#parts.personId },
      sentAt: this.#parts.now(),
      messageId: id,
    } as const;
  }
}

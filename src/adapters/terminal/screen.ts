// What the terminal has shown: message ids, the buttons of the newest message that has any, and how to press them by number.
import type { Outgoing, OutgoingButton } from '../../chat/core/platform.ts';

export interface Shown {
  readonly messageId: string;
  readonly buttons: readonly OutgoingButton[];
}

export class Screen {
  #count = 0;
  #newest: Shown | undefined;

  /** Takes a new message in; its buttons are the ones that numbers mean from now on, if it has any. */
  add(message: Outgoing): string {
    this.#count += 1;
    const messageId = `m${this.#count}`;
    this.#keep(messageId, message);
    return messageId;
  }

  /** Takes in the new content of a message; one that lost its buttons is not pressed any more. */
  edit(messageId: string, message: Outgoing): void {
    if (message.buttons.length > 0) this.#keep(messageId, message);
    else if (this.#newest?.messageId === messageId) this.#newest = undefined;
  }

  /** The button that a bare number means, counted from 1. */
  press(number: number): { readonly messageId: string; readonly button: OutgoingButton } | undefined {
    const button = this.#newest?.buttons[number - 1];
    if (this.#newest === undefined || button === undefined) return undefined;
    return { messageId: this.#newest.messageId, button };
  }

  #keep(messageId: string, message: Outgoing): void {
    const buttons = message.buttons.flat();
    if (buttons.length > 0) this.#newest = { messageId, buttons };
  }
}

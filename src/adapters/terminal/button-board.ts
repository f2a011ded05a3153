// Which buttons a typed number presses: those of the newest message that came with buttons, as they stand on it now.
import type { OutgoingButton } from '../../chat/core/platform.ts';

export type Found =
  | { readonly kind: 'button'; readonly messageId: string; readonly button: OutgoingButton }
  | { readonly kind: 'no-such'; readonly most: number }
  /** The newest message lost its buttons: an older one is not pressed in its place. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'none' };

interface Numbered {
  readonly messageId: string;
  readonly buttons: readonly OutgoingButton[];
}

export class ButtonBoard {
  #newest: Numbered | undefined;
  #held: Numbered | undefined;

  /** A message was shown, or shown again with other buttons. */
  show(messageId: string, rows: readonly (readonly OutgoingButton[])[]): void {
    const buttons = rows.flat();
    if (buttons.length > 0 || this.#newest?.messageId === messageId) this.#newest = { messageId, buttons };
    // New ids on the held message's own buttons would otherwise make the old ones answer "gone".
    if (this.#held?.messageId === messageId) this.#held = { messageId, buttons };
  }

  /** From now on numbers mean what is newest now, whatever comes in between: somebody is typing one. */
  hold(): void {
    this.#held ??= this.#newest;
  }

  release(): void {
    this.#held = undefined;
  }

  /** `number` counts from 1 over all rows. */
  find(number: string): Found {
    const target = this.#held ?? this.#newest;
    if (target === undefined) return { kind: 'none' };
    if (target.buttons.length === 0) return { kind: 'gone' };
    const button = target.buttons[Number(number) - 1];
    if (button === undefined) return { kind: 'no-such', most: target.buttons.length };
    return { kind: 'button', messageId: target.messageId, button };
  }
}

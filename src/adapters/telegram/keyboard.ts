// Buttons as Telegram takes them: rows of opaque data, within its limits.
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { OutgoingButton } from '../../chat/core/platform.ts';
import { readable } from './draw-reply.ts';
import type { TelegramLimits } from './limits.ts';

/** Marks button data as ours, and of this form. */
export const BUTTON_PREFIX = 'v1:';

export interface Keyboard {
  /** Undefined when there is no button. */
  readonly markup: InlineKeyboardMarkup | undefined;
  /** Labels of buttons that do not fit Telegram; a mistake of the caller, and no reason to lose the message. */
  readonly leftOut: readonly string[];
}

export function toKeyboard(rows: readonly (readonly OutgoingButton[])[], limits: TelegramLimits): Keyboard {
  const leftOut: string[] = [];
  let count = 0;
  const fits = (button: OutgoingButton): boolean => {
    const bytes = Buffer.byteLength(BUTTON_PREFIX + button.id);
    count += 1;
    if (button.id !== '' && bytes <= limits.callbackDataBytes && count <= limits.buttons) return true;
    leftOut.push(button.label);
    return false;
  };
  const drawn = rows
    .flatMap((row) => inPieces(row.filter(fits), limits.buttonsInRow))
    .map((row) => row.map((button) => toButton(button, limits)));
  return { markup: drawn.length === 0 ? undefined : { inline_keyboard: drawn }, leftOut };
}

function toButton(button: OutgoingButton, limits: TelegramLimits): InlineKeyboardButton {
  const label = readable(button.label).replace(/\s+/g, ' ').trim().slice(0, limits.buttonLabelUnits);
  return {
    text: label.toWellFormed() || '…',
    callback_data: BUTTON_PREFIX + button.id,
    ...(button.style === 'plain' ? {} : { style: button.style }),
  };
}

function inPieces<T>(items: readonly T[], size: number): T[][] {
  const pieces: T[][] = [];
  for (let at = 0; at < items.length; at += size) pieces.push(items.slice(at, at + size));
  return pieces;
}

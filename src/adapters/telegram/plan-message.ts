// Decides into which Telegram messages one reply goes: texts first, pictures after, the buttons on the last of them.
import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Outgoing } from '../../chat/core/platform.ts';
import { drawReply, type Picture, picturesOf } from './draw-reply.ts';
import { toKeyboard } from './keyboard.ts';
import type { TelegramLimits } from './limits.ts';
import { type Part, splitMessage } from './split-message.ts';

/** One Telegram message. With a picture the text is its caption. */
export interface Step {
  readonly text: Part;
  readonly picture: Picture | undefined;
  readonly keyboard: InlineKeyboardMarkup | undefined;
}

export interface MessagePlan {
  /** At least one. */
  readonly steps: readonly Step[];
  /** Labels of buttons that Telegram would not take. */
  readonly leftOut: readonly string[];
}

export function planMessage(message: Outgoing, limits: TelegramLimits): MessagePlan {
  const { markup, leftOut } = toKeyboard(message.buttons, limits);
  const steps = [...textsAndPictures(message, limits)];
  return {
    steps: steps.map((step, index) => ({
      ...step,
      keyboard: index === steps.length - 1 ? markup : undefined,
    })),
    leftOut,
  };
}

function* textsAndPictures(message: Outgoing, limits: TelegramLimits): Generator<Omit<Step, 'keyboard'>> {
  const lines = drawReply(message.reply);
  const pictures = picturesOf(message.reply).filter((picture) => picture.png.length <= limits.photoBytes);
  const unsent = picturesOf(message.reply).filter((picture) => !pictures.includes(picture));
  lines.push(...unsent.map(({ alt }) => ({ text: `[${alt}]`, style: 'italic' as const })));
  const [first, ...others] = pictures;
  const captions = splitMessage(lines, limits.captionUnits, 2);
  if (first !== undefined && captions.length === 1 && captions[0] !== undefined) {
    yield { text: captions[0], picture: first };
  } else {
    for (const text of splitMessage(lines, limits.textUnits, limits.parts))
      yield { text, picture: undefined };
    if (first !== undefined) others.unshift(first);
  }
  for (const picture of others) {
    const [text = { html: '', plain: '' }] = splitMessage(
      [{ text: picture.alt, style: 'italic' }],
      limits.captionUnits,
      1,
    );
    yield { text, picture };
  }
}

// Plans the Slack messages that a reply becomes: within the limits, the buttons and the colour under the last one,
// pictures after the words.
import type { types } from '@slack/bolt';
import type { Outgoing } from '../../chat/core/platform.ts';
import type { Reply, Tone } from '../../chat/core/reply.ts';
import { drawButtons } from './draw-buttons.ts';
import {
  type Drawn,
  drawNote,
  drawReply,
  headline,
  notification,
  type Picture,
  picturesOf,
  plainText,
} from './draw-reply.ts';
import type { SlackLimits } from './limits.ts';
import { clip, packLines } from './slack-text.ts';

/** One Slack message of words. */
export interface Words {
  readonly blocks: readonly types.KnownBlock[];
  /** The same content in blocks that nothing can be wrong with, and the buttons. */
  readonly simple: readonly types.KnownBlock[];
  /** The first line, escaped: for notifications. */
  readonly text: string;
  /** Everything it says, for when blocks are refused. Not escaped. */
  readonly plain: string;
  readonly attachments: readonly types.MessageAttachment[];
}

export interface MessagePlan {
  /** At least one. */
  readonly words: readonly Words[];
  readonly pictures: readonly Picture[];
  /** Labels of buttons that Slack would not take. */
  readonly leftOut: readonly string[];
}

export function planMessage(message: Outgoing, limits: SlackLimits): MessagePlan {
  const { reply } = message;
  const { rows, leftOut } = drawButtons(message.buttons, limits);
  const pictures = picturesOf(reply).filter(({ png }) => png.length > 0 && png.length <= limits.pictureBytes);
  const unsent = picturesOf(reply).filter((picture) => !pictures.includes(picture));
  const drawn = [...drawReply(reply, limits), ...unsent.flatMap(({ alt }) => drawNote(`[${alt}]`, limits))];
  const parts = pack(drawn, limits.blocks - rows.length, limits);
  const text = notification(reply, limits);
  const words = parts.map((part, index): Words => {
    const last = index === parts.length - 1;
    const under = last ? rows : [];
    const plain = clip(part.map((each) => each.plain).join('\n'), limits.textUnits);
    return {
      blocks: [...part.map((each) => each.block), ...under],
      simple: [...simpleBlocks(plain, limits), ...under],
      text,
      plain,
      attachments: last ? colourBar(reply, text) : [],
    };
  });
  return { words, pictures, leftOut };
}

/** The status in the app's home tab: one screen, no colour. */
export function planHome(message: Outgoing, limits: SlackLimits): readonly types.KnownBlock[] {
  const { rows } = drawButtons(message.buttons, limits);
  const [first = []] = pack(drawReply(message.reply, limits), limits.homeBlocks - rows.length, limits);
  return [...first.map((each) => each.block), ...rows];
}

function pack(drawn: readonly Drawn[], blocks: number, limits: SlackLimits): Drawn[][] {
  const parts: Drawn[][] = [];
  let units = Number.POSITIVE_INFINITY;
  for (const each of drawn) {
    const full = (parts.at(-1)?.length ?? 0) >= blocks || units + each.units > limits.messageUnits;
    if (full) {
      parts.push([]);
      units = 0;
    }
    parts.at(-1)?.push(each);
    units += each.units;
  }
  if (parts.length <= limits.parts) return parts;
  const kept = parts.slice(0, limits.parts);
  kept.at(-1)?.splice(-1, 1, ...drawNote('…', limits));
  return kept;
}

const simpleBlocks = (plain: string, limits: SlackLimits): types.KnownBlock[] =>
  packLines(plain.split('\n'), limits.sectionUnits)
    .map((lines) => lines.join('\n'))
    .filter((words) => words.trim() !== '')
    .map((words) => ({ type: 'section', text: plainText(words) }));

const GREY = '#9e9e9e';
const COLOURS: Readonly<Record<Tone, string>> = {
  emergency: '#d32f2f',
  critical: '#f57c00',
  warning: '#fbc02d',
  error: '#d32f2f',
  good: GREY,
  plain: GREY,
};

/**
 * The level as a coloured bar. It holds the headline once more, so that what the buttons are about stands beside them
 * below a long message. An answer that is no alarm and no card has none.
 */
function colourBar(reply: Reply, text: string): types.MessageAttachment[] {
  if ((reply.tone === 'plain' || reply.tone === 'good') && reply.topic === undefined) return [];
  const line: types.KnownBlock = {
    type: 'context',
    elements: [plainText(headline(reply).slice(0, 1_000).toWellFormed())],
  };
  return [{ color: COLOURS[reply.tone], fallback: text, blocks: [line] }];
}

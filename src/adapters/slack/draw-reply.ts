// Turns a reply into blocks of Block Kit, each with the plain words it stands for: what is said, before it is packed into
// messages. What comes from outside stands in plain text or in a fence, never as markup.
import type { types } from '@slack/bolt';
import { drawBars, drawProgress, drawTable } from '../../chat/core/monospace.ts';
import type { Block, Reply } from '../../chat/core/reply.ts';
import type { SlackLimits } from './limits.ts';
import { clip, escapeSlack, fenced, inFence, literal, oneLine, packLines, readable } from './slack-text.ts';

export interface Drawn {
  readonly block: types.KnownBlock;
  /** The same without Block Kit, unescaped. */
  readonly plain: string;
  /** UTF-16 units that Slack counts. */
  readonly units: number;
}

export interface Picture {
  readonly png: Uint8Array;
  readonly alt: string;
}

/** The headline first; nothing empty, which Slack refuses. */
export function drawReply(reply: Reply, limits: SlackLimits): Drawn[] {
  const title = headline(reply);
  const header: Drawn = {
    block: { type: 'header', text: plainText(clip(title, limits.headerUnits)) },
    plain: title,
    units: Math.min(title.length, limits.headerUnits),
  };
  const whole = title.length > limits.headerUnits ? drawText([title], limits) : [];
  return [header, ...whole, ...reply.blocks.flatMap((block) => drawBlock(block, limits))];
}

export const headline = (reply: Reply): string => oneLine(reply.title) || '…';

export const picturesOf = (reply: Reply): Picture[] =>
  reply.blocks.flatMap((block) => (block.kind === 'image' ? [block] : []));

/** Small print, as a context block. */
export function drawNote(text: string, limits: SlackLimits): Drawn[] {
  return packLines(linesOf(text), limits.contextUnits).flatMap((lines) => {
    const words = lines.join('\n');
    if (words.trim() === '') return [];
    return [{ block: { type: 'context', elements: [plainText(words)] }, plain: words, units: words.length }];
  });
}

function drawBlock(block: Block, limits: SlackLimits): Drawn[] {
  switch (block.kind) {
    case 'text':
      return drawText(linesOf(block.text), limits);
    case 'note':
      return drawNote(block.text, limits);
    case 'list':
      return drawText(
        block.items.flatMap((item) => linesOf(`• ${item}`)),
        limits,
      );
    case 'facts':
      return drawFields(block.facts, limits);
    case 'code':
      return drawFence(linesOf(block.text), limits);
    case 'table':
      return drawFence(drawTable(block), limits);
    case 'bars':
      return drawFence(drawBars(block.bars), limits);
    case 'progress':
      return drawFence(drawProgress(block.share, block.text), limits);
    case 'image':
      return [];
    default:
      return block satisfies never;
  }
}

function drawText(lines: readonly string[], limits: SlackLimits): Drawn[] {
  return packLines(lines, limits.sectionUnits).flatMap((piece) => {
    const words = piece.join('\n');
    if (words.trim() === '') return [];
    return [{ block: { type: 'section', text: plainText(words) }, plain: words, units: words.length }];
  });
}

function drawFence(drawn: readonly string[], limits: SlackLimits): Drawn[] {
  const lines = drawn.flatMap(linesOf);
  if (lines.every((line) => line.trim() === '')) return [];
  const room = limits.sectionUnits - fenced([]).length;
  return packLines(lines, room, (line) => inFence(line).length).map((piece) => {
    const text = fenced(piece);
    return {
      // Slack folds long sections away behind "See more"; a table is read at a glance or not at all.
      block: { type: 'section', text: mrkdwn(text), expand: true },
      plain: piece.join('\n'),
      units: text.length,
    };
  });
}

function drawFields(facts: readonly (readonly [string, string])[], limits: SlackLimits): Drawn[] {
  const fields = facts
    .map(([label, value]) => ({ label: oneLine(label), value: oneLine(value) }))
    .filter(({ label, value }) => label !== '' || value !== '')
    .map(({ label, value }) => ({
      text: fieldText(label, value, limits),
      plain: `${label}  ${value}`.trim(),
    }));
  const drawn: Drawn[] = [];
  for (let at = 0; at < fields.length; at += limits.fieldsInSection) {
    const some = fields.slice(at, at + limits.fieldsInSection);
    drawn.push({
      block: { type: 'section', fields: some.map(({ text }) => mrkdwn(text)) },
      plain: some.map(({ plain }) => plain).join('\n'),
      units: some.reduce((sum, { text }) => sum + text.length, 0),
    });
  }
  return drawn;
}

/** One line a fact: on a phone fields stand below each other. */
function fieldText(label: string, value: string, limits: SlackLimits): string {
  const bold = label === '' ? '' : `*${literal(clip(label, 100))}*  `;
  const [first = ['']] = packLines([value], limits.fieldUnits - bold.length, (text) => literal(text).length);
  return bold + literal(first.join(' '));
}

export const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false }) as const;

/** `verbatim`: Slack makes no links, channels or mentions out of words. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true }) as const;

const linesOf = (text: string): string[] => readable(text).split('\n');

/** The line that stands in notifications and on the lock screen. */
export const notification = (reply: Reply, limits: SlackLimits): string =>
  escapeSlack(clip(headline(reply), limits.notificationUnits));

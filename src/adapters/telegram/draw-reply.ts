// Turns a reply into lines with a style each: what is said, before it is split into messages and marked up.
import { drawBars, drawFacts, drawProgress, drawTable } from '../../chat/core/monospace.ts';
import type { Block, Reply } from '../../chat/core/reply.ts';

export type LineStyle = 'plain' | 'bold' | 'italic' | 'mono';

export interface Line {
  readonly text: string;
  readonly style: LineStyle;
}

export interface Picture {
  readonly png: Uint8Array;
  readonly alt: string;
}

const GAP: Line = { text: '', style: 'plain' };

/** The headline first and bold; blank lines only where monospace begins or ends. */
export function drawReply(reply: Reply): Line[] {
  const lines: Line[] = [{ text: readable(reply.title).replace(/\s+/g, ' ').trim(), style: 'bold' }];
  for (const block of reply.blocks) {
    const drawn = drawBlock(block);
    const before = lines.at(-1);
    if (drawn[0] === undefined || before === undefined) continue;
    if (before.style === 'mono' || drawn[0].style === 'mono') lines.push(GAP);
    lines.push(...drawn);
  }
  return lines;
}

export function picturesOf(reply: Reply): Picture[] {
  return reply.blocks.flatMap((block) => (block.kind === 'image' ? [block] : []));
}

function drawBlock(block: Block): Line[] {
  switch (block.kind) {
    case 'text':
      return styled('plain', block.text.split('\n'));
    case 'note':
      return styled('italic', block.text.split('\n'));
    case 'list':
      return styled(
        'plain',
        block.items.map((item) => `• ${item}`),
      );
    case 'code':
      return styled('mono', block.text.split('\n'));
    case 'facts':
      return styled('mono', drawFacts(block.facts));
    case 'table':
      return styled('mono', drawTable(block));
    case 'bars':
      return styled('mono', drawBars(block.bars));
    case 'progress':
      return styled('mono', drawProgress(block.share, block.text));
    case 'image':
      return [];
    default:
      return block satisfies never;
  }
}

const styled = (style: LineStyle, texts: readonly string[]): Line[] =>
  texts.map((text) => ({ text: readable(text), style }));

/**
 * Text from outside may hold what Telegram refuses or what changes the reading of a line: control characters, half
 * surrogates, marks that turn the writing direction round. None of them is shown.
 */
export function readable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (mark) => (mark === '\n' ? mark : ''));
}

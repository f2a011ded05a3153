// A reply as plain text for golden transcripts: what a person reads, without any platform's dress.
import { drawBars, drawFacts, drawProgress, drawTable } from '../../src/chat/core/monospace.ts';
import type { Block, Reply } from '../../src/chat/core/reply.ts';

export function drawPlain(reply: Reply): string {
  const lines = [reply.title];
  for (const block of reply.blocks) {
    const apart = block.kind === 'table' || block.kind === 'bars';
    if (apart) lines.push('');
    lines.push(...linesOf(block));
    if (apart) lines.push('');
  }
  lines.push(...reply.buttons.map((row) => row.map((button) => `[${button.label}]`).join(' ')));
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
}

/** The lines of a reply that are shown in monospace. */
export const monospaceLines = (reply: Reply): string[] =>
  reply.blocks.flatMap((block) =>
    block.kind === 'table' || block.kind === 'bars' || block.kind === 'progress' ? linesOf(block) : [],
  );

/** The lines of a reply's sentences. */
export const textLines = (reply: Reply): string[] =>
  reply.blocks.flatMap((block) => (block.kind === 'text' ? linesOf(block) : []));

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'text':
    case 'note':
    case 'code':
      return block.text.split('\n');
    case 'facts':
      return drawFacts(block.facts, 60);
    case 'table':
      return drawTable(block);
    case 'bars':
      return drawBars(block.bars);
    case 'list':
      return block.items.map((item) => `- ${item}`);
    case 'image':
      return [`(${block.alt})`];
    case 'progress':
      return drawProgress(block.share, block.text);
    default:
      return block satisfies never;
  }
}

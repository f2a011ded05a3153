// A reply drawn as text for a terminal: 40 columns are enough, colours only say again what the words say.
import { styleText } from 'node:util';
import type { Language } from '../../chat/format.ts';
import { drawBars, drawFacts, drawProgress, drawTable, MONOSPACE_WIDTH } from '../../chat/monospace.ts';
import type { Block, Reply, Tone } from '../../chat/reply.ts';
import { wrap } from '../../chat/width.ts';

export interface DrawOptions {
  /** Columns of the terminal; at least 20. */
  readonly width: number;
  readonly colour: boolean;
  readonly language: Language;
  /** Numbers the buttons from here, so that they can be pressed by number; absent: drawn without. */
  readonly numberFrom?: number;
}

type Style = Parameters<typeof styleText>[0];

const TONE_STYLE: Readonly<Record<Tone, Style>> = {
  plain: 'bold',
  good: ['bold', 'green'],
  warning: ['bold', 'yellow'],
  critical: ['bold', 'magenta'],
  emergency: ['bold', 'red'],
  error: 'red',
};

const NARROWEST = 20;

/** Lines joined by newlines, without one at the end. Pure: the same reply draws the same text. */
export function drawText(reply: Reply, options: DrawOptions): string {
  const width = Math.max(NARROWEST, options.width);
  const paint = (style: Style, text: string): string =>
    options.colour && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  const lines = wrap(plainText(reply.title), width).map((line) => paint(TONE_STYLE[reply.tone], line));
  let before: Block['kind'] | undefined;
  for (const block of reply.blocks) {
    const drawn = drawBlock(block, width, paint);
    if (drawn.length === 0) continue;
    if (needsGap(before, block.kind)) lines.push('');
    lines.push(...drawn);
    before = block.kind;
  }
  return [...lines, ...drawButtons(reply, width, options, paint)].join('\n');
}

/** Monospace blocks stand apart from words; words follow each other. */
function needsGap(before: Block['kind'] | undefined, kind: Block['kind']): boolean {
  const apart = (each: Block['kind']): boolean => each === 'table' || each === 'bars' || each === 'code';
  if (before === undefined) return apart(kind);
  return apart(kind) || (apart(before) && kind !== 'note') || (kind === 'text' && before === 'list');
}

function drawBlock(block: Block, width: number, paint: (style: Style, text: string) => string): string[] {
  const monospace = Math.min(MONOSPACE_WIDTH, width);
  switch (block.kind) {
    case 'text':
      return wrap(plainText(block.text), width);
    case 'facts':
      return drawFacts(
        block.facts.map(([label, value]) => [plainText(label), plainText(value)] as const),
        width,
      );
    case 'table':
      return drawTable(
        {
          columns: block.columns.map((column) => ({ ...column, title: plainText(column.title) })),
          rows: block.rows.map((row) => row.map(plainText)),
        },
        monospace,
      );
    case 'bars':
      return drawBars(
        block.bars.map((bar) => ({ ...bar, label: plainText(bar.label), value: plainText(bar.value) })),
        monospace,
      );
    case 'list':
      return block.items.flatMap((item) =>
        wrap(plainText(item), width - 2).map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)),
      );
    case 'code':
      return plainText(block.text)
        .split('\n')
        .flatMap((line) => wrap(line, width));
    case 'note':
      return wrap(plainText(block.text), width).map((line) => paint('dim', line));
    case 'image':
      return wrap(`(${plainText(block.alt)})`, width).map((line) => paint('dim', line));
    case 'progress':
      return drawProgress(block.share, plainText(block.text), monospace);
    default:
      return block satisfies never;
  }
}

function drawButtons(
  reply: Reply,
  width: number,
  { numberFrom }: DrawOptions,
  paint: (style: Style, text: string) => string,
): string[] {
  let number = numberFrom ?? 0;
  return reply.buttons.flatMap((row) => {
    const labels = row.map((button) => {
      const label =
        numberFrom === undefined ? `[${plainText(button.label)}]` : `[${number} ${plainText(button.label)}]`;
      number += 1;
      return label.replaceAll(' ', '\u00a0');
    });
    return wrap(labels.join(' '), width).map((line) => paint('cyan', line.replaceAll('\u00a0', ' ')));
  });
}

/** Control characters from outside never reach a terminal: they could move its cursor or hide text. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is taken out
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

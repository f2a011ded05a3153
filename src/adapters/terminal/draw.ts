// Draws a reply as terminal text: one column of forty, the headline first, buttons as numbers. Pure; colour only repeats what the words say.
import { styleText } from 'node:util';
import { drawBars, drawFacts, drawProgress, drawTable, MONOSPACE_WIDTH } from '../../chat/core/monospace.ts';
import type { Block, Reply, Tone } from '../../chat/core/reply.ts';
import { wordsOf } from '../../chat/core/speech.ts';
import type { Language } from '../../chat/figures/format.ts';
import { displayWidth, truncate, wrap } from '../../chat/figures/width.ts';
import type { Level } from '../../domain/level.ts';
import { readable } from './readable.ts';
import { termsOf } from './terms.ts';

/** What the reference messages are laid out for; a wider window gains nothing. */
export const TERMINAL_WIDTH = 40;

export interface DrawOptions {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly colour: boolean;
  readonly language: Language;
  /** Where it goes: a stream that is no terminal, and NO_COLOR, take the colours away. */
  readonly stream?: NodeJS.WritableStream;
}

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const TONE_STYLE: Readonly<Record<Tone, Style>> = {
  plain: 'bold',
  good: ['bold', 'green'],
  warning: ['bold', 'yellow'],
  critical: ['bold', 'red'],
  emergency: ['bold', 'white', 'bgRed'],
  error: ['bold', 'red'],
};
const LEVEL_STYLE: Readonly<Record<Level, Style>> = {
  safe: 'green',
  warning: 'yellow',
  critical: 'red',
  emergency: ['white', 'bgRed'],
};

/** The lines of the reply, without a line feed at the end. */
export function drawText(reply: Reply, options: DrawOptions): string {
  const { width } = options;
  const paint = painter(options);
  const clean = readable(reply);
  const lines = wrapLines(clean.title.replace(/\s+/g, ' ').trim(), width).map((line) =>
    paint(TONE_STYLE[clean.tone], line),
  );
  let monospaceBefore = false;
  for (const block of clean.blocks) {
    const drawn = drawBlock(block, options, paint);
    if (drawn.length === 0) continue;
    const monospace = isMonospace(block);
    if (monospace || monospaceBefore) lines.push('');
    lines.push(...drawn);
    monospaceBefore = monospace;
  }
  lines.push(...drawButtons(clean, width, paint));
  return lines.join('\n');
}

function drawBlock(block: Block, { width, language }: DrawOptions, paint: Paint): string[] {
  const narrow = Math.min(width, MONOSPACE_WIDTH);
  switch (block.kind) {
    case 'text':
      return wrapLines(block.text, width);
    case 'note':
      return wrapLines(block.text, width).map((line) => paint('dim', line));
    case 'list':
      return block.items.flatMap((item) =>
        wrapLines(item, width - 2).map((line, index) => `${index === 0 ? '• ' : '  '}${line}`),
      );
    case 'code':
      return wrapLines(block.text, width);
    case 'facts':
      return drawFacts(block.facts, narrow);
    case 'table':
      return drawTable(block, narrow).map((line) => paintLevels(line, language, paint));
    case 'bars':
      return drawBars(block.bars, narrow).map((line) => paintLevels(line, language, paint));
    case 'progress':
      return drawProgress(block.share, block.text, narrow);
    case 'image':
      return wrapLines(termsOf(language).picture(block.alt), width);
    default:
      return block satisfies never;
  }
}

const isMonospace = ({ kind }: Block): boolean => !['text', 'note', 'list', 'image'].includes(kind);

/** `[1] Approve  [2] Reject`, row by row; the numbers run on over all rows. */
function drawButtons(reply: Reply, width: number, paint: Paint): string[] {
  let number = 0;
  return reply.buttons.flatMap((row) => {
    const lines: string[] = [];
    let line = '';
    for (const { label } of row) {
      number += 1;
      const button = truncate(`[${number}] ${label.replace(/\s+/g, ' ')}`, width);
      if (line !== '' && displayWidth(line) + 2 + displayWidth(button) > width) {
        lines.push(line);
        line = '';
      }
      line = line === '' ? button : `${line}  ${button}`;
    }
    return (line === '' ? lines : [...lines, line]).map((each) => paint('cyan', each));
  });
}

/** As `wrap`, but what fits stays as it is and what is broken keeps its indent. */
function wrapLines(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => {
    if (displayWidth(line) <= width) return [line.trimEnd()];
    const indent = (/^ */.exec(line)?.[0] ?? '').slice(0, Math.floor(width / 2));
    return wrap(line.trim(), width - indent.length).map((each) => indent + each);
  });
}

/** Gives the words for levels the colour of the level. */
function paintLevels(line: string, language: Language, paint: Paint): string {
  const { level, levelShort } = wordsOf(language);
  return line
    .split(/( +)/)
    .map((word) => {
      const found = (Object.keys(LEVEL_STYLE) as Level[]).find(
        (each) => word === levelShort[each] || word === level[each],
      );
      return found === undefined ? word : paint(LEVEL_STYLE[found], word);
    })
    .join('');
}

function painter({ colour, stream }: DrawOptions): Paint {
  if (!colour) return (_style, text) => text;
  return (style, text) =>
    text === ''
      ? text
      : styleText(style, text, stream === undefined ? { validateStream: false } : { stream });
}

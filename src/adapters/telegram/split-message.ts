// Splits drawn lines into messages that Telegram takes: between lines where it can, never inside a tag, an escaped
// character or a letter made of several code points. Each part exists marked up and plain, for when markup is refused.
import type { Line, LineStyle } from './draw-reply.ts';

export interface Part {
  readonly html: string;
  readonly plain: string;
}

const TAGS: Readonly<Record<LineStyle, readonly [string, string]>> = {
  plain: ['', ''],
  bold: ['<b>', '</b>'],
  italic: ['<i>', '</i>'],
  mono: ['<pre>', '</pre>'],
};
const LONGEST_TAGS = '<pre></pre>'.length;
const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** A cut line ends at a blank if there is one in its last part of this many units. */
const BLANK_REACH = 200;

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Parts whose marked-up text has at most `limit` UTF-16 units, tags and escapes counted: Telegram counts less. There is
 * at least one part. Beyond `maximumParts` the rest is left out and an ellipsis says so.
 */
export function splitMessage(lines: readonly Line[], limit: number, maximumParts: number): Part[] {
  const parts: Line[][] = [];
  let part: Line[] = [];
  let size = 0;
  for (const line of lines.flatMap((each) => cutLine(each, limit - LONGEST_TAGS))) {
    const cost = costOf(line, part.at(-1));
    if (part.length > 0 && size + cost > limit) {
      parts.push(part);
      part = [];
      size = 0;
    }
    if (part.length === 0 && line.text === '') continue;
    size += part.length === 0 ? costOf(line, undefined) : cost;
    part.push(line);
  }
  if (part.length > 0) parts.push(part);
  if (parts.length > maximumParts) {
    const last = parts.slice(0, maximumParts).at(-1) ?? [];
    last.splice(-1, 1, { text: '…', style: 'plain' });
  }
  const drawn = parts
    .slice(0, maximumParts)
    .map(markUp)
    .filter((each) => each.plain.trim() !== '');
  return drawn.length > 0 ? drawn : [{ html: '…', plain: '…' }];
}

/** What a line adds in the worst case: its text, a line break and, where the style changes, a pair of tags. */
function costOf(line: Line, before: Line | undefined): number {
  const [open, close] = TAGS[line.style];
  const tags = before?.style === line.style ? 0 : open.length + close.length;
  return escapeHtml(line.text).length + tags + (before === undefined ? 0 : 1);
}

function markUp(lines: readonly Line[]): Part {
  let html = '';
  let style: LineStyle = 'plain';
  lines.forEach((line, index) => {
    const turns = line.style !== style;
    if (turns) html += TAGS[style][1];
    if (index > 0) html += '\n';
    if (turns) html += TAGS[line.style][0];
    html += escapeHtml(line.text);
    style = line.style;
  });
  return { html: html + TAGS[style][1], plain: lines.map((line) => line.text).join('\n') };
}

function cutLine(line: Line, room: number): Line[] {
  if (escapeHtml(line.text).length <= room) return [line];
  const pieces: string[] = [];
  let piece = '';
  let size = 0;
  for (const { segment } of GRAPHEMES.segment(line.text)) {
    for (const unit of escapeHtml(segment).length <= room ? [segment] : segment) {
      const cost = escapeHtml(unit).length;
      if (size + cost > room) {
        const blank = piece.lastIndexOf(' ');
        const keep = blank > 0 && blank >= piece.length - BLANK_REACH ? blank + 1 : piece.length;
        pieces.push(piece.slice(0, keep).trimEnd());
        piece = piece.slice(keep);
        size = escapeHtml(piece).length;
      }
      piece += unit;
      size += cost;
    }
  }
  return [...pieces, piece].map((text) => ({ text, style: line.style }));
}

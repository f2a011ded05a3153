// How many columns a text takes on a screen: Hangul and emoji count two. Padding, cutting and wrapping go by columns.
import stringWidth from 'string-width';

export const displayWidth = (text: string): number => stringWidth(text);

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padLeft(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/** At most `width` columns; what is cut off is told by `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= 0) return '';
  let kept = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const columns = displayWidth(segment);
    if (used + columns > width - 1) break;
    kept += segment;
    used += columns;
  }
  return `${kept}…`;
}

/** Lines of at most `width` columns, broken at blanks; a word that is wider is cut hard. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (displayWidth(joined) <= width) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (displayWidth(line) > width) {
        const head = cutHard(line, width);
        lines.push(head);
        line = line.slice(head.length);
      }
    }
    lines.push(line);
  }
  return lines;
}

function cutHard(text: string, width: number): string {
  let kept = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const columns = displayWidth(segment);
    if (kept !== '' && used + columns > width) break;
    kept += segment;
    used += columns;
    if (used >= width) break;
  }
  return kept;
}

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
  return text.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width));
}

const PARTS = ' \u00b7 ';

/** Parts that a middle dot sets apart stay whole where they can: a line breaks between them before it breaks inside one. */
function wrapParagraph(paragraph: string, width: number): string[] {
  if (displayWidth(paragraph) <= width) return [paragraph];
  const lines: string[] = [];
  let line = '';
  for (const [place, part] of paragraph.split(PARTS).entries()) {
    const joined = place === 0 ? part : line === '' ? part : `${line}${PARTS}${part}`;
    if (displayWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const broken = wrapWords(part, width);
    lines.push(...broken.slice(0, -1));
    line = broken.at(-1)!;
  }
  lines.push(line);
  return lines;
}

function wrapWords(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of unbroken(text)) {
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
  return lines;
}

/** Words, with a percent sign kept to its number. */
function unbroken(text: string): string[] {
  const words: string[] = [];
  for (const word of text.split(' ')) {
    if (/^%[,.:;)]?$/.test(word) && words.length > 0) words.push(`${words.pop()} ${word}`);
    else words.push(word);
  }
  return words;
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

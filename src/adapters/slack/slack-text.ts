// Words from outside as Slack may show them: never a mention, a link or markup that somebody else put in, and cut only
// between lines, at blanks or between letters.

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** A cut line ends at a blank if there is one in its last part of this many units. */
const BLANK_REACH = 200;
const WORD_JOINER = '\u2060';
const FENCE = '```';

/**
 * Text from outside may hold what changes the reading of a line: control characters, half surrogates, marks that turn
 * the writing direction round. None of them is shown.
 */
export function readable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (mark) => (mark === '\n' ? mark : ''));
}

export const oneLine = (text: string): string => readable(text).replace(/\s+/g, ' ').trim();

/** Slack's three escapes: without `<` there is no mention and no link. */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** What people typed, as Slack escaped it on the way in: `<@U1>` stays, `<http://a|b>` is `b`. */
export const unescapeSlack = (text: string): string =>
  text
    .replace(/<(?:https?|mailto|tel):[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<((?:https?|mailto|tel):[^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** For a line of mrkdwn: escaped, and `*` or `_` from outside form no bold or italic words. */
export const literal = (text: string): string =>
  escapeSlack(text).replace(/[*_~`]/g, (mark) => `${WORD_JOINER}${mark}${WORD_JOINER}`);

/** Lines in a monospace block; a fence inside them is broken up. */
export const fenced = (lines: readonly string[]): string =>
  `${FENCE}\n${lines.map(inFence).join('\n')}\n${FENCE}`;

/** What a line becomes inside a fence. */
export const inFence = (line: string): string =>
  escapeSlack(line).replaceAll(FENCE, [...FENCE].join(WORD_JOINER));

/** At most `units`; what is cut off is told by an ellipsis. */
export function clip(text: string, units: number): string {
  return text.length <= units ? text : `${headOf(text, units - 1, (each) => each.length)}…`;
}

/** Packs lines into pieces whose cost, with a line break each, stays within `limit`. Lines that are too long are cut. */
export function packLines(
  lines: readonly string[],
  limit: number,
  cost: (text: string) => number = (text) => text.length,
): string[][] {
  const pieces: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const line of lines.flatMap((each) => cutLine(each, limit, cost))) {
    const more = cost(line) + 1;
    if (size + more > limit + 1) {
      pieces.push([]);
      size = 0;
    }
    pieces.at(-1)?.push(line);
    size += more;
  }
  return pieces;
}

function cutLine(line: string, limit: number, cost: (text: string) => number): string[] {
  const pieces: string[] = [];
  let rest = line;
  while (cost(rest) > limit) {
    const head = headOf(rest, limit, cost);
    const blank = head.lastIndexOf(' ');
    const keep = blank > 0 && blank >= head.length - BLANK_REACH ? blank + 1 : Math.max(1, head.length);
    pieces.push(rest.slice(0, keep).trimEnd());
    rest = rest.slice(keep);
  }
  return [...pieces, rest];
}

/** The longest beginning whose cost stays within `limit`, ending between letters where they are not endless. */
function headOf(text: string, limit: number, cost: (text: string) => number): string {
  let head = '';
  let size = 0;
  for (const { segment } of GRAPHEMES.segment(text)) {
    for (const letter of cost(segment) <= limit ? [segment] : segment) {
      size += cost(letter);
      if (size > limit) return head;
      head += letter;
    }
  }
  return head;
}

// Parses parse_mode HTML as the Bot API does (telegram's td, MessageEntity.cpp, do_parse_html): the same tags,
// the same refusals with byte offsets, four named entities. Text lengths are UTF-16 units.
import { badRequest } from './api-error.ts';

export interface MessageEntity {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
}

export interface ParsedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

const ENTITY_OF_TAG: Readonly<Record<string, string>> = {
  a: 'text_link',
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  u: 'underline',
  ins: 'underline',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  pre: 'pre',
  code: 'code',
  blockquote: 'blockquote',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const isSpace = (char: string | undefined): boolean => char === undefined || /[ \t\r\n\v]/.test(char);

const refuse = (reason: string): never => {
  throw badRequest(`can't parse entities: ${reason}`);
};

interface OpenTag {
  readonly tag: string;
  readonly argument: string;
  readonly offset: number;
}

/** Reads `&lt;`, `&#60;` or `&#x3c;` at `at`; undefined when it is plain text. */
function decodeEntity(html: string, at: number): { text: string; end: number } | undefined {
  const match = /^&(?:#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))|([a-z]{2,4}));?/i.exec(html.slice(at, at + 12));
  if (match === null) return undefined;
  const [whole, hex, decimal, name] = match;
  if (name !== undefined) {
    const text = NAMED[name];
    return text === undefined ? undefined : { text, end: at + whole.length };
  }
  const code = hex !== undefined ? Number.parseInt(hex, 16) : Number.parseInt(decimal ?? '0', 10);
  if (code === 0 || code >= 0x10ffff) return undefined;
  return { text: String.fromCodePoint(code), end: at + whole.length };
}

/** Reads the attributes from `at` to the closing `>`; answers the one argument that the tag knows. */
function readAttributes(
  html: string,
  at: number,
  tag: string,
  where: string,
): { argument: string; end: number } {
  let argument = '';
  let i = at;
  for (;;) {
    while (i < html.length && isSpace(html[i])) i += 1;
    if (i >= html.length) refuse(`Unclosed start tag at ${where}`);
    if (html[i] === '>') return { argument, end: i + 1 };
    const nameStart = i;
    while (i < html.length && !isSpace(html[i]) && !'=>/"\''.includes(html[i]!)) i += 1;
    const name = html.slice(nameStart, i).toLowerCase();
    if (name === '') refuse(`Empty attribute name in the tag "${tag}" at ${where}`);
    while (i < html.length && isSpace(html[i])) i += 1;
    if (html[i] !== '=') continue;
    i += 1;
    while (i < html.length && isSpace(html[i])) i += 1;
    if (i >= html.length) refuse(`Unclosed start tag "${tag}" at ${where}`);
    let value = '';
    const quote = html[i]!;
    if (quote === '"' || quote === "'") {
      i += 1;
      while (i < html.length && html[i] !== quote) {
        const decoded = html[i] === '&' ? decodeEntity(html, i) : undefined;
        value += decoded?.text ?? html[i];
        i = decoded?.end ?? i + 1;
      }
      if (i >= html.length) refuse(`Unclosed start tag at ${where}`);
      i += 1;
    } else {
      const token = i;
      while (i < html.length && /[A-Za-z0-9.-]/.test(html[i]!)) i += 1;
      value = html.slice(token, i).toLowerCase();
      if (!isSpace(html[i]) && html[i] !== '>')
        refuse(`Unexpected end of name token at byte offset ${token}`);
    }
    if (tag === 'a' && name === 'href') argument = value;
    if (tag === 'code' && name === 'class' && value.startsWith('language-')) argument = value.slice(9);
    if (tag === 'span' && name === 'class' && value.startsWith('tg-')) argument = value.slice(3);
  }
}

/** Throws the Bot API's own refusal when the markup is wrong. */
export function parseHtml(html: string): ParsedText {
  const offsetOf = (at: number) => `byte offset ${Buffer.byteLength(html.slice(0, at))}`;
  const open: OpenTag[] = [];
  const entities: MessageEntity[] = [];
  let text = '';
  let i = 0;
  while (i < html.length) {
    const decoded = html[i] === '&' ? decodeEntity(html, i) : undefined;
    if (decoded !== undefined) {
      text += decoded.text;
      i = decoded.end;
      continue;
    }
    if (html[i] !== '<') {
      text += html[i];
      i += 1;
      continue;
    }
    const begin = i;
    const where = offsetOf(begin);
    i += 1;
    if (html[i] !== '/') {
      while (i < html.length && !isSpace(html[i]) && html[i] !== '>') i += 1;
      if (i >= html.length) refuse(`Unclosed start tag at ${where}`);
      const tag = html.slice(begin + 1, i).toLowerCase();
      if (!Object.hasOwn(ENTITY_OF_TAG, tag)) refuse(`Unsupported start tag "${tag}" at ${where}`);
      const { argument, end } = readAttributes(html, i, tag, where);
      i = end;
      if (tag === 'span' && argument !== 'spoiler') {
        refuse(`Tag "span" must have class "tg-spoiler" at ${where}`);
      }
      open.push({ tag, argument, offset: text.length });
      continue;
    }
    if (open.length === 0) refuse(`Unexpected end tag at ${where}`);
    while (i < html.length && !isSpace(html[i]) && html[i] !== '>') i += 1;
    const name = html.slice(begin + 2, i).toLowerCase();
    while (i < html.length && isSpace(html[i])) i += 1;
    if (html[i] !== '>') refuse(`Unclosed end tag at ${where}`);
    i += 1;
    const tag = open.pop()!;
    if (name !== '' && name !== tag.tag) {
      refuse(`Unmatched end tag at ${where}, expected "</${tag.tag}>", found "</${name}>"`);
    }
    const length = text.length - tag.offset;
    if (length > 0) entities.push(toEntity(tag, length));
  }
  const unclosed = open.at(-1);
  if (unclosed !== undefined) refuse(`Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function toEntity(tag: OpenTag, length: number): MessageEntity {
  const entity = { type: ENTITY_OF_TAG[tag.tag]!, offset: tag.offset, length };
  if (tag.tag === 'a') return { ...entity, url: tag.argument };
  if (tag.tag === 'code' && tag.argument !== '') return { ...entity, language: tag.argument };
  return entity;
}

/** Cuts white space at both ends, as the server does, and moves the entities with it. */
export function trimParsed({ text, entities }: ParsedText): ParsedText {
  const trimmed = text.trim();
  const cut = text.length - text.trimStart().length;
  const moved = entities
    .map((entity) => {
      const start = Math.max(entity.offset - cut, 0);
      const end = Math.min(entity.offset + entity.length - cut, trimmed.length);
      return { ...entity, offset: start, length: end - start };
    })
    .filter((entity) => entity.length > 0);
  return { text: trimmed, entities: moved };
}

/** Text as it must be written in parse_mode HTML. */
export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

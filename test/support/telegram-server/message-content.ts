// Turns the text parameters of a call into what a message says, with Telegram's refusals for empty, too long
// and badly marked-up texts.
import { badRequest } from './api-error.ts';
import type { CallParameters } from './call-parameters.ts';
import { escapeHtml, type MessageEntity, type ParsedText, parseHtml, trimParsed } from './html-entities.ts';
import { checkReplyMarkup } from './keyboards.ts';
import type { MessageContent } from './stored-message.ts';

/** UTF-16 units after the markup is parsed away. */
export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

/** The part of a call that describes content; a media object inside a call offers the same. */
export type ContentParameters = Pick<CallParameters, 'text' | 'json'>;

function readMarkedUp(params: ContentParameters, field: string, entitiesField: string): ParsedText {
  const source = params.text(field);
  const mode = params.text('parse_mode');
  if (mode.toLowerCase() === 'html') return trimParsed(parseHtml(source));
  if (mode !== '') throw badRequest('unsupported parse_mode');
  const entities = params.json(entitiesField);
  return trimParsed({
    text: source,
    entities: Array.isArray(entities) ? (entities as MessageEntity[]) : [],
  });
}

const asHtml = (params: ContentParameters, field: string, text: string): string =>
  params.text('parse_mode') === '' ? escapeHtml(text) : params.text(field);

/** The text and keyboard of sendMessage and editMessageText; `tooLong` is the reason that method gives. */
export function readText(params: ContentParameters, tooLong: string): MessageContent {
  const { text, entities } = readMarkedUp(params, 'text', 'entities');
  if (text === '') throw badRequest('message text is empty');
  if (text.length > TEXT_LIMIT) throw badRequest(tooLong);
  const keyboard = checkReplyMarkup(params.json('reply_markup'));
  return { text, entities, html: asHtml(params, 'text', text), keyboard };
}

/** The caption and keyboard of sendPhoto, sendDocument and editMessageCaption. */
export function readCaption(params: ContentParameters): MessageContent {
  const { text, entities } = readMarkedUp(params, 'caption', 'caption_entities');
  if (text.length > CAPTION_LIMIT) throw badRequest('message caption is too long');
  const keyboard = checkReplyMarkup(params.json('reply_markup'));
  return { text, entities, html: asHtml(params, 'caption', text), keyboard };
}

/** Two versions that Telegram would call the same. */
export function sameContent(a: MessageContent, b: MessageContent): boolean {
  return (
    a.text === b.text &&
    JSON.stringify(a.entities) === JSON.stringify(b.entities) &&
    JSON.stringify(a.keyboard) === JSON.stringify(b.keyboard)
  );
}

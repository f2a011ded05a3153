// Reads blocks the way a person does: the words on the screen, the buttons under them, and what a press sends.
import type { Block } from './block-kit.ts';

export interface SlackButton {
  readonly label: string;
  readonly actionId: string;
  readonly blockId: string;
  readonly value: string | undefined;
  readonly type: string;
}

const isObject = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const children = (value: unknown): Block[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Slack's three escapes undone. */
export const plainOf = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return '';
  const text = typeof value['text'] === 'string' ? value['text'] : '';
  return value['type'] === 'mrkdwn' ? plainOf(text) : text;
}

function richText(value: Block): string {
  const inner = children(value['elements']).map(richText).join('');
  const own = value['type'] === 'text' ? String(value['text'] ?? '') : '';
  const newline = /^rich_text_(section|preformatted|quote)$/.test(String(value['type'])) ? '\n' : '';
  return own + inner + newline;
}

function tableText(block: Block): string {
  const rows = Array.isArray(block['rows']) ? block['rows'] : [];
  return rows
    .map((row) =>
      children(row)
        .map((cell) => textOf(cell) || richText(cell).trim())
        .join('\t'),
    )
    .join('\n');
}

/** One block as plain text; '' for what has no words. */
function blockText(block: Block): string {
  switch (block['type']) {
    case 'section':
      return [textOf(block['text']), ...children(block['fields']).map(textOf)]
        .filter((part) => part !== '')
        .join('\n');
    case 'header':
    case 'markdown':
      return textOf(block['text']);
    case 'context':
      return children(block['elements']).map(textOf).join(' ');
    case 'image':
      return String(block['alt_text'] ?? '');
    case 'rich_text':
      return richText(block).trimEnd();
    case 'table':
      return tableText(block);
    default:
      return '';
  }
}

/** All blocks as plain text, a line break between them. */
export const renderBlocks = (blocks: readonly Block[]): string =>
  blocks
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');

function buttonsOfElement(element: Block, blockId: string): SlackButton[] {
  const actionId = String(element['action_id'] ?? '');
  const type = String(element['type']);
  const button = (label: string, value: unknown): SlackButton => ({
    label,
    actionId,
    blockId,
    value: value === undefined ? undefined : String(value),
    type,
  });
  if (type === 'button') return [button(textOf(element['text']), element['value'])];
  return children(element['options']).map((option) => button(textOf(option['text']), option['value']));
}

/** Buttons and options, one row for each block that has some. */
export function buttonRows(blocks: readonly Block[]): SlackButton[][] {
  return blocks
    .map((block) => {
      const elements = [...children(block['elements']), ...children([block['accessory']])];
      return elements.flatMap((element) => buttonsOfElement(element, String(block['block_id'] ?? '')));
    })
    .filter((row) => row.length > 0);
}

/** Blocks with the ids Slack gives to those that brought none. */
export function withIds(blocks: readonly Block[], nextId: () => string): Block[] {
  const named = (element: unknown): unknown =>
    isObject(element) && ['button', 'overflow', 'static_select'].includes(String(element['type']))
      ? { ...element, action_id: element['action_id'] ?? nextId() }
      : element;
  return blocks.map((block) => ({
    ...block,
    block_id: block['block_id'] ?? nextId(),
    ...(Array.isArray(block['elements']) ? { elements: block['elements'].map(named) } : {}),
    ...(block['accessory'] === undefined ? {} : { accessory: named(block['accessory']) }),
  }));
}

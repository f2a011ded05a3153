// Checks blocks against the limits of Slack's Block Kit reference and answers what is wrong, in Slack's words.

export type Block = Readonly<Record<string, unknown>>;

/** Blocks a message may hold, and a view. */
export const BLOCK_COUNT = { message: 50, view: 100 } as const;

export const BLOCK_LIMITS = {
  sectionText: 3000,
  sectionFields: 10,
  fieldText: 2000,
  headerText: 150,
  buttonText: 75,
  value: 2000,
  actionId: 255,
  blockId: 255,
  url: 3000,
  actions: 25,
  contextElements: 10,
  altText: 2000,
  optionText: 75,
  optionValue: 150,
  overflowOptions: 5,
  selectOptions: 100,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  markdownText: 12_000,
} as const;

const isObject = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const length = (text: string): number => [...text].length;

class Check {
  readonly problems: string[] = [];

  say(problem: string, pointer: string): void {
    this.problems.push(`${problem} [json-pointer:${pointer}]`);
  }

  /** A plain string of at most `limit` characters. */
  string(value: unknown, limit: number, pointer: string, required = false): void {
    if (value === undefined && !required) return;
    if (typeof value !== 'string') this.say('must be a string', pointer);
    else if (value === '') this.say('must be more than 0 characters', pointer);
    else if (length(value) > limit) this.say(`must be less than ${limit + 1} characters`, pointer);
  }

  /** A text object. */
  text(value: unknown, limit: number, pointer: string, plainOnly = false): void {
    if (!isObject(value)) {
      this.say('must be an object', pointer);
      return;
    }
    const types = plainOnly ? ['plain_text'] : ['plain_text', 'mrkdwn'];
    if (!types.includes(String(value['type'])))
      this.say(`must be one of ${types.join(', ')}`, `${pointer}/type`);
    this.string(value['text'], limit, `${pointer}/text`, true);
  }

  list(value: unknown, limit: number, pointer: string): readonly unknown[] {
    if (!Array.isArray(value)) {
      this.say('must be an array', pointer);
      return [];
    }
    if (value.length === 0) this.say('no less than 1 items allowed', pointer);
    if (value.length > limit) this.say(`no more than ${limit} items allowed`, pointer);
    return value;
  }

  confirm(value: unknown, pointer: string): void {
    if (value === undefined) return;
    if (!isObject(value)) {
      this.say('must be an object', pointer);
      return;
    }
    this.text(value['title'], BLOCK_LIMITS.confirmTitle, `${pointer}/title`, true);
    this.text(value['text'], BLOCK_LIMITS.confirmText, `${pointer}/text`);
    this.text(value['confirm'], BLOCK_LIMITS.confirmButton, `${pointer}/confirm`, true);
    this.text(value['deny'], BLOCK_LIMITS.confirmButton, `${pointer}/deny`, true);
  }

  options(value: unknown, limit: number, pointer: string): void {
    for (const [i, option] of this.list(value, limit, pointer).entries()) {
      const at = `${pointer}/${i}`;
      if (!isObject(option)) this.say('must be an object', at);
      else {
        this.text(option['text'], BLOCK_LIMITS.optionText, `${at}/text`);
        this.string(option['value'], BLOCK_LIMITS.optionValue, `${at}/value`, true);
      }
    }
  }

  element(element: unknown, pointer: string): void {
    if (!isObject(element)) {
      this.say('must be an object', pointer);
      return;
    }
    this.string(element['action_id'], BLOCK_LIMITS.actionId, `${pointer}/action_id`);
    this.confirm(element['confirm'], `${pointer}/confirm`);
    switch (element['type']) {
      case 'button':
        this.text(element['text'], BLOCK_LIMITS.buttonText, `${pointer}/text`, true);
        this.string(element['value'], BLOCK_LIMITS.value, `${pointer}/value`);
        this.string(element['url'], BLOCK_LIMITS.url, `${pointer}/url`);
        if (element['style'] !== undefined && !['primary', 'danger'].includes(String(element['style']))) {
          this.say('must be one of primary, danger', `${pointer}/style`);
        }
        return;
      case 'overflow':
        this.options(element['options'], BLOCK_LIMITS.overflowOptions, `${pointer}/options`);
        return;
      case 'static_select':
      case 'multi_static_select':
      case 'radio_buttons':
      case 'checkboxes':
        this.options(element['options'], BLOCK_LIMITS.selectOptions, `${pointer}/options`);
        return;
      case 'image':
        this.string(element['alt_text'], BLOCK_LIMITS.altText, `${pointer}/alt_text`, true);
        return;
      case 'plain_text_input':
      case 'number_input':
      case 'users_select':
      case 'conversations_select':
      case 'channels_select':
      case 'datepicker':
      case 'timepicker':
        return;
      default:
        this.say(`unsupported type: ${String(element['type'])}`, pointer);
    }
  }

  uniqueActionIds(elements: readonly unknown[], pointer: string): void {
    const seen = new Set<unknown>();
    for (const element of elements.filter(isObject)) {
      const id = element['action_id'];
      if (id !== undefined && seen.has(id)) this.say(`\`action_id\` ${String(id)} already exists`, pointer);
      seen.add(id);
    }
  }

  block(block: unknown, pointer: string): void {
    if (!isObject(block)) {
      this.say('must be an object', pointer);
      return;
    }
    this.string(block['block_id'], BLOCK_LIMITS.blockId, `${pointer}/block_id`);
    switch (block['type']) {
      case 'section':
        this.section(block, pointer);
        return;
      case 'header':
        this.text(block['text'], BLOCK_LIMITS.headerText, `${pointer}/text`, true);
        return;
      case 'markdown':
        this.string(block['text'], BLOCK_LIMITS.markdownText, `${pointer}/text`, true);
        return;
      case 'actions': {
        const elements = this.list(block['elements'], BLOCK_LIMITS.actions, `${pointer}/elements`);
        for (const [i, element] of elements.entries()) this.element(element, `${pointer}/elements/${i}`);
        this.uniqueActionIds(elements, `${pointer}/elements`);
        return;
      }
      case 'context':
        for (const [i, element] of this.list(
          block['elements'],
          BLOCK_LIMITS.contextElements,
          `${pointer}/elements`,
        ).entries()) {
          const at = `${pointer}/elements/${i}`;
          if (isObject(element) && element['type'] === 'image') this.element(element, at);
          else this.text(element, BLOCK_LIMITS.sectionText, at);
        }
        return;
      case 'image':
        this.string(block['alt_text'], BLOCK_LIMITS.altText, `${pointer}/alt_text`, true);
        if (block['slack_file'] === undefined)
          this.string(block['image_url'], BLOCK_LIMITS.url, `${pointer}/image_url`, true);
        return;
      case 'input':
        this.text(block['label'], BLOCK_LIMITS.fieldText, `${pointer}/label`, true);
        this.element(block['element'], `${pointer}/element`);
        return;
      case 'divider':
      case 'rich_text':
      case 'table':
      case 'file':
      case 'video':
        return;
      default:
        this.say(`unsupported type: ${String(block['type'])}`, pointer);
    }
  }

  section(block: Block, pointer: string): void {
    if (block['text'] === undefined && block['fields'] === undefined) {
      this.say('missing required field: text or fields', pointer);
    }
    if (block['text'] !== undefined) this.text(block['text'], BLOCK_LIMITS.sectionText, `${pointer}/text`);
    if (block['fields'] !== undefined) {
      const fields = this.list(block['fields'], BLOCK_LIMITS.sectionFields, `${pointer}/fields`);
      for (const [i, field] of fields.entries())
        this.text(field, BLOCK_LIMITS.fieldText, `${pointer}/fields/${i}`);
    }
    if (block['accessory'] !== undefined) this.element(block['accessory'], `${pointer}/accessory`);
  }
}

/** What is wrong with the blocks of a message or a view; empty when nothing is. */
export function problemsOf(blocks: readonly unknown[], surface: keyof typeof BLOCK_COUNT): string[] {
  const check = new Check();
  if (blocks.length > BLOCK_COUNT[surface]) {
    check.say(`no more than ${BLOCK_COUNT[surface]} items allowed`, '/blocks');
  }
  const ids = new Set<unknown>();
  for (const [i, block] of blocks.entries()) {
    check.block(block, `/blocks/${i}`);
    const id = isObject(block) ? block['block_id'] : undefined;
    if (id !== undefined && ids.has(id))
      check.say(`\`block_id\` ${String(id)} already exists`, `/blocks/${i}`);
    ids.add(id);
  }
  return check.problems;
}

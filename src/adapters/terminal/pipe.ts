// The terminal chat through a pipe: one command a line in, one answer a line out (`--json`) or drawn. For machines and repeatable runs.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Outgoing } from '../../chat/platform.ts';
import type { Reply } from '../../chat/reply.ts';
import { readDirective } from './directive.ts';
import { drawText } from './draw.ts';
import type { Mouth, Surface } from './terminal-platform.ts';

export interface PipeOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly json: boolean;
  readonly width?: number;
  /** Moves market time on by milliseconds, or until the condition holds (or a limit of the caller's). */
  readonly advance?: (by: number | (() => boolean)) => Promise<void>;
  /** Resolves when all work behind the answers rests. */
  readonly settled?: () => Promise<void>;
}

export function createPipe(options: PipeOptions): Surface {
  const { output, json } = options;
  const pushes: Reply[] = [];
  /** Lines that were read and not yet answered, by the id that their answer carries. */
  const asked = new Map<string, { readonly line: string; readonly answered: () => void }>();
  let early: { readonly id: string; readonly reply: Reply; readonly language: Outgoing['language'] }[] = [];
  let open = true;

  output.on('error', () => {
    open = false;
    for (const each of asked.values()) each.answered();
  });

  const write = (text: string): void => {
    if (open) output.write(`${text}\n`);
  };

  function answer(id: string, reply: Reply, language: Outgoing['language']): void {
    const question = asked.get(id);
    if (question === undefined) {
      early.push({ id, reply, language });
      return;
    }
    if (json) write(JSON.stringify({ in: question.line, reply: plain(reply) }));
    else write(`> ${question.line}\n${draw(reply, language)}\n`);
    question.answered();
  }

  const draw = (reply: Reply, language: Outgoing['language']): string =>
    drawText(reply, { width: options.width ?? 40, colour: false, language, numberFrom: 1 });

  async function readLine(line: string, mouth: Mouth): Promise<void> {
    const directive = readDirective(line);
    if (directive !== undefined) return follow(directive);
    let answered: () => void = () => undefined;
    const done = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const id = /^\d{1,2}$/.test(line) ? await mouth.press(Number(line)) : await mouth.say(line);
    if (id === undefined) {
      const reply: Reply = {
        tone: 'error',
        title: `There is no button ${line}.`,
        blocks: [],
        buttons: [],
        audience: 'person',
      };
      if (json) write(JSON.stringify({ in: line, reply: plain(reply) }));
      else write(`> ${line}\n${reply.title}\n`);
      return;
    }
    asked.set(id, { line, answered });
    const waiting = early.filter((each) => each.id === id);
    early = early.filter((each) => each.id !== id);
    for (const each of waiting) answer(each.id, each.reply, each.language);
    if (open) await Promise.race([done, ...(options.settled === undefined ? [] : [options.settled()])]);
    await options.settled?.();
    asked.delete(id);
  }

  async function follow(directive: NonNullable<ReturnType<typeof readDirective>>): Promise<void> {
    switch (directive.kind) {
      case 'comment':
        return;
      case 'wait':
        await options.advance?.(directive.milliseconds);
        break;
      case 'until': {
        const from = pushes.length;
        await options.advance?.(() => pushes.slice(from).some(directive.met));
        break;
      }
      default:
        return directive satisfies never;
    }
    await options.settled?.();
  }

  return {
    get open() {
      return open;
    },
    show(message, { messageId, replyTo, edited }) {
      if (replyTo !== undefined) return answer(replyTo, message.reply, message.language);
      pushes.push(message.reply);
      if (json) {
        write(
          JSON.stringify({ push: plain(message.reply), message: messageId, ...(edited ? { edited } : {}) }),
        );
      } else write(`${draw(message.reply, message.language)}\n`);
    },
    toast(pressId, text) {
      // An empty word, or the sign of work going on, is followed by a message: that one is the answer.
      if (text === '' || text === '…') return;
      answer(pressId, { tone: 'plain', title: text, blocks: [], buttons: [], audience: 'person' }, 'en');
    },
    async read(mouth) {
      for await (const line of createInterface({
        input: options.input,
        crlfDelay: Number.POSITIVE_INFINITY,
      })) {
        if (!open) return;
        if (line.trim() !== '') await readLine(line.trim(), mouth);
      }
      await options.settled?.();
    },
    close() {
      open = false;
    },
  };
}

/** JSON-safe: a picture becomes its description and size. */
const plain = (reply: Reply): unknown => ({
  ...reply,
  blocks: reply.blocks.map((block) =>
    block.kind === 'image' ? { kind: 'image', alt: block.alt, bytes: block.png.length } : block,
  ),
});

// The terminal chat on a TTY: line editing, history, completion; what is pushed never destroys a half-typed line.
import { clearLine, cursorTo } from 'node:readline';
import { createInterface, type Interface } from 'node:readline/promises';
import type { Outgoing } from '../../chat/platform.ts';
import { drawText } from './draw.ts';
import type { Mouth, Surface } from './terminal-platform.ts';

export interface TtyOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  readonly colour: boolean;
  /** Command names with their slash, and the symbols of the moment. */
  readonly completions: () => readonly string[];
  /** Lines of earlier sessions, the newest first, and what to do with them when they change. */
  readonly history?: readonly string[];
  readonly onHistory?: (lines: readonly string[]) => void;
  /** Real milliseconds that never go back. */
  readonly monotonic?: () => number;
}

const PROMPT = '> ';
const WIDEST = 80;
/** A number typed this soon after a new card was meant for the one before. */
const JUST_NOW_MS = 700;
const HISTORY_LENGTH = 500;

export function createTty(options: TtyOptions): Surface {
  const { output } = options;
  const monotonic = options.monotonic ?? (() => performance.now());
  let line: Interface | undefined;
  let open = true;
  let cardAt = Number.NEGATIVE_INFINITY;

  /** Prints above the prompt and puts the typed text back under it. */
  function print(text: string): void {
    if (!open) return;
    if (line === undefined) {
      output.write(`${text}\n`);
      return;
    }
    clearLine(output, 0);
    cursorTo(output, 0);
    output.write(`${text}\n\n`);
    line.prompt(true);
  }

  const draw = (message: Outgoing): string =>
    drawText(message.reply, {
      width: Math.min(WIDEST, output.columns ?? 40),
      colour: options.colour,
      language: message.language,
      ...(message.buttons.length > 0 ? { numberFrom: 1 } : {}),
    });

  async function take(text: string, mouth: Mouth): Promise<void> {
    if (!/^\d{1,2}$/.test(text)) {
      await mouth.say(text);
      return;
    }
    if (monotonic() - cardAt < JUST_NOW_MS) {
      print('A new card came just now. Look at it, then press again.');
      return;
    }
    if ((await mouth.press(Number(text))) === undefined) print(`There is no button ${text}.`);
  }

  function complete(typed: string): [string[], string] {
    const word = /\S*$/.exec(typed)?.[0] ?? '';
    const wanted = word.toLowerCase();
    const hits = options.completions().filter((each) => each.toLowerCase().startsWith(wanted));
    return [word === '' ? [] : hits.map((each) => `${each} `), word];
  }

  return {
    get open() {
      return open;
    },
    show(message, { replyTo }) {
      if (message.buttons.length > 0 && replyTo === undefined) cardAt = monotonic();
      print(draw(message));
    },
    toast(_pressId, text) {
      if (text !== '' && text !== '…') print(text);
    },
    read(mouth) {
      const reader = createInterface({
        input: options.input,
        output: options.output,
        completer: complete,
        historySize: HISTORY_LENGTH,
        history: [...(options.history ?? [])],
        removeHistoryDuplicates: true,
        terminal: true,
      });
      line = reader;
      reader.setPrompt(PROMPT);
      reader.on('history', (lines: string[]) => {
        forgetCodes(lines);
        options.onHistory?.(lines);
      });
      reader.on('SIGINT', () => reader.close());
      output.on('error', () => reader.close());
      reader.on('line', (text) => {
        if (text.trim() !== '') void take(text.trim(), mouth);
        if (open) reader.prompt();
      });
      reader.prompt();
      return new Promise((resolve) => {
        reader.on('close', () => {
          open = false;
          resolve();
        });
      });
    },
    close() {
      open = false;
      line?.close();
    },
  };
}

/** One-time codes do not stay in the history. */
function forgetCodes(history: string[]): void {
  const kept = history.filter((each) => !/\b\d{6,8}\b/.test(each));
  if (kept.length < history.length) history.splice(0, history.length, ...kept);
}

// The chat on a terminal: line editing, history and completion; what the desk pushes comes above the line that is being typed.
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Intake } from '../../chat/core/platform.ts';
import { completeLine } from './complete.ts';
import { drawText, TERMINAL_WIDTH } from './draw.ts';
import type { Face, FaceParts, Showing } from './face.ts';
import { isNumber, type Make } from './line-maker.ts';
import { readableText } from './readable.ts';
import { termsOf } from './terms.ts';
import { HISTORY_LINES, type TypedHistory } from './typed-history.ts';

const PROMPT = '> ';

export interface TtyParts extends FaceParts {
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number };
  readonly commands: readonly string[];
  readonly symbols: () => readonly string[];
  readonly history: TypedHistory;
}

export class TtyFace implements Face {
  readonly #parts: TtyParts;
  #line: Interface | undefined;

  constructor(parts: TtyParts) {
    this.#parts = parts;
  }

  start(intake: Intake): void {
    const { input, output, commands, symbols, history } = this.#parts;
    const line = createInterface({
      input,
      output,
      terminal: true,
      prompt: PROMPT,
      history: history.load(),
      historySize: HISTORY_LINES,
      removeHistoryDuplicates: true,
      completer: (typed: string) => completeLine(typed, commands, symbols()),
    });
    this.#line = line;
    line.on('history', (lines) => history.keep(lines));
    line.on('line', (typed) => this.#take(typed.trim(), intake));
    // Once is enough: the terminal is given back, and a second Ctrl-C reaches the process itself.
    line.on('SIGINT', () => line.close());
    line.on('close', () => {
      this.#parts.printer.write('\n');
      this.#parts.onEnd();
    });
    line.prompt();
  }

  stop(): void {
    this.#line?.close();
  }

  show({ message }: Showing): void {
    const { output } = this.#parts;
    const reply = message.buttons.length === 0 ? { ...message.reply, buttons: [] } : message.reply;
    // A terminal that does not know its width says 0.
    const width = Math.max(20, Math.min(TERMINAL_WIDTH, output.columns || TERMINAL_WIDTH));
    this.#above(`${drawText(reply, { width, colour: true, language: message.language, stream: output })}\n`);
  }

  /** Market time runs on while a person reads and thinks. */
  busy(): boolean {
    return false;
  }

  get typing(): boolean {
    return (this.#line?.line ?? '').trim() !== '';
  }

  toast(text: string): void {
    this.#above(readableText(text));
  }

  #take(line: string, intake: Intake): void {
    const { typed, board } = this.#parts;
    if (line.startsWith('#')) this.#above(termsOf(typed.language).onlyInPipe);
    else if (isNumber(line)) {
      const pressed = typed.press(line, board);
      if ('problem' in pressed) this.#above(pressed.problem);
      else {
        this.#above(`→ ${readableText(pressed.label)}`);
        void this.#handOver(intake, pressed.make);
      }
    } else if (line !== '') void this.#handOver(intake, typed.text(line));
    board.release();
    this.#prompt();
  }

  /** Nothing waits here: a kill is taken while an earlier line is still worked on. */
  async #handOver(intake: Intake, make: Make): Promise<void> {
    try {
      const taken = await this.#parts.typed.handOver(intake, make);
      if (taken === 'not-stored') this.#above(termsOf(this.#parts.typed.language).notStored);
    } catch (error) {
      this.#parts.hands.log.error({ error }, 'a typed line could not be taken');
      this.#above(termsOf(this.#parts.typed.language).notStored);
    }
  }

  /** Prints above the line that is being typed and puts the line back, cursor and all. */
  #above(text: string): void {
    const { output, printer } = this.#parts;
    const line = this.#line;
    if (line === undefined || closed(line)) {
      printer.write(`${text}\n`);
      return;
    }
    const { rows } = line.getCursorPos();
    if (rows > 0) moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    printer.write(`${text}\n`);
    // Readline draws the line again from where it thinks that it began: here.
    (line as Interface & { prevRows: number }).prevRows = 0;
    line.prompt(true);
  }

  #prompt(): void {
    if (this.#line !== undefined && !closed(this.#line) && !this.#parts.printer.gone) this.#line.prompt();
  }
}

const closed = (line: Interface): boolean => (line as Interface & { readonly closed: boolean }).closed;

// The chat in a pipe: one line after the other, each answered and settled before the next is read; as text or as JSON lines.
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Intake, Outgoing } from '../../chat/core/platform.ts';
import { wordsOf } from '../../chat/core/speech.ts';
import { readDirective } from './directive.ts';
import { drawText, TERMINAL_WIDTH } from './draw.ts';
import type { Face, FaceParts, Showing } from './face.ts';
import { isNumber } from './line-maker.ts';
import { plainReply, shortReply } from './plain-reply.ts';
import { readableText } from './readable.ts';
import type { Coming, Seen } from './seen.ts';
import { termsOf } from './terms.ts';

/** The line that is being worked on. */
interface InFlight {
  readonly line: string;
  /** What its answers carry as `replyTo`: the line's own id, or the message whose button it presses. */
  readonly replyTo: string;
  readonly isPress: boolean;
  /** Said on the press; told only when nothing else answers it. */
  toast?: string;
  answered: boolean;
  settled: boolean;
}

/** So many looks without a line and nobody is writing just now. */
const QUIET_LOOKS = 5;

export class PipeFace implements Face {
  readonly #parts: FaceParts & { readonly seen: Seen };
  readonly #json: boolean;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;
  #inFlight: InFlight | undefined;
  readonly typing = false;
  #stopped = false;
  #somethingShown = false;
  #working = false;
  #looksSinceLine = 0;

  constructor(parts: FaceParts & { readonly seen: Seen }, input: Readable, json: boolean) {
    this.#parts = parts;
    this.#json = json;
    this.#reader = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    // The iterator begins to listen now: lines that arrive, and an end that comes, while the desk opens are kept.
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  /**
   * Counts how often it was asked since the last line instead of how long ago that was: between two looks the process
   * has been to its input once, however loaded the machine is.
   */
  busy(): boolean {
    this.#looksSinceLine += 1;
    return this.#working || this.#looksSinceLine <= QUIET_LOOKS;
  }

  start(intake: Intake): void {
    void this.#run(intake);
  }

  stop(): void {
    this.#stopped = true;
    this.#reader.close();
  }

  show(showing: Showing): void {
    const { message } = showing;
    const coming = this.#comingOf(showing);
    if (showing.unchanged && coming !== 'answer') return;
    this.#parts.seen.note(message, coming);
    if (coming === 'answer' && this.#inFlight !== undefined) {
      const inFlight = this.#inFlight;
      inFlight.answered = true;
      this.#print(message, { in: inFlight.line, reply: plainReply(message) });
    } else this.#print(message, { push: plainReply(message) });
  }

  toast(text: string): void {
    const working = wordsOf(this.#parts.typed.language).press.working;
    if (this.#inFlight !== undefined && text !== working) this.#inFlight.toast = text;
  }

  /** A press is answered by a message, by its own message in a new state, or by the toast alone. */
  #comingOf({ messageId, message, replyTo, isEdit }: Showing): Coming {
    const inFlight = this.#inFlight;
    if (inFlight !== undefined && !isEdit && replyTo === inFlight.replyTo) return 'answer';
    if (!isEdit) return 'push';
    const pressed = inFlight?.isPress === true && !inFlight.settled && inFlight.replyTo === messageId;
    if (!pressed || inFlight.answered) return 'edit';
    if (inFlight.toast === undefined || message.reply.title.includes(inFlight.toast)) return 'answer';
    this.#tellToast(inFlight);
    return 'edit';
  }

  async #run(intake: Intake): Promise<void> {
    try {
      await this.#parts.hands.settled();
      for (;;) {
        const next = await this.#lines.next();
        if (next.done === true || this.#stopped) break;
        const line = next.value.trim();
        this.#working = true;
        if (line !== '') await this.#take(line, intake);
        await this.#parts.printer.drained();
        this.#working = false;
        this.#looksSinceLine = 0;
      }
      await this.#parts.hands.settled();
    } catch (error) {
      this.#parts.hands.log.error({ error }, 'the piped chat ends');
    }
    this.#parts.onEnd();
  }

  async #take(line: string, intake: Intake): Promise<void> {
    if (line.startsWith('#')) return this.#direct(line);
    if (!this.#json) this.#block(`> ${readableText(line)}`);
    const { typed, board, hands, seen } = this.#parts;
    seen.lineBegins();
    const pressed = isNumber(line) ? typed.press(line, board) : undefined;
    if (pressed !== undefined && 'problem' in pressed) return this.#problem(line, pressed.problem);
    const taken = await typed.handOver(intake, pressed?.make ?? typed.text(line), (incoming) => {
      this.#inFlight = {
        line,
        replyTo: incoming.messageId,
        isPress: incoming.kind === 'press',
        answered: false,
        settled: false,
      };
    });
    if (taken === 'not-stored') this.#problem(line, termsOf(typed.language).notStored);
    await hands.settled();
    const inFlight = this.#inFlight;
    if (inFlight === undefined) return;
    if (!inFlight.answered) this.#tellToast(inFlight);
    inFlight.settled = true;
  }

  async #direct(line: string): Promise<void> {
    const { hands, typed, seen } = this.#parts;
    const directive = readDirective(line);
    const terms = termsOf(typed.language);
    if (directive.kind === 'comment') return;
    if (!this.#json) this.#block(`> ${readableText(line)}`);
    if (directive.kind === 'not-understood') return this.#problem(line, terms.notUnderstood(line));
    try {
      if (directive.kind === 'wait') await hands.advance(directive.milliseconds);
      else {
        const reached = seen.waitFor(directive.what);
        await hands.advanceUntil(reached, directive.atMost);
        await hands.settled();
        if (!reached()) this.#problem(line, terms.notReached(directive.what, directive.bound));
      }
      await hands.settled();
    } catch (error) {
      hands.log.error({ error, line }, 'a directive failed');
      this.#problem(line, terms.directiveFailed(line));
    }
    seen.lineBegins();
  }

  #tellToast(inFlight: InFlight): void {
    const { toast, line } = inFlight;
    if (toast === undefined) return;
    delete inFlight.toast;
    inFlight.answered = true;
    const reply = shortReply(toast);
    const message: Outgoing = { reply, buttons: [], silent: false, language: this.#parts.typed.language };
    this.#print(message, { in: line, reply: plainReply(message) });
  }

  #print({ reply, buttons, language }: Outgoing, machine: object): void {
    if (this.#json) {
      this.#parts.printer.write(`${JSON.stringify(machine)}\n`);
      return;
    }
    const shown = buttons.length === 0 ? { ...reply, buttons: [] } : reply;
    this.#block(drawText(shown, { width: TERMINAL_WIDTH, colour: false, language }));
  }

  #problem(line: string, text: string): void {
    if (this.#json) this.#parts.printer.write(`${JSON.stringify({ in: line, error: text })}\n`);
    else this.#block(readableText(text));
  }

  #block(text: string): void {
    this.#parts.printer.write(`${this.#somethingShown ? '\n' : ''}${text}\n`);
    this.#somethingShown = true;
  }
}

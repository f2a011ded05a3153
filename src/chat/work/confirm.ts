// Questions that wait for a Confirm: kept in memory and short-lived, so that no one-time code is ever written down.
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Block, Reply } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import type { ParsedLine } from '../reading/parse.ts';

/** As long as a one-time code of the next step is still good. */
export const CONFIRM_WITHIN_MS = 60_000;
const MOST = 100;

interface Question {
  readonly person: string;
  readonly line: ParsedLine;
  readonly until: number;
}

export class Confirmations {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #waiting = new Map<string, Question>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  /** The question with its two buttons; only `person` may press them. */
  ask(
    person: string,
    line: ParsedLine,
    question: { readonly title: string; readonly blocks: readonly Block[] },
    { words, format }: Speech,
  ): Reply {
    const token = this.#ids.nonce();
    if (this.#waiting.size >= MOST) this.#waiting.delete(this.#waiting.keys().next().value ?? '');
    this.#waiting.set(token, { person, line, until: this.#clock.now() + CONFIRM_WITHIN_MS });
    return {
      tone: 'warning',
      title: question.title,
      blocks: [
        ...question.blocks,
        { kind: 'note', text: words.press.confirmWithin(format.duration(CONFIRM_WITHIN_MS)) },
      ],
      buttons: [
        [
          { label: words.button.confirm, command: `/confirm ${token}`, style: 'danger', singleUse: true },
          { label: words.button.cancel, command: `/cancel ${token}`, style: 'plain', singleUse: true },
        ],
      ],
      audience: 'person',
    };
  }

  /** The line to run now; once only, by the one who was asked, in time. */
  take(token: string, person: string): ParsedLine | undefined {
    const question = this.#waiting.get(token);
    if (question === undefined || question.person !== person) return undefined;
    this.#waiting.delete(token);
    return question.until >= this.#clock.now() ? question.line : undefined;
  }

  /** `/confirm TOKEN` and `/cancel TOKEN` are behind buttons only. */
  static read(command: string): { readonly kind: 'confirm' | 'cancel'; readonly token: string } | undefined {
    const match = /^\/(confirm|cancel) ([0-9a-f]{32})$/.exec(command);
    if (match === null) return undefined;
    return { kind: match[1] as 'confirm' | 'cancel', token: match[2] ?? '' };
  }
}

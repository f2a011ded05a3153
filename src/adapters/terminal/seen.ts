// What a script may wait for, counted as it is shown: alerts, their ends, cards, their outcomes, anything pushed.

import type { Outgoing } from '../../chat/core/platform.ts';
import { wordsOf } from '../../chat/core/speech.ts';
import type { Language } from '../../chat/figures/format.ts';
import { AWAITED, type Awaited } from './directive.ts';

/** How a message came: as the answer to a line, pushed anew, or as an edit of one shown before. */
export type Coming = 'answer' | 'push' | 'edit';

/** What one's own command brings about may be there before the script begins to wait for it. */
const ONE_S_OWN: readonly Awaited[] = ['card', 'outcome'];

export class Seen {
  readonly #counts = new Map<Awaited, number>();
  #atLine = new Map<Awaited, number>();

  note({ reply, language }: Outgoing, coming: Coming): void {
    const { topic, tone, buttons, blocks, title } = reply;
    const commands = buttons.flat().map((button) => button.command);
    const pushed = coming === 'push';
    const isAlert = topic?.startsWith('alert:') === true;
    const isCard = topic?.startsWith('proposal:') === true;
    const ended = tone === 'good' && commands.length === 0;
    // Many alerts told as one message have no topic of their own.
    const grouped = topic === undefined && blocks.some((block) => block.kind === 'table');
    const is: Readonly<Record<Awaited, boolean>> = {
      push: coming !== 'answer',
      alert: pushed && !ended && (isAlert || (grouped && commands.includes('/ack'))),
      resolved: pushed && ended && (isAlert || grouped),
      card: isCard && coming !== 'edit' && commands.some((command) => command.startsWith('/approve ')),
      outcome: isCard && commands.length === 0 && !isUnderWay(title, language),
    };
    for (const what of AWAITED) if (is[what]) this.#counts.set(what, this.#count(what) + 1);
  }

  /** A new line of the script begins. */
  lineBegins(): void {
    this.#atLine = new Map(this.#counts);
  }

  /** Whether it came since now; a card or an outcome since the last line began. */
  waitFor(what: Awaited): () => boolean {
    const before = ONE_S_OWN.includes(what) ? (this.#atLine.get(what) ?? 0) : this.#count(what);
    return () => this.#count(what) > before;
  }

  #count(what: Awaited): number {
    return this.#counts.get(what) ?? 0;
  }
}

/** The card is decided but its end is not known yet. The title is all that says so. */
function isUnderWay(title: string, language: Language): boolean {
  const { approved, executing, unknown } = wordsOf(language).proposal.states;
  const legs = new RegExp(escaped(executing(1, 1)).replaceAll('1', '\\d+'));
  const [before = '', after = ''] = unknown('\n').split('\n');
  return title.includes(approved) || legs.test(title) || title.includes(before.length > 0 ? before : after);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// Where every message comes in: durable first, then worked on. Reads run side by side, changes one after the other, the kill waits for nobody.

import type { ChatPlatform, Incoming, Intake } from '../core/platform.ts';
import type { ChatPerson } from '../core/settings.ts';
import type { Parsed } from '../reading/parse.ts';
import { wordRefusal } from '../words/word-refusal.ts';
import { askingOf, type DispatchParts, LineOrder, type LineWork, tellBriefly } from './line-work.ts';
import { maskLine } from './masking.ts';
import { isKill } from './press.ts';
import { shownLine } from './run-line.ts';
import { workPress } from './work-press.ts';
import { parseIncoming, workText } from './work-text.ts';

const REMEMBERED_IDS = 1_000;

/** A message as the inbox keeps it. */
type Stored = Incoming & { readonly masked?: boolean };

export class Dispatch implements Intake {
  readonly #parts: DispatchParts;
  readonly #work: LineWork;
  readonly #running = new Set<Promise<void>>();
  /** Kills that were taken while the store could not be written: the same event again is the same kill. */
  readonly #unstored = new Set<string>();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    this.#work = { parts, order: new LineOrder(), behind: (work) => this.#start(work) };
  }

  async accept(incoming: Incoming): Promise<'accepted' | 'duplicate' | 'not-stored'> {
    const { ports, access } = this.#parts;
    const person = access.person(incoming.platform, incoming.sender.platformId);
    if (person === undefined || !access.serves(incoming.platform, incoming.room)) {
      this.#turnAway(incoming, person);
      return 'accepted';
    }
    const parsed = incoming.kind === 'text' ? parseIncoming(incoming, ports) : undefined;
    const kills = await this.#kills(incoming, parsed);
    if (!kills && !this.#hasTurn(incoming, person)) return 'accepted';
    if (this.#unstored.has(incoming.id)) return 'duplicate';
    const stored = await ports.store.receive({
      id: incoming.id,
      platform: incoming.platform,
      receivedAt: ports.clock.now(),
      payload: JSON.stringify(maskLine(incoming, parsed)),
    });
    if (stored.ok && !stored.value) return 'duplicate';
    if (!stored.ok) {
      ports.log.error({ fault: stored.error.code }, 'a message cannot be stored');
      if (!kills) return 'not-stored';
      this.#rememberUnstored(incoming.id);
    }
    this.#start(() => this.#workOn(incoming, person, false));
    return 'accepted';
  }

  /** Takes up what was received before the process ended and not finished. */
  async recover(platform: ChatPlatform): Promise<void> {
    const { ports, access } = this.#parts;
    const rows = await ports.store.unfinished(platform.name);
    if (!rows.ok) return ports.log.error({ fault: rows.error.code }, 'the inbox cannot be read');
    for (const row of rows.value) {
      const incoming = JSON.parse(row.payload) as Stored;
      const person = access.person(incoming.platform, incoming.sender.platformId);
      if (person === undefined) await ports.store.finish(row.id);
      else this.#start(() => this.#takeUp(incoming, person, platform));
    }
  }

  /** Resolves when everything that was accepted is done and answered. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** A run that the process took with it is told as that; everything else is worked on as if it had just come. */
  async #takeUp(incoming: Stored, person: ChatPerson, platform: ChatPlatform): Promise<void> {
    const { ports, runs } = this.#parts;
    const asking = askingOf(incoming, person, this.#parts);
    const command = await this.#commandOf(incoming);
    const told = command !== undefined && (await runs.tellInterrupted({ asking, platform, command }));
    if (told) await ports.store.finish(incoming.id);
    else await this.#workOn(incoming, person, incoming.masked === true);
  }

  async #commandOf(incoming: Incoming): Promise<string | undefined> {
    const { ports } = this.#parts;
    if (incoming.kind === 'press') {
      const row = await ports.store.button(incoming.buttonId);
      return row.ok ? row.value?.command : undefined;
    }
    const parsed = parseIncoming(incoming, ports);
    return parsed.kind === 'command' ? shownLine(parsed) : undefined;
  }

  async #workOn(incoming: Incoming, person: ChatPerson, masked: boolean): Promise<void> {
    const { ports, answers } = this.#parts;
    const platform = this.#platform(incoming);
    if (platform !== undefined) {
      if (incoming.kind === 'text') await workText(incoming, person, platform, this.#work, masked);
      else await workPress(incoming, person, platform, this.#work);
    }
    await ports.store.finish(incoming.id);
    await answers.flush();
  }

  /** Counts the work until it is done; a throw here is a bug in bringing the answer, the command itself has caught its own. */
  #start(work: () => Promise<void>): void {
    const { ports } = this.#parts;
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        const incident = ports.ids.nonce().slice(0, 8);
        ports.log.error({ incident, error }, 'an answer failed');
        ports.onBug?.(error, incident);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** The kill is never limited and never waits for the disk. */
  async #kills(incoming: Incoming, parsed: Parsed | undefined): Promise<boolean> {
    if (incoming.kind === 'text') {
      return (
        (parsed?.kind === 'command' || parsed?.kind === 'unreadable') && parsed.command?.effect === 'kill'
      );
    }
    const row = await this.#parts.ports.store.button(incoming.buttonId);
    return row.ok && row.value !== undefined && isKill(row.value, this.#parts.ports);
  }

  /** The terminal is its own person at the machine: it is not limited. */
  #hasTurn(incoming: Incoming, person: ChatPerson): boolean {
    const { access, readers } = this.#parts;
    if (incoming.platform === 'terminal') return true;
    const turn = access.takeTurn(person);
    if (turn.ok) return true;
    const platform = this.#platform(incoming);
    if (turn.tell && platform !== undefined) {
      const speech = readers.speech(person, incoming.sender.language);
      const words = wordRefusal({ code: 'RATE_LIMITED', untilMs: turn.untilMs }, speech);
      this.#start(() => tellBriefly(incoming, person, words, platform, this.#parts));
    }
    return false;
  }

  /** Strangers and strange rooms get nothing. A press has its waiting mark taken off, so that it is not sent again. */
  #turnAway(incoming: Incoming, person: ChatPerson | undefined): void {
    const { ports, access, announcer, readers } = this.#parts;
    const notice = access.stranger(incoming.platform);
    if (notice.note) {
      const hashed = ports.digest.sha256(`${incoming.platform} ${incoming.sender.platformId}`).slice(0, 16);
      ports.log.warn(
        { platform: incoming.platform, who: hashed, known: person !== undefined },
        'turned away',
      );
      ports.desk.loginFailure(incoming.platform, hashed);
    }
    const count = notice.tell;
    if (count !== undefined) {
      this.#start(() =>
        announcer.announce({ code: 'stranger', platform: incoming.platform, count }, 'admins'),
      );
    }
    const platform = this.#platform(incoming);
    if (incoming.kind === 'press' && notice.note && platform !== undefined) {
      const { words } = readers.speech(person);
      this.#start(() => platform.answerPress(incoming.pressId, words.press.stranger));
    }
  }

  #platform(incoming: Incoming): ChatPlatform | undefined {
    return this.#parts.ports.platforms.find((each) => each.name === incoming.platform);
  }

  #rememberUnstored(id: string): void {
    this.#unstored.add(id);
    if (this.#unstored.size > REMEMBERED_IDS) {
      this.#unstored.delete(this.#unstored.keys().next().value ?? '');
    }
  }
}

// The long runs that people asked for: one a person, a few at once. Each has a message that shows how far it is and becomes the answer;
// who asked may cancel it, and so may anybody who may trade.
import { mayActAs } from '../../domain/actor.ts';
import type { Place, Saying, Speaker } from '../carrying/speaker.ts';
import type { Cancelled, Job } from '../core/job.ts';
import type { ChatPlatform } from '../core/platform.ts';
import type { Reply } from '../core/reply.ts';
import type { ChatPerson, ChatPorts } from '../core/settings.ts';
import type { Speech } from '../core/speech.ts';
import { declinedReply } from '../words/word-refusal.ts';
import { type RunEnd, wordProgress, wordRunEnd } from '../words/word-run.ts';
import type { Answers, Pressed } from './answer.ts';
import type { Asking } from './run-line.ts';

/** Two keep a small machine's cores busy; the desk's own simulations want their turn too. */
const MOST_AT_ONCE = 2;
/** An answer that is there by then needs no progress before it. */
const GRACE_MS = 700;

/** Where a run was asked for and where its answer goes. */
export interface RunPlace {
  readonly asking: Asking;
  readonly platform: ChatPlatform;
  /** The line that asks for it again. */
  readonly command: string;
  /** The last outbox event when the command began. */
  readonly before: number;
  readonly pressed?: Pressed;
}

interface Run {
  readonly code: string;
  readonly person: string;
  readonly command: string;
  readonly title: string;
  readonly startedAt: number;
  readonly ended: PromiseWithResolvers<RunEnd>;
  readonly controller: AbortController;
  share: number;
}

export class Runs {
  readonly #ports: ChatPorts;
  readonly #answers: Answers;
  readonly #speaker: Speaker;
  readonly #active = new Map<string, Run>();
  readonly #following = new Set<Promise<void>>();

  constructor(ports: ChatPorts, answers: Answers, speaker: Speaker) {
    this.#ports = ports;
    this.#answers = answers;
    this.#speaker = speaker;
  }

  /** Works on the job and shows it until its answer, whatever that is, stands in the room. */
  follow(job: Job, place: RunPlace): Promise<void> {
    const following: Promise<void> = this.#follow(job, place).finally(() =>
      this.#following.delete(following),
    );
    this.#following.add(following);
    return following;
  }

  /** Ends the run of that code, or the person's own where none is named. */
  cancel(person: ChatPerson, code: string | undefined): Cancelled {
    const run =
      code === undefined
        ? [...this.#active.values()].find((each) => each.person === person.name)
        : this.#active.get(code);
    if (run === undefined) return { kind: 'unknown' };
    if (run.person !== person.name && !mayActAs(person.role, 'trader')) return { kind: 'not-allowed' };
    this.#end(run, { kind: 'cancelled', by: person.name });
    return { kind: 'cancelled', command: run.command };
  }

  /** Ends every run and says so where it is shown. */
  async endAll(): Promise<void> {
    for (const run of this.#active.values()) this.#end(run, { kind: 'interrupted' });
    await Promise.allSettled(this.#following);
  }

  /** After a restart: the message of a run that the process took with it says so. False: there is no such message. */
  async tellInterrupted(place: Omit<RunPlace, 'before'>): Promise<boolean> {
    const { asking, platform, command } = place;
    const known = await this.#ports.store.shown(platform.name, asking.room.id, topicOf(asking));
    if (!known.ok || known.value === undefined || known.value.fingerprint !== asking.id) return false;
    const end = wordRunEnd({ kind: 'interrupted' }, { command, afterMs: undefined }, asking.speech);
    await this.#answers.replace(end, asking, platform, known.value.messageId);
    await this.#remember(place, known.value.messageId, '');
    return true;
  }

  async #follow(job: Job, place: RunPlace): Promise<void> {
    const { asking, platform, before, pressed } = place;
    const run = this.#begin(job, place);
    if (!('code' in run)) return this.#answers.bring(run, asking, platform, before, pressed);
    try {
      const answer = this.#work(job, run, asking.speech);
      const soon = await this.#withinGrace(answer, platform);
      if (soon !== undefined) return await this.#answers.bring(soon, asking, platform, before, pressed);
      const messageId = await this.#open(run, place);
      if (messageId === undefined) {
        return await this.#answers.bring(await answer, asking, platform, before, pressed);
      }
      await this.#remember(place, messageId, asking.id);
      const reply = await this.#showProgress(run, answer, place, messageId);
      await this.#answers.replace(reply, asking, platform, messageId);
      await this.#forget(place, messageId);
    } finally {
      this.#active.delete(run.code);
    }
  }

  /** The person's earlier run ends for the new one; others are left alone, and too many refuse it. */
  #begin(job: Job, { asking, command }: RunPlace): Run | Reply {
    const own = [...this.#active.values()].find(({ person }) => person === asking.person.name);
    if (own !== undefined) this.#end(own, { kind: 'replaced' });
    if (this.#active.size >= MOST_AT_ONCE) {
      const running = [...this.#active.values()].map((each) => `${each.person} ${each.command}`);
      const refusal = { code: 'RUNS_BUSY', running, limit: MOST_AT_ONCE } as const;
      return declinedReply({ kind: 'refused', refusals: [refusal] }, asking.speech);
    }
    const run: Run = {
      code: this.#ports.ids.code(),
      person: asking.person.name,
      command,
      title: job.title,
      startedAt: this.#ports.clock.now(),
      ended: Promise.withResolvers(),
      controller: new AbortController(),
      share: 0,
    };
    this.#active.set(run.code, run);
    return run;
  }

  #end(run: Run, end: RunEnd): void {
    this.#active.delete(run.code);
    run.ended.resolve(end);
    run.controller.abort();
  }

  /** The job's own answer, or the words for how it was ended. */
  #work(job: Job, run: Run, speech: Speech): Promise<Reply> {
    const ended = run.ended.promise.then((end) => {
      const afterMs = Math.max(0, this.#ports.clock.now() - run.startedAt);
      return wordRunEnd(end, { command: run.command, afterMs }, speech);
    });
    const onProgress = (share: number): void => {
      run.share = Math.min(1, Math.max(run.share, share));
    };
    const answer = job.work({ signal: run.controller.signal, onProgress });
    // What an aborted job answers, or throws, interests nobody any more.
    return Promise.race([ended, answer]);
  }

  /** A platform that answers each line once waits for the answer itself. */
  async #withinGrace(answer: Promise<Reply>, platform: ChatPlatform): Promise<Reply | undefined> {
    if (platform.progressEveryMs === undefined) return answer;
    return this.#until(answer, GRACE_MS);
  }

  async #until(answer: Promise<Reply>, milliseconds: number): Promise<Reply | undefined> {
    if (!Number.isFinite(milliseconds)) return answer;
    const enough = new AbortController();
    const late = this.#ports.clock.sleep(milliseconds, enough.signal).then(
      () => undefined,
      () => undefined,
    );
    try {
      return await Promise.race([answer, late]);
    } finally {
      enough.abort();
    }
  }

  /** The message that shows the progress: the pressed one, or a new one. Undefined: the platform takes none now. */
  async #open(run: Run, place: RunPlace): Promise<string | undefined> {
    const { pressed } = place;
    const saying = this.#progress(run, place.asking);
    if (pressed?.refreshes === true) {
      const edited = await this.#speaker.edit(placeOf(place), pressed.messageId, saying);
      if (edited.ok) return pressed.messageId;
      if (edited.error.kind !== 'message-gone') return undefined;
    }
    const sent = await this.#speaker.send(placeOf(place), saying);
    return sent.ok ? sent.value : undefined;
  }

  /** Edits the message as often as the platform allows, and only when there is something to tell. */
  async #showProgress(run: Run, answer: Promise<Reply>, place: RunPlace, messageId: string): Promise<Reply> {
    const every = place.platform.progressEveryMs?.(place.asking.room.id) ?? Number.POSITIVE_INFINITY;
    let shown = percent(run.share);
    for (;;) {
      const reply = await this.#until(answer, every);
      if (reply !== undefined) return reply;
      const blocked = this.#speaker.blockedUntil(placeOf(place)) > this.#ports.clock.now();
      if (blocked || percent(run.share) === shown) continue;
      shown = percent(run.share);
      await this.#speaker.edit(placeOf(place), messageId, this.#progress(run, place.asking));
    }
  }

  #progress(run: Run, asking: Asking): Saying {
    return {
      reply: wordProgress(run, asking.speech),
      language: asking.speech.format.language,
      mode: this.#ports.desk.view().mode,
      silent: true,
    };
  }

  async #forget(place: RunPlace, messageId: string): Promise<void> {
    const { asking, platform } = place;
    const known = await this.#ports.store.shown(platform.name, asking.room.id, topicOf(asking));
    if (known.ok && known.value?.fingerprint === asking.id) await this.#remember(place, messageId, '');
  }

  /** A person's run in a room is found again after a restart by the event that asked for it. */
  #remember(
    { asking, platform }: Pick<RunPlace, 'asking' | 'platform'>,
    messageId: string,
    askedBy: string,
  ): Promise<void> {
    return this.#speaker.remember({
      platform: platform.name,
      room: asking.room.id,
      topic: topicOf(asking),
      messageId,
      sequence: 0,
      fingerprint: askedBy,
    });
  }
}

const topicOf = ({ person }: Asking): string => `run:${person.name}`;
const percent = (share: number): number => Math.floor(share * 100);

const placeOf = ({ asking, platform }: Pick<RunPlace, 'asking' | 'platform'>): Place => ({
  platform,
  room: asking.room.id,
  replyTo: asking.messageId,
  ...(asking.room.thread === undefined ? {} : { thread: asking.room.thread }),
});

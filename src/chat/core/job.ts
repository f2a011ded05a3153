// Work that takes longer than an answer may: a command hands it over instead of a reply, and the chat shows how far it is, lets people
// cancel it, and puts the answer in the place of the progress.
import type { Reply } from './reply.ts';

export interface JobRun {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** From 0 to 1; as often as it is known. */
  readonly onProgress: (share: number) => void;
}

export interface Job {
  readonly kind: 'job';
  /** What is being worked on: the headline until the answer is there. */
  readonly title: string;
  /** Works until the answer. What it answers after an abort is not shown. */
  work(run: JobRun): Promise<Reply>;
}

/** What a command gives back. */
export type Outcome = Reply | Job;

/** What became of the wish to end a long run. */
export type Cancelled =
  | { readonly kind: 'cancelled'; readonly command: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-allowed' };

export const job = (title: string, work: Job['work']): Job => ({ kind: 'job', title, work });

export const isJob = (outcome: Outcome): outcome is Job => 'kind' in outcome && outcome.kind === 'job';

// One call the bot made, as a test reads it afterwards.
import type { WireAnswer } from '../loopback/scripted-faults.ts';

/** One call the bot made. */
export interface TelegramCall {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Field names of uploaded files. */
  readonly files: readonly string[];
  readonly at: number;
  /** The real answer; undefined while it waits, when it was cut, or when a fault took its place. */
  answer: WireAnswer | undefined;
}

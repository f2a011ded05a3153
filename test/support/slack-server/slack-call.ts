// One call the app made, as a test reads it afterwards.
import type { WireAnswer } from '../loopback/scripted-faults.ts';

export interface SlackCall {
  /** The method's name; `upload` and `response_url` for the two kinds of address beside the Web API. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly at: number;
  /** The real answer; undefined while it waits or when a fault took its place. */
  answer: WireAnswer | undefined;
}

// What compose holds in its hands: the desk that people speak to, and the strokes that drive it.
import type { Desk } from '../ports/desk.ts';
import type { DeskContext } from './state/context.ts';

export interface RunningDesk {
  readonly desk: Desk;
  readonly context: DeskContext;
  /**
   * One pass of the watch: picture, assessment, alerts, proposals, expiries, escalations, unknown orders looked up.
   * Compose calls it every interval of the clock; a pass that is still running is not started twice.
   */
  check(): Promise<void>;
  /** What is due by the wall clock: reports, heartbeat. Called every minute. */
  minute(): Promise<void>;
  /** Resolves when all work behind answers is done or waits on the clock. */
  settled(): Promise<void>;
  /** Lets running work finish its present step (at most 5 s) and sends nothing new. Positions stay as they are. */
  stop(): Promise<void>;
}

// What a terminal and a pipe do differently: how lines come in and how messages are shown. The platform behind them is one.
import type { Intake, Outgoing } from '../../chat/core/platform.ts';
import type { Log } from '../../ports/log.ts';
import type { ButtonBoard } from './button-board.ts';
import type { LineMaker } from './line-maker.ts';
import type { Printer } from './printer.ts';

/** What a chat on the terminal may do with time; compose hands it over. */
export interface TerminalHands {
  readonly log: Log;
  advance(milliseconds: number): Promise<void>;
  advanceUntil(reached: () => boolean, atMost: number): Promise<void>;
  /** Everything that came in is worked on, everything due is sent. */
  settled(): Promise<void>;
  now(): number;
}

export interface Showing {
  readonly messageId: string;
  readonly message: Outgoing;
  /** The message that it answers, where it does. */
  readonly replyTo?: string;
  /** A message that was shown before has changed. */
  readonly isEdit: boolean;
  /** Nothing in it differs from what was shown before. */
  readonly unchanged: boolean;
}

export interface Face {
  /** Somebody is in the middle of a line. */
  readonly typing: boolean;
  /** See Terminal.busy. */
  busy(): boolean;
  start(intake: Intake): void;
  stop(): void;
  show(showing: Showing): void;
  toast(text: string): void;
}

export interface FaceParts {
  readonly hands: TerminalHands;
  readonly printer: Printer;
  readonly board: ButtonBoard;
  readonly typed: LineMaker;
  /** The person has nothing more to say; further calls, and calls after a stop, do nothing. */
  readonly onEnd: () => void;
}

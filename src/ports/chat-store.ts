// What the chat side must not forget: what came in, what was sent where, and what each button stands for.
import type { Fault } from '../domain/fault.ts';
import type { Result } from '../domain/result.ts';

export interface InboxRow {
  /** Platform and event id, such as `telegram:123456`. */
  readonly id: string;
  readonly platform: string;
  readonly receivedAt: number;
  /** What the platform's adapter needs to work on it again, as JSON text. */
  readonly payload: string;
}

/** One message to one room: due, delivered or given up. */
export interface Delivery {
  readonly sequence: number;
  readonly platform: string;
  readonly room: string;
  readonly topic: string;
  readonly lane: 'emergency' | 'normal' | 'low';
  readonly state: 'due' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastFault?: string;
}

/** The message that shows a topic in a room, so that a card is edited and not repeated. */
export interface ShownMessage {
  readonly platform: string;
  readonly room: string;
  readonly topic: string;
  readonly messageId: string;
  /** The outbox sequence that it shows; an older event never overwrites a newer one. */
  readonly sequence: number;
  /** A fingerprint of the content, so that an edit that changes nothing is not sent. */
  readonly fingerprint: string;
}

/** What an opaque button id stands for, and where alone it is good. */
export interface ButtonRow {
  /** Opaque and random, at most 40 characters. */
  readonly id: string;
  readonly platform: string;
  readonly room: string;
  /** Set once the message is sent. */
  readonly messageId?: string;
  readonly action: string;
  /** The command line it runs, such as `/approve C7K2`. */
  readonly command: string;
  readonly role: 'viewer' | 'trader' | 'admin';
  /** The only person who may press it, where it was shown to one person. */
  readonly onlyFor?: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly usedAt?: number;
  readonly singleUse: boolean;
}

export interface ChatStore {
  /** `false`: the event was received before. Durable when it resolves. */
  receive(row: InboxRow): Promise<Result<boolean, Fault>>;
  finish(id: string): Promise<Result<void, Fault>>;
  /** Received and not finished, oldest first. */
  unfinished(platform: string): Promise<Result<readonly InboxRow[], Fault>>;

  /** Makes one due delivery a room for an outbox row; repeats change nothing. */
  plan(sequence: number, deliveries: readonly Delivery[]): Promise<Result<void, Fault>>;
  plannedUpTo(): Promise<Result<number, Fault>>;
  due(platform: string, at: number, limit: number): Promise<Result<readonly Delivery[], Fault>>;
  settle(delivery: Delivery, shown?: ShownMessage): Promise<Result<void, Fault>>;
  /** Deliveries that are due or failed, by platform, for /health. */
  backlog(): Promise<
    Result<readonly { readonly platform: string; readonly due: number; readonly failed: number }[], Fault>
  >;

  shown(platform: string, room: string, topic: string): Promise<Result<ShownMessage | undefined, Fault>>;

  keepButtons(rows: readonly ButtonRow[]): Promise<Result<void, Fault>>;
  bindButtons(ids: readonly string[], messageId: string): Promise<Result<void, Fault>>;
  button(id: string): Promise<Result<ButtonRow | undefined, Fault>>;
  /** `false`: it was used before. */
  useButton(id: string, at: number): Promise<Result<boolean, Fault>>;
  forgetButtonsBefore(at: number): Promise<Result<void, Fault>>;
}

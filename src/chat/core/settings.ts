// What an installation decides about its chats, and what the chat side stands on; compose fills both.
import type { Role } from '../../domain/actor.ts';
import type { ChatStore } from '../../ports/chat-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Desk } from '../../ports/desk.ts';
import type { Digest } from '../../ports/digest.ts';
import type { Ids } from '../../ports/ids.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Preferences } from '../../ports/preferences.ts';
import type { Language } from '../figures/format.ts';
import type { Command } from './command.ts';
import type { ChatPlatform, PlatformName } from './platform.ts';

/** One person; the same name on every platform. */
export interface ChatPerson {
  readonly name: string;
  readonly role: Role;
  readonly platformIds: Readonly<Partial<Record<PlatformName, string>>>;
}

export interface ChatSettings {
  readonly people: readonly ChatPerson[];
  readonly language: Language;
  readonly timezone: string;
  /** A command that waited longer than this is told and not executed (60 s). */
  readonly maxCommandAgeMs: number;
  readonly commandsPerMinute: number;
  /** Names of people, called one after the other while an EMERGENCY is not answered. */
  readonly contacts: readonly string[];
  /** Sends every new card to each person who may approve it, in private, beside the rooms. */
  readonly approveInPrivate: boolean;
  readonly version: string;
}

export interface ChatPorts {
  readonly desk: Desk;
  readonly store: ChatStore;
  readonly ledger: Pick<Ledger, 'outboxAfter'>;
  readonly preferences: Preferences;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly digest: Digest;
  readonly log: Log;
  readonly platforms: readonly ChatPlatform[];
  readonly catalogue: readonly Command[];
  /** A bug was caught and told; compose decides what stops. */
  readonly onBug?: (error: unknown, incident: string) => void;
}

// What people chose in chat: small, readable, and nothing that protects money.
import type { Fault } from '../domain/fault.ts';
import type { Result } from '../domain/result.ts';

export interface PersonPreferences {
  readonly language?: 'en' | 'ko';
  readonly timezone?: string;
  /** Per kind of message: with sound, without, or not at all. */
  readonly delivery?: Readonly<Record<string, 'on' | 'silent' | 'off'>>;
  readonly mutedUntil?: number;
}

export interface PreferencesContent {
  readonly version: number;
  readonly people: Readonly<Record<string, PersonPreferences>>;
  /** Threshold changes made in chat: `metric.level` -> value. */
  readonly thresholds: Readonly<Record<string, number>>;
}

export interface Preferences {
  /** How the file was found at start; `fresh` only in an empty data folder. */
  readonly origin:
    | { readonly kind: 'fresh' | 'loaded' }
    | { readonly kind: 'restored'; readonly from: 'backup' | 'defaults'; readonly reason: string };
  current(): PreferencesContent;
  /** Durable when it resolves. */
  update(change: (before: PreferencesContent) => PreferencesContent): Promise<Result<void, Fault>>;
}

// How everything that the desk stands on is doing, as facts: each chat says them in the reader's language.
import type { RequestFigures, StreamFigures, VenueTelemetry } from './venue-telemetry.ts';

export type HealthFact =
  | {
      readonly kind: 'exchange';
      readonly account: string;
      readonly venue: string;
      readonly latencyMs?: number;
    }
  | {
      readonly kind: 'outage';
      readonly account: string;
      readonly venue: string;
      readonly sinceMs: number;
      readonly why: string;
    }
  /** The exchange says that it is being worked on. */
  | {
      readonly kind: 'maintenance';
      readonly account: string;
      readonly sinceMs: number;
      readonly detail: string;
    }
  /** Announced: times in milliseconds since the epoch. */
  | { readonly kind: 'closing'; readonly account: string; readonly from: number; readonly until: number }
  | { readonly kind: 'requests'; readonly account: string; readonly figures: RequestFigures }
  | {
      readonly kind: 'weight';
      readonly account: string;
      readonly weight: NonNullable<VenueTelemetry['weight']>;
    }
  /** `offMs` is this machine's clock against the exchange's, above zero when the exchange is ahead. */
  | { readonly kind: 'clock'; readonly account: string; readonly offMs: number; readonly agoMs: number }
  | { readonly kind: 'prices'; readonly account: string; readonly ageMs?: number }
  | {
      readonly kind: 'stream';
      readonly account: string;
      readonly state: StreamFigures['state'];
      readonly sinceMs: number;
      readonly why?: string;
    }
  | {
      readonly kind: 'heard';
      readonly account: string;
      readonly stream: StreamFigures['name'];
      readonly messages: number;
      readonly ageMs?: number;
    }
  | { readonly kind: 'halted'; readonly account: string; readonly symbol: string; readonly sinceMs: number }
  | { readonly kind: 'store'; readonly sequence?: number; readonly fault?: string }
  | { readonly kind: 'watch'; readonly agoMs?: number }
  | { readonly kind: 'queue'; readonly waiting: number };

/** What a chat platform says of itself. */
export interface ChatHealth {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export type Health = { readonly ok: boolean; readonly fact: HealthFact } | ChatHealth;

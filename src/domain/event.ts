// Everything the desk tells people. Plain data: it waits in the outbox, survives the process, and each chat words it in the reader's language.
import type { Alert, AlertTelling } from './alert.ts';
import type { Latch } from './kill-switch.ts';
import type { Mode } from './mode.ts';
import type { PositionSide } from './position.ts';
import type { Proposal } from './proposal.ts';
import type { DailyReport } from './report.ts';
import type { VenueNotice } from './venue-notice.ts';

export type DeskEvent =
  | {
      readonly kind: 'alert';
      readonly telling: AlertTelling;
      readonly alert: Alert;
      readonly contact?: string;
    }
  | {
      readonly kind: 'alerts';
      readonly telling: AlertTelling;
      /** Most urgent first. */
      readonly alerts: readonly Alert[];
      readonly contact?: string;
    }
  /** A card: shown once in every room, then edited in place under the key `proposal:ID`. */
  | { readonly kind: 'proposal'; readonly proposal: Proposal; readonly contact?: string }
  | { readonly kind: 'kill'; readonly latch: Latch; readonly reportFile?: string }
  | { readonly kind: 'mode'; readonly mode: Mode; readonly by: string }
  | { readonly kind: 'report'; readonly report: DailyReport }
  | { readonly kind: 'notice'; readonly notice: Notice };

/** Short facts about the desk itself. */
export type Notice =
  | VenueNotice
  | { readonly code: 'started'; readonly accounts: readonly string[]; readonly recovered: number }
  | { readonly code: 'stopping' }
  /** `awaitsReset`: an admin can end it with /reset. */
  | { readonly code: 'safe-mode'; readonly reason: string; readonly awaitsReset?: true }
  | { readonly code: 'safe-mode-left'; readonly by: string }
  | { readonly code: 'preferences-restored'; readonly from: 'backup' | 'defaults'; readonly reason: string }
  | { readonly code: 'journal-torn'; readonly file: string; readonly bytes: number }
  | { readonly code: 'trading-paused'; readonly by: string }
  | { readonly code: 'trading-resumed'; readonly by: string }
  | { readonly code: 'reducing'; readonly reason: string }
  | { readonly code: 'latch-reset'; readonly by: string }
  | { readonly code: 'real-refused'; readonly missing: readonly string[] }
  | { readonly code: 'stranger'; readonly platform: string; readonly count: number }
  | { readonly code: 'too-old'; readonly command: string; readonly by: string; readonly ageMs: number }
  | { readonly code: 'kill-asks-again'; readonly by: string; readonly ageMs: number }
  | { readonly code: 'chat-down'; readonly platform: string; readonly why: string }
  | { readonly code: 'chat-back'; readonly platform: string }
  | {
      readonly code: 'position-changed';
      readonly account: string;
      readonly symbol: string;
      /** `unexplained`: the venue holds something else than all trades together make. */
      readonly cause: 'liquidation' | 'foreign' | 'unexplained';
      readonly before: string;
      readonly after: string;
    }
  | { readonly code: 'stream-polling' | 'stream-live'; readonly account: string; readonly why: string }
  | {
      readonly code: 'stop-placed' | 'stop-watched' | 'stop-triggered' | 'stop-gone' | 'stop-ended';
      readonly account: string;
      readonly symbol: string;
      readonly side: PositionSide;
      readonly stopPrice: string;
      readonly by: string;
    }
  | {
      readonly code: 'stop-refused';
      readonly account: string;
      readonly symbol: string;
      readonly side: PositionSide;
      readonly stopPrice: string;
      readonly why: string;
    }
  | {
      readonly code: 'thresholds-changed';
      readonly metric: string;
      readonly level: string;
      readonly value: number;
      readonly by: string;
    }
  | { readonly code: 'heartbeat'; readonly equity: string; readonly currency: string; readonly worst: string }
  | { readonly code: 'bug'; readonly incident: string };

/** Lanes of the outbox: an emergency never waits behind a report. */
export type Lane = 'emergency' | 'normal' | 'low';

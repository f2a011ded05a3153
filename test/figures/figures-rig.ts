// One real account on loopback, looked at from both sides: what the desk makes of it, and what the venue's own bodies say.

import { takeSnapshot } from '../../src/desk/picture/take-snapshot.ts';
import type { DeskContext } from '../../src/desk/state/context.ts';
import type { Reading } from '../../src/domain/reading.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { assess } from '../../src/risk/assessment/assess.ts';
import type { Assessment } from '../../src/risk/assessment/assessment.ts';
import { must, openOnLoopback, type Rig, type RigOptions } from '../adapters/ccxt/binance-rig.ts';
import { type Caller, caller } from '../loopback/binance-calls.ts';

/** What the venue says, as it writes it. */
export interface VenuePosition {
  readonly symbol: string;
  readonly positionSide: string;
  readonly positionAmt: string;
  readonly liquidationPrice: string;
  readonly maintMargin: string;
  readonly unRealizedProfit: string;
  readonly isolatedWallet: string;
  readonly isolatedMargin: string;
  readonly marginAsset: string;
}

export interface FiguresRig extends Rig {
  readonly call: Caller;
  /** The picture and the assessment that the desk makes of the account now. */
  look(): Promise<{ readonly snapshot: AccountSnapshot; readonly assessment: Assessment }>;
  /** The venue's own figures of the positions that are not empty. */
  stated(): Promise<readonly VenuePosition[]>;
}

export async function figuresRig(options: RigOptions = {}): Promise<FiguresRig> {
  const settings = { timeoutMs: 20_000, ...options.settings };
  const rig = await openOnLoopback({ deposit: '0', ...options, settings });
  const { server, account, exchange, candles } = rig;
  const call = caller(server, account);
  const clock = options.clock ?? { now: Date.now, monotonic: () => performance.now() };
  return {
    ...rig,
    call,
    async look() {
      const context = { ports: { clock }, memory: { accounts: new Map() } } as unknown as DeskContext;
      const snapshot = must(await takeSnapshot(context, { name: 'main', exchange, candles }));
      const assessment = assess({
        snapshot,
        now: clock.now(),
        returns: new Map(),
        thresholds: DEFAULT_THRESHOLDS,
        heldLevels: new Map(),
      });
      return { snapshot, assessment };
    },
    async stated() {
      const { body } = await call('GET /fapi/v3/positionRisk');
      return (body as VenuePosition[]).filter(({ positionAmt }) => Number(positionAmt) !== 0);
    },
  };
}

/** How far apart two figures are, as a share of the venue's. */
export const apart = (ours: number, venue: number): number =>
  ours === venue ? 0 : Math.abs(ours - venue) / Math.abs(venue);

export function figureOf(reading: Reading): number {
  if (reading.kind === 'unknown') throw new Error(`unknown: ${reading.reason} ${reading.detail ?? ''}`);
  return reading.value;
}

/** Within `limit`, or within half of the last digit that the venue writes. */
export function agreesToLimit(ours: number, venue: string, limit: number): boolean {
  const places = venue.split('.')[1]?.length ?? 0;
  return Math.abs(ours - Number(venue)) <= limit * Number(venue) + 0.5 * 10 ** -places;
}

// Which adapter serves which exchange: Binance USDⓈ-M has its own, every other one goes through ccxt's unified calls.
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result } from '../../domain/result.ts';
import { openBinance, type Shared } from './binance/open-binance.ts';
import {
  type AccountSettings,
  type OpenedAccount,
  type OpeningParts,
  unusable,
} from './line/account-settings.ts';
import { openUnified } from './unified/open-unified.ts';

export type SharedAddresses = Shared;

/** Under its plain name ccxt's Binance mixes spot and futures: symbol-less requests would go to the wrong one. */
const MIXED: ReadonlySet<string> = new Set(['binance', 'binancecoinm', 'binanceus']);

/** `shared`: what accounts of one address have in common; one map for all accounts that are opened together. */
export async function openRealAccount(
  settings: AccountSettings,
  parts: OpeningParts,
  shared: SharedAddresses,
): Promise<Result<OpenedAccount, Fault>> {
  if (settings.exchange === 'binanceusdm') return openBinance(settings, parts, shared);
  if (MIXED.has(settings.exchange)) {
    const message = `account ${settings.account}: exchange ${settings.exchange} is not offered; use binanceusdm for Binance USDⓈ-M futures`;
    return failure(unusable('UNSUPPORTED', message));
  }
  return openUnified(settings, parts);
}

// A look at every configured account for `cutman doctor`: is its key there and harmless, does its exchange answer, and what can it do?
import type { Config } from '../../config/schema.ts';
import { openRealAccount } from '../adapters/ccxt/open-real-account.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import type { Exchange, ExchangeCapabilities } from '../ports/exchange.ts';
import { settingsOf } from './real-venues.ts';
import type { Environment } from './secrets.ts';

export interface AccountFinding {
  readonly account: string;
  readonly state: 'fine' | 'note' | 'wrong';
  readonly detail: string;
}

const ABILITIES: Readonly<Record<keyof ExchangeCapabilities, string>> = {
  derivatives: 'leveraged positions',
  conditionalOrders: 'stops kept by the exchange',
  addMargin: 'margin of isolated positions',
  setLeverage: 'change of leverage',
  setMarginMode: 'change of margin mode',
  countdown: "dead man's countdown",
  streams: 'streams',
  orderByClientId: 'orders looked up by our own id',
};
const CLOCK_LIMIT_MS = 1_000;
const SILENT = { debug: none, info: none, warn: none, error: none };
function none(): void {}

/** Reads only, over the network: one account after the other. */
export async function examineAccounts(config: Config, env: Environment): Promise<readonly AccountFinding[]> {
  const findings: AccountFinding[] = [];
  for (const account of config.accounts) {
    const { name } = account;
    const settings = settingsOf(account, env);
    if (!settings.ok) {
      const state = config.mode === 'real' ? 'wrong' : 'note';
      findings.push({ account: name, state, detail: settings.error.message });
      continue;
    }
    const parts = { clock: new SystemClock(), log: SILENT, random: Math.random };
    const opened = await openRealAccount({ ...settings.value, streams: false }, parts, new Map());
    if (!opened.ok) {
      findings.push({ account: name, state: 'wrong', detail: opened.error.message });
      continue;
    }
    const { exchange } = opened.value;
    findings.push(...(await examined(name, exchange)), ...abilities(name, exchange));
    await exchange.close();
  }
  return findings;
}

async function examined(account: string, exchange: Exchange): Promise<AccountFinding[]> {
  const time = await exchange.serverTime();
  if (!time.ok) return [{ account, state: 'wrong', detail: `${exchange.venue}: ${time.error.message}` }];
  const findings: AccountFinding[] = [];
  const skewMs = Math.abs(exchange.signingWindow.skewMs);
  if (skewMs > CLOCK_LIMIT_MS) {
    const detail = `this machine's clock is ${Math.round(skewMs)} ms off the exchange's; let NTP set it`;
    findings.push({ account, state: 'wrong', detail });
  }
  const key = await exchange.keyPermissions();
  if (!key.ok) return [...findings, { account, state: 'wrong', detail: key.error.message }];
  const { trade, withdraw, addressRestricted } = key.value;
  const told = [
    trade === undefined ? 'trading not told' : trade ? 'may trade' : 'may not trade',
    withdraw === undefined
      ? 'withdrawal not told: check it yourself'
      : withdraw
        ? 'may withdraw'
        : 'may not withdraw',
  ];
  findings.push({ account, state: 'fine', detail: `${exchange.venue} answers; the key ${told.join(', ')}` });
  if (addressRestricted !== true) {
    const detail =
      'the key is good from any address, as far as is told; restrict it to this machine at the exchange';
    findings.push({ account, state: 'note', detail });
  }
  const balances = await exchange.balances();
  findings.push(
    balances.ok
      ? {
          account,
          state: 'fine',
          detail: `equity ${balances.value.equity} ${balances.value.equity.currency}, ${balances.value.positionMode}`,
        }
      : { account, state: 'wrong', detail: balances.error.message },
  );
  return findings;
}

function abilities(account: string, { capabilities }: Exchange): AccountFinding[] {
  const names = Object.keys(ABILITIES) as (keyof ExchangeCapabilities)[];
  const list = (wanted: boolean): string =>
    names
      .filter((name) => capabilities[name] === wanted)
      .map((name) => ABILITIES[name])
      .join(', ');
  const lacks = list(false);
  return [
    { account, state: 'fine', detail: `can: ${list(true)}` },
    ...(lacks === '' ? [] : [{ account, state: 'note' as const, detail: `cannot: ${lacks}` }]),
  ];
}

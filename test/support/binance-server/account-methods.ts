// Signed methods that read an account and change how it trades: balances, positions, leverage, margin, modes, history.
import { Decimal } from '../../../src/domain/decimal.ts';
import { accountV2, accountV3, balances, positionsV2, positionsV3 } from './account-views.ts';
import type { Call, Method, Params } from './call.ts';
import { money } from './figures.ts';
import { bracketBody, maxLeverage, maxNotionalAt } from './listing.ts';
import { accountFigures, legFigures, poolOf } from './margin.ts';
import { tradeView } from './order-views.ts';
import { VenueError } from './venue-error.ts';

const DAY_MS = 86_400_000;
const DONE = { code: 200, msg: 'success' };

/** The part of a history that a query asks for: seven days at most, the newest when no start is given. */
function window<T>(
  call: Call,
  all: readonly T[],
  at: (each: T) => number,
  most: number,
  usual: number,
  page?: number,
): T[] {
  const now = call.venue.now();
  const start = call.integer('startTime');
  const end = call.integer('endTime');
  if (start !== undefined && end !== undefined) {
    if (start > end) throw new VenueError('-1023');
    if (end - start > 7 * DAY_MS) throw new VenueError('-4165', '7');
  }
  const from = start ?? (end ?? now) - 7 * DAY_MS;
  const to = end ?? (start === undefined ? now : start + 7 * DAY_MS);
  const limit = Math.min(call.integer('limit') ?? usual, most);
  const found = all.filter((each) => at(each) >= from && at(each) <= to);
  if (page !== undefined) return found.slice(limit * (page - 1), limit * page);
  return start === undefined ? found.slice(-limit) : found.slice(0, limit);
}

function userTrades(call: Call): unknown {
  const market = call.venue.market(call.required('symbol'));
  const { symbol } = market.listing;
  const seen = call.venue.now() - call.venue.queryLagMs;
  const mine = call.account.trades.filter((trade) => trade.symbol === symbol && trade.time <= seen);
  const orderId = call.integer('orderId');
  const fromId = call.integer('fromId');
  const limit = Math.min(call.integer('limit') ?? 500, 1_000);
  const wanted =
    orderId !== undefined
      ? mine.filter((trade) => trade.orderId === orderId).slice(0, limit)
      : fromId !== undefined
        ? mine.filter((trade) => trade.id >= fromId).slice(0, limit)
        : window(call, mine, (trade) => trade.time, 1_000, 500);
  return wanted.map((trade) => tradeView(market, trade));
}

function income(call: Call): unknown {
  const symbol = call.text('symbol');
  const kind = call.text('incomeType');
  const mine = call.account.income.filter(
    (each) =>
      (symbol === undefined || each.symbol === symbol) && (kind === undefined || each.incomeType === kind),
  );
  return window(call, mine, (each) => each.time, 1_000, 100, call.integer('page')).map((each) => ({
    symbol: each.symbol,
    incomeType: each.incomeType,
    income: money(each.income),
    asset: each.asset,
    time: each.time,
    info: each.info === '' ? each.incomeType : each.info,
    tranId: each.tranId,
    tradeId: each.tradeId,
  }));
}

function setLeverage(call: Call): unknown {
  const { account, venue } = call;
  const { listing } = venue.market(call.required('symbol'));
  const leverage = call.integer('leverage') ?? Number(call.required('leverage'));
  if (leverage < 1 || leverage > maxLeverage(listing)) throw new VenueError('-4028', String(leverage));
  const settings = account.settingsOf(listing.symbol);
  const held = account.held.filter(({ symbol }) => symbol === listing.symbol);
  if (settings.marginType === 'ISOLATED' && held.length > 0 && leverage < settings.leverage) {
    throw new VenueError('-4161');
  }
  const allowed = maxNotionalAt(listing, leverage);
  const tooLarge = held.some((leg) => legFigures(venue, account, leg).notional.abs().gt(allowed));
  if (tooLarge) throw new VenueError('-2027');
  const before = settings.leverage;
  settings.leverage = leverage;
  if (
    leverage < before &&
    accountFigures(venue, account, poolOf(account, venue.market(listing.symbol))).spare.isNegative()
  ) {
    settings.leverage = before;
    throw new VenueError('-2028');
  }
  if (leverage !== before) venue.onAccountEvent(account, { kind: 'config', symbol: listing.symbol });
  return { symbol: listing.symbol, leverage, maxNotionalValue: String(allowed) };
}

function setMarginType(call: Call): unknown {
  const { account, venue } = call;
  const { symbol } = venue.market(call.required('symbol')).listing;
  call.required('marginType');
  const marginType = call.word('marginType', ['ISOLATED', 'CROSSED'] as const) ?? 'CROSSED';
  const settings = account.settingsOf(symbol);
  if (settings.marginType === marginType) throw new VenueError('-4046');
  if (account.openOf(symbol).length > 0 || account.openAlgosOf(symbol).length > 0)
    throw new VenueError('-4047');
  if (account.held.some((leg) => leg.symbol === symbol)) throw new VenueError('-4048');
  settings.marginType = marginType;
  return DONE;
}

function setPositionMode(call: Call): unknown {
  const { account } = call;
  call.required('dualSidePosition');
  const dual = call.flag('dualSidePosition');
  if (account.dual === dual) throw new VenueError('-4059');
  if (account.open.size + account.openAlgos.size > 0) throw new VenueError('-4067');
  if (account.held.length > 0) throw new VenueError('-4068');
  account.dual = dual;
  account.legs.clear();
  return DONE;
}

function changeMargin(call: Call): unknown {
  const { account, venue } = call;
  const { symbol } = venue.market(call.required('symbol')).listing;
  call.required('amount');
  const amount = call.decimal('amount') ?? new Decimal(0);
  const kind = call.integer('type') ?? Number(call.required('type'));
  if (kind !== 1 && kind !== 2) throw new VenueError('-1130', 'type');
  if (amount.lte(0)) throw new VenueError('-4055');
  const side = call.word('positionSide', ['BOTH', 'LONG', 'SHORT'] as const) ?? 'BOTH';
  if (account.dual !== (side !== 'BOTH')) throw new VenueError('-4061');
  if (account.settingsOf(symbol).marginType !== 'ISOLATED') throw new VenueError('-4049');
  const leg = account.leg(symbol, side);
  if (leg.amount.isZero()) throw new VenueError('-4054');
  if (kind === 1) {
    if (amount.gt(accountFigures(venue, account, poolOf(account, venue.market(symbol))).spare))
      throw new VenueError('-4050');
    leg.isolatedWallet = leg.isolatedWallet.plus(amount);
  } else {
    const { unrealized, positionInitial } = legFigures(venue, account, leg);
    const free = leg.isolatedWallet.plus(Decimal.min(0, unrealized)).minus(positionInitial);
    if (amount.gt(free)) throw new VenueError('-4051');
    leg.isolatedWallet = leg.isolatedWallet.minus(amount);
  }
  account.updateTime = venue.now();
  leg.updateTime = venue.now();
  venue.onAccountEvent(account, { kind: 'account', reason: 'MARGIN_TRANSFER', symbols: [symbol] });
  return { amount: amount.toNumber(), code: 200, msg: 'Successfully modify position margin.', type: kind };
}

const symbolsOf = (call: Call): string[] => {
  const symbol = call.text('symbol');
  return symbol === undefined ? [...call.venue.markets.keys()] : [call.venue.market(symbol).listing.symbol];
};

const symbolConfig = (call: Call): unknown =>
  symbolsOf(call).map((symbol) => {
    const { leverage, marginType } = call.account.settingsOf(symbol);
    return {
      symbol,
      marginType,
      isAutoAddMargin: false,
      leverage,
      maxNotionalValue: String(maxNotionalAt(call.venue.market(symbol).listing, leverage)),
    };
  });

function brackets(call: Call): unknown {
  const bodies = symbolsOf(call).map((symbol) => bracketBody(call.venue.market(symbol).listing));
  return call.text('symbol') === undefined ? bodies : bodies.slice(0, 1);
}

const permissions = ({ account: { apiKey } }: Call): unknown => ({
  ipRestrict: apiKey.ipRestrict,
  createTime: apiKey.createdAt,
  ...(apiKey.expiresAt === undefined ? {} : { tradingAuthorityExpirationTime: apiKey.expiresAt }),
  enableReading: apiKey.enableReading,
  enableSpotAndMarginTrading: false,
  enableWithdrawals: apiKey.enableWithdrawals,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: apiKey.enableFutures,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: true,
  enablePortfolioMarginTrading: false,
});

const adlQuantile = (call: Call): unknown =>
  call.account.held.map(({ symbol, positionSide }) => ({ symbol, adlQuantile: { [positionSide]: 2 } }));

const read = (weight: Method['weight'], run: Method['run']): Method => ({ security: 'read', weight, run });
const trade = (weight: Method['weight'], run: Method['run']): Method => ({ security: 'trade', weight, run });
const shown = (
  view: (venue: Call['venue'], account: Call['account'], symbol: string | undefined) => unknown,
) =>
  read(5, (call) => {
    const symbol = call.text('symbol');
    if (symbol !== undefined) call.venue.market(symbol);
    return view(call.venue, call.account, symbol);
  });

export const accountMethods: Readonly<Record<string, Method>> = {
  'GET /fapi/v2/account': shown(accountV2),
  'GET /fapi/v3/account': shown(accountV3),
  'GET /fapi/v2/balance': shown(balances),
  'GET /fapi/v3/balance': shown(balances),
  'GET /fapi/v2/positionRisk': shown(positionsV2),
  'GET /fapi/v3/positionRisk': shown(positionsV3),
  'GET /fapi/v1/symbolConfig': read(5, symbolConfig),
  'GET /fapi/v1/accountConfig': read(5, ({ account }) => ({
    feeTier: 0,
    canTrade: account.apiKey.enableFutures,
    canDeposit: true,
    canWithdraw: true,
    dualSidePosition: account.dual,
    updateTime: 0,
    multiAssetsMargin: account.multiAssets,
    tradeGroupId: -1,
  })),
  'GET /fapi/v1/leverageBracket': read(1, brackets),
  'GET /fapi/v1/commissionRate': read(20, (call) => ({
    symbol: call.venue.market(call.required('symbol')).listing.symbol,
    makerCommissionRate: call.account.makerFee.toFixed(6),
    takerCommissionRate: call.account.takerFee.toFixed(6),
    rpiCommissionRate: '0.00005',
  })),
  'GET /fapi/v1/multiAssetsMargin': read(30, ({ account }) => ({ multiAssetsMargin: account.multiAssets })),
  'GET /fapi/v1/adlQuantile': read(5, adlQuantile),
  'GET /fapi/v1/userTrades': read(5, userTrades),
  'GET /fapi/v1/income': read(30, income),
  'GET /fapi/v1/positionSide/dual': read(30, ({ account }) => ({ dualSidePosition: account.dual })),
  'POST /fapi/v1/positionSide/dual': trade(1, setPositionMode),
  'POST /fapi/v1/leverage': trade(1, setLeverage),
  'POST /fapi/v1/marginType': trade(1, setMarginType),
  'POST /fapi/v1/positionMargin': trade(1, changeMargin),
  'GET /sapi/v1/account/apiRestrictions': read(0, permissions),
  'GET /sapi/v1/system/status': { security: 'none', weight: 0, run: () => ({ status: 0, msg: 'normal' }) },
};

/** Weight by whether one symbol is asked for. */
export const bySymbol =
  (one: number, all: number) =>
  (params: Params): number =>
    params['symbol'] === undefined ? all : one;

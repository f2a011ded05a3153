// What the product computes against what the venue states, mode by mode, through the real adapter. The venue's side has its own
// arithmetic and its own exact decimals; the goal is 0.01 %, and the table says how close each mode comes.
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { AccountDriver, SeededPosition } from '../support/binance-server/account-driver.ts';
import { BTC, ETH, listing, SOL } from '../support/binance-server/listing.ts';
import { apart, type FiguresRig, figureOf, figuresRig } from './figures-rig.ts';

const LIMIT = 0.0001;
const LISTINGS = [
  BTC,
  ETH,
  SOL,
  listing('BTCUSDC', { ...BTC, symbol: 'BTCUSDC', quote: 'USDC' }),
  listing('1000SHIBUSDT', { tickSize: '0.000001', stepSize: '1', price: '0.00001234' }),
  listing('BNBUSDT', { tickSize: '0.01', stepSize: '0.01', price: '600' }),
];

interface Mode {
  readonly name: string;
  readonly hedge?: boolean;
  readonly multiAssets?: boolean;
  readonly wallets: Readonly<Record<string, string>>;
  readonly positions: readonly SeededPosition[];
}

const long = (symbol: string, quantity: string, more: Partial<SeededPosition> = {}): SeededPosition => ({
  symbol,
  side: 'long',
  quantity,
  ...more,
});
const short = (symbol: string, quantity: string, more: Partial<SeededPosition> = {}): SeededPosition => ({
  ...long(symbol, quantity, more),
  side: 'short',
});
const ISOLATED = { marginType: 'ISOLATED', leverage: 10 } as const;

const MODES: readonly Mode[] = [
  { name: 'one-way cross', wallets: { USDT: '10000' }, positions: [long('BTCUSDT', '1')] },
  {
    name: 'one-way cross short',
    wallets: { USDT: '10000' },
    positions: [short('BTCUSDT', '1', { entryPrice: '59123.4567891234' })],
  },
  {
    name: 'one-way isolated',
    wallets: { USDT: '50000' },
    positions: [long('BTCUSDT', '1.2345', ISOLATED), short('ETHUSDT', '7.5', ISOLATED)],
  },
  {
    name: 'cross, five symbols',
    wallets: { USDT: '25000' },
    positions: [
      long('BTCUSDT', '1.5', { entryPrice: '61000' }),
      short('ETHUSDT', '30', { entryPrice: '2950' }),
      long('SOLUSDT', '400', { entryPrice: '155.55' }),
      long('1000SHIBUSDT', '900000000'),
      short('BNBUSDT', '20', { entryPrice: '610' }),
    ],
  },
  {
    name: 'cross and isolated together',
    wallets: { USDT: '40000' },
    positions: [long('BTCUSDT', '2'), short('ETHUSDT', '20', ISOLATED), long('SOLUSDT', '300')],
  },
  {
    name: 'multi-tier (5th to 8th)',
    wallets: { USDT: '30000000' },
    positions: [long('BTCUSDT', '1000', { entryPrice: '61000' }), short('ETHUSDT', '90000')],
  },
  {
    name: 'multi-tier isolated',
    wallets: { USDT: '30000000' },
    positions: [long('SOLUSDT', '20000', { ...ISOLATED, leverage: 5 })],
  },
  {
    name: 'hedge cross',
    hedge: true,
    wallets: { USDT: '10000' },
    positions: [
      long('BTCUSDT', '1'),
      short('BTCUSDT', '0.4', { entryPrice: '61000' }),
      short('ETHUSDT', '3'),
    ],
  },
  {
    name: 'hedge isolated',
    hedge: true,
    wallets: { USDT: '50000' },
    positions: [long('BTCUSDT', '1', ISOLATED), short('BTCUSDT', '0.8', ISOLATED)],
  },
  {
    name: 'isolated, margin added',
    wallets: { USDT: '50000' },
    positions: [long('BTCUSDT', '1', { ...ISOLATED, isolatedMargin: '9000.12345678' })],
  },
  {
    name: 'USDC idle beside USDT',
    wallets: { USDT: '10000', USDC: '90000' },
    positions: [long('BTCUSDT', '1')],
  },
  {
    name: 'USDC-margined alone',
    wallets: { USDT: '90000', USDC: '10000' },
    positions: [long('BTCUSDC', '1')],
  },
  {
    name: 'USDT and USDC side by side',
    wallets: { USDT: '12000', USDC: '9000' },
    positions: [long('BTCUSDT', '1'), short('BTCUSDC', '0.7'), long('ETHUSDT', '5')],
  },
  {
    name: 'multi-assets',
    multiAssets: true,
    wallets: { USDT: '6000', USDC: '3000', BNB: '2' },
    positions: [long('BTCUSDT', '1'), short('ETHUSDT', '5'), long('BTCUSDC', '0.2')],
  },
];

let rig: FiguresRig;
afterEach(() => rig?.close());

const printed: string[][] = [];
beforeAll(() => () => {
  const head = ['mode', 'positions', 'liquidation price', 'maintenance', 'margin ratio'];
  const rows = [head, ...printed];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const text = rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join('  ')).join('\n');
  process.stdout.write(`\nlargest difference from the venue's figures, in %\n${text}\n`);
});

function prepare(account: AccountDriver, { wallets, multiAssets = false, positions }: Mode): void {
  account.state.multiAssets = multiAssets;
  for (const [asset, amount] of Object.entries(wallets)) account.deposit(amount, asset);
  for (const each of positions) account.hold(each);
}

test.each(MODES)('$name: every figure within 0.01 % of the venue', async (mode) => {
  rig = await figuresRig({
    hedge: mode.hedge === true,
    listings: LISTINGS,
    prepare: (server, account) => {
      server.venue.liquidates = false;
      prepare(account, mode);
    },
  });
  const { snapshot, assessment } = await rig.look();
  const stated = await rig.stated();
  expect(snapshot.complete, snapshot.incompleteBecause).toBe(true);
  expect(assessment.positions).toHaveLength(mode.positions.length);
  let price = 0;
  for (const position of assessment.positions) {
    const venue = stated.find(
      ({ symbol, positionSide }) =>
        symbol === position.symbol &&
        (positionSide === 'BOTH' || positionSide.toLowerCase() === position.side),
    )!;
    if (venue.liquidationPrice === '0') {
      expect(position.liquidationPrice.kind, position.key).toBe('unknown');
      continue;
    }
    price = Math.max(price, apart(figureOf(position.liquidationPrice), Number(venue.liquidationPrice)));
    expect(position.liquidationPrice, position.key).toMatchObject({ trust: { kind: 'plain' } });
  }
  const { maintenance, ratio } = await venueTotals(mode);
  const differences = [
    price,
    apart(figureOf(assessment.maintenanceMargin), maintenance),
    apart(figureOf(assessment.marginRatio), ratio),
  ];
  printed.push([
    mode.name,
    String(mode.positions.length),
    ...differences.map((difference) => (difference * 100).toExponential(1)),
  ]);
  for (const difference of differences) expect(difference).toBeLessThan(LIMIT);
  expect(assessment.marginRatio).toMatchObject({ trust: { kind: 'plain' } });
  expect(assessment.maintenanceMargin).toMatchObject({ trust: { kind: 'plain' } });
});

/** Maintenance of all cross positions, and the worst ratio of any pool and any isolated position, by the venue's own bodies. */
async function venueTotals({ multiAssets }: Mode): Promise<{ maintenance: number; ratio: number }> {
  const stated = await rig.stated();
  const { body } = await rig.call('GET /fapi/v3/account');
  if (multiAssets === true) {
    const maintenance = Number(body.totalMaintMargin);
    return { maintenance, ratio: maintenance / Number(body.totalMarginBalance) };
  }
  const cross = stated.filter(({ isolatedWallet }) => Number(isolatedWallet) === 0);
  const ratios = stated
    .filter(({ isolatedWallet }) => Number(isolatedWallet) !== 0)
    .map(({ maintMargin, isolatedMargin }) => Number(maintMargin) / Number(isolatedMargin));
  for (const asset of body.assets) {
    const own = cross.filter(({ marginAsset }) => marginAsset === asset.asset);
    const needed = own.reduce((sum, { maintMargin }) => sum + Number(maintMargin), 0);
    if (own.length > 0) ratios.push(needed / (Number(asset.crossWalletBalance) + Number(asset.crossUnPnl)));
  }
  const maintenance = cross.reduce((sum, { maintMargin }) => sum + Number(maintMargin), 0);
  return { maintenance, ratio: Math.max(0, ...ratios) };
}

// What the simulated venue lets people trade: real steps and limits, so that an order that passes here would pass there.
// Source: Binance USDⓈ-M exchangeInfo, read 2026-03-31; fees are the venue's regular tier (maker 0.02 %, taker 0.05 %).
import { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { bundledBrackets } from './bracket-tables.ts';

type Limits = readonly [tick: string, step: string, maxMarket: string, minNotional: string];

const LIMITS: Readonly<Record<string, Limits>> = {
  BTCUSDT: ['0.1', '0.0001', '120', '100'],
  ETHUSDT: ['0.01', '0.001', '10000', '20'],
  SOLUSDT: ['0.01', '0.01', '6000', '5'],
  ADAUSDT: ['0.0001', '1', '10000000', '5'],
  XRPUSDT: ['0.0001', '0.1', '1000000', '5'],
  BNBUSDT: ['0.01', '0.01', '100000', '5'],
  DOGEUSDT: ['0.00001', '1', '10000000', '5'],
};

const QUOTES = ['USDT', 'USDC', 'BUSD', 'USD'];

function splitSymbol(symbol: string): { base: string; quote: string } {
  const quote = QUOTES.find((each) => symbol.endsWith(each) && symbol.length > each.length);
  return quote === undefined
    ? { base: symbol, quote: 'USDT' }
    : { base: symbol.slice(0, -quote.length), quote };
}

/** Limits for a symbol that is not in the table: a tick of about 0.001 % of its price, a step worth about 0.01 in quote currency. */
function limitsFromPrice(price: number): Limits {
  const magnitude = Math.floor(Math.log10(price));
  const tick = new Decimal(10).pow(magnitude - 5);
  const step = new Decimal(10).pow(Math.min(0, -magnitude - 2));
  return [tick.toFixed(), step.toFixed(), '10000000', '5'];
}

/** The instrument of a symbol; `price` sizes the steps of one that is not in the table. */
export function instrumentOf(symbol: string, price: number): Instrument {
  const [tick, step, maxMarket, minNotional] = LIMITS[symbol] ?? limitsFromPrice(price);
  return {
    symbol,
    ...splitSymbol(symbol),
    priceTick: new Decimal(tick),
    quantityStep: new Decimal(step),
    minQuantity: new Decimal(step),
    maxMarketQuantity: new Decimal(maxMarket),
    minNotional: new Decimal(minNotional),
    takerFeeRate: new Decimal('0.0005'),
    makerFeeRate: new Decimal('0.0002'),
    brackets: bundledBrackets(symbol),
  };
}

// The contract of the exchange port, held by the real adapter: ccxt and all, against a Binance USDⓈ-M exchange on loopback.

import { openOnLoopback } from '../adapters/ccxt/binance-rig.ts';
import type { BinanceServer } from '../support/binance-server/binance-driver.ts';
import { BTC, ETH } from '../support/binance-server/listing.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { networkQuiet } from '../support/network-quiet.ts';
import { exchangeContract } from './exchange-contract.ts';

/** A tenth on either side of the price, and more than anyone wants at it. */
function quote(server: BinanceServer, symbol: string, price: number): void {
  server.book(symbol, {
    bids: [[(price - 0.1).toFixed(1), '1000']],
    asks: [[(price + 0.1).toFixed(1), '1000']],
  });
  server.price(symbol, String(price));
}

exchangeContract('Binance USDⓈ-M through ccxt', async (positionMode, options = {}) => {
  const clock = new FakeClock(Date.UTC(2026, 10, 21, 5), networkQuiet);
  const { server, exchange, close } = await openOnLoopback({
    clock,
    settings: { streams: options.streams === true },
    hedge: positionMode === 'hedge',
    listings: [{ ...BTC, stepSize: '0.001', minQty: '0.001', quantityPrecision: 3 }, ETH],
    prepare(venue, account) {
      account.leverage('BTCUSDT', 10, 'CROSSED');
      account.leverage('ETHUSDT', 10, 'ISOLATED');
      quote(venue, 'BTCUSDT', 60_000);
      quote(venue, 'ETHUSDT', 3_000);
    },
  });
  return {
    exchange,
    move: async (symbol, mark) => quote(server, symbol, mark),
    async pass(milliseconds) {
      await clock.advance(milliseconds);
      server.tick();
      if (options.streams !== true) return;
      // What the exchange pushes comes over a socket, in its own time.
      const heard = (): number =>
        exchange.telemetry().streams.find(({ name }) => name === 'account')?.messages ?? 0;
      const told = (): number => server.users.events.filter(({ delivered }) => delivered).length;
      await server.waitFor(() => server.users.connections > 0 && heard() >= told());
    },
    close,
  };
});

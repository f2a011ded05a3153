// The contract of the exchange port, held by the simulated venue.
import { rig } from '../adapters/paper/paper-rig.ts';
import { exchangeContract } from './exchange-contract.ts';

exchangeContract('the paper exchange', async (positionMode) => {
  const { exchange, feed, move, clock } = await rig({
    positionMode,
    symbols: {
      BTCUSDT: { leverage: 10, marginMode: 'cross' },
      ETHUSDT: { leverage: 10, marginMode: 'isolated' },
    },
  });
  feed.halfSpread = 0.1;
  return {
    exchange,
    move,
    pass: (milliseconds) => clock.advance(milliseconds),
    close: () => exchange.close(),
  };
});

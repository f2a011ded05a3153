// What is said of a probability that no simulated path met: under three in as many, never "0".
import { expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordWhatIf } from '../../src/chat/words/word-what-if.ts';
import { known } from '../../src/domain/reading.ts';
import { cannedWhatIf } from '../support/canned-answers.ts';
import { cannedView } from '../support/canned-desk.ts';
import { drawPlain } from '../support/draw-plain.ts';

const answer = cannedWhatIf({
  change: { kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '5000' },
});
const shown = (paths: number | undefined, day: number): string =>
  drawPlain(
    wordWhatIf(
      {
        ...answer,
        ...(paths === undefined ? {} : { paths }),
        now: {
          ...answer.now,
          liquidationProbability: { day: known(day), week: known(0.031) },
        },
      },
      '/whatif long btc 5000',
      { ...speech('en', 'UTC'), view: cannedView },
    ),
  );

it('bounds what was not met by the number of paths, and leaves what was', () => {
  expect(shown(1_000, 0)).toMatch(/P\(liq\) 24h +<0\.3 %/);
  expect(shown(10_000, 0)).toMatch(/P\(liq\) 24h +<0\.03 %/);
  expect(shown(1_000, 0.002)).toMatch(/P\(liq\) 24h +0\.2 %/);
  expect(shown(1_000, 0)).toMatch(/P\(liq\) 7d +3\.1 %/);
});

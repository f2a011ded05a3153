// The answers of the models as people read them: the canned book, a seeded market, and the cases in which there is no answer yet.

import { unknownReply } from '../../src/chat/model-reply.ts';
import type { Reply } from '../../src/chat/reply.ts';
import { wordKelly } from '../../src/chat/word-kelly.ts';
import { wordLeverage, wordLeverageOf } from '../../src/chat/word-leverage.ts';
import { wordRegime, wordRegimeOf } from '../../src/chat/word-regime.ts';
import { wordSize } from '../../src/chat/word-size.ts';
import type { Wording } from '../../src/chat/wording.ts';
import { modelAsks } from '../../src/desk/model-asks.ts';
import { unknown } from '../../src/domain/reading.ts';
import { answered } from '../support/answered.ts';
import { cannedModels, cannedRig } from '../support/canned-models.ts';

export type Scene = (wording: Wording) => Reply;

/** By the name of the transcript. */
export async function modelScenes(): Promise<Readonly<Record<string, readonly Scene[]>>> {
  const models = cannedModels();
  const beginner = modelAsks(cannedRig(12).context);
  const size = await answered(models.size({ symbol: 'BTCUSDT', entry: '43120', stop: '41700' }));
  const tight = await answered(
    models.size({ symbol: 'ETHUSDT', entry: '2400', stop: '2401', riskShare: 0.02, leverage: 50 }),
  );
  const tiny = await answered(models.size({ symbol: 'BTCUSDT', stop: '20000', riskShare: 0.001 }));
  const kelly = await answered(models.kelly({}));
  const told = await answered(
    models.kelly({ record: { winProbability: 0.3, averageWin: 0.02, averageLoss: 0.02 } }),
  );
  const few = await answered(beginner.kelly({}));
  const leverage = await answered(models.leverage({}));
  const leverageOfBtc = await answered(models.leverage({ symbol: 'BTCUSDT' }));
  const leverageOfPepe = await answered(models.leverage({ symbol: '1000PEPEUSDT' }));
  const regime = await answered(models.regime({}));
  const regimeOfBtc = await answered(models.regime({ symbol: 'BTCUSDT', timeframe: '4h' }));
  const regimeOfPepe = await answered(models.regime({ symbol: '1000PEPEUSDT' }));
  return {
    leverage: [
      (wording) => wordLeverage(leverage, wording),
      (wording) => wordLeverageOf(leverageOfBtc, 'BTCUSDT', wording),
      (wording) => wordLeverageOf(leverageOfPepe, '1000PEPEUSDT', wording),
    ],
    regime: [
      (wording) => wordRegime(regime, '/regime', wording),
      (wording) => wordRegimeOf(regimeOfBtc, 'BTCUSDT', '/regime BTCUSDT 4h', wording),
      (wording) => wordRegimeOf(regimeOfPepe, '1000PEPEUSDT', '/regime 1000PEPEUSDT', wording),
    ],
    size: [
      (wording) => wordSize(size, '/size BTCUSDT 43120 41700', wording),
      (wording) => wordSize(tight, '/size ETHUSDT 2400 2401 2% x50', wording),
      (wording) => wordSize(tiny, '/size BTCUSDT now 20000 0.1%', wording),
      (wording) =>
        unknownReply(
          wording.words.models.size.subject('BTC'),
          unknown('no-brackets', 'BTCUSDT'),
          '/size',
          wording,
        ),
    ],
    kelly: [
      (wording) => wordKelly(kelly, '/kelly', wording),
      (wording) => wordKelly(few, '/kelly', wording),
      (wording) => wordKelly(told, '/kelly 30% 2% 2%', wording),
    ],
  };
}

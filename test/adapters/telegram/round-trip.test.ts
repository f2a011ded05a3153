// A word is answered fast enough that a kill is never late for the way through Telegram.
import { expect, test } from 'vitest';
import { makeRig, outgoing } from './telegram-rig.ts';

test('five hundred words in a row are each answered well within a second', async () => {
  const rig = await (await makeRig()).started();
  try {
    rig.intake.onAccepted = ({ room, id }) => void rig.platform.send(room.id, outgoing(id));
    const took: number[] = [];
    for (let turn = 0; turn < 500; turn += 1) {
      const before = performance.now();
      const { updateId } = rig.server.say(1, 1, '/status');
      await rig.server.waitFor(() => rig.server.last(1)?.text === `telegram:${updateId}`);
      took.push(performance.now() - before);
    }
    took.sort((a, b) => a - b);
    expect(took[494]).toBeLessThan(1_000);
  } finally {
    await rig.close();
  }
}, 60_000);

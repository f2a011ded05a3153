// Every model meets thousands of inputs through the command line: hostile ones, which it may refuse, and plausible ones,
// which it mostly answers. It answers with finite figures, says why a figure is null, or refuses with exit code 2 and a
// path; it neither crashes nor hangs. CUTMAN_FUZZ_RUNS sets the number of inputs a model; `npm run fuzz` tries 10,000.
import { expect, test } from 'vitest';
import { calcText } from './calc-support.ts';
import { GOOD_INPUTS } from './full-inputs.ts';
import { chooser, type Json, spoiled } from './hostile-input.ts';
import { varied } from './plausible-input.ts';

const RUNS = Number(process.env['CUTMAN_FUZZ_RUNS'] ?? 150);

/** Paths of figures that are null without a reason beside them. Lists of figures, as of an indicator, have theirs beside the list or none. */
function unexplained(value: Json, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => unexplained(item, `${path}[${i}]`));
  const explained = 'reason' in value;
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === null && !explained ? [`${path}.${key}`] : unexplained(inner, `${path}.${key}`),
  );
}

test.each(Object.keys(GOOD_INPUTS))(
  '%s answers the good input, and survives everything else',
  async (model) => {
    const good = GOOD_INPUTS[model]!;
    expect((await calcText([model], JSON.stringify(good))).exitCode).toBe(0);
    // A simulation may be asked for a hundred million steps: the short fuzz asks it less often.
    const runs = model === 'monte-carlo' && RUNS < 1_000 ? Math.ceil(RUNS / 3) : RUNS;
    let answered = 0;
    for (let run = 1; run <= runs; run++) {
      const choose = chooser(run * 7919);
      const input = JSON.stringify(run % 2 === 0 ? varied(good, choose) : spoiled(good, choose));
      const started = performance.now();
      const { exitCode, stdout } = await calcText([model], input).catch((error: unknown) => {
        throw new Error(`${model} crashed in run ${run} on ${input.slice(0, 2000)}`, { cause: error });
      });
      const answer = JSON.parse(stdout);
      const about = () => `run ${run}: ${input.slice(0, 500)}`;
      if (exitCode === 2) {
        if (answer.error.message.length === 0) expect.fail(`no message, ${about()}`);
      } else {
        answered++;
        if (/NaN|Infinity/.test(stdout)) expect.fail(`not a number, ${about()}`);
        const silent = unexplained(answer);
        if (silent.length > 0) expect.fail(`${silent.join(', ')} null without a reason, ${about()}`);
      }
      expect(performance.now() - started, `run ${run} took too long`).toBeLessThan(60_000);
    }
    expect(answered, 'plausible inputs that are answered').toBeGreaterThan(runs / 10);
  },
  1_200_000,
);

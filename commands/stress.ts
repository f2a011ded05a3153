/** `/stress [scenario|all]`: what a crash would do to the book of now; without a name, the crashes there are. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { job } from '../src/chat/core/job.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import {
  findScenario,
  scenarioName,
  wordScenarios,
  wordStress,
  wordStressAll,
} from '../src/chat/words/word-stress.ts';

export const stress = defineCommand({
  name: 'stress',
  help: 'stress',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'scenario', optional: true }],
  args: z.object({
    scenario: z
      .string()
      .regex(/^[A-Za-z0-9_-]{2,40}$/)
      .optional(),
  }),
  examples: ['/stress', '/stress luna', '/stress all'],
  effect: 'read',
  async run({ desk, words, format, args, account }) {
    const speech = { words, format };
    const named = { ...(account === undefined ? {} : { account }) };
    const scenarios = desk.scenarios();
    if (args.scenario === undefined) return wordScenarios(scenarios, account, speech);
    if (args.scenario.toLowerCase() === 'all') {
      return job(words.stress.workingAll(format.count(scenarios.length)), async (run) => {
        const answer = await desk.stress(named, run);
        if (!answer.ok) return declined(answer.error, speech);
        return wordStressAll(answer.value, { ...speech, view: desk.view() });
      });
    }
    const found = findScenario(scenarios, args.scenario);
    if (found === undefined) {
      const known = scenarios.map(({ name }) => name);
      const refusal = { code: 'SCENARIO_UNKNOWN', scenario: args.scenario, known } as const;
      return declined({ kind: 'refused', refusals: [refusal] }, speech);
    }
    return job(words.stress.working(scenarioName(found, speech)), async (run) => {
      const answer = await desk.stress({ ...named, scenario: found }, run);
      if (!answer.ok) return declined(answer.error, speech);
      return wordStress(answer.value, { ...speech, view: desk.view() });
    });
  },
});

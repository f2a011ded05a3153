/** `/montecarlo [DAYS] [SIMS]`: what the book of now may be worth after so many days, in so many paths. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { job } from '../src/chat/core/job.ts';
import { daysArg, wholeArg } from '../src/chat/reading/arguments.ts';
import { declined } from '../src/chat/words/short-reply.ts';
import { wordMonteCarlo } from '../src/chat/words/word-monte-carlo.ts';

const DAYS = 30;
const SIMS = 10_000;
const LONGEST_DAYS = 1_825;
const MOST_SIMS = 200_000;

export const montecarlo = defineCommand({
  name: 'montecarlo',
  aliases: ['mc'],
  help: 'montecarlo',
  role: 'viewer',
  confirm: 'none',
  positional: [
    { name: 'days', optional: true },
    { name: 'sims', optional: true },
  ],
  args: z.object({
    days: daysArg(1, LONGEST_DAYS).default(DAYS),
    sims: wholeArg(100, MOST_SIMS).default(SIMS),
  }),
  examples: ['/montecarlo', '/montecarlo 90', '/montecarlo 30 20000'],
  effect: 'read',
  async run({ desk, words, format, args, account }) {
    const speech = { words, format };
    const days = format.duration(args.days * 86_400_000);
    return job(words.monteCarlo.working(format.count(args.sims), days), async (run) => {
      const answer = await desk.monteCarlo({ ...(account === undefined ? {} : { account }), ...args }, run);
      if (!answer.ok) return declined(answer.error, speech);
      const command = `/montecarlo ${args.days} ${args.sims}`;
      return wordMonteCarlo(answer.value, command, { ...speech, view: desk.view() });
    });
  },
});

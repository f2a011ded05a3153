/** `/lang en|ko`: in which language the desk speaks to this person, on every platform. */
import { z } from 'zod';
import { defineCommand } from '../src/chat/core/command.ts';
import { wordsOf } from '../src/chat/core/speech.ts';
import { wordArg } from '../src/chat/reading/arguments.ts';
import { declined, shortReply } from '../src/chat/words/short-reply.ts';

export const lang = defineCommand({
  name: 'lang',
  aliases: ['language'],
  help: 'lang',
  role: 'viewer',
  confirm: 'none',
  positional: [{ name: 'language', optional: true, choices: 'en|ko' }],
  args: z.object({ language: wordArg(['en', 'ko']).optional() }),
  examples: ['/lang ko', '/lang en'],
  effect: 'read',
  async run({ ask, args, preferences, words, format }) {
    const { language } = args;
    if (language === undefined) {
      return shortReply(`${words.who.language}: ${format.language}`, {
        buttons: [
          [
            { label: 'English', command: '/lang en', style: 'plain', singleUse: false },
            { label: '한국어', command: '/lang ko', style: 'plain', singleUse: false },
          ],
        ],
        audience: 'person',
      });
    }
    const { name } = ask.actor;
    const written = await preferences.update((before) => ({
      ...before,
      people: { ...before.people, [name]: { ...before.people[name], language } },
    }));
    if (!written.ok) return declined({ kind: 'fault', fault: written.error }, { words, format });
    return shortReply(wordsOf(language).done.language, { tone: 'good', audience: 'person' });
  },
});

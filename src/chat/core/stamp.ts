// The mode in front of every message: nobody may take paper for real, or real for paper, on a lock screen.
import type { Mode } from '../../domain/mode.ts';
import type { Words } from '../languages/words.ts';
import type { Reply } from './reply.ts';

export const stampMode = (reply: Reply, mode: Mode, words: Words): Reply => ({
  ...reply,
  title: `${words.badge[mode]} · ${reply.title}`,
});

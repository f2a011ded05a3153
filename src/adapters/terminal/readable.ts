// Takes out of a reply what would steer the terminal or turn a line round: names and errors come from outside.
import type { Reply } from '../../chat/core/reply.ts';

/** The same reply without control characters, half surrogates and marks of writing direction; line feeds stay. */
export const readable = (reply: Reply): Reply => clean(reply) as Reply;

export function readableText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\t', ' ')
    .replace(/[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, (mark) =>
      mark === '\n' ? mark : '',
    );
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return readableText(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, clean(each)]));
}

// The shape of preferences.json and how older shapes become it. People edit this file: what is wrong is told with its place.
import { z } from 'zod';
import type { PreferencesContent } from '../../ports/preferences.ts';

export const PREFERENCES_VERSION = 1;
export const DEFAULT_PREFERENCES: PreferencesContent = {
  version: PREFERENCES_VERSION,
  people: {},
  thresholds: {},
};

const zone = z.string().refine(isKnownZone, 'it is not a time zone');
const person = z.looseObject({
  language: z.enum(['en', 'ko']).exactOptional(),
  timezone: zone.exactOptional(),
  delivery: z.record(z.string(), z.enum(['on', 'silent', 'off'])).exactOptional(),
  mutedUntil: z.number().exactOptional(),
});
const schema = z.looseObject({
  version: z.literal(PREFERENCES_VERSION),
  people: z.record(z.string(), person),
  thresholds: z.record(z.string(), z.number()),
});

type Raw = Readonly<Record<string, unknown>>;

/** Step n makes content of version n + 1 out of version n. A file without a version was written by hand. */
const STEPS: readonly ((before: Raw) => Raw)[] = [
  (before) => ({ people: {}, thresholds: {}, ...before, version: 1 }),
];

export type ParsedPreferences =
  | { readonly kind: 'good'; readonly content: PreferencesContent; readonly migrated: boolean }
  | { readonly kind: 'bad'; readonly why: string };

export function parsePreferences(text: string): ParsedPreferences {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'bad', why: 'it is not readable JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'bad', why: 'it is not an object' };
  }
  let content = value as Raw;
  const version = content['version'] ?? 0;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    return { kind: 'bad', why: 'version: it is not a whole number' };
  }
  if (version > PREFERENCES_VERSION) {
    return { kind: 'bad', why: `version ${version} is newer than this program` };
  }
  for (const step of STEPS.slice(version)) content = step(content);
  const why = complaint(content);
  if (why !== undefined) return { kind: 'bad', why };
  return {
    kind: 'good',
    content: content as unknown as PreferencesContent,
    migrated: version !== PREFERENCES_VERSION,
  };
}

/** What does not fit, with its path; undefined when all of it does. */
export function complaint(content: unknown): string | undefined {
  const checked = schema.safeParse(content);
  if (checked.success) return undefined;
  return checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

function isKnownZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

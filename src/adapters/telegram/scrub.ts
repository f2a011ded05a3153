// Keeps secrets in: the token stands in every URL, so no text leaves this adapter before it went through here.

export type Scrub = (text: string) => string;

/** What an error says, without secrets and without its stack. */
export const wordError = (error: unknown, scrub: Scrub): string =>
  scrub(error instanceof Error ? error.message : String(error));

/** Replaces each secret, plain and URL-encoded, by `***`. A bot token also loses its part behind the colon alone. */
export function makeScrub(secrets: readonly string[]): Scrub {
  const wanted = new Set<string>();
  for (const secret of secrets) {
    const tail = secret.split(':').at(-1) ?? '';
    for (const form of [secret, tail]) {
      if (form.length < 6) continue;
      wanted.add(form);
      wanted.add(encodeURIComponent(form));
    }
    if (secret !== '') wanted.add(secret);
  }
  const longestFirst = [...wanted].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

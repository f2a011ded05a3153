// Keeps secrets in: no text leaves this adapter for the log or for people before it went through here.

export type Scrub = (text: string) => string;

/** Tokens of any Slack app, and the addresses that let whoever knows them answer in a channel. */
const KNOWN_FORMS = [
  /xox[a-z](?:\.xox[a-z])?-[\w-]{6,}/g,
  /xapp-[\w-]{6,}/g,
  /(\/response|hooks\.slack\.com)\/[^\s"']+/g,
];

/** Replaces each secret, plain and URL-encoded, and everything that looks like a Slack token, by `***`. */
export function makeScrub(secrets: readonly (string | undefined)[]): Scrub {
  const wanted = secrets
    .filter((secret) => secret !== undefined && secret !== '')
    .flatMap((secret) => [String(secret), encodeURIComponent(String(secret))])
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const clean = wanted.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
    return KNOWN_FORMS.reduce((rest, form) => rest.replaceAll(form, '***'), clean);
  };
}

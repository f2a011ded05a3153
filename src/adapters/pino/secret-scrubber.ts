// Takes secrets out of finished text: every registered value in every spelling it may arrive in, and the shapes that tokens have.

const REDACTED = '[redacted]';
/** Shorter values would blot out ordinary words. */
const SHORTEST = 6;

const KEYED =
  /((?:authorization|x-mbx-apikey|x-telegram-bot-api-secret-token|api[-_]?key|api[-_]?secret|secret|secret[-_]?token|signature|passphrase|password|access[-_]?token|bot[-_]?token|token|cookie)(?:\\*["'])?\s*[:=]\s*)((?:\\*["'])?)((?:bearer|basic|bot)\s+)?([^"'\\&,\s{}[\])]+)/gi;

/** Shapes of secrets wherever they stand; the order matters, the most telling first. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Telegram: in the path of a URL, then bare.
  /(?<=\/bot)\d{4,}(?::|%3A)[^/\s"'\\]+/gi,
  /(?<![\dA-Za-z])\d{6,}:[A-Za-z0-9_-]{30,}/g,
  // Slack: xoxb-, xoxp-, xapp- and their relatives.
  /\bx(?:ox[a-z]|app)(?:\.[a-z]+)?-[A-Za-z0-9-]{8,}/g,
  /(?<=\b(?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{8,}/gi,
  /(?<=:\/\/)[^/\s:@"']+:[^/\s@"']+(?=@)/g,
  // Keys as text: hexadecimal from 128 bits, base64 of 32 and 64 bytes, long runs of letters and digits mixed.
  /(?<![0-9A-Za-z])[0-9a-fA-F]{32,}(?![0-9A-Za-z])/g,
  /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)/g,
  /(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{40,}/g,
];

export class SecretScrubber {
  #spellings: string[] = [];

  /** From now on this value never gets through, plain, escaped, URL-encoded or in base64. */
  register(secret: string): void {
    if (secret.length < SHORTEST) return;
    const bytes = Buffer.from(secret, 'utf8');
    const spellings = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret)).slice(3, -3),
      encodeURIComponent(secret),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ];
    this.#spellings = [...new Set([...this.#spellings, ...spellings])].sort((a, b) => b.length - a.length);
  }

  scrub(text: string): string {
    let clean = text;
    for (const spelling of this.#spellings) {
      if (clean.includes(spelling)) clean = clean.replaceAll(spelling, REDACTED);
    }
    clean = clean.replace(KEYED, (_all, key: string, quote: string) =>
      quote === '' && /["']\s*[:=]\s*$/.test(key) ? `${key}"${REDACTED}"` : `${key}${quote}${REDACTED}`,
    );
    for (const shape of SHAPES) clean = clean.replace(shape, REDACTED);
    return clean;
  }
}

// SHA-256 as a parameter: content is bound by its hash, but the floors below know no cryptography of their own.

export interface Digest {
  /** Lower-case hexadecimal SHA-256 of UTF-8 text. */
  sha256(text: string): string;
}

// SHA-256 from Node's own cryptography, for the hash that binds an approval to what was shown.
import { createHash } from 'node:crypto';
import type { Digest } from '../../ports/digest.ts';

export class NodeDigest implements Digest {
  sha256(text: string): string {
    return createHash('sha256').update(text, 'utf8').digest('hex');
  }
}

// What a single layer says before the layers are put together: which profile it wants, and settings of the command line as a layer of their own.
import { parse, stringify } from 'yaml';

/** The profile that a configuration file asks for; undefined when it asks for none or cannot be read (loading tells why). */
export function profileIn(text: string): string | undefined {
  try {
    const content: unknown = parse(text);
    if (typeof content !== 'object' || content === null) return undefined;
    const { profile } = content as { profile?: unknown };
    return typeof profile === 'string' ? profile : undefined;
  } catch {
    return undefined;
  }
}

export const layerText = (settings: Readonly<Record<string, unknown>>): string => stringify(settings);

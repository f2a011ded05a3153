// How a model's reasons for its nulls reach the output: one `reason` beside them, absent when nothing is unknown.

/** `{}` or `{reason: 'sharpe: the returns never change; …'}`. */
export function reasonFor(unknown: Readonly<Record<string, string>>): { reason?: string } {
  const parts = Object.entries(unknown).map(([field, why]) => `${field}: ${why}`);
  return parts.length === 0 ? {} : { reason: parts.join('; ') };
}

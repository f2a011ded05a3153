// Brings a database to the newest schema, one numbered step after the other, each of them whole or not at all.
import type { Database } from './database.ts';

export interface Schema {
  /** Marks the file as ours: `application_id` in its header. */
  readonly applicationId: number;
  /** Step n brings version n to n + 1; steps are never edited once released. */
  readonly steps: readonly string[];
}

export type SchemaState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'ours'; readonly version: number }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'foreign'; readonly why: string };

/** Looks at the file without changing it. */
export function schemaState(database: Database, schema: Schema): SchemaState {
  const version = database.number('PRAGMA user_version');
  const application = database.number('PRAGMA application_id');
  const tables = database.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
  if (version === 0 && application === 0 && tables === 0) return { kind: 'empty' };
  if (application !== schema.applicationId)
    return { kind: 'foreign', why: 'it is a database of another program' };
  if (version > schema.steps.length) return { kind: 'newer', version };
  if (version < 1 || tables === 0)
    return { kind: 'foreign', why: 'its schema version does not fit its tables' };
  return { kind: 'ours', version };
}

/**
 * Throws when a step fails; the file keeps the last version that was complete. `first` is written together with the
 * first step, so that a new file never exists without it.
 */
export function migrate(database: Database, schema: Schema, from: number, first?: () => void): void {
  for (let version = from; version < schema.steps.length; version += 1) {
    database.transact(() => {
      database.exec(schema.steps[version] as string);
      if (version === 0) {
        database.exec(`PRAGMA application_id = ${schema.applicationId}`);
        first?.();
      }
      database.exec(`PRAGMA user_version = ${version + 1}`);
    });
  }
}

import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as schema from '../../src/db/schema.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

type Column = { table: string; column: string; type: string; nullable: boolean; filled: boolean };

const tables = Object.values(schema).filter((value) => is(value, PgTable));

/** Sorted, as sentences, so that a difference reads as one. */
const sentences = (columns: Column[]) =>
  columns
    .map(({ table, column, type, nullable, filled }) =>
      [`${table}.${column}`, type, nullable ? 'may be null' : 'not null', ...(filled ? ['fills itself'] : [])].join(
        ', ',
      ),
    )
    .sort();

test('the tables of schema.ts are those of the migrated database, column by column, both ways', async () => {
  const declared = tables.flatMap((table) =>
    Object.values(getTableColumns(table)).map((column) => ({
      table: getTableConfig(table).name,
      column: column.name,
      type: column.getSQLType(),
      nullable: !column.notNull,
      filled: column.hasDefault || column.generated !== undefined || column.generatedIdentity !== undefined,
    })),
  );
  const migrated = await database.db.sql<Column[]>`
    SELECT table_name AS "table", column_name AS "column", is_nullable = 'YES' AS nullable,
           column_default IS NOT NULL OR is_identity = 'YES' OR is_generated = 'ALWAYS' AS filled,
           CASE data_type
             WHEN 'ARRAY' THEN (SELECT format_type(typelem, NULL) || '[]' FROM pg_type WHERE typname = udt_name)
             WHEN 'character' THEN format('char(%s)', character_maximum_length)
             WHEN 'timestamp with time zone' THEN 'timestamptz'
             WHEN 'time without time zone' THEN 'time'
             ELSE data_type END AS type
    FROM information_schema.columns WHERE table_schema = 'public'`;
  expect(sentences(declared)).toEqual(sentences([...migrated]));
  expect(declared.length).toBeGreaterThan(70);
});

test('every column that points at another table points at the same one in schema.ts and in the database', async () => {
  const declared = tables.flatMap((table) =>
    getTableConfig(table).foreignKeys.map((key) => {
      const { columns, foreignTable } = key.reference();
      return `${getTableConfig(table).name}.${columns.map(({ name }) => name)} -> ${getTableConfig(foreignTable).name}`;
    }),
  );
  const migrated = await database.db.sql<{ key: string }[]>`
    SELECT format('%s.%s -> %s', conrelid::regclass, attname, confrelid::regclass) AS key
    FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
    WHERE contype = 'f' AND NOT condeferrable`;
  expect(declared.sort()).toEqual(migrated.map(({ key }) => key).sort());
});

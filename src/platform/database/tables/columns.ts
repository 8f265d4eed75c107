// Column types that read and write differently, because the two databases take text only (toolchain facts in docs/decisions/).
import type { ColumnType, GeneratedAlways } from 'kysely'

/** timestamptz: read as Temporal.Instant, written as its text. */
export type Moment = ColumnType<Temporal.Instant, string, string>
/** timestamptz with a default of app.now(). */
export type DefaultMoment = ColumnType<Temporal.Instant, string | undefined, string>
/** timestamptz that may be null. */
export type MomentOrNull = ColumnType<Temporal.Instant | null, string | null | undefined, string | null>
/** jsonb: read as a value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>
/** jsonb with a default. */
export type DefaultJson<T> = ColumnType<T, string | undefined, string>
export type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>
/** A column that the database fills and nobody writes. */
export type Filled<T> = GeneratedAlways<T>
/** A column with a default. */
export type Defaulted<T> = ColumnType<T, T | undefined, T>
/** bytea: written and read in SQL as hexadecimal text, so that both drivers agree. */
export type Bytes = ColumnType<Uint8Array, never, never>

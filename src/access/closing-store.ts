// All SQL of office_closing: append only.
import type { Trx } from '#platform/database/database.ts'

export async function insertClosing(
  trx: Trx,
  closing: {
    readonly id: string
    readonly office: string
    readonly by: string
    readonly reason: string
    readonly sessions: number
    readonly tokens: number
    readonly frozen: number
  },
): Promise<void> {
  const { by, ...rest } = closing
  await trx
    .insertInto('office_closing')
    .values({ ...rest, closed_by: by })
    .execute()
}

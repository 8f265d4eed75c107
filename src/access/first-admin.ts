// The first administrators, invited at the machine while fewer than two persons could do it by the API. The database counts them.
import { limits } from '#config/limits.ts'
import type { Trx } from '#platform/database/database.ts'
import { storeGrant } from './give-grants.ts'
import { inviteAccount } from './manage-accounts.ts'

/** The secret of the invitation: 15 minutes, once. */
export async function inviteFirstAdmin(
  trx: Trx,
  wanted: {
    readonly name: string
    readonly handle: string
    readonly days: number
    /** Its code as territory: everywhere. */
    readonly country: string
  },
): Promise<string> {
  const { name, handle, days, country } = wanted
  const person = { person: { name }, handle, office: null }
  const made = await inviteAccount(trx, person, null, limits.firstAdminMinutes)
  await storeGrant(
    trx,
    made.account,
    {
      role: 'system_admin',
      territory: [country],
      marking: 'TLP:CLEAR',
      office: null,
      source_id: null,
      processes: null,
      days,
    },
    { reason: 'first administrator', by: null },
  )
  return made.invitation
}

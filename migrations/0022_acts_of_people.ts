// Whoever asks to read an identity, or writes a public text, may be a person who is signed in: the column names a principal, not a token.
import { type Kysely, sql } from 'kysely'

const statements = [
  'alter table vault.access drop constraint access_token_id_fkey',
  'alter table vault.access add constraint access_token_id_fkey foreign key (token_id) references public.principal',
  'alter table public_text drop constraint public_text_token_id_fkey',
  'alter table public_text add constraint public_text_token_id_fkey foreign key (token_id) references principal',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

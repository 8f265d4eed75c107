// The filters of the measures, as the address has them.
import { useAddress } from '../../route.tsx'

/** What the address says of the filters; unknown values count as none. */
export function useFilters() {
  const { query } = useAddress()
  const given = new URLSearchParams()
  for (const name of ['state', 'addressee', 'class', 'overdue']) {
    const value = query.get(name)
    if (value !== null && value !== '') given.set(name, value)
  }
  return {
    state: given.get('state') ?? '',
    addressee: given.get('addressee') ?? '',
    class: given.get('class') ?? '',
    overdue: given.get('overdue') === 'true',
    given,
    search: given.size === 0 ? '' : `?${given.toString()}`,
  }
}

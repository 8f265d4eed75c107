// Which lane of an electoral process evaluates a rule. Rules do not read each other, so a split by rule changes no result.

/** FNV-1a over the id, modulo the number of shards: the same everywhere and for ever, because stored state depends on it. */
export function shardOf(ruleId: string, shards: number): number {
  let hash = 0x811c9dc5
  for (const unit of new TextEncoder().encode(ruleId)) hash = Math.imul(hash ^ unit, 0x01000193)
  return (hash >>> 0) % shards
}

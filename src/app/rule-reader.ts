// What the rule lab reads drafts with: the registry's reader, over the pack that this process was started with.
import type { ReadRule } from '#backtest/rules-under-test.ts'
import type { CountryPack } from '#domain/pack.ts'
import { readRuleText } from '#registry/read-rule-text.ts'

export function createRuleReader(pack: CountryPack): ReadRule {
  return (yaml) => readRuleText('draft', yaml, pack)
}

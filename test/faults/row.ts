// Values of rows that the suite's own statements return.

export function text(value: unknown): string {
  return typeof value === 'string' ? value : String(value)
}

export function number(value: unknown): number {
  return Number(value)
}

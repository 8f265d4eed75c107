// Which keys a zod shape knows at a path, so that an unknown key can be answered with the nearest known one.
import { z } from 'zod'

function inside(shape: z.ZodType, step: PropertyKey): readonly z.ZodType[] {
  if (shape instanceof z.ZodObject) {
    const child: unknown = shape.shape[String(step)]
    return child instanceof z.ZodType ? [child] : []
  }
  if (shape instanceof z.ZodArray) return shape.element instanceof z.ZodType ? [shape.element] : []
  if (shape instanceof z.ZodRecord) return shape.valueType instanceof z.ZodType ? [shape.valueType] : []
  return []
}

/** The shapes a wrapper or a union may stand for. */
function alternatives(shape: z.ZodType): readonly z.ZodType[] {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNullable || shape instanceof z.ZodDefault) {
    const inner = shape.unwrap()
    return inner instanceof z.ZodType ? alternatives(inner) : []
  }
  if (shape instanceof z.ZodUnion)
    return shape.options.flatMap((one) => (one instanceof z.ZodType ? alternatives(one) : []))
  return [shape]
}

export function knownKeys(shape: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let shapes = alternatives(shape)
  for (const step of path) shapes = shapes.flatMap((one) => inside(one, step)).flatMap(alternatives)
  return shapes.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))
}

import { Compile } from 'typebox/compile'
import { isBytes, quote, type TSchema } from '@stoa/sdk/contract'
import { refusal } from './faults.ts'
import { pack, type Packed } from './packet.ts'

/** A schema, compiled. */
export type BodyType = {
  /** The value of a body that came. Throws `bad_body`, naming the field. */
  read(bytes: Buffer, binary: boolean): unknown
  /** Throws `bad_body` for a value that does not fit. */
  check(value: unknown): void
  /** The body of a value to be sent. Throws `bad_body`: the fault is ours. */
  write(value: unknown): Packed
}

/** Compiles a schema once; `what` names the message in errors. */
export function bodyType(schema: TSchema, what: string): BodyType {
  if (isBytes(schema)) {
    const check = (value: unknown): void => {
      if (!(value instanceof Uint8Array)) throw refusal.badBody(what, undefined, `it must be bytes, not ${quote(value)}`)
    }
    return {
      check,
      read(bytes, binary) {
        if (!binary) throw refusal.badBody(what, undefined, 'it must be bytes, in a binary frame, and text came')
        return bytes
      },
      write(value) {
        check(value)
        return pack(value)
      },
    }
  }
  const compiled = Compile(schema)
  function check(value: unknown): void {
    if (compiled.Check(value)) return
    const { field, why } = firstFault(compiled.Errors(value), value)
    throw refusal.badBody(what, field, why)
  }
  return {
    check,
    read(bytes, binary) {
      if (binary) throw refusal.badBody(what, undefined, 'it must be JSON, in a text frame, and bytes came')
      let value: unknown
      try {
        value = bytes.length === 0 ? undefined : JSON.parse(bytes.toString())
      } catch {
        throw refusal.badBody(what, undefined, `${quote(bytes.subarray(0, 200).toString())} is not JSON`)
      }
      check(value)
      return value
    },
    write(value) {
      check(value)
      return pack(value)
    },
  }
}

type Fault = { keyword: string; instancePath: string; message: string; params: object }

function firstFault(faults: readonly Fault[], value: unknown): { field: string | undefined; why: string } {
  const first = faults.find(fault => fault.keyword !== 'boolean')
  if (!first) return { field: undefined, why: 'it does not fit its schema' }
  // The alternatives of a union each have their complaint; the union's own says what is meant.
  const chosen = faults.find(fault => fault.keyword === 'anyOf' && first.instancePath.startsWith(fault.instancePath)) ?? first
  const { requiredProperties, additionalProperties } = chosen.params as { requiredProperties?: string[]; additionalProperties?: string[] }
  const path = chosen.instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  let received: unknown = value
  for (const part of path) received = (received as Record<string, unknown> | undefined)?.[part]
  const own = requiredProperties?.[0] ?? additionalProperties?.[0]
  const field = [...path, ...(own === undefined ? [] : [own])].join('.') || undefined
  if (requiredProperties) return { field, why: `${quote(field)} is missing` }
  if (additionalProperties) return { field, why: `${quote(field)} is not known here` }
  return { field, why: `${field ? quote(field) : 'it'} ${chosen.message}, not ${quote(received)}` }
}

import type { TSchema } from 'typebox'

/**
 * The type of the values that a schema describes, for the kinds of schema that JSON bodies are made of; of any other kind (`Type.Unsafe<T>` apart, which says
 * it itself) it is `unknown`. TypeBox has one for all its kinds: it compares each schema with thirty of them by structure, and computing how those relate
 * cost every package that has a contract five seconds of each type check.
 */
export type Static<S extends TSchema> = S extends { '~unsafe': infer Value }
  ? Value
  : S extends { '~kind': keyof Plain }
    ? Plain[S['~kind']]
    : S extends { '~kind': 'Literal'; const: infer Value }
      ? Value
      : S extends { '~kind': 'Enum'; enum: infer Values extends readonly unknown[] }
        ? Values[number]
        : S extends { '~kind': 'Object'; properties: infer Fields }
          ? StaticObject<Fields>
          : S extends { '~kind': 'Array'; items: infer Item extends TSchema }
            ? Static<Item>[]
            : S extends { '~kind': 'Tuple'; items: infer Items extends TSchema[] }
              ? StaticList<Items>
              : S extends { '~kind': 'Union'; anyOf: infer Alternatives extends TSchema[] }
                ? StaticList<Alternatives>[number]
                : S extends { '~kind': 'Record'; patternProperties: infer Values }
                  ? StaticRecord<Values>
                  : unknown

type Plain = { String: string; Integer: number; Number: number; Boolean: boolean; Null: null; Any: unknown; Unknown: unknown; Never: never }
type Optional = { '~optional': true }

type StaticObject<Fields> = keyof Fields extends never
  ? object
  : Flat<
      { [Name in keyof Fields as Fields[Name] extends Optional ? never : Name]: Value<Fields[Name]> } & {
        [Name in keyof Fields as Fields[Name] extends Optional ? Name : never]?: Value<Fields[Name]>
      }
    >
type StaticList<Items extends TSchema[]> = { [At in keyof Items]: Static<Items[At]> }
type StaticRecord<Values> = { [Key in string]: Value<Values[keyof Values]> }
type Value<S> = S extends TSchema ? Static<S> : never
type Flat<Fields> = { [Name in keyof Fields]: Fields[Name] }

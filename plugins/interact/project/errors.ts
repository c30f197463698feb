import { StoaError } from '@stoa/sdk/contract'

/** Everything that can be refused when controls are moved. */
export const errors = {
  gone: () =>
    new StoaError({ code: 'interact_gone', message: 'These controls belong to an earlier run of their cell. Run the cell to use them.' }),
  tooLarge: () =>
    new StoaError({
      code: 'output_too_large',
      message: 'This output is too large to be shown to you alone. Look together with the others.',
    }),
} as const

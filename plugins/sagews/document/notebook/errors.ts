import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything that is refused when documents are read to be converted. */
export const refused = {
  notJson: (reason: string) =>
    new StoaError({
      code: 'not_notebook',
      message: `This is not a notebook, since it is not JSON: ${quote(reason, 200)}. Mend it as text.`,
    }),
  notNotebook: (what: string) =>
    new StoaError({ code: 'not_notebook', message: `This is not a Jupyter notebook: ${what}. Mend it as text.` }),
  oldNotebook: (format: number) =>
    new StoaError({
      code: 'old_notebook',
      message: `This notebook is in format ${quote(String(format))}, and only 4 is read here. Save it with a newer Jupyter first.`,
    }),
} as const

import { StoaError, quote } from '@stoa/sdk/contract'

/** Everything that can be refused when worksheets are run. */
export const errors = {
  noInterpreter: () =>
    new StoaError({
      code: 'no_interpreter',
      message:
        'Neither SageMath nor a Python 3 was found to run cells with. Run “npm run setup” where Stoa is installed, or install SageMath.',
    }),
  kernelFailed: (log: string) =>
    new StoaError({ code: 'kernel_failed', message: `The kernel did not start. Its last words: ${quote(log.trim().slice(-300), 300)}` }),
  sessionEnded: (reason: string) => new StoaError({ code: 'session_ended', message: reason }),
  busy: () =>
    new StoaError({ code: 'busy', message: 'A cell is running. Completion and documentation are available again when it is done.' }),
  refused: (code: string, message: string) => new StoaError({ code, message }),
  noSession: () => new StoaError({ code: 'no_session', message: 'No session runs that knows this output. Run the cell to make it anew.' }),
  cellGone: (cell: string) =>
    new StoaError({ code: 'cell_gone', message: `There is no cell ${quote(cell)} here any more.`, field: 'cell' }),
  answerTooLarge: () =>
    new StoaError({
      code: 'answer_too_large',
      message: 'What this code puts out is too large for a program in the page. Let it write a file instead.',
    }),
  notAsking: (cell: string) =>
    new StoaError({ code: 'not_asking', message: `Cell ${quote(cell)} does not wait for an answer.`, field: 'cell' }),
} as const

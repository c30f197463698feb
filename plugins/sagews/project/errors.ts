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

/** Everything that can be refused when documents are converted. */
export const conversionErrors = {
  unknownSource: (path: string) =>
    new StoaError({
      code: 'not_convertible',
      message: `${quote(path)} can't be converted: its name must end in .sagews, .ipynb or .sws.`,
      field: 'path',
    }),
  unknownFormat: (to: string) =>
    new StoaError({
      code: 'unknown_format',
      message: `There is no format ${quote(to)}. There are sagews, ipynb, html, pdf, md, sage, py and zip.`,
      field: 'to',
    }),
  notFound: (path: string) => new StoaError({ code: 'not_found', message: `There is no file ${quote(path)}.`, field: 'path' }),
  exists: (path: string) =>
    new StoaError({
      code: 'exists',
      message: `There is already ${quote(path)}. Choose another name, or say that it may be replaced.`,
      field: 'out',
    }),
  tooLarge: (path: string, most: number) =>
    new StoaError({
      code: 'too_large',
      message: `${quote(path)} has more than the ${most >> 20} MB that can be converted.`,
      field: 'path',
    }),
  notArchive: (why: string) =>
    new StoaError({
      code: 'not_sws',
      message: `This is not an old Sage notebook (.sws): ${why}. Save it again with Sage, or send another file.`,
    }),
  noTex: () =>
    new StoaError({
      code: 'no_tex',
      message:
        'A PDF needs TeX Live with latexmk and LuaLaTeX where this project runs, and they are not there. A web page can be printed instead.',
    }),
  texFailed: (why: string) => new StoaError({ code: 'tex_failed', message: `LaTeX could not make a PDF of this: ${quote(why, 300)}` }),
} as const

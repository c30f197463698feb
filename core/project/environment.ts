const passed = /^(HOME|USER|LOGNAME|SHELL|PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|TERM|TMPDIR)$/

/** What user code inherits of the project server's environment: who and where one is, nothing else. */
export function userEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => passed.test(entry[0]) && entry[1] !== undefined),
  )
}

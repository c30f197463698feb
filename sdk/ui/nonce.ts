let found: string | undefined

/**
 * The nonce under which this page may add style elements: `EditorView.cspNonce.of(cspNonce())`. Empty where no page set one, as in a test.
 */
export function cspNonce(): string {
  found ??= document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
  return found
}

/** The address of a module that is built for a worker, to be resolved against `import.meta.url`. */
declare module '*?worker' {
  const address: string
  export default address
}

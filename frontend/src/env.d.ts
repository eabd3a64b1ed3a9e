/// <reference types="svelte" />
/// <reference types="vite/client" />

/** Where a module is once it is built, for one that is loaded by its address. */
declare module "*?address" {
  const address: string;
  export default address;
}

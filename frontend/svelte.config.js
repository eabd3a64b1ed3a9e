import { globSync } from "node:fs";
import { relative } from "node:path";

// Every component in a fixed order, so that a build of the same source is the same build.
const components = globSync("src/**/*.svelte", { cwd: import.meta.dirname }).sort();

/** The class of a component's own style. It is short, since phones load it again in every rule and every element. */
function classOf(filename) {
  const file = relative(import.meta.dirname, filename);
  if (!components.includes(file)) components.push(file);
  return `x${components.indexOf(file).toString(36)}`;
}

export default {
  compilerOptions: { runes: true, discloseVersion: false, cssHash: ({ filename }) => classOf(filename) },
};

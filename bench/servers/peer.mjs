// deno-lint-ignore-file explicit-module-boundary-types -- Node and Bun read it as it is; the types are in the comments.
/**
 * The packages that `deno task bench:setup` puts beside this folder.
 *
 * @module
 */

import { createRequire } from "node:module";

const require = createRequire(new URL("../peers/", import.meta.url));

/**
 * What a package exports.
 *
 * @param {string} name The package.
 * @returns {any} Its exports.
 */
export function peer(name) {
  return require(name);
}

/**
 * What the peers are made of: packages in a folder that is not kept in git.
 *
 * @module
 */

/** The packages, in the versions that the figures are for. */
export const PACKAGES: Readonly<Record<string, string>> = {
  "socket.io": "4.8.4",
  ws: "8.23.0",
  bun: "1.4.5",
};

/** Where they are. */
export const PEERS: string = new URL("peers/", import.meta.url).pathname;

/** Bun, as its package brings it. */
export const BUN: string = `${PEERS}node_modules/.bin/bun`;

/** Whether a package is there, in its version. */
export function hasPackage(name: string): boolean {
  try {
    const path = `${PEERS}node_modules/${name}/package.json`;
    return JSON.parse(Deno.readTextFileSync(path)).version === PACKAGES[name];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

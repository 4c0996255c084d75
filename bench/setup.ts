/**
 * Sets up what the measurements need: the peers from npm, and the generator.
 *
 * Whatever is not there is said in a sentence, and what it is for is left out later.
 *
 * @module
 */

import { build } from "./generator.ts";
import { has } from "./machine.ts";
import { PACKAGES, PEERS } from "./peers.ts";

/** Installs the peers; a sentence if that cannot be. */
async function install(): Promise<string | undefined> {
  if (!has("npm")) {
    return "Cannot install the peers: this machine has no npm. They will be left out.";
  }
  await Deno.mkdir(PEERS, { recursive: true });
  const packages = Object.entries(PACKAGES)
    .map(([name, version]) => `${name}@${version}`);
  const { success } = await new Deno.Command("npm", {
    args: ["install", "--no-audit", "--no-fund", "--save-exact", ...packages],
    cwd: PEERS,
  }).spawn().status;
  if (success) return undefined;
  return "Cannot install the peers: npm says why. They will be left out.";
}

if (import.meta.main) {
  const problems = [await install(), await build()]
    .filter((problem) => problem !== undefined);
  const said = problems.length > 0
    ? problems
    : ["Everything is there: deno task bench"];
  Deno.stdout.writeSync(new TextEncoder().encode(said.join("\n") + "\n"));
  Deno.exit(problems.length > 0 ? 1 : 0);
}

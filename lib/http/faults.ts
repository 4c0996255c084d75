/**
 * Whose fault an error of the file system is.
 *
 * @module
 */

/** What happens to a server that runs out of something, or whose disk fails. */
const SERVER_FAULTS: ReadonlySet<unknown> = new Set([
  "EIO",
  "EMFILE",
  "ENFILE",
  "ENOMEM",
]);

/**
 * Whether a file could not be read because of the server. Any other answer of
 * the system means that there is nothing by that name: none at all, one too
 * long, a loop of links, one that may not be read. There is no end to the ways
 * of asking for those, so the list is of what they are not.
 */
export function isServerFault(error: unknown): boolean {
  // The sandbox refuses a link out of what it was given to read.
  if (error instanceof Deno.errors.NotCapable) return false;
  const isFromSystem = error instanceof Error && "code" in error;
  return !isFromSystem || SERVER_FAULTS.has(error.code);
}

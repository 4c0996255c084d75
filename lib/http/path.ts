/**
 * What the path of a URL asks for inside a folder. Everything that could mean
 * something else than a file of that folder is settled here, on the text alone.
 *
 * @module
 */

/** What a path asks for. */
export type Target =
  /** Names from the folder down; `asFolder` if the path ended in a slash. */
  | { kind: "entry"; names: string[]; asFolder: boolean }
  /** Nothing that is ever served. */
  | { kind: "nothing" }
  /** Text that no path is written like. */
  | { kind: "unreadable" };

/**
 * Reads the path of a URL, which starts with a slash and is still encoded.
 *
 * @example
 * ```ts
 * import { deepEqual } from "node:assert/strict";
 *
 * deepEqual(readPath("/a%20b/"), {
 *   kind: "entry",
 *   names: ["a b"],
 *   asFolder: true,
 * });
 * deepEqual(readPath("/.git/config"), { kind: "nothing" });
 * deepEqual(readPath("/%ff"), { kind: "unreadable" });
 * ```
 */
export function readPath(pathname: string): Target {
  const names: string[] = [];
  for (const encoded of pathname.slice(1).split("/")) {
    const name = decode(encoded);
    if (name === undefined) return { kind: "unreadable" };
    names.push(name);
  }
  const asFolder = names.at(-1) === "";
  if (asFolder) names.pop();
  return names.every(isServed)
    ? { kind: "entry", names, asFolder }
    : { kind: "nothing" };
}

/** Decoded once only, and `undefined` for what no file system can look up. */
function decode(encoded: string): string | undefined {
  try {
    const name = decodeURIComponent(encoded);
    return name.includes("\0") ? undefined : name;
  } catch {
    return undefined;
  }
}

/**
 * Whether a name may be looked up: not hidden, which covers "." and ".."; and
 * without what Windows takes for a separator, a drive or a stream.
 */
export function isServed(name: string): boolean {
  return name !== "" && !name.startsWith(".") && !/[/\\:]/.test(name);
}

/**
 * A folder whose files anyone may read, and nothing beside it.
 *
 * @module
 */

import { join, relative, sep } from "node:path";
import { isServerFault } from "./faults.ts";
import { fileResponse, type ServedFile } from "./file.ts";
import { isServed, readPath } from "./path.ts";
import { reply } from "./replies.ts";

/** The parts of a URL that name a file in a folder. */
export type Address = Pick<URL, "pathname" | "search">;

/** Something in a folder, after every link was followed. */
interface Entry {
  path: string;
  info: Deno.FileInfo;
}

/**
 * Serves the files of one folder to GET and HEAD. Hidden files, what links
 * lead to outside of it, and what is not a regular file do not exist here; a
 * folder is its `index.html`.
 */
export class Folder {
  readonly #root: string;

  /**
   * Opens a folder; links in `path` itself are followed now, once.
   *
   * @param path An absolute path.
   * @throws {Error} If there is no such folder, or it cannot be read.
   */
  constructor(path: string) {
    try {
      this.#root = Deno.realPathSync(path);
      Deno.readDirSync(this.#root);
    } catch (cause) {
      throw new Error(
        `Cannot serve "${path}": it is not a folder that can be read`,
        { cause },
      );
    }
  }

  /**
   * Answers a request with the file at `address`, which is the request's own
   * URL or another one to answer in its place.
   *
   * @throws If the server is out of something, such as file handles.
   */
  async serve(request: Request, address: Address): Promise<Response> {
    const target = readPath(address.pathname);
    if (target.kind === "unreadable") {
      return reply(400, "Cannot read this path: it is not encoded UTF-8");
    }
    if (target.kind === "nothing") return notFound();
    const { names, asFolder } = target;
    try {
      const entry = await this.#find(names);
      if (entry?.info.isDirectory && !asFolder) return redirect(names, address);
      const found = entry?.info.isDirectory
        ? await this.#find([...names, "index.html"])
        : entry;
      // Opening what is no regular file may block for ever, as a pipe does.
      const isFile = found?.info.isFile && entry?.info.isDirectory === asFolder;
      return isFile ? await fileResponse(request, served(found)) : notFound();
    } catch (error) {
      if (isServerFault(error)) throw error;
      return notFound();
    }
  }

  /** What these names lead to, or `undefined` if that is not served. */
  async #find(names: string[]): Promise<Entry | undefined> {
    const path = await Deno.realPath(join(this.#root, ...names));
    // Links were followed by now: this is where the file really is, and what
    // it is really called.
    const inside = relative(this.#root, path);
    if (inside !== "" && !inside.split(sep).every(isServed)) return undefined;
    return { path, info: await Deno.stat(path) };
  }
}

function served({ path, info }: Entry): ServedFile {
  // Files inside a program made by `deno compile` may have no date. They stay
  // as they are while it runs, so its start will do.
  const changedAt = info.mtime?.getTime() ?? performance.timeOrigin;
  return { path, size: info.size, changedAt };
}

function notFound(): Response {
  return reply(404, "Cannot find this page: there is no such file");
}

/** To the same folder with its slash, without which its links would miss. */
function redirect(names: string[], { search }: Address): Response {
  // Relative, so that it cannot lead to another host.
  const location = `${encodeURIComponent(names.at(-1) ?? "")}/${search}`;
  return reply(301, "This is a folder: its address ends in a slash", {
    location,
  });
}

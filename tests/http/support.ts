/**
 * What the tests of this folder share.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { type AppOptions, type Caller, createApp } from "../../lib/http/app.ts";

/** A temporary folder, removed at the end of the block that holds it. */
export interface TempFolder extends AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  /** Writes a file, and the folders on the way to it. */
  write(name: string, content: string | Uint8Array): Promise<string>;
}

/** Makes a temporary folder with these files in it. */
export async function tempFolder(
  files: Record<string, string | Uint8Array> = {},
): Promise<TempFolder> {
  const path = await Deno.makeTempDir({ prefix: "parley-" });
  const folder: TempFolder = {
    path,
    async write(name, content) {
      const file = join(path, name);
      await Deno.mkdir(dirname(file), { recursive: true });
      const bytes = typeof content === "string"
        ? new TextEncoder().encode(content)
        : content;
      await Deno.writeFile(file, bytes);
      return file;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
  for (const [name, content] of Object.entries(files)) {
    await folder.write(name, content);
  }
  return folder;
}

/** Answers a request that comes from an address: 127.0.0.1 unless it is given. */
export type App = (request: Request, info?: Caller) => Promise<Response>;

const LOOPBACK: Caller = {
  remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 },
};

/** An app that serves `root`, and fails the test on a fault of its own. */
export function appFor(
  root: string,
  options: Partial<AppOptions> = {},
): App {
  const app = createApp({
    root,
    build: root,
    page: "own",
    tls: false,
    onFault(error) {
      throw error;
    },
    ...options,
  });
  return (request, info = LOOPBACK) => app(request, info);
}

/** What a server answered, byte for byte. */
export interface RawResponse {
  /** The status code. */
  readonly status: number;
  /** The status line and the headers. */
  readonly head: string;
  /** What follows the blank line. */
  readonly body: string;
}

/** Sends a request line as it is, which `fetch` would normalize first. */
export async function sendRaw(
  port: number,
  target: string,
  { method = "GET", host = "localhost" }: { method?: string; host?: string } =
    {},
): Promise<RawResponse> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const text = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\n` +
    "Connection: close\r\n\r\n";
  // Latin-1, so that a test can write any byte.
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  await connection.write(bytes);
  const answer = await new Response(connection.readable).text();
  const [head = "", ...rest] = answer.split("\r\n\r\n");
  return {
    status: Number(head.split(" ")[1]),
    head,
    body: rest.join("\r\n\r\n"),
  };
}

/** Serves `app` on a free port until the end of the block that holds it. */
export function serve(
  app: App,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    app,
  );
}

/**
 * The routes around the engine: a page, the client for it, a health check, and
 * what is asked of rooms and tokens without a WebSocket. WebSockets do not come
 * through here.
 *
 * @module
 */

import { Hono } from "hono";
import { answerBearer } from "./bearer.ts";
import { answerAcrossOrigins, type Origins } from "./cross_origin.ts";
import { Folder } from "./folder.ts";
import { type Page, securityHeaders } from "./headers.ts";
import { answerJson } from "./json_request.ts";
import { reply, replyJson } from "./replies.ts";

/** What to serve. */
export interface AppOptions {
  /** Absolute path of the folder with the page. */
  readonly root: string;
  /** Absolute path of the folder with the clients and their types. */
  readonly build: string;
  /** Whose page is in `root`, which decides how strict the headers are. */
  readonly page: Page;
  /** Whether the server speaks https. */
  readonly tls: boolean;
  /** Is told what went wrong on the server; the browser sees a 500. */
  readonly onFault: (error: Error) => void;
  /**
   * Which pages may use {@linkcode preflight}.
   *
   * @default {"same"}
   */
  readonly origins?: Origins;
  /**
   * Says what a request for a seat would be answered, as JSON; it is given any
   * JSON, and the address that it came from. There is none unless it is given.
   */
  readonly preflight?: Preflight | undefined;
  /** Revokes tokens for whoever shows the secret; nobody can unless it is given. */
  readonly revocation?: Revocation | undefined;
}

/** Answers, with JSON, what has any form. */
export type Preflight = (request: unknown, address: string) => Promise<unknown>;

/** How tokens are revoked. */
export interface Revocation {
  /** What whoever runs the server shows. */
  readonly secret: string;
  /** Does it, and says whether it has; it is given any JSON. */
  readonly revoke: (request: unknown) => Promise<{ readonly ok: boolean }>;
}

/** Where a page finds the client, or its author the types, and which built file that is. */
const CLIENTS = {
  // Where pages written for Socket.IO look for it.
  "/socket.io/socket.io.js": "/client.js",
  "/parley/client.js": "/client.js",
  "/parley/client.d.ts": "/client.d.ts",
  "/parley/client.mjs": "/client.mjs",
  "/parley/client.d.mts": "/client.d.mts",
  "/parley/core.js": "/core.js",
  "/parley/core.mjs": "/core.mjs",
  "/parley/core.d.mts": "/core.d.mts",
  "/parley/parley.mjs": "/parley.mjs",
  "/parley/parley.d.mts": "/parley.d.mts",
  "/parley/insight.mjs": "/insight.mjs",
  "/parley/devices.mjs": "/devices.mjs",
  "/parley/devices.d.mts": "/devices.d.mts",
};

/** Parley's own page comes without a network, too; a page of the user's is left as it is. */
const WORKER = "/worker.js";

const TYPESCRIPT = "application/typescript; charset=utf-8";

/** Where a request comes from. */
export type Caller = Pick<Deno.ServeHandlerInfo, "remoteAddr">;

/**
 * Makes the handler of all plain HTTP requests.
 *
 * @throws {Error} If `root` or `build` is not a folder that can be read.
 *
 * @example
 * ```ts ignore
 * const app = createApp({
 *   root: import.meta.dirname + "/static",
 *   build: import.meta.dirname + "/static/build",
 *   page: "own",
 *   tls: false,
 *   onFault: (error) => logger.error("Cannot answer: {error}", { error }),
 * });
 * Deno.serve({ port: 2013 }, app);
 * ```
 */
export function createApp(
  options: AppOptions,
): (request: Request, info: Caller) => Promise<Response> {
  const { page, tls, onFault, origins = "same" } = options;
  const { preflight, revocation } = options;
  const root = new Folder(options.root);
  const build = new Folder(options.build);
  const app = new Hono<{ Bindings: { address: string } }>();

  app.use(async (context, next) => {
    await next();
    // Not the Host header, which HTTP/2 does without.
    const host = URL.parse(context.req.url)?.host;
    const headers = securityHeaders({ page, tls, host });
    for (const [name, value] of Object.entries(headers)) {
      context.res.headers.set(name, value);
    }
  });
  app.all("/rooms/preflight", async ({ req: { raw }, env }, next) => {
    if (preflight === undefined) return await next();
    return await answerAcrossOrigins(
      raw,
      origins,
      () =>
        answerJson(
          raw,
          async (body) => replyJson(200, await preflight(body, env.address)),
        ),
    );
  });
  app.post("/tokens/revoke", async ({ req: { raw } }) => {
    if (revocation === undefined) return reply(404, "There is nothing here");
    return await answerBearer(
      raw,
      revocation.secret,
      () =>
        answerJson(raw, async (body) => {
          const answer = await revocation.revoke(body);
          return replyJson(answer.ok ? 200 : 400, answer);
        }),
    );
  });
  app.use(async ({ req }, next) => {
    // Hono runs the GET route for HEAD too, and drops the body.
    if (req.raw.method === "GET" || req.raw.method === "HEAD") {
      return await next();
    }
    return reply(405, "Cannot use this method here: only GET and HEAD", {
      allow: "GET, HEAD",
    });
  });

  app.get("/healthz", (context) => context.text("ok"));
  for (const [path, file] of Object.entries(CLIENTS)) {
    app.get(path, async ({ req }) => {
      const response = await build.serve(req.raw, {
        pathname: file,
        search: "",
      });
      // By its extension alone, a file of types would be a video.
      if (file.endsWith("ts") && response.headers.has("content-type")) {
        response.headers.set("content-type", TYPESCRIPT);
      }
      // For the pages of other servers: a module is fetched by CORS.
      response.headers.set("access-control-allow-origin", "*");
      return response;
    });
  }
  // A service worker may do something for what lies below its own address, and for nothing else.
  if (page === "own") {
    app.get(
      WORKER,
      async ({ req }) =>
        await build.serve(req.raw, { pathname: WORKER, search: "" }),
    );
  }
  app.get("*", async ({ req }) => {
    const url = URL.parse(req.url);
    return url === null
      ? reply(400, "Cannot read this address: its host is not a host name")
      : await root.serve(req.raw, url);
  });
  app.onError((error) => {
    onFault(error);
    return reply(500, "Cannot answer: something went wrong on the server");
  });
  return async (request, { remoteAddr }) =>
    await app.fetch(request, {
      address: "hostname" in remoteAddr ? remoteAddr.hostname : "",
    });
}

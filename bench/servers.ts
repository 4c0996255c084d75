/**
 * The servers that are measured: every one as data.
 *
 * @module
 */

import { BUN, hasPackage } from "./peers.ts";
import { has } from "./machine.ts";

/** What a server is called on the command line and in the figures. */
export type ServerName =
  | "bare"
  | "parley"
  | "ws"
  | "socketio-node"
  | "socketio-bun"
  | "bun";

/** How a server is talked to: `bench/load/dialect.c` has the words. */
export type Dialect = "plain" | "parley" | "socketio";

/** A program that does the works. */
export interface ServerKind {
  /** Its name. */
  readonly name: ServerName;
  /** What it is called in tables. */
  readonly title: string;
  /** How the load talks to it. */
  readonly dialect: Dialect;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** What it needs beside Deno, which may not be there. */
  readonly needs: readonly Need[];
}

/** A program or a package. */
export interface Need {
  /** What it is called in a sentence. */
  readonly title: string;
  /** Whether it is there. */
  readonly isThere: () => boolean;
}

const FOLDER = new URL("servers/", import.meta.url).pathname;

const NODE: Need = { title: "Node", isThere: () => has("node") };
const BUN_ITSELF: Need = { title: "Bun", isThere: () => has(BUN) };
const SOCKETIO = packageNeed("socket.io");

function packageNeed(name: string): Need {
  return { title: `the package ${name}`, isThere: () => hasPackage(name) };
}

function deno(file: string): string[] {
  const allowed = ["--no-prompt", "--allow-net=127.0.0.1", "--no-check"];
  return [Deno.execPath(), "run", ...allowed, FOLDER + file];
}

/** All servers, in the order in which each work is done; the floor is the first. */
export const SERVERS: readonly ServerKind[] = [
  {
    name: "bare",
    title: "bare Deno.serve",
    dialect: "plain",
    command: deno("bare.ts"),
    needs: [],
  },
  {
    name: "parley",
    title: "Parley",
    dialect: "parley",
    command: deno("parley.ts"),
    needs: [],
  },
  {
    name: "ws",
    title: "ws on Node",
    dialect: "plain",
    command: ["node", FOLDER + "ws.mjs"],
    needs: [NODE, packageNeed("ws")],
  },
  {
    name: "socketio-node",
    title: "Socket.IO on Node",
    dialect: "socketio",
    command: ["node", FOLDER + "socketio.mjs"],
    needs: [NODE, SOCKETIO],
  },
  {
    name: "socketio-bun",
    title: "Socket.IO on Bun",
    dialect: "socketio",
    command: [BUN, FOLDER + "socketio.mjs"],
    needs: [BUN_ITSELF, SOCKETIO],
  },
  {
    name: "bun",
    title: "Bun's own pub/sub",
    dialect: "plain",
    command: [BUN, FOLDER + "bun.mjs"],
    needs: [BUN_ITSELF],
  },
];

/** What a server is called in tables. */
export function titleOf(name: ServerName): string {
  return SERVERS.find((kind) => kind.name === name)?.title ?? name;
}

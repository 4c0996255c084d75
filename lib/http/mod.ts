/**
 * What the server answers to plain HTTP: files, whether it is well, and what is asked of rooms and
 * tokens without a WebSocket.
 *
 * @module
 */

export {
  type AppOptions,
  type Caller,
  createApp,
  type Preflight,
  type Revocation,
} from "./app.ts";
export type { Origins } from "./cross_origin.ts";
export type { Page } from "./headers.ts";

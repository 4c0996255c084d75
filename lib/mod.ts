/**
 * Parley on the server: Socket.IO's rooms and events over plain WebSockets, native to Deno.
 *
 * @example A server whose clients talk in rooms
 * ```ts ignore
 * import { Server } from "@parley/parley";
 *
 * const io = new Server();
 * io.on("connection", (socket) => {
 *   socket.join("blue");
 *   socket.to("blue").emit("hello", socket.id);
 * });
 * io.listen(2013);
 * ```
 *
 * @module
 */

export * from "./engine/mod.ts";
export type * from "./wire/mod.ts";
export { DEFAULT_LIMITS, Refusal, systemClock } from "./wire/mod.ts";

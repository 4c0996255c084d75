/**
 * WebRTC rooms, on the engine's public API alone: for a server of one's own that has them.
 *
 * @example A server whose rooms ask for tokens
 * ```ts ignore
 * import { Server } from "@parley/parley";
 * import {
 *   mintToken,
 *   speakRooms,
 *   TokenGuard,
 *   TokenKeys,
 *   wallClock,
 * } from "@parley/parley/signaling";
 *
 * const keys = new TokenKeys({ secrets: [secret] });
 * const io = new Server();
 * speakRooms(io, { capacity: 2, guard: new TokenGuard({ keys, now: wallClock }) });
 * io.listen(2013);
 *
 * const token = await mintToken({
 *   secret,
 *   grants: { room: "blue", name: "Ada" },
 *   nowMs: wallClock(),
 *   ttlMs: 3_600_000,
 *   id: crypto.randomUUID(),
 * });
 * ```
 *
 * @module
 */

export type * from "./admission.ts";
export type { GrantsClaim, ReadGrants } from "./grants.ts";
export * from "./ice.ts";
export { KeySet, type KeySetOptions, type TokenHeader } from "./key_set.ts";
export { type MintOptions, mintToken } from "./mint.ts";
export * from "./preflight.ts";
export * from "./revocation_request.ts";
export { type Outlook, Rooms, type RoomsOptions } from "./rooms.ts";
export * from "./speak_rooms.ts";
export * from "./token_guard.ts";
export { TokenKeys, type TokenKeysOptions } from "./token_keys.ts";
export { type TurnCredential, turnCredential } from "./turn_credential.ts";
export * from "./tutorial.ts";
export type { TokenRules } from "./verified_token.ts";
export * from "./wall_clock.ts";
export type * from "../parlance/mod.ts";

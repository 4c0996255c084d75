/**
 * WebRTC rooms, on the engine's public API alone.
 *
 * @module
 */

export type * from "./admission.ts";
export type { GrantsClaim, ReadGrants } from "./grants.ts";
export * from "./ice.ts";
export { KeySet, type KeySetOptions } from "./key_set.ts";
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

/**
 * WebRTC rooms, on the engine's public API alone.
 *
 * @module
 */

export type * from "./admission.ts";
export { type Outlook, Rooms, type RoomsOptions } from "./rooms.ts";
export * from "./speak_rooms.ts";
export * from "./tutorial.ts";

/**
 * What a page does before it joins a room: it asks whether it may, and sees to what it has to send:
 * cameras, microphones and the screen. It is a file of its own for a browser, which a page may load first.
 *
 * @module
 */

export { checkRoom, type RoomCheck } from "./check_room.ts";
export * from "./device_error.ts";
export * from "./devices.ts";
export type { SeatOptions } from "./request.ts";
export * from "./screen.ts";
export type { SeatStorage } from "./seat.ts";
export type { Feature, Json, RoomCode, RoomInfo } from "../parlance/mod.ts";

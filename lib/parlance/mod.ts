/**
 * The words of rooms and their peers, which the server and the SDK share. It knows neither Deno nor a
 * browser.
 *
 * @module
 */

export * from "./protocol.ts";

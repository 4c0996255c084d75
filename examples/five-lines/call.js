import { joinRoom } from "/parley/parley.mjs";
const wish = { audio: true, video: true };
const stream = await navigator.mediaDevices.getUserMedia(wish);
const room = await joinRoom("/", "blue", { stream });
room.on("stream", (it) => document.querySelector("video").srcObject = it);

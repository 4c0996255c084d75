"use strict";

// What the tutorial's script does, in the manner of its time: globals, a prompt, the console.

var isInitiator = false;
var room = prompt("Which room?");
var socket = io.connect();

if (room !== "") {
  console.log("Trying to get into " + room);
  socket.emit("create or join", room);
}

socket.on("empty", function (room) {
  isInitiator = true;
  console.log("Nobody was in " + room);
});

socket.on("created", function (room) {
  console.log("Created " + room);
});

socket.on("join", function (room) {
  console.log("Someone comes to " + room + ", initiator: " + isInitiator);
});

socket.on("joined", function (room) {
  console.log("Joined " + room + ", initiator: " + isInitiator);
});

socket.on("full", function (room) {
  console.log("No place in " + room);
});

socket.on("bye", function (id) {
  console.log("Gone: " + id);
});

socket.on("message", function (message) {
  console.log("Message: " + JSON.stringify(message));
});

socket.on("log", function (array) {
  console.log.apply(console, array);
});

function sendHello() {
  socket.emit("message", { type: "offer", sdp: "hello from " + socket.id });
}

// Each of two pages moves the box of the other one, over a data channel: by the pointer, or by the
// arrow keys.

import { joinRoom } from "/parley/parley.mjs";

const field = document.getElementById("field");
const box = document.getElementById("box");
const state = document.getElementById("state");

/** How far an arrow key moves the box: the field is 1 wide and 1 high, whatever its size. */
const STEP = 0.02;
const KEYS = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
};

try {
  begin(await joinRoom("/", "remote control", { capacity: 2 }));
} catch (error) {
  state.textContent = error.message; // "room-full", for example: error.code
}

function begin(room) {
  const showState = () => {
    const [other] = room.peers;
    state.textContent = other
      ? `The other page is ${other.state}`
      : "Waiting for the other page";
  };
  showState();
  for (const event of ["peer", "peer-left", "peer-state"]) {
    room.on(event, showState);
  }
  room.on("message", place);
  control(async (where) => {
    const [other] = room.peers;
    // Until then it would go over the server, which is not for sixty messages a second.
    if (other?.state !== "connected") return;
    try {
      await other.send(where);
    } catch (error) {
      state.textContent = error.message; // The other page does not keep up, for example.
    }
  });
}

/** Places this page's box. It is the other page that says where, so it may be anything. */
function place(where) {
  const { x, y } = Object(where);
  if (!isPart(x) || !isPart(y)) return;
  box.style.left = `${x * 100}%`;
  box.style.top = `${y * 100}%`;
}

function isPart(value) {
  return typeof value === "number" && value >= 0 && value <= 1;
}

/** Calls `tell` with where the other page's box is to be, once a frame at most. */
function control(tell) {
  let where = { x: 0.5, y: 0.5 };
  let isDue = false;
  const move = (x, y) => {
    where = { x: clamp(x), y: clamp(y) };
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      tell(where); // The latest: those between do not matter.
    });
  };
  field.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    move(offsetX / field.clientWidth, offsetY / field.clientHeight);
  });
  field.addEventListener("keydown", (event) => {
    const [right, down] = KEYS[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    move(where.x + right, where.y + down);
  });
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}

// A chat for up to eight: words and files go from page to page, over data channels. No camera is asked
// for. Until two pages are connected, what they say goes over the server.

import { joinRoom } from "/parley/parley.mjs";

const [entrance, name, talk, words, file, state, lines] = [
  "entrance",
  "name",
  "talk",
  "words",
  "file",
  "state",
  "lines",
].map((id) => document.getElementById(id));

entrance.addEventListener("submit", async (event) => {
  event.preventDefault();
  state.textContent = "Connecting";
  try {
    enter(await joinRoom("/", "tea", { name: name.value, capacity: 8 }));
  } catch (error) {
    state.textContent = error.message; // "room-full", for example: error.code
  }
});

function enter(room) {
  entrance.hidden = true;
  talk.hidden = false;
  words.focus();
  const showState = () => {
    state.textContent = `${room.self.name}, ${room.state.name}`;
  };
  showState();
  room.on("state", showState);
  for (const peer of room.peers) tell(peer.name, "is here");
  room.on("peer", (peer) => tell(peer.name, "is here"));
  room.on("peer-left", (peer) => tell(peer.name, "has left"));
  room.on("message", (text, peer) => {
    // The other page may be anybody's: what it says may be any JSON.
    if (typeof text === "string") tell(peer.name, text);
  });
  room.on("file", (offered, peer) => offer(offered, peer));

  talk.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = words.value;
    if (text === "") return;
    words.value = "";
    const line = tell("You", text);
    try {
      await room.broadcast(text);
    } catch (error) {
      line.append(` (${error.message})`);
    }
  });
  file.addEventListener("change", () => {
    const [chosen] = file.files;
    file.value = "";
    if (chosen) { for (const peer of room.peers) send(chosen, peer); }
  });
}

async function send(chosen, peer) {
  const line = tell("You", `offer ${chosen.name} to ${peer.name}`);
  const progress = line.appendChild(document.createElement("progress"));
  try {
    await peer.sendFile(chosen, {
      onProgress: (bytes, size) => progress.value = size ? bytes / size : 1,
    });
    progress.value = 1;
  } catch (error) {
    progress.remove();
    line.append(` (${error.message})`); // "refused", for example: error.code
  }
}

/** Nothing of a file is sent before it is taken. */
function offer(offered, peer) {
  const line = tell(peer.name, `offers ${offered.name}, ${offered.size} bytes`);
  const take = line.appendChild(document.createElement("button"));
  take.textContent = "Take it";
  take.addEventListener("click", async () => {
    take.remove();
    try {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await offered.blob());
      link.download = offered.name;
      link.textContent = "Save it";
      line.append(link);
    } catch (error) {
      line.append(` (${error.message})`);
    }
  });
}

/** Adds a line. What others say is text, and never markup. */
function tell(who, what) {
  const line = lines.appendChild(document.createElement("li"));
  line.textContent = `${who}: ${what}`;
  return line;
}

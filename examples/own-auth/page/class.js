import { joinRoom } from "/parley/parley.mjs";

const login = document.getElementById("login");
const state = document.getElementById("state");
const present = document.getElementById("present");

login.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { name, password, room } = Object.fromEntries(new FormData(login));
  state.textContent = "Connecting";
  try {
    await post("/login", { name, password });
    show(
      await joinRoom("/", room, {
        // Asked at every attempt, and when the former one is about to end.
        token: async () => await (await post("/token", { room })).text(),
      }),
    );
  } catch (error) {
    state.textContent = error.message;
  }
});

/** Shows who is there. What they are called is the server's word, not theirs. */
function show(room) {
  login.hidden = true;
  const draw = () => {
    state.textContent = `${room.name}: ${room.state.name}`;
    const all = [room.self, ...room.peers.map(({ info }) => info)];
    present.replaceChildren(...all.map(({ name, role, connection }) => {
      const line = document.createElement("li");
      line.textContent = `${name}, ${role}, ${connection}`;
      return line;
    }));
  };
  for (const event of ["state", "peer", "peer-left", "update", "self"]) {
    room.on(event, draw);
  }
  draw();
}

async function post(path, fields) {
  const body = new URLSearchParams(fields);
  const response = await fetch(path, { method: "POST", body });
  if (!response.ok) throw new Error(await response.text());
  return response;
}

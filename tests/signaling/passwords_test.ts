import { deepEqual, equal, notDeepEqual, rejects } from "node:assert/strict";
import { ROOM_LIMITS } from "../../lib/parlance/mod.ts";
import { Attempts, neighbourhoodOf } from "../../lib/signaling/attempts.ts";
import { Passwords } from "../../lib/signaling/passwords.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { proof, world } from "../support/rooms.ts";

const { passwordAttempts, passwordWaitMs } = ROOM_LIMITS;

/** A room with a password, and its host. */
async function withPassword(password = "open sesame") {
  const all = world({ capacity: 8 });
  const host = await all.enter("blue");
  equal(await host.moderate({ do: "password", password }), undefined);
  await all.settle();
  return { ...all, host };
}

Deno.test("who comes in has to know the password, if there is one [RM24]", async () => {
  const { host, come, enter, rooms } = await withPassword();
  equal(Object(host.take("room-updated").at(-1)?.[1]).password, true);
  const bob = await come();
  await rejects(bob.join("blue"), /password-required/);
  await rejects(bob.join("blue", { password: "sesame" }), /password-wrong/);
  await rejects(bob.join("blue", { password: "" }), /password-invalid/);
  equal(rooms.get("blue")?.peers.size, 1);
  equal((await bob.join("blue", { password: "open sesame" })).state, "joined");
  equal(await host.moderate({ do: "password", password: null }), undefined);
  equal((await enter("blue")).joined?.room.password, false);
});

Deno.test("who has a seat is not asked for the password again [RM24] [RM10]", async () => {
  const { come, settle } = await withPassword();
  const bob = await come();
  await bob.join("blue", { password: "open sesame" });
  bob.hangUp();
  await settle();
  const again = await come({ seat: bob.seat, page: "page-2" });
  equal((await again.join("blue")).state, "joined");
});

Deno.test("a password is good until it is changed, even while it is looked at [RM24]", async () => {
  const { host, come } = await withPassword("old");
  const bob = await come();
  const changing = host.moderate({ do: "password", password: "new" });
  const joining = bob.join("blue", { password: "old" });
  equal(await changing, undefined);
  await rejects(joining, /password-wrong/);
  equal((await bob.join("blue", { password: "new" })).state, "joined");
});

Deno.test("who is no host any more when the password is hashed has changed nothing [RM24] [RM21]", async () => {
  const { enter, rooms } = world();
  const [ada, bob] = [await enter("blue"), await enter("blue")];
  const changing = ada.moderate({ do: "password", password: "mine" });
  await ada.moderate({ do: "hand-over", peer: bob.id });
  equal(await changing, "not-allowed");
  equal(rooms.get("blue")?.password, undefined);
});

Deno.test("who guesses too often has to wait, right or wrong, from any socket of that address [RM24]", async () => {
  const { come, clock, rooms } = await withPassword();
  for (let n = 0; n < passwordAttempts; n++) {
    const guesser = await come({ address: "2001:db8::1:1" });
    await rejects(guesser.join("blue", { password: `${n}` }), /password-wrong/);
  }
  const again = await come({ address: "2001:db8::2" }); // The same house.
  const right = { password: "open sesame" };
  await rejects(again.join("blue", right), /too-many-attempts/);
  const stranger = await come({ address: "2001:db8:0:1::1" });
  equal((await stranger.join("blue", right)).state, "joined");
  clock.advance(passwordWaitMs);
  equal((await again.join("blue", right)).state, "joined");
  equal(rooms.get("blue")?.peers.size, 3);
});

Deno.test("only wrong passwords in a row count: who is right begins anew [RM24]", async () => {
  const { come } = await withPassword();
  const seat = proof();
  for (let round = 0; round < 2; round++) {
    const bob = await come({ seat });
    for (let n = 1; n < passwordAttempts; n++) {
      await rejects(bob.join("blue", { password: `${n}` }), /password-wrong/);
    }
    await bob.join("blue", { password: "open sesame" });
    await bob.ask("leave");
  }
});

Deno.test("a seat that guesses too often has to wait, wherever it comes from [RM24]", async () => {
  const { come } = await withPassword();
  const seat = proof();
  for (let n = 0; n < passwordAttempts; n++) {
    const guesser = await come({ seat, address: `192.0.2.${n}` });
    await rejects(guesser.join("blue", { password: `${n}` }), /password-wrong/);
  }
  const again = await come({ seat, address: "192.0.2.200" });
  await rejects(
    again.join("blue", { password: "open sesame" }),
    /too-many-attempts/,
  );
});

Deno.test("many guesses at once are as many as one after the other [RM24]", async () => {
  const { come } = await withPassword();
  const guessers = await Promise.all(
    Array.from({ length: 20 }, () => come({ address: "203.0.113.9" })),
  );
  const outcomes = await Promise.allSettled(
    guessers.map((one, n) => one.join("blue", { password: `${n}` })),
  );
  const codes = outcomes.map((one) =>
    one.status === "rejected" ? one.reason.message : "joined"
  );
  equal(codes.filter((code) => code === "password-wrong").length, 10);
  equal(codes.filter((code) => code === "too-many-attempts").length, 10);
});

Deno.test("nothing of a password is kept but what scrypt makes of it, another one each time", async () => {
  const passwords = new Passwords();
  const [one, two] = [await passwords.hash("tea"), await passwords.hash("tea")];
  notDeepEqual(one, two);
  equal(one.key.length, 32);
  equal(await passwords.matches("tea", one), true);
  equal(await passwords.matches("Tea", one), false);
  const [composed, combined] = ["caf\u00E9", "cafe\u0301"];
  equal(
    await passwords.matches(combined, await passwords.hash(composed)),
    true,
  );
});

Deno.test("Passwords.hash() lets so many wait, and refuses the others", async () => {
  const passwords = new Passwords((_, salt) => Promise.resolve(salt));
  const outcomes = await Promise.allSettled(
    Array.from({ length: 66 }, () => passwords.hash("tea")),
  );
  const refused = outcomes.filter(({ status }) => status === "rejected");
  equal(refused.length, 2);
  equal((await passwords.hash("tea")).salt.length, 16, "and goes on after");
});

Deno.test("Attempts remembers so many, and forgets who was right", () => {
  const clock = new FakeClock();
  const attempts = new Attempts(clock);
  const codeOf = (name: string) => {
    try {
      attempts.begin([name]);
    } catch (error) {
      return Object(error).code;
    }
  };
  for (let n = 0; n < passwordAttempts; n++) equal(codeOf("ada"), undefined);
  equal(codeOf("ada"), "too-many-attempts");
  attempts.forget(["ada"]);
  for (let n = 0; n < passwordAttempts; n++) equal(codeOf("ada"), undefined);
  equal(codeOf("ada"), "too-many-attempts");
  for (let n = 0; n < 10_000; n++) codeOf(`bob ${n}`);
  equal(codeOf("ada"), undefined, "the oldest is forgotten first");
});

Deno.test("neighbourhoodOf() takes 64 bits of IPv6, and all of IPv4", () => {
  const cases = {
    "192.0.2.1": "192.0.2.1",
    "::ffff:192.0.2.1": "192.0.2.1",
    "2001:db8::1": "2001:0db8:0000:0000",
    "2001:db8:1:2:3:4:5:6": "2001:0db8:0001:0002",
    "2001:db8:1:2::": "2001:0db8:0001:0002",
    "::1": "0000:0000:0000:0000",
    "": "",
  };
  for (const [address, house] of Object.entries(cases)) {
    deepEqual(neighbourhoodOf(address), house);
  }
});

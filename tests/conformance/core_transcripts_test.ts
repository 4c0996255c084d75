/** The core says in the conversations that are kept as data what the whole client says. */

import { takeCore } from "../support/either_client.ts";
import { ClientReplay } from "./client_replay.ts";
import { type Step, transcripts } from "./transcript.ts";

takeCore();

/** Whether it is a call that the core does not have. */
function isOfTheWhole(step: Step): boolean {
  return "calls" in step && step.calls[0] === "emit volatile";
}

for (const transcript of await transcripts()) {
  const { name, head, steps } = transcript;
  if (!head.client || steps.some(isOfTheWhole)) continue;
  Deno.test(`The core says what ${name}.jsonl has: ${head.title}`, async () => {
    await new ClientReplay(transcript).play();
  });
}

import { deepEqual, equal, ok } from "node:assert/strict";
import { browserTest, openBrowser, reaches } from "../support/browser.ts";
import { connected, inCall } from "../support/caller.ts";
import { Program } from "../support/program.ts";

browserTest(
  "without a network the page comes all the same, says so, and goes on by itself",
  async () => {
    await using chromium = await openBrowser();
    await using parley = await Program.start();
    const ada = await chromium.open(parley.url);
    await reaches(ada, "landing");
    await ada.evaluate(async () => void await navigator.serviceWorker.ready);
    await ada.context().setOffline(true);
    await ada.goto(`${parley.url}/?room=blue`);
    await reaches(ada, "offline");
    ok(await ada.getByText("You are offline", { exact: true }).isVisible());
    equal(await ada.getByRole("alert").count(), 2);
    await ada.context().setOffline(false);
    await reaches(ada, "preparing");
  },
);

browserTest(
  "who loses the network in a call is told, and the call is there when it is back",
  async () => {
    await using chromium = await openBrowser();
    await using parley = await Program.start();
    const pages = await inCall(
      chromium,
      `${parley.url}/?room=blue`,
      "Ada",
      "Bob",
    );
    const [ada] = pages;
    ok(ada);
    await ada.context().setOffline(true);
    await ada.locator('[data-code="offline"]').waitFor();
    await ada.getByRole("button", { name: "Leave call" }).click({
      trial: true,
    });
    await ada.context().setOffline(false);
    await ada.locator('[data-code="offline"]').waitFor({ state: "detached" });
    await connected(...pages);
  },
);

browserTest("the page can be installed", async () => {
  await using chromium = await openBrowser();
  await using parley = await Program.start();
  const ada = await chromium.open(parley.url);
  await reaches(ada, "landing");
  const session = await ada.context().newCDPSession(ada);
  const { errors } = await session.send("Page.getAppManifest");
  deepEqual(errors, []);
  await ada.evaluate(async () => void await navigator.serviceWorker.ready);
  const { installabilityErrors } = await session.send(
    "Page.getInstallabilityErrors",
  );
  // A context of a test is one in which nothing is kept.
  deepEqual(
    installabilityErrors.map(({ errorId }) => errorId)
      .filter((id) => id !== "in-incognito"),
    [],
  );
  deepEqual(chromium.complaints, []);
});

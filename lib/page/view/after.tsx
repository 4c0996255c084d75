/**
 * The call is over: how long it was, and how good.
 *
 * @module
 */

import type { JSX } from "preact";
import type { App, Stage } from "../app.ts";
import type { Rating } from "../summary.ts";
import { say, sayDuration, sayNumber } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { RoomName, Screen } from "./screen.tsx";

/** What {@linkcode After} is given. */
export interface AfterProps {
  /** The page. */
  app: App;
  /** What the call was like. */
  stage: Extract<Stage, { at: "after" }>;
}

/** What the call was like, and the ways on. */
export function After({ app, stage }: AfterProps): JSX.Element {
  const { ms, met, rating } = stage.summary;
  return (
    <Screen title={say("after.title")}>
      <RoomName room={stage.room} />
      <p class="soft">{say("after.text")}</p>
      <dl class="figures">
        <div>
          <dt>{say("after.duration")}</dt>
          <dd>{sayDuration(ms)}</dd>
        </div>
        <RatingFigures rating={rating} />
      </dl>
      <p class="soft">{say("after.met", { count: met })}</p>
      <div class="ways">
        <button type="button" class="primary" onClick={() => app.retry()}>
          {say("after.rejoin")}
        </button>
        <button type="button" onClick={() => app.goHome()}>
          {say("after.other-room")}
        </button>
      </div>
    </Screen>
  );
}

function RatingFigures(
  { rating }: { rating: Rating | undefined },
): JSX.Element {
  if (!rating) {
    return (
      <div>
        <dt>{say("after.rating")}</dt>
        <dd>{say("after.not-measured")}</dd>
      </div>
    );
  }
  const { stars, goodShare, roundTripMs, loss } = rating;
  const percent = (share: number) =>
    sayNumber(share, { style: "percent", maximumFractionDigits: 1 });
  return (
    <>
      <div>
        <dt>{say("after.rating")}</dt>
        <dd class="rating">
          <span
            class="stars"
            role="img"
            aria-label={say("after.stars", { count: stars })}
          >
            {[1, 2, 3, 4, 5].map((star) => (
              <span key={star} class={star <= stars ? "lit" : undefined}>
                <Icon name="star" />
              </span>
            ))}
          </span>
          <span>
            {say("after.good-share", { percent: percent(goodShare) })}
          </span>
        </dd>
      </div>
      {roundTripMs !== undefined && (
        <div>
          <dt>{say("after.round-trip")}</dt>
          <dd>
            {sayNumber(roundTripMs, {
              style: "unit",
              unit: "millisecond",
              maximumFractionDigits: 0,
            })}
          </dd>
        </div>
      )}
      <div>
        <dt>{say("after.loss")}</dt>
        <dd>{percent(loss)}</dd>
      </div>
    </>
  );
}

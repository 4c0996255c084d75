/**
 * A camera and a screen that are painted, for pictures of the page that show what a call is like.
 *
 * @module
 */

/** Who is painted, and on what. */
export interface Portrait {
  /** The colors behind them, from above and from below. */
  readonly behind: readonly [string, string];
  /** Their hair's. */
  readonly hair: string;
  /** Their skin's. */
  readonly skin: string;
  /** What they wear. */
  readonly shirt: string;
  /** How far their hair comes down, in pixels. */
  readonly hairLength: number;
}

/** What replaces the machine's own devices. */
export interface Painting {
  /** Who is before the camera. */
  readonly portrait: Portrait;
  /** What the camera and the microphone are called. */
  readonly labels: readonly [camera: string, microphone: string];
  /** What is written on the screen, the title first. */
  readonly slide: readonly [string, ...string[]];
}

/**
 * Runs in the page, before its own scripts: the camera shows a portrait, and the screen a slide. The microphone
 * stays what it was.
 */
export function paintDevices({ portrait, labels, slide }: Painting): void {
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  /** Which device is open, as it calls itself. */
  const opened = new Map<string, string>();

  const film = (
    width: number,
    height: number,
    paint: (pen: CanvasRenderingContext2D) => void,
  ): MediaStream => {
    const canvas = document.createElement("canvas");
    // Half the size is enough for a tile, and is encoded anew for each of the others.
    Object.assign(canvas, { width: width / 2, height: height / 2 });
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("There is no canvas");
    pen.scale(0.5, 0.5);
    // A canvas that is not painted on again sends nothing.
    const draw = () => {
      paint(pen);
      requestAnimationFrame(draw);
    };
    draw();
    return canvas.captureStream(5);
  };

  const paintPortrait = (pen: CanvasRenderingContext2D) => {
    const { behind, hair, skin, shirt, hairLength } = portrait;
    const wall = pen.createLinearGradient(0, 0, 0, 720);
    behind.forEach((color, at) => wall.addColorStop(at, color));
    pen.fillStyle = wall;
    pen.fillRect(0, 0, 1280, 720);
    const round = (
      color: string,
      x: number,
      y: number,
      width: number,
      height: number,
      radii: number | number[],
    ) => {
      pen.fillStyle = color;
      pen.beginPath();
      pen.roundRect(x, y, width, height, radii);
      pen.fill();
    };
    round(hair, 490, 120, 300, 260 + hairLength, [150, 150, 60, 60]);
    round(shirt, 370, 560, 540, 300, [170, 170, 0, 0]);
    round(skin, 585, 430, 110, 170, [0, 0, 55, 55]);
    round(skin, 525, 175, 230, 300, 115);
    round(hair, 515, 145, 250, 120, [125, 125, 20, 90]);
    for (const x of [590, 690]) {
      pen.fillStyle = "#2b2320";
      pen.beginPath();
      pen.arc(x, 325, 11, 0, Math.PI * 2);
      pen.fill();
    }
    pen.strokeStyle = "#8a3b35";
    pen.lineWidth = 9;
    pen.lineCap = "round";
    pen.beginPath();
    pen.arc(640, 372, 46, Math.PI * 0.2, Math.PI * 0.8);
    pen.stroke();
  };

  const paintSlide = (pen: CanvasRenderingContext2D) => {
    const [title, ...lines] = slide;
    pen.fillStyle = "#fdfdfb";
    pen.fillRect(0, 0, 1600, 900);
    pen.fillStyle = "#1f54d4";
    pen.fillRect(0, 0, 24, 900);
    pen.fillStyle = "#16191d";
    pen.font = "600 76px sans-serif";
    pen.fillText(title, 120, 180);
    pen.font = "46px sans-serif";
    lines.forEach((line, at) => pen.fillText(line, 120, 320 + at * 96));
    [210, 330, 290, 450].forEach((height, at) => {
      pen.fillStyle = at === 3 ? "#1f54d4" : "#b9c9f2";
      pen.fillRect(980 + at * 130, 780 - height, 90, height);
    });
  };

  mediaDevices.getUserMedia = async (wish) => {
    const stream = wish?.audio
      ? await open({ audio: wish.audio })
      : new MediaStream();
    if (wish?.video) {
      const [track] = film(1280, 720, paintPortrait).getVideoTracks();
      if (track) stream.addTrack(track);
    }
    for (const track of stream.getTracks()) {
      opened.set(track.kind, track.getSettings().deviceId ?? "");
    }
    return stream;
  };
  mediaDevices.getDisplayMedia = () =>
    Promise.resolve(film(1600, 900, paintSlide));
  mediaDevices.enumerateDevices = async () => {
    const [camera, microphone] = labels;
    const device = (kind: "audio" | "video", label: string) => ({
      kind: `${kind}input` as const,
      label,
      deviceId: opened.get(kind) ?? "",
      groupId: "",
      toJSON() {
        return { ...this };
      },
    });
    const speakers = (await list()).filter(({ kind }) =>
      kind === "audiooutput"
    );
    return [
      device("video", camera),
      device("audio", microphone),
      ...speakers.slice(0, 1),
    ];
  };
}

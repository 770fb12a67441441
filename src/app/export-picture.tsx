import { useEffect, useState } from "react";
import { grouped } from "../base/words.ts";
import { pixelSize } from "../model/drawing/pixel-size.ts";
import { pixelsOf } from "../store/export-kinds.ts";
import { useOpenFile } from "../store/react.ts";
import { Note } from "../ui/note.tsx";
import { ZoomView } from "../ui/zoom-view.tsx";
import { asSvg, sizeOfPicture } from "./draw-pixels.ts";
import type { ShownExport } from "./use-export.ts";

/** Bytes of a picture that is shown: a browser draws a larger one for seconds, each time that it is moved. */
const MOST_SHOWN = 4_000_000;

interface Picture {
  /** What it was made of. */
  readonly of: object;
  /** Null for one that is too large to be shown. */
  readonly url: string | null;
  readonly width: number;
  readonly height: number;
}

/** The picture that will be made, which can be zoomed and moved, and how large it is. */
export function ExportPicture({
  ask,
  of,
  isOld,
}: {
  ask: ShownExport["ask"];
  /** Another object means another picture. */
  of: object;
  /** Another one is on its way. */
  isOld: boolean;
}) {
  const picture = usePicture(ask, of);
  const pixels = pixelsOf(useOpenFile((file) => file.exportTexts));
  if (picture === null) {
    return null;
  }
  const { url, of: madeOf, ...size } = picture;
  const inPixels = pixels ? pixelSize(size, pixels.scale) : size;
  const isRefused = "refused" in inPixels;
  return (
    <ZoomView
      mark={null}
      picture={
        url === null
          ? null
          : { ...size, url, label: "The picture of the Flow", isOld: isOld || madeOf !== of }
      }
      tools={
        <span className="muted">
          {!isRefused && `${grouped(inPixels.width)} × ${grouped(inPixels.height)} pixels`}
        </span>
      }
    >
      {isRefused && <Note kind="error">{inPixels.refused}</Note>}
      {url === null && (
        <p className="field-hint">The picture is too large to be shown here. Downloaded, it is whole.</p>
      )}
    </ZoomView>
  );
}

/** The picture that was made last, at an address for as long as it is shown; null before the first. */
function usePicture(ask: ShownExport["ask"], of: object): Picture | null {
  const [picture, setPicture] = useState<Picture | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void ask("showing a picture", async (thread) => {
      const svg = asSvg(await thread.blob());
      return { svg, size: await sizeOfPicture(svg) };
    }).then((made) => {
      if (made && isCurrent) {
        const url = made.svg.size > MOST_SHOWN ? null : URL.createObjectURL(made.svg);
        setPicture({ of, ...made.size, url });
      }
    });
    return () => {
      isCurrent = false;
    };
  }, [ask, of]);
  const url = picture?.url ?? null;
  useEffect(() => (url === null ? undefined : () => URL.revokeObjectURL(url)), [url]);
  return picture;
}

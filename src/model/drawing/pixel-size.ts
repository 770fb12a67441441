/** Pictures of pixels: their forms, and how large they may be. */
import { grouped } from "../../base/words.ts";

/** The forms of pictures that are pixels. */
export const PIXEL_FORMS = ["png", "jpg"] as const;

/** One of these. */
export type PixelForm = (typeof PIXEL_FORMS)[number];

/** How many pixels there can be for one of the drawing, along a side. */
export const PIXEL_SCALES = [1, 2, 3] as const;

/** One of these. */
export type PixelScale = (typeof PIXEL_SCALES)[number];

/** Browsers draw no larger ones: so many pixels a side, and four bytes each of so many in all. */
const MAX_SIDE = 16_384;
const MAX_PIXELS = 64_000_000;

/** Of JPG, from 0 to 1: so that letters have clean edges. */
export const JPG_QUALITY = 0.92;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size in pixels of a drawing at that scale, or why there is no picture of that size and what can be had instead. */
export function pixelSize({ width, height }: Size, scale: PixelScale): Size | { readonly refused: string } {
  const size = { width: width * scale, height: height * scale };
  if (fits(size)) {
    return size;
  }
  const fitting = PIXEL_SCALES.filter((one) => fits({ width: width * one, height: height * one })).at(-1);
  const most = `at most ${grouped(MAX_SIDE)} a side and ${grouped(MAX_PIXELS)} in all`;
  const instead =
    fitting === undefined ? "SVG has no such limit." : `Scale ${fitting} fits, and SVG has no such limit.`;
  return {
    refused: `At scale ${scale} the picture would have ${grouped(size.width)} × ${grouped(size.height)} pixels, and there can be ${most}. ${instead}`,
  };
}

function fits({ width, height }: Size): boolean {
  return Math.max(width, height) <= MAX_SIDE && width * height <= MAX_PIXELS;
}

/** The size of a picture that we have printed as SVG, by its beginning. */
export function sizeOfSvg(beginning: string): Size {
  const [, width, height] = /^<svg [^>]*? width="(\d+)" height="(\d+)"/.exec(beginning) ?? [];
  return { width: Number(width), height: Number(height) };
}

import { grouped } from "../base/words.ts";
import {
  JPG_QUALITY,
  type PixelForm,
  type PixelScale,
  pixelSize,
  sizeOfSvg,
} from "../model/drawing/pixel-size.ts";

/** Characters at the beginning of an SVG file in which it says its size. */
const BEGINNING = 200;

/** The size of a picture that we have printed, in the drawing's pixels. */
export async function sizeOfPicture(svg: Blob): Promise<{ width: number; height: number }> {
  return sizeOfSvg(await svg.slice(0, BEGINNING).text());
}

/** Draws an SVG file of ours in pixels, by the browser itself; or says why there is no picture of that size. */
export async function drawPixels(
  svg: Blob,
  { form, scale }: { readonly form: PixelForm; readonly scale: PixelScale },
): Promise<Blob | { readonly refused: string }> {
  const size = pixelSize(await sizeOfPicture(svg), scale);
  if ("refused" in size) {
    return size;
  }
  const url = URL.createObjectURL(asSvg(svg));
  try {
    const image = new Image(size.width, size.height);
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = size.width;
    canvas.height = size.height;
    const context = canvas.getContext("2d");
    context?.drawImage(image, 0, 0, size.width, size.height);
    const type = form === "png" ? "image/png" : "image/jpeg";
    // Without room for the pixels there is no context, or nothing comes of it.
    const drawn =
      context && (await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, JPG_QUALITY)));
    const { width, height } = size;
    return (
      drawn ?? {
        refused: `This browser has no room for a picture of ${grouped(width)} × ${grouped(height)} pixels: take a smaller scale, or SVG.`,
      }
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The only form of pictures that every browser with such a clipboard takes. */
const CLIPBOARD_TYPE = "image/png";

/**
 * Whether this browser lets a page put a picture of this form on the clipboard; over HTTP, other than on this machine,
 * none does.
 */
export function takesPicture(form: PixelForm): boolean {
  return form === "png" && "ClipboardItem" in globalThis && "write" in (navigator.clipboard ?? {});
}

/**
 * Puts a picture on the clipboard. It may still be on its way: a browser allows this for a moment after a click, and a
 * large picture takes longer. Rejects if the browser refuses, or with what the picture rejects with.
 */
export async function copyPicture(picture: Promise<Blob>): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ [CLIPBOARD_TYPE]: picture })]);
}

/** The same bytes, as browsers take them for a picture. */
export function asSvg(svg: Blob): Blob {
  return svg.slice(0, svg.size, "image/svg+xml");
}

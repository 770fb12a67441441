/**
 * An SVG file as pixels, without a browser. The library that draws them (resvg, which the browser's own drawing is close
 * to) comes as a binary for each system; letters are those of the fonts that are installed.
 */
import {
  JPG_QUALITY,
  type PixelForm,
  type PixelScale,
  pixelSize,
  sizeOfSvg,
} from "../model/drawing/pixel-size.ts";

/** The bytes of a file in that form, or why there is none. */
export async function rasterise(
  svg: string,
  form: PixelForm,
  scale: PixelScale,
): Promise<Uint8Array | { readonly refused: string }> {
  const size = pixelSize(sizeOfSvg(svg), scale);
  if ("refused" in size) {
    return size;
  }
  const library = await loadLibrary();
  if (library === null) {
    return {
      refused: `There is no drawing of ${form.toUpperCase()} for ${process.platform} on ${process.arch}, or it was left out by npm install. SVG needs nothing.`,
    };
  }
  const { Resvg } = library;
  // A letter that nothing is drawn of has no box.
  if (new Resvg(ONE_LETTER, FONTS).getBBox() === undefined) {
    return {
      refused: `There is no font on this machine, and a picture in ${form.toUpperCase()} needs one: install one, as fonts-liberation or fonts-dejavu of Debian. SVG needs none.`,
    };
  }
  const image = new Resvg(svg, { ...FONTS, fitTo: { mode: "width", value: size.width } }).render();
  if (form === "png") {
    return image.asPng();
  }
  const { encode } = (await import("jpeg-js")).default;
  const { width, height, pixels } = image;
  return encode({ width, height, data: pixels }, JPG_QUALITY * 100).data;
}

const ONE_LETTER =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">a</text></svg>';
const FONTS = { font: { loadSystemFonts: true } };

/** Null where it is not installed: npm passes over systems that it has no binary for. */
function loadLibrary(): Promise<typeof import("@resvg/resvg-js") | null> {
  return import("@resvg/resvg-js").catch(() => null);
}

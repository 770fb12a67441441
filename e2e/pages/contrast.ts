/** Colours as browsers compute them, and how far they can be told apart. */

/** Red, green and blue from 0 to 255. */
type Colour = readonly number[];

/** The contrast of two colours as WCAG reckons it, from 1 to 21. */
export function contrastOf(one: Colour, other: Colour): number {
  const [darker = 0, brighter = 0] = [lightOf(one), lightOf(other)].sort((a, b) => a - b);
  return (brighter + 0.05) / (darker + 0.05);
}

function lightOf(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Of a colour as `rgb(…)`, without how far it is seen through. */
export function colourOf(text: string): Colour {
  return (text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

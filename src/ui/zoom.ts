/**
 * Arithmetic of a picture that is zoomed and scrolled in a room. The picture lies in the middle of the room, or with a
 * margin around it where it is larger.
 */

/** A size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What is seen: the zoom, and how far the room is scrolled. */
export interface View {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
}

/** Blank pixels around the picture. */
export const MARGIN = 14;
const MOST_ZOOM = 4;
const LEAST_ZOOM = 0.1;
const STEP = 1.25;

/** What a scroll bar takes of a room. */
const BAR = 16;
/** Letters of a drawing are read down to this zoom. */
const READABLE = 0.4;

/** The zoom at which all of the picture is seen; it is not made larger than it is. */
export function fitZoom(room: Size, picture: Size): number {
  const across = (room.width - 2 * MARGIN) / picture.width;
  const down = (room.height - 2 * MARGIN) / picture.height;
  return Math.max(Math.min(across, down, 1), 0.001);
}

/** Between the least, or what fits if that is less, and the most. */
export function limitZoom(zoom: number, room: Size, picture: Size): number {
  return Math.min(Math.max(zoom, Math.min(LEAST_ZOOM, fitZoom(room, picture))), MOST_ZOOM);
}

/** The side along which a picture that is longer than its room fits, while it is scrolled along the other one. */
export function shortSide(room: Size, picture: Size): "width" | "height" {
  return picture.width / room.width < picture.height / room.height ? "width" : "height";
}

/** The zoom at which that side of the picture is seen whole; it is not made larger than it is. */
export function sideZoom(room: Size, picture: Size): number {
  const side = shortSide(room, picture);
  return Math.max(Math.min((room[side] - 2 * MARGIN - BAR) / picture[side], 1), fitZoom(room, picture));
}

/** What a picture is fitted by at first: all of it, unless that leaves nothing to read and one side of it leaves more. */
export function firstFit(room: Size, picture: Size): "whole" | "side" {
  const whole = fitZoom(room, picture);
  return whole < READABLE && sideZoom(room, picture) > 2 * whole ? "side" : "whole";
}

/** One step of a button or key. */
export function stepZoom(zoom: number, direction: 1 | -1): number {
  return direction > 0 ? zoom * STEP : zoom / STEP;
}

/** For a turn of the wheel or a pinch on a trackpad, in pixels; downwards is smaller. */
export function wheelZoom(zoom: number, deltaY: number): number {
  return zoom * 2 ** (-Math.min(Math.max(deltaY, -100), 100) / 150);
}

/** Another zoom, with the point of the room at `at` kept on the same point of the picture where scrolling allows it. */
export function zoomTo(
  view: View,
  zoom: number,
  at: { readonly x: number; readonly y: number },
  room: Size,
  picture: Size,
): View {
  const next = limitZoom(zoom, room, picture);
  const along = (scroll: number, point: number, space: number, length: number): number => {
    const onPicture = (scroll + point - offset(space, length * view.zoom)) / view.zoom;
    const wanted = onPicture * next + offset(space, length * next) - point;
    const most = Math.max(0, length * next + 2 * MARGIN - space);
    return Math.min(Math.max(wanted, 0), most);
  };
  return {
    zoom: next,
    left: along(view.left, at.x, room.width, picture.width),
    top: along(view.top, at.y, room.height, picture.height),
  };
}

/** Where the picture begins. */
function offset(space: number, length: number): number {
  return Math.max(MARGIN, (space - length) / 2);
}

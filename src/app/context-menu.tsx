/**
 * The menus of executors, edges and the empty canvas, by the right button, Shift+F10, the menu key and a long press. What
 * they offer are commands; where something is asked for at a place, it comes to that place.
 */
import { useEffect, useState } from "react";
import { systemClock } from "../base/clock.ts";
import { lineId, needOfLine } from "../model/drawing/layout.ts";
import { GATEWAY } from "../model/flow.ts";
import type { Need } from "../model/flow-edit.ts";
import { readClipboard } from "../store/commands.ts";
import type { Designer } from "../store/designer.ts";
import { useDesigner } from "../store/react.ts";
import { type MenuGroup, type MenuItem, MenuList } from "../ui/menu.tsx";
import { pressedKey } from "../ui/pressed-key.ts";
import { useKeptFocus } from "./kept-focus.ts";
import { menuGroups } from "./menu-items.ts";
import { useOpenedInView } from "./opened-in-view.ts";

const ITEMS = {
  executor: [
    { ids: ["rename", "connect"] },
    { ids: ["duplicate", "copy-yaml", "cut", "delete", "delete-reconnect"] },
    { ids: ["show-text", "save-preset", "show-details", "show-problems"] },
    { ids: ["move-up", "move-down", "pin", "unpin"] },
  ],
  edge: [{ ids: ["disconnect", "write-need", "insert"] }],
  canvas: [
    { ids: ["add", "add-chosen", "paste", "paste-linked"] },
    { ids: ["select-all"] },
    { ids: ["fit", "tidy", "turn", "wrap"] },
  ],
} as const;

interface OpenMenu {
  readonly label: string;
  readonly at: { readonly x: number; readonly y: number };
  readonly groups: readonly MenuGroup[];
  /** Where the focus goes back to. */
  readonly from: Element | null;
}

/** How long a finger rests, and how far it may stray, in pixels, before a menu opens. */
const LONG_PRESS_MS = 500;
const MAX_STRAY = 10;

/** The menu of what was pointed at: executor, edge or canvas; opened by right-click, the menu key or a long press. */
export default function ContextMenu() {
  const designer = useDesigner();
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  // Both come as late as the menus, and stay as long.
  useKeptFocus();
  useOpenedInView();
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("contextmenu", (event) => openByPointer(designer, event, setMenu), {
      signal,
      capture: true,
    });
    addEventListener("keydown", (event) => openByKey(designer, event, setMenu), { signal });
    openByLongPress(signal);
    return () => listening.abort();
  }, [designer]);
  return (
    menu && (
      <MenuList
        key={`${menu.at.x} ${menu.at.y}`}
        label={menu.label}
        groups={menu.groups}
        at={menu.at}
        onClose={(isBack) => {
          setMenu(null);
          if (isBack && (menu.from instanceof HTMLElement || menu.from instanceof SVGElement)) {
            menu.from.focus({ preventScroll: true });
          }
        }}
      />
    )
  );
}

type Open = (menu: OpenMenu) => void;

/** The page's own menu where it has one, else the browser's. */
function openByPointer(designer: Designer, event: MouseEvent, open: Open): void {
  const { target, clientX: x, clientY: y } = event;
  if (!(target instanceof Element) || target.closest("dialog, input, textarea, [contenteditable]")) {
    return;
  }
  // By a press while the first button is held; a Mac that opens it by Ctrl and the first button tells button 0.
  const isDragging = event.button === 2 && (event.buttons & 1) !== 0;
  if (isDragging || target.closest("[role=menu]")) {
    event.preventDefault();
    return;
  }
  const name = target.closest("[data-executor]")?.getAttribute("data-executor");
  const row = target.closest("[data-outline]")?.getAttribute("data-outline");
  const line = target.closest("[data-needs]")?.getAttribute("data-id");
  const need = line == null ? null : needOfLine(designer.get().file.shown.picture, line);
  const isCanvas = target.closest(".canvas") !== null;
  const executor = name ?? row;
  if (!isCanvas && row == null) {
    return;
  }
  event.preventDefault();
  if (executor != null) {
    const before = designer.get().file.selection;
    const isNew = !before.has(executor);
    if (isNew) {
      designer.do.select([executor]);
    }
    const menu = menuOf(designer, "executor", executor, { x, y });
    const isMore = isNew && [...before].some((one) => one !== GATEWAY);
    open(
      isMore ? { ...menu, groups: [...menu.groups, { items: [addTo(designer, before, executor)] }] } : menu,
    );
  } else if (need) {
    designer.do.select([], [need]);
    open(menuOf(designer, "edge", edgeWords(need), { x, y }));
  } else {
    open(menuOf(designer, "canvas", "the canvas", { x, y }));
  }
}

/** What a finger, which holds no key, adds by. */
function addTo(designer: Designer, selection: ReadonlySet<string>, executor: string): MenuItem {
  return {
    id: "add-to-selected",
    label: "Add to what is selected",
    refused: null,
    run: () => designer.do.select([...selection, executor]),
  };
}

function edgeWords({ from, to }: Need): string {
  return `the edge ${from}->${to}`;
}

/** About what is selected: an executor, an edge, or else the canvas. */
function openByKey(designer: Designer, event: KeyboardEvent, open: Open): void {
  const key = pressedKey(event);
  const target = event.composedPath()[0];
  const isMenuKey = key === "ContextMenu" || (key === "F10" && event.shiftKey);
  const isHere =
    target instanceof Element &&
    (target === document.body || target.closest(".canvas, .outline") !== null) &&
    !target.matches("input, textarea, select");
  if (!isMenuKey || !isHere || event.defaultPrevented || document.querySelector("dialog[open]")) {
    return;
  }
  // The browser sends its own event for this key, at once or when it is let go of.
  event.preventDefault();
  const quiet = new AbortController();
  addEventListener(
    "contextmenu",
    (own) => {
      own.preventDefault();
      own.stopImmediatePropagation();
    },
    { capture: true, signal: quiet.signal },
  );
  systemClock.after(300, () => quiet.abort());
  const { selection, selectedEdges } = designer.get().file;
  const [selectedEdge] = selectedEdges;
  const [name] = [...selection].filter((one) => one !== GATEWAY);
  if (name !== undefined) {
    const shown =
      find(`[data-outline="${CSS.escape(name)}"]`, target) ?? find(`[data-executor="${CSS.escape(name)}"]`);
    open(menuOf(designer, "executor", name, middleOf(shown)));
  } else if (selectedEdge) {
    const line = lineId(selectedEdge.from, selectedEdge.to);
    const shown = find(`[data-needs][data-id="${CSS.escape(line)}"]`);
    open(menuOf(designer, "edge", edgeWords(selectedEdge), middleOf(shown)));
  } else {
    open(menuOf(designer, "canvas", "the canvas", middleOf(null)));
  }
}

/** In the Outline if the focus is there. */
function find(selector: string, within: Element | null = document.body): Element | null {
  const root = within === document.body ? document : within?.closest(".outline");
  return root?.querySelector(selector) ?? null;
}

function middleOf(element: Element | null): OpenMenu["at"] {
  const box = (element ?? document.querySelector(".canvas"))?.getBoundingClientRect();
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 0, y: 0 };
}

/**
 * Not every browser tells of a finger that rests by `contextmenu`: where it does not, we do. The finger that opened a
 * menu lies on it: that it is lifted is no click on what it covers.
 */
function openByLongPress(signal: AbortSignal): void {
  let stop: (() => void) | null = null;
  const end = () => {
    stop?.();
    stop = null;
  };
  let start = { x: 0, y: 0 };
  let isOpener = false;
  const onDown = ({ target, pointerType, isPrimary, clientX, clientY }: PointerEvent) => {
    end();
    isOpener = false;
    if (pointerType !== "touch" || !isPrimary || !(target instanceof Element)) {
      return;
    }
    start = { x: clientX, y: clientY };
    stop = systemClock.after(LONG_PRESS_MS, () => {
      isOpener = true;
      const init = { bubbles: true, cancelable: true, composed: true, clientX, clientY };
      target.dispatchEvent(new MouseEvent("contextmenu", init));
    });
  };
  const onMove = ({ clientX, clientY }: PointerEvent) => {
    if (Math.hypot(clientX - start.x, clientY - start.y) > MAX_STRAY) {
      end();
    }
  };
  const options = { signal, capture: true };
  addEventListener("pointerdown", onDown, options);
  addEventListener("pointermove", onMove, options);
  for (const type of ["pointerup", "pointercancel", "contextmenu"]) {
    addEventListener(type, end, options);
  }
  const onTouchEnd = (event: TouchEvent) => {
    if (isOpener) {
      event.preventDefault();
    }
  };
  addEventListener("touchend", onTouchEnd, { ...options, passive: false });
}

function menuOf(designer: Designer, kind: keyof typeof ITEMS, what: string, at: OpenMenu["at"]): OpenMenu {
  const groups = menuGroups(designer, ITEMS[kind]);
  return {
    label: `Menu of ${what}`,
    at,
    groups:
      kind === "canvas"
        ? groups.map(({ items }) => ({ items: items.map((item) => placed(designer, item, at)) }))
        : groups,
    from: document.activeElement,
  };
}

/** What a command makes comes to the place of the menu. */
function placed(designer: Designer, item: MenuItem, { x, y }: OpenMenu["at"]): MenuItem {
  if (item.id === "add") {
    return { ...item, run: () => designer.do.drop(new Map(), x, y) };
  }
  const keepsLinks = item.id === "paste-linked";
  if (item.id !== "paste" && !keepsLinks) {
    return item;
  }
  const paste = async () => {
    const text = await readClipboard(designer);
    if (text !== null) {
      designer.do.pasteAt(text, keepsLinks, x, y);
    }
  };
  return { ...item, run: () => void paste() };
}

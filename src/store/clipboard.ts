/** Copying, pasting and duplicating executors. */
import { counted, quoted } from "../base/words.ts";
import { type CopiedItems, copiedItems, printItems } from "../formats/edit/copied-items.ts";
import { pastedItems } from "../formats/edit/pasted-items.ts";
import type { Point } from "../model/drawing/geometry.ts";
import { layoutFlow } from "../model/drawing/layout.ts";
import type { BuiltFlow, BuiltNode } from "../model/engine/built-flow.ts";
import type { PastedItem } from "../model/flow-edit.ts";
import type { Value } from "../model/value.ts";
import { copyText } from "./copy-text.ts";
import type { EditActions } from "./edit-actions.ts";
import { selectedExecutors } from "./open-file.ts";
import type { Tools } from "./tools.ts";

type MakeEdit = EditActions["edit"];

/** The selected executors as YAML, or the whole file where none is selected. */
export async function copySelected(tools: Tools): Promise<void> {
  const { file } = tools.get();
  const names = selectedExecutors(file);
  if (names.length === 0) {
    await copyText(tools, file.text, "the YAML text");
    return;
  }
  const copied = itemsOf(tools, names);
  if (copied) {
    await copyText(tools, printItems(copied.items), whatOf(names));
  }
}

/** Copies, and then deletes: nothing is lost where the browser refuses the clipboard. */
export async function cutSelected(tools: Tools, edit: MakeEdit): Promise<void> {
  const { file } = tools.get();
  const names = selectedExecutors(file);
  const what = whatOf(names);
  const copied = itemsOf(tools, names);
  // The browser may have asked for leave meanwhile, and another file be shown.
  if (copied && (await copyText(tools, printItems(copied.items), what)) && tools.get().file.id === file.id) {
    edit({ kind: "remove", names, reconnect: false }, { label: `Cut ${what}` });
  }
}

/**
 * Makes executors a second time, each with the needs that it has: those of `corners`, which say where the new cards stand,
 * else the selected ones.
 */
export function duplicateSelected(
  tools: Tools,
  edit: MakeEdit,
  corners: ReadonlyMap<string, Point> | undefined,
): void {
  const { file } = tools.get();
  const { flow, built } = file.reading.document;
  // One may have gone while its card was held.
  const names = corners
    ? [...corners.keys()].filter((name) => built.byName.has(name))
    : selectedExecutors(file);
  const copied = corners && names.length === 0 ? null : itemsOf(tools, names);
  if (copied) {
    const items = copied.items.map((item, place) => {
      const entry = copied.entries[place];
      const node = built.nodes.find((one) => one.entry === entry);
      const isByOrder = flow.entries[entry ?? -1]?.method === "add" && item.name !== null;
      return node && isByOrder && !node.needsWritten ? withNeeds(item, node, built) : item;
    });
    const index = Math.max(...copied.entries) + 1;
    const placeAdded = (names: readonly string[]) =>
      new Map(
        names.flatMap((name, place) => {
          const corner = corners?.get(items[place]?.name ?? "");
          return corner ? [[name, corner]] : [];
        }),
      );
    edit(
      { kind: "paste", items, index, keepsLinks: true },
      { label: `Duplicate ${whatOf(names)}`, ...(corners && { placeAdded }) },
    );
  }
}

/**
 * Makes executors of a text, after the last one that is selected. `point`: where the upper left corner of their cards
 * comes to stand. `behind`: what the first of them is to need.
 */
export function pasteText(
  tools: Tools,
  edit: MakeEdit,
  {
    text,
    keepsLinks,
    point,
    behind,
  }: { text: string; keepsLinks: boolean; point?: Point | undefined; behind?: string | undefined },
): void {
  const pasted = pastedItems(text);
  if ("refused" in pasted) {
    tools.toast("warning", pasted.refused);
    return;
  }
  const items = pasted.items.map((item, place) =>
    place === 0 && behind !== undefined
      ? { ...item, value: new Map<string, Value>([...item.value, ["needs", behind]]) }
      : item,
  );
  const { file } = tools.get();
  const { built } = file.reading.document;
  const last = Math.max(-1, ...selectedExecutors(file).map((name) => built.byName.get(name)?.entry ?? -1));
  edit(
    {
      kind: "paste",
      items,
      keepsLinks: keepsLinks || behind !== undefined,
      ...(last >= 0 && { index: last + 1 }),
    },
    point ? { placeAdded: (names) => placesAt(point, names, pasted.alone, file.places.direction) } : {},
  );
}

function itemsOf(tools: Tools, names: readonly string[]): CopiedItems | null {
  const copied = copiedItems(tools.get().file.reading.document, names);
  if ("refused" in copied) {
    tools.toast("warning", copied.refused);
    return null;
  }
  return copied;
}

function whatOf(names: readonly string[]): string {
  return names.length === 1 && names[0] ? quoted(names[0]) : counted(names.length, "executor");
}

function withNeeds(item: PastedItem, node: BuiltNode, { standsFor }: BuiltFlow): PastedItem {
  const needs = [...new Set(node.needs.map((need) => standsFor.get(need) ?? need))];
  const [only, ...others] = needs;
  const written = only !== undefined && others.length === 0 ? only : needs;
  return { ...item, value: new Map([...item.value, ["needs", written]]) };
}

/** As they would stand by themselves, moved to a point. */
function placesAt(
  { x, y }: Point,
  names: readonly string[],
  alone: BuiltFlow,
  direction: Parameters<typeof layoutFlow>[1],
): ReadonlyMap<string, Point> {
  const { executors } = layoutFlow(alone, direction);
  const corners = alone.nodes.flatMap((node) => {
    const corner = executors.get(node.name);
    return corner && node.role !== "INSPECT_AUX_PASS" ? [corner] : [];
  });
  const left = Math.min(...corners.map((corner) => corner.x));
  const top = Math.min(...corners.map((corner) => corner.y));
  return new Map(
    names.flatMap((name, place) => {
      const corner = corners[place];
      return corner ? [[name, { x: x + corner.x - left, y: y + corner.y - top }]] : [];
    }),
  );
}

/**
 * The labels of all that fixtures, public Flow files and drawn Flows have on their cards, as the browser draws them:
 * names, what is used, badges and the gateway's lines are whole, or give way in their middle and say so.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { drawFlow } from "../agreement/random-flow.ts";
import { type FlowDocument, readFlow } from "../src/formats/read/read-flow.ts";
import type { Problem } from "../src/model/problem.ts";
import type { Value } from "../src/model/value.ts";
import { expect, test } from "./fixtures.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** What a card shows of an executor's arguments. */
const SHOWN = [
  ...["name", "uses", "replicas", "shards", "polling", "external", "host", "floating", "when", "no_reduce"],
];
/** Flows of seeds, as people write them, without what the engine refuses. */
const DRAWN = 200;
/** Cards of one Flow, of which all are elements. */
const MOST = 50;

type Card = Record<string, unknown>;

/** Cards that look different, and gateways, each once. */
function collect() {
  const folders = [join(ROOT, "fixtures", "flows"), resolve(ROOT, "..", "shared", "corpus", "files")];
  const files = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => join(folder, name)),
  );
  const cards = new Map<string, Card>();
  const gateways = new Map<string, Card>();
  /** `namesMatter`: cards that differ in their names alone are each there. */
  const add = ({ picture, flow }: FlowDocument, namesMatter: boolean) => {
    for (const { name, entry } of picture.nodes) {
      const args = flow.entries[entry]?.args;
      if (args && /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) {
        const card = Object.fromEntries(
          SHOWN.map((key) => [key, plain(key === "name" ? name : args.get(key))]),
        );
        cards.set(JSON.stringify(namesMatter ? card : { ...card, name: "" }), card);
      }
    }
    const gateway = Object.fromEntries(
      ["protocol", "port", "protocols", "ports"].map((key) => [
        key,
        plain(flow.gateway.get(key) ?? flow.with.get(key)),
      ]),
    );
    gateways.set(JSON.stringify(gateway), gateway);
  };
  for (const file of files) {
    add(readFlow(readFileSync(file, "utf8")), true);
  }
  let drawn = 0;
  for (let seed = 1; drawn < DRAWN; seed++) {
    const { flow, oddity } = drawFlow(seed);
    const document = oddity === "none" && !flow.files && !flow.env ? readFlow(flow.text) : null;
    if (document && document.picture.nodes.length > 0 && !document.problems.some(isError)) {
      add(document, false);
      drawn++;
    }
  }
  return { cards: [...cards.values()], gateways: [...gateways.values()] };
}

function isError({ severity }: Problem): boolean {
  return severity === "error";
}

function plain(value: Value | undefined): unknown {
  return value instanceof Map
    ? Object.fromEntries([...value].map(([key, inner]) => [String(key), plain(inner)]))
    : Array.isArray(value)
      ? value.map(plain)
      : typeof value === "bigint"
        ? Number(value)
        : (value ?? undefined);
}

/** In lists that a Flow can have: no name twice. */
function inFlows(cards: readonly Card[]): string[] {
  const lists: Map<unknown, Card>[] = [];
  for (const card of cards) {
    const list = lists.find((one) => one.size < MOST && !one.has(card.name)) ?? new Map<unknown, Card>();
    if (list.size === 0) {
      lists.push(list);
    }
    list.set(card.name, { ...card, needs: "gateway" });
  }
  return lists.map((list) => JSON.stringify({ jtype: "Flow", executors: [...list.values()] }));
}

test("labels are whole on the cards of all fixtures, of 200 drawn Flows, and of the public files where those are there", async ({
  designer,
  page,
}) => {
  test.setTimeout(240_000);
  const { cards, gateways } = collect();
  expect(cards.length).toBeGreaterThan(300);
  /** What leaves its place, or is cut without saying so. */
  const faultsNow = () =>
    designer.canvas.evaluate((canvas) => {
      const faults: string[] = [];
      const isOver = (inner: Element, outer: Element) => {
        const [a, b] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
        return (
          a.left < b.left - 0.6 || a.right > b.right + 0.6 || a.top < b.top - 0.6 || a.bottom > b.bottom + 0.6
        );
      };
      for (const label of canvas.querySelectorAll<HTMLElement>(
        ".card-name, .card-uses, .gate small, .gate b",
      )) {
        const frame = label.closest(".card, .gate")!;
        const said = `${label.className} ${label.textContent}`;
        if (label.checkVisibility() && isOver(label, frame)) {
          faults.push(`${said} leaves its card`);
        } else if (label.classList.contains("is-cut")) {
          const end = label.lastElementChild!;
          if (isOver(end, label)) {
            faults.push(`the end of ${said} is cut`);
          }
        } else if (label.scrollWidth > label.clientWidth + 1) {
          faults.push(`${said} is cut at its end`);
        }
      }
      for (const badge of canvas.querySelectorAll<HTMLElement>(".card-badges > *")) {
        if (isOver(badge, badge.parentElement!) || badge.scrollWidth > badge.clientWidth + 1) {
          faults.push(`the badge ${badge.textContent} is cut`);
        }
      }
      for (const mark of canvas.querySelectorAll<HTMLElement>(".card-problems, .card-pin")) {
        const [a, b] = [mark.getBoundingClientRect(), mark.closest(".card")!.getBoundingClientRect()];
        if (a.left < b.left || a.right > b.right) {
          faults.push(`${mark.textContent} leaves its card`);
        }
      }
      return faults;
    });
  const found: string[] = [];
  let seen = 0;
  for (const [at, text] of inFlows(cards).entries()) {
    await designer.open(`cards${at}.yml`, text);
    await expect(designer.cards()).toHaveCount(JSON.parse(text).executors.length);
    seen += await designer.cards().count();
    const bar = page.getByRole("toolbar", { name: "Zoom" });
    const level = bar.getByRole("button", { name: /set to 100 %/ });
    await level.click();
    for (const zoom of ["100 %", "64 %", "41 %"]) {
      // What is shown of names depends on it; cards of one column are all there.
      for (let presses = zoom === "100 %" ? 0 : 2; presses > 0; presses--) {
        await bar.getByRole("button", { name: "Zoom out" }).click();
      }
      await expect(level).toHaveText(zoom);
      found.push(...(await faultsNow()).map((fault) => `at ${zoom}: ${fault}`));
    }
  }
  for (const [at, gateway] of gateways.entries()) {
    await designer.open(
      `gate${at}.yml`,
      JSON.stringify({ jtype: "Flow", gateway, executors: [{ name: "one" }] }),
    );
    await expect(designer.cards()).toHaveCount(1);
    found.push(...(await faultsNow()));
  }
  expect([...new Set(found)]).toEqual([]);
  expect(seen).toBe(cards.length);
});

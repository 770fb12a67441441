/**
 * A run of many documents on the page itself: sent from its Send panel, through its own server, to a gateway that
 * answers with documents of 1 kB. What the page's thread does meanwhile is read from the browser's trace, task by task.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import type { CDPSession, Page } from "@playwright/test";
import { Designer } from "../../e2e/pages/designer.ts";
import {
  createStubGateway,
  frame,
  readAll,
  respond,
  type StubGateway,
} from "../../src/bridge/test-fixtures.ts";
import { createFrameReader } from "../../src/client/frame-reader.ts";
import { requestProtoV1 } from "../../src/client/request-proto.ts";
import {
  DataRequestProtoSchema,
  JinaInfoProtoSchema,
  RouteProtoSchema,
  StatusProto_StatusCode,
} from "../../src/gen/v1/jina_pb.js";
import { CALL_RPC } from "../../src/model/run/bridge-contract.ts";
import type { Figures } from "../harness/benchmark.ts";
import { withFreshPage } from "../harness/browser.ts";
import { longest, type Task, traceTasks } from "../harness/trace.ts";

/** How much is sent. */
export interface LongRun {
  readonly documents: number;
  readonly requestSize: number;
}

/** Letters of each document that comes back. */
const TEXT_LENGTH = 950;
/** A run that is stopped has gone on for so long. */
const BEFORE_STOP_MS = 2000;
const HEAP_EVERY_MS = 500;
const LOOK_EVERY_MS = 500;
const MOST_MS = 600_000;

/** A gateway that may be told to fail at every tenth request. */
export interface AnsweringGateway extends StubGateway {
  refuses(isFailing: boolean): void;
}

/** In the place of a request's id, which is as long. */
const NO_ID = "0".repeat(32);
const MOST_BYTES = 1 << 20;

/**
 * A gateway of docarray v1 that answers every request of `Call` with so many documents, which came by two executors, and
 * with the request's id. A run of so many requests is one call.
 */
export async function startAnsweringGateway(documents: number): Promise<AnsweringGateway> {
  const info = create(JinaInfoProtoSchema, { jina: { docarray: "0.21.1" } });
  const message = requestProtoV1({
    requestId: NO_ID,
    endpoint: "/",
    documents: Array.from({ length: documents }, (_, index) => ({
      id: index.toString(16).padStart(32, "0"),
      text: "x".repeat(TEXT_LENGTH),
    })),
    parameters: {},
    targetExecutor: "",
  });
  message.routes = ["gateway", "first", "second"].map((executor, index) =>
    create(RouteProtoSchema, {
      executor,
      startTime: timestampFromMs(1000 + index),
      endTime: timestampFromMs(1010 - index),
    }),
  );
  const failed = create(DataRequestProtoSchema, {
    header: {
      requestId: NO_ID,
      status: { code: StatusProto_StatusCode.ERROR, description: "asked to fail" },
    },
  });
  const answers = {
    status: frame(Buffer.from(toBinary(JinaInfoProtoSchema, info))),
    data: frame(Buffer.from(toBinary(DataRequestProtoSchema, message))),
    failed: frame(Buffer.from(toBinary(DataRequestProtoSchema, failed))),
  };
  let isFailing = false;
  let asked = 0;
  const answerTo = (request: Uint8Array): Buffer => {
    asked += 1;
    const answer = Buffer.from(isFailing && asked % 10 === 0 ? answers.failed : answers.data);
    const { header } = fromBinary(DataRequestProtoSchema, request);
    answer.write(header!.requestId, answer.indexOf(NO_ID), "latin1");
    return answer;
  };
  const gateway = await createStubGateway(async (stream, headers) => {
    const path = headers[":path"];
    if (path === `/${CALL_RPC}`) {
      const requests = createFrameReader(MOST_BYTES, (_, request) => stream.write(answerTo(request)));
      stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.on("data", (piece: Buffer) => requests.push(Uint8Array.from(piece)));
      stream.on("end", () => stream.end());
      return;
    }
    await readAll(stream);
    if (path?.endsWith("_status")) {
      respond(stream, [answers.status]);
    } else {
      respond(stream, [], { "grpc-status": "12", "grpc-message": "not known here" });
    }
  });
  return {
    ...gateway,
    refuses(fails) {
      isFailing = fails;
    },
  };
}

/** What one run takes, from the press of Send until all is answered, and what Stop takes in another. */
export function measureLongRun(url: string, target: string, run: LongRun): Promise<Figures> {
  return withFreshPage(async (page) => {
    await page.addInitScript(noteRows);
    await page.goto(url);
    const designer = new Designer(page);
    await designer.ready();
    await fillForm(designer, target, run);
    const session = await page.context().newCDPSession(page);
    const stopHeap = watchHeap(session);
    const stopTrace = await traceTasks(page);
    await designer.pressSend();
    await page.waitForFunction(() => (globalThis as unknown as { noted: Noted }).noted.endedMs > 0, null, {
      timeout: MOST_MS,
    });
    // What is done at the end of a run belongs to it.
    await page.waitForTimeout(1500);
    const tasks = await stopTrace();
    const mostHeapMb = await stopHeap();
    const { sentMs, answeredMs, rowMs, endedMs } = await noted(page);
    return {
      ms: endedMs - sentMs,
      "first row ms": rowMs - answeredMs,
      ...figuresOf(tasks),
      "heap MB": mostHeapMb,
      "stop ms": await measureStop(designer, run),
    };
  });
}

/** What it takes to send a long run again, all of it and then what failed of that, and to compare it field by field. */
export function measureAgain(url: string, gateway: AnsweringGateway, run: LongRun): Promise<Figures> {
  return withFreshPage(async (page) => {
    await page.goto(url);
    const designer = new Designer(page);
    await designer.ready();
    await fillForm(designer, gateway.target, run);
    await designer.send.getByText("More", { exact: true }).click();
    await designer.send.getByLabel("Continue on error").check();
    await designer.pressSend();
    // Sending has shown Responses.
    await designer.tab("Runs");
    await untilEnded(designer, 1);
    const stopTrace = await traceTasks(page);
    const begun = Date.now();
    gateway.refuses(true);
    await page.getByRole("button", { name: "Resend all" }).click();
    await untilEnded(designer, 2);
    gateway.refuses(false);
    await page.getByRole("button", { name: /^Resend .* failed or not sent$/ }).click();
    await untilEnded(designer, 3);
    // The one that is shown has sent only what had failed.
    await page.getByRole("list", { name: "Runs, latest first" }).getByRole("button").last().click();
    await page.getByRole("button", { name: "Resend all" }).click();
    await untilEnded(designer, 4);
    // The first run, and the one of which every tenth request failed.
    for (const [index, outcome] of [
      [3, /^The answers are the same/],
      [2, /requests and documents that differ/],
    ] as const) {
      await page.getByLabel("Compare with").selectOption({ index });
      await page.getByRole("status").filter({ hasText: outcome }).waitFor({ timeout: MOST_MS });
    }
    const ms = Date.now() - begun;
    return { ms, ...figuresOf(await stopTrace()) };
  });
}

function figuresOf(tasks: readonly Task[]): Figures {
  return {
    "longest task ms": longest(tasks, "clockMs"),
    "tasks over 50 ms": tasks.filter(({ clockMs }) => clockMs > 50).length,
  };
}

/** Waits until so many runs have ended, each of which is a row of Runs then. One that fails shows its answers instead. */
async function untilEnded(designer: Designer, count: number): Promise<void> {
  const { page } = designer;
  const rows = page
    .getByRole("list", { name: "Runs, latest first" })
    .getByRole("listitem")
    // One that is under way stands among them.
    .filter({ hasNotText: /running|stopping/ });
  const untilMs = Date.now() + MOST_MS;
  while ((await rows.count()) < count) {
    if (Date.now() > untilMs) {
      throw new Error(`run ${count} does not end`);
    }
    await page.waitForTimeout(LOOK_EVERY_MS);
    await designer.tab("Runs");
  }
}

async function fillForm(designer: Designer, target: string, { documents, requestSize }: LongRun) {
  const { send } = designer;
  await designer.fillSend({ address: `grpc://${target}`, size: String(requestSize) });
  await send.getByLabel("Inputs").selectOption("template");
  await send.getByRole("textbox", { name: "Template" }).fill('{"text": "document {i}"}');
  await send.getByLabel("Count").fill(String(documents));
}

/** The longer of the two presses, from each until the page says what it has done; the run is one that has not ended then. */
async function measureStop({ page, send }: Designer, { documents }: LongRun): Promise<number> {
  await send.getByLabel("Count").fill(String(documents * 100));
  await send.getByRole("button", { name: "Send", exact: true }).click();
  await page.waitForTimeout(BEFORE_STOP_MS);
  return page.evaluate(async () => {
    const button = () =>
      [...document.querySelectorAll<HTMLButtonElement>("form.send button")].find(({ textContent }) =>
        textContent?.startsWith("Stop"),
      );
    const pressed = async (): Promise<number> => {
      const label = button()?.textContent;
      if (label === undefined) {
        throw new Error("there is nothing to stop");
      }
      const from = performance.now();
      button()?.click();
      while (button()?.textContent === label) {
        await new Promise(requestAnimationFrame);
      }
      return performance.now() - from;
    };
    const first = await pressed();
    return button() ? Math.max(first, await pressed()) : first;
  });
}

/** What is noted in the page, in its own milliseconds. */
interface Noted {
  sentMs: number;
  /** The first answer was there. */
  answeredMs: number;
  /** Its row was drawn. */
  rowMs: number;
  endedMs: number;
}

function noted(page: Page): Promise<Noted> {
  return page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted);
}

/** In our page, before its own code. */
function noteRows(): void {
  const noted: Noted = { sentMs: 0, answeredMs: 0, rowMs: 0, endedMs: 0 };
  Object.assign(globalThis, { noted });
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    // Behind the head of the call, which is a text, come its requests.
    if (typeof data !== "string" && noted.sentMs === 0) {
      noted.sentMs = performance.now();
      this.addEventListener(
        "message",
        () => {
          noted.answeredMs = performance.now();
        },
        { once: true },
      );
    }
    send.call(this, data);
  };
  new MutationObserver((_, observer) => {
    if (noted.rowMs === 0 && document.querySelector(".document")) {
      noted.rowMs = -1;
      requestAnimationFrame(() =>
        setTimeout(() => {
          noted.rowMs = performance.now();
        }),
      );
    }
    const said = [...document.querySelectorAll("[role=status]")].map(({ textContent }) => textContent);
    if (noted.sentMs > 0 && said.some((text) => text?.startsWith("Done: "))) {
      noted.endedMs = performance.now();
      observer.disconnect();
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

/** Megabytes at most, with what is outside of the heap of objects: the bytes of answers. */
function watchHeap(session: CDPSession): () => Promise<number> {
  let most = 0;
  let isOver = false;
  const watch = async () => {
    while (!isOver) {
      const usage = await session.send("Runtime.getHeapUsage");
      const { usedSize, backingStorageSize = 0 } = usage as typeof usage & { backingStorageSize?: number };
      most = Math.max(most, usedSize + backingStorageSize);
      await new Promise((resolve) => setTimeout(resolve, HEAP_EVERY_MS));
    }
  };
  const watching = watch();
  return async () => {
    isOver = true;
    await watching;
    return most / 1e6;
  };
}

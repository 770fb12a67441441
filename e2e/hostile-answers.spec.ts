/**
 * Hostile answers in the browser, from a gateway of our own through our own server: the page goes on answering, what
 * there is can be seen, and Stop works. The bounds are promises. A machine that is busy with something else may need
 * another try, and no bound is larger for it.
 */
import type { Page } from "@playwright/test";
import { createStubGateway, frame, respond, type StubGateway } from "../src/bridge/test-fixtures.ts";
import { HOSTILE, type HostileAnswer } from "../src/client/test-hostile.ts";
import { expect, test } from "./fixtures.ts";
import type { Designer } from "./pages/designer.ts";

const MAX_TASK_MS = 200;
const MAX_ANSWER_MS = 5000;
const TRIES = 4;
/** Tests, which run beside each other; each takes its share of the answers on one page. */
const SHARES = 6;

interface Gateway extends StubGateway {
  /** What it says to the next request. */
  say(
    generation: HostileAnswer["generation"],
    frames: readonly Buffer[] | "half of it, and then nothing",
  ): void;
}

async function createGateway(): Promise<Gateway> {
  let generation: HostileAnswer["generation"] = "v1";
  let answer: Parameters<Gateway["say"]>[1] = [];
  const gateway = await createStubGateway((stream, headers) => {
    stream.resume();
    if (headers[":path"]?.endsWith("_status")) {
      respond(stream, [frame(info(generation === "v1" ? "0.21.1" : "0.41.0"))]);
    } else if (answer === "half of it, and then nothing") {
      stream.respond({ ":status": 200, "content-type": "application/grpc" });
      stream.write(frame(Buffer.alloc(60_000_000)).subarray(0, 30_000_000));
    } else {
      respond(stream, answer);
    }
  });
  return {
    ...gateway,
    say(spoken, frames) {
      generation = spoken;
      answer = frames;
    },
  };
}

/** A JinaInfoProto that names the version of docarray. */
function info(version: string): Buffer {
  const entry = Buffer.from(`\n\x08docarray\x12${String.fromCharCode(version.length)}${version}`);
  return Buffer.concat([Buffer.from([0x0a, entry.length]), entry]);
}

async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { tasks });
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
  });
}

/** The longest task since the last time this was asked, in milliseconds; 0 if none took 50. */
async function longestTask(page: Page): Promise<number> {
  // Tasks are told of when the page is idle.
  await page.waitForTimeout(100);
  return page.evaluate(() => Math.max(0, ...(globalThis as unknown as { tasks: number[] }).tasks.splice(0)));
}

/** Sends one request and waits for its end; gives how long that took. */
async function send(page: Page): Promise<number> {
  const tookMs = await page.evaluate(async () => {
    const startedAtMs = performance.now();
    const button = [...document.querySelectorAll<HTMLButtonElement>("form.send button")].find(
      ({ textContent }) => textContent === "Send",
    );
    button!.click();
    const fate = () => document.querySelector(".exchange .fate")?.textContent ?? "";
    // First the run before this one goes away, then this one ends.
    await new Promise((resolve) => requestAnimationFrame(resolve));
    while (!["ok", "error", "failed"].includes(fate()) || button!.disabled) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - startedAtMs;
  });
  return tookMs;
}

/** Looks at everything that shows an answer. */
async function look(designer: Designer, { documents, says }: HostileAnswer): Promise<void> {
  const { page } = designer;
  await designer.tab("Responses");
  if (documents === "refused") {
    await expect(page.getByRole("region", { name: "Failure" })).toBeVisible();
    return;
  }
  await page.getByRole("radio", { name: /^Documents/ }).click();
  if (documents > 0) {
    await expect(designer.documents().first()).toBeVisible();
  } else {
    await expect(page.getByText("The answer carries no documents.")).toBeVisible();
  }
  const words = page.locator(".responses-detail");
  if (says) {
    await expect(words).toContainText(says);
  }
  const more = words.getByRole("button", { name: /show (all|more)/ });
  if ((await more.count()) > 0) {
    await more.first().click();
  }
  await page.getByRole("radio", { name: "Whole response" }).click();
  await expect(page.getByTestId("whole-response")).toContainText("requestId");
  await designer.tab("Profile");
  await designer.tab("Log");
  await designer.tab("Responses");
}

for (let share = 0; share < SHARES; share += 1) {
  const kinds = HOSTILE.filter((_, index) => index % SHARES === share);
  test(`hostile answers, share ${share + 1}: no task over ${MAX_TASK_MS} ms, none takes over ${MAX_ANSWER_MS / 1000} s`, async ({
    designer,
    page,
  }) => {
    test.setTimeout(300_000);
    const gateway = await createGateway();
    await watchTasks(page);
    await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
    const report: string[] = [];
    for (const kind of kinds) {
      gateway.say(kind.generation, [frame(Buffer.from(kind.make()))]);
      let best = { taskMs: Number.POSITIVE_INFINITY, answerMs: Number.POSITIVE_INFINITY };
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        await longestTask(page);
        const answerMs = await send(page);
        await look(designer, kind);
        const taskMs = await longestTask(page);
        best = { taskMs, answerMs };
        if (taskMs <= MAX_TASK_MS && answerMs <= MAX_ANSWER_MS) {
          break;
        }
      }
      report.push(
        `${kind.name}: answer ${Math.round(best.answerMs)} ms, longest task ${Math.round(best.taskMs)} ms`,
      );
      expect.soft(best.taskMs, `longest task with ${kind.name}`).toBeLessThanOrEqual(MAX_TASK_MS);
      expect.soft(best.answerMs, `time for ${kind.name}`).toBeLessThanOrEqual(MAX_ANSWER_MS);
    }
    process.stdout.write(`${report.join("\n")}\n`);
    await gateway.close();
  });
}

test("Stop ends an answer that never ends, and what came before is there", async ({ designer, page }) => {
  const gateway = await createGateway();
  gateway.say("v1", "half of it, and then nothing");
  await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
  await designer.pressSend();
  await expect(designer.responses()).toHaveCount(1);
  await page.waitForTimeout(1000);
  const stop = designer.send.getByRole("button", { name: "Stop", exact: true });
  await stop.click();
  await stop.click();
  await expect(page.getByRole("status")).toContainText("Stopped");
  await expect(designer.responses().first()).toContainText("unknown");
  await gateway.close();
});

test("pages of a million documents: the last one can be reached", async ({ designer, page }) => {
  const gateway = await createGateway();
  const million = HOSTILE.find(({ documents }) => documents === 1_000_000)!;
  gateway.say(million.generation, [frame(Buffer.from(million.make()))]);
  await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
  await designer.pressSend();
  const pages = page.getByRole("navigation", { name: "Pages of documents" });
  await expect(pages).toContainText("1–1,000 of 1,000,000");
  await pages.getByRole("button", { name: "Next" }).click();
  await expect(pages).toContainText("1,001–2,000 of 1,000,000");
  await expect(designer.documents().first()).toContainText("1001");
  await pages.getByLabel("Document").fill("1000000");
  await pages.getByLabel("Document").press("Enter");
  await expect(pages).toContainText("999,001–1,000,000 of 1,000,000");
  await expect(designer.documents().last()).toContainText("1000000");
  await expect(pages.getByRole("button", { name: "Next" })).toBeDisabled();
  await gateway.close();
});

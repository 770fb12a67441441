/**
 * Hostile answers in the page, from a gateway of our own through our own server: sent, and looked at in each way that
 * the page has. For the command and the end-to-end test.
 */
import { expect, type Page } from "@playwright/test";
import type { Designer } from "../e2e/pages/designer.ts";
import { createStubGateway, frame, respond, type StubGateway } from "../src/bridge/test-fixtures.ts";
import type { HostileAnswer } from "../src/client/test-hostile.ts";

const TRIES = 4;

/** A gateway whose next answer is told it. */
interface AnsweringGateway extends StubGateway {
  /** What it says to the next request. */
  say(
    generation: HostileAnswer["generation"],
    frames: readonly Buffer[] | "half of it, and then nothing",
  ): void;
}

/** Starts a gateway that gives the answers it is told to. */
export async function createAnsweringGateway(): Promise<AnsweringGateway> {
  let generation: HostileAnswer["generation"] = "v1";
  let answer: Parameters<AnsweringGateway["say"]>[1] = [];
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
export async function sendOnce(page: Page): Promise<number> {
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
export async function lookAtAll(designer: Designer, { documents, says }: HostileAnswer): Promise<void> {
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

/** Milliseconds until the answer had ended, and of the longest task of the page from then on too. */
export interface AnswerTimes {
  readonly answerMs: number;
  readonly taskMs: number;
}

/** Sends for each of the answers, and has another try, of up to four, where something else may have kept the page. */
export async function timeAnswers(
  designer: Designer,
  kinds: readonly HostileAnswer[],
  isFine: (times: AnswerTimes) => boolean,
  tell: (kind: HostileAnswer, times: AnswerTimes) => void,
): Promise<void> {
  const { page } = designer;
  const gateway = await createAnsweringGateway();
  await watchTasks(page);
  await designer.fillSend({ address: `grpc://${gateway.target}`, documents: "x" });
  for (const kind of kinds) {
    gateway.say(kind.generation, [frame(Buffer.from(kind.make()))]);
    let times: AnswerTimes;
    let tries = 0;
    do {
      tries += 1;
      await longestTask(page);
      const answerMs = await sendOnce(page);
      await lookAtAll(designer, kind);
      times = { answerMs, taskMs: await longestTask(page) };
    } while (!isFine(times) && tries < TRIES);
    tell(kind, times);
  }
  await gateway.close();
}

/** The frame that runs mermaid, opened as a page of its own. */
import type { Page } from "@playwright/test";
import type { DrawingAnswer, DrawingTask } from "../../src/model/drawing/drawing.ts";

interface FrameWindow {
  askFrame(task: DrawingTask): Promise<DrawingAnswer>;
}

/** A page that runs mermaid alone. */
export class MermaidPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(origin: string): Promise<void> {
    await this.page.goto(`${origin}/mermaid.html`);
    await this.page.evaluate(() => {
      const { port1, port2 } = new MessageChannel();
      let lastId = 0;
      (globalThis as unknown as FrameWindow).askFrame = (task) =>
        new Promise((resolve) => {
          const id = ++lastId;
          port1.onmessage = ({ data }: MessageEvent<DrawingAnswer>) => {
            if (data.id === id) {
              resolve(data);
            }
          };
          port1.postMessage({ ...task, id });
        });
      // A page that nobody frames is its own parent.
      window.postMessage("port", "*", [port2]);
    });
  }

  ask(task: DrawingTask): Promise<DrawingAnswer> {
    return this.page.evaluate((one) => (globalThis as unknown as FrameWindow).askFrame(one), task);
  }

  /** The labels of a picture's boxes and groups, without blanks, sorted. */
  labelsOf(svg: string): Promise<string[]> {
    return this.page.evaluate((text) => {
      const picture = new DOMParser().parseFromString(text, "image/svg+xml");
      if (picture.querySelector("parsererror")) {
        return ["no XML"];
      }
      return [...picture.querySelectorAll(".node, .cluster-label")]
        .map((element) => (element.querySelector("text")?.textContent ?? "").replace(/[\s\p{Cc}]+/gu, ""))
        .sort();
    }, svg);
  }
}

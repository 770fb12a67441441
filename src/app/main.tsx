/** Composes ports, designer and page. */
import "../ui/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserChannel } from "../base/channel.ts";
import { systemClock } from "../base/clock.ts";
import { createBrowserDatabase } from "../base/database.ts";
import { cryptoRandom } from "../base/random.ts";
import { createBrowserStorage } from "../base/storage.ts";
import { whenIdle } from "../base/when-idle.ts";
import { createDesigner } from "../store/designer.ts";
import { loadLate } from "../store/late.ts";
import { loadActions } from "../store/late-actions.ts";
import { createLateReader } from "../store/late-reader.ts";
import { EMPTY_FLOW } from "../store/open-file.ts";
import type { Ports } from "../store/ports.ts";
import { DesignerProvider } from "../store/react.ts";
import { beginAfresh, restoreWork } from "../store/restore.ts";
import { takeToken } from "./access-token.ts";
import { App } from "./app.tsx";
import { dropFromFragment, sharedFlow } from "./fragment.ts";
import { type LastFile, showLastResort } from "./last-resort.ts";
import { preloadPanels } from "./late-panels.ts";
import { Part } from "./part.tsx";
import { browserPlatform } from "./platform.ts";
import { followTheme } from "./theme.ts";

/** Of what the browser keeps of this page, for all its tabs. */
const NAME = "jina-flow-designer";

async function loadExample(): Promise<string> {
  try {
    const response = await fetch("/examples/flow.yml");
    return response.ok ? await response.text() : EMPTY_FLOW;
  } catch {
    return EMPTY_FLOW;
  }
}

async function start(root: HTMLElement): Promise<void> {
  const tabStorage = createBrowserStorage("session");
  let leave = () => true;
  let file: LastFile | null = null;
  const giveUp = (cause: unknown) =>
    showLastResort(root, {
      cause,
      file,
      download: browserPlatform.download,
      startAfresh() {
        leave = () => true;
        beginAfresh(tabStorage);
        location.reload();
      },
    });
  try {
    let token = takeToken(tabStorage);
    // The address of another launch, opened in this tab, loads nothing where only its fragment is another.
    addEventListener("hashchange", () => {
      token = takeToken(tabStorage) ?? token;
    });
    /** Resolves once a newer version of the page has taken the database, which may be before there is a designer. */
    const replaced = Promise.withResolvers<void>();
    const ports: Ports = {
      clock: systemClock,
      random: cryptoRandom,
      database: createBrowserDatabase(NAME, replaced.resolve),
      channel: createBrowserChannel(NAME),
      tabStorage,
      storage: createBrowserStorage("local"),
      platform: browserPlatform,
      reader: createLateReader(),
      loadClient: async () => {
        const { createClientPort } = await loadLate("What sends", () => import("./client-port.ts"));
        return createClientPort({
          clock: systemClock,
          random: cryptoRandom,
          baseUrl: location.origin,
          fetch: (input, init) => fetch(input, init),
          openSocket: (url, protocols) => new WebSocket(url, protocols),
          token: () => token,
        });
      },
    };
    const [work, text] = await Promise.all([restoreWork(ports), loadExample()]);
    file = work.shown?.file ?? null;
    const designer = createDesigner(ports, { fileName: "flow.yml", text }, work);
    followTheme(designer.store);
    void replaced.promise.then(designer.replaced);
    leave = designer.leave;
    addEventListener("pagehide", () => leave());
    addEventListener("beforeunload", (event) => leave() || event.preventDefault());
    addEventListener("visibilitychange", () => document.hidden && designer.do.keep());
    // The last net: what was thrown where none of the store's and the page's own nets hang.
    const onFault = (cause: unknown) => designer.tools.fault("working", cause);
    addEventListener("error", ({ error, message }) => {
      // Browsers tell so that a size was not settled within a frame, which harms nothing.
      if (!message.startsWith("ResizeObserver loop")) {
        onFault(error ?? message);
      }
    });
    addEventListener("unhandledrejection", (event) => onFault(event.reason));
    const onUncaughtError = (cause: unknown) => {
      file = designer.get().file;
      giveUp(cause);
    };
    createRoot(root, { onUncaughtError }).render(
      <StrictMode>
        <DesignerProvider value={designer}>
          <Part name="The page">
            <App />
          </Part>
        </DesignerProvider>
      </StrictMode>,
    );
    const openShared = async () => {
      const link = sharedFlow();
      // One that cannot be read is told, once. One that can is kept before the address has it no more, which may have
      // another one by then.
      if (link !== null && (await designer.do.openShared(link))) {
        await designer.do.keep();
        if (sharedFlow() === link) {
          dropFromFragment("flow");
        }
      }
    };
    void openShared();
    addEventListener("hashchange", openShared);
    // Once the Flow stands on the screen. Where the server is gone, the first edit says so.
    whenIdle(() => {
      void loadActions().then(designer.do.keep, () => {});
      void designer.advise().catch(designer.tools.lateFault);
      preloadPanels();
    }, 3000);
  } catch (cause) {
    giveUp(cause);
  }
}

const root = document.getElementById("root");
if (root) {
  void start(root);
}

import type { Point } from "../model/drawing/geometry.ts";
import type { Edit } from "../model/flow-edit.ts";
import { type AddressParts, NO_PARTS, typedAddress, type Way } from "../model/run/address.ts";
import type { ClientError } from "../model/run/client-error.ts";
import type { InputFile, InputForm } from "../model/run/request-input.ts";
import type { Run } from "../model/run/run.ts";
import type { ValueMap } from "../model/value.ts";
import type { KeptRequest } from "./kept-requests.ts";
import type { KeptRun, RunOrigin } from "./kept-runs.ts";
import type { ConnectionTest, KnownGateway } from "./known-gateway.ts";
import type { OpenFile } from "./open-file.ts";
import { FIRST_TABS, type OpenTabs, type Place } from "./panels.ts";
import { FIRST_PANES, type Panes } from "./panes.ts";
import type { Client } from "./ports.ts";
import type { Following, Stepping } from "./stepping.ts";

/**
 * All state of the page. Each part says how long it lives: files and session are kept by the browser, settings for all tabs, the run only in memory. Everything else is computed from these.
 */
export interface DesignerState extends PendingEvents {
  // --- files
  readonly file: OpenFile;
  /** The other open files: those with their tabs before this one's, and those after it, from left to right. */
  readonly filesBefore: readonly OpenFile[];
  readonly filesAfter: readonly OpenFile[];
  /** Ids of files that were closed in this tab of the browser, the latest last. */
  readonly closed: readonly string[];
  /** Why the browser does not keep the work now; null as long as it does. */
  readonly unkept: string | null;

  // --- session
  readonly tabs: OpenTabs;
  /** The one place shown on a narrow page. */
  readonly narrowPlace: Place;
  readonly dialog: Dialog | null;
  readonly toast: Toast | null;
  /** What is dragged from the palette; null while nothing is. Where it is, is not kept here: that changes with each frame. */
  readonly held: Held | null;
  /** What screen readers were told last. */
  readonly announcement: string;
  readonly log: readonly LogLine[];

  // --- settings
  readonly address: string;
  readonly theme: Theme;
  /** Simulated milliseconds of executors for which their file says nothing; older versions had it set for all files. */
  readonly delayMs: number;
  readonly form: SendForm;
  /** What is typed into Headers. Its values may be secrets, so that it is in no storage. */
  readonly headers: string;
  /** The files that were chosen to be sent. A page cannot keep them. */
  readonly inputFiles: readonly InputFile[];
  /** Whether keys such as N count that are pressed without any other. */
  readonly singleKeys: boolean;
  readonly panes: Panes;

  /** Executors that were put aside; empty until something asks for them. */
  readonly presets: readonly Preset[];
  readonly removedPreset: Preset | null;
  /** The request that was removed last, with the file that it was kept with; null once it is back. */
  readonly removedRequest: { readonly fileId: string; readonly request: KeptRequest } | null;

  // --- run
  readonly client: Client | null;
  /** What is known of the target executor that is typed: in a sentence, and the executors that it hits. */
  readonly target: { readonly said: string; readonly hits: ReadonlySet<string> };
  /** The simulated request that is stepped through; null while none is. */
  readonly stepping: Stepping | null;
  /** The one that is being worked out, once that takes a moment. */
  readonly following: Following | null;
  /** The last one, be it under way or at its end. */
  readonly run: Run | null;
  /** Why what was sent last was not sent; there is no run then. */
  readonly unsent: ClientError | null;
  /** Where the run came from; null without one. */
  readonly origin: RunOrigin | null;
  /** The runs that have ended and are kept, the latest last. */
  readonly runs: readonly KeptRun[];
  /** The one of them that is shown, by its id; null for the last run. */
  readonly shownRun: number | null;
  readonly chosenRequest: string | null;
  /** Why the gateway that has answered last does not any more; null as long as it does, or as that is not known. */
  readonly gatewayFault: ClientError | null;
  /** What a gateway has told about itself when it was asked last; `knownGateway` tells whether it is that of the address. */
  readonly gateway: KnownGateway | null;
  /** The test of the connection that was begun last; null before the first. */
  readonly connectionTest: ConnectionTest | null;
  /** What was in the Send panel before all of it was filled at once; null once it is back, or if that never was. */
  readonly replacedForm: FilledForm | null;
  /** Why what stands in a field of the documents' form is not among the documents, with its place; null if all of it is. */
  readonly untaken: string | null;
}

/** All that the Send panel's fields hold. */
interface FilledForm {
  readonly address: string;
  readonly form: SendForm;
  readonly headers: string;
}

/**
 * Events from one part of the page to another, which takes each of them once, by `Designer.take`. An event waits here
 * until that part is on the page; a newer one of its kind takes its place.
 */
export interface PendingEvents {
  /** Characters of the text to bring into view and select. `isQuiet`: without the focus. */
  readonly reveal: { readonly from: number; readonly to: number; readonly isQuiet?: boolean } | null;
  /**
   * Executor to bring into view on the canvas, or "" for all of it; `isFirst`: of a file just opened. `isBack`: cards
   * stand again where they stood before, and what was in view then is to be. `isTidied`: they were tidied up, so that
   * rows are offered where they would be better.
   */
  readonly centre: {
    readonly name: string;
    readonly isFirst?: boolean;
    readonly isBack?: boolean;
    readonly isTidied?: boolean;
    /** What is in view moves no more than it has to. */
    readonly isNear?: boolean;
  } | null;
  /** The problems of an executor are wanted in the Problems panel. */
  readonly problems: { readonly executor: string } | null;
  /** All that an executor's card has to tell is wanted beside it. */
  readonly details: { readonly name: string } | null;
  /** The focus is wanted on the canvas, on what was selected last. */
  readonly focusCanvas: { readonly isWanted: true } | null;
  /** The focus is wanted in the Inspector, in its first field. */
  readonly focusInspector: { readonly isWanted: true } | null;
  /** The focus is wanted in the field of a variable, by its name. */
  readonly focusVariable: { readonly name: string } | null;
  /** The focus is wanted in the address of the Send panel. */
  readonly focusAddress: { readonly isWanted: true } | null;
  /** The canvas drawn larger by a factor, or at a scale. */
  readonly zoom: { readonly by: number } | { readonly to: number } | null;
  /** An executor let go of, or YAML pasted, at this place of the window, in its pixels. */
  readonly drop: Drop | null;
}

/** What is dragged from the palette. */
interface Held {
  readonly title: string;
  /** Let go of on an edge it stands between its ends. */
  readonly splits: boolean;
}

/** What comes to a place of the window. */
type Drop = { readonly clientX: number; readonly clientY: number } & (
  | { readonly args: ValueMap }
  | { readonly text: string; readonly keepsLinks: boolean }
);

/** An executor that was put aside, as YAML. */
export interface Preset {
  readonly name: string;
  readonly text: string;
}

/** The colours of the page; `system` follows the setting of the operating system. */
export type Theme = "system" | "light" | "dark";

/** The open dialog, and what it is about. */
export type Dialog =
  | { readonly kind: "commands" }
  | { readonly kind: "find" }
  | { readonly kind: "shortcuts" }
  | { readonly kind: "connect"; readonly from: string }
  | { readonly kind: "need"; readonly to: string }
  /** What to add. */
  | { readonly kind: "add" }
  /** What to add behind an executor, with its card's upper left corner. */
  | { readonly kind: "follow"; readonly from: string; readonly corner: Point | null }
  | { readonly kind: "kept" }
  | { readonly kind: "save-version" }
  | { readonly kind: "versions" }
  /** What the gateway tells about itself. */
  | { readonly kind: "gateway" }
  /** The test of the connection. */
  | { readonly kind: "connection" }
  /** The shown run's answers as a file. */
  | { readonly kind: "export-answers" }
  /** What can be made of the Flow. */
  | { readonly kind: "export" }
  /** The request of the Send panel as code. */
  | { readonly kind: "code" }
  /** A query or a mutation to an HTTP gateway. */
  | { readonly kind: "graphql" }
  /** Code to make the request of. */
  | { readonly kind: "from-code" }
  /** A Flow of a text in another form; `file`: the one to begin with. */
  | { readonly kind: "import"; readonly file: { readonly name: string; readonly text: string } | null }
  /** The Flow as a link. */
  | { readonly kind: "share" }
  /** A link that holds no Flow: what stands behind `flow=` in it, and why nothing can be made of that. */
  | { readonly kind: "broken-link"; readonly link: string; readonly why: string }
  /** The requests that are kept with the file. */
  | { readonly kind: "requests" }
  /** A text that the browser did not let the page copy; `what` says what it is. */
  | { readonly kind: "copy"; readonly text: string; readonly what: string }
  | { readonly kind: "rename"; readonly name: string }
  | { readonly kind: "rename-preset"; readonly name: string };

/** The message that is shown for a while above the page. */
export interface Toast {
  readonly id: number;
  readonly kind: "info" | "warning";
  readonly text: string;
  /** Offers Undo beside the text. */
  readonly canUndo: boolean;
  /** The command that is offered beside the text, by its id. */
  readonly offer: string | null;
  /** What may be meant instead of what was done; offered beside the text. */
  readonly otherwise: Otherwise | null;
  /** Tells that something was not done, so that it says nothing any more once something is. */
  readonly isRefusal: boolean;
}

/** What may be meant instead of what was done. */
interface Otherwise {
  readonly label: string;
  readonly edit: Edit;
  readonly options?: EditOptions;
  /** What was done is undone first; else it is changed. */
  readonly undoesFirst?: boolean;
}

/** How an edit is made. */
export interface EditOptions {
  /** Places of the cards that come with it, by the names that they get. */
  readonly placeAdded?: (names: readonly string[]) => ReadonlyMap<string, Point>;
  /** Instead of the edit's own label. */
  readonly label?: string;
}

/** A line of the tab Log. */
export interface LogLine {
  /** Counts the lines of this tab, those that are gone too. */
  readonly number: number;
  /** Since 1970. */
  readonly atMs: number;
  readonly kind: "info" | "warning" | "error";
  /** What Jina's Client calls at that; absent for what is about no answer. */
  readonly event?: RunEvent;
  readonly text: string;
  /** Python's traceback. */
  readonly stack?: string;
}

/** A line before it is written. */
export type LogEntry = Omit<LogLine, "number" | "atMs">;

/** The callbacks of Jina's Client. */
type RunEvent = "on_done" | "on_error" | "on_always";

/** The texts in the fields of the Send panel, as they were typed. */
export interface SendForm extends InputForm, AddressParts {
  readonly endpoint: string;
  readonly documents: string;
  readonly parameters: string;
  readonly targetExecutor: string;
  readonly requestSize: string;
  /** Requests in flight. */
  readonly window: string;
  readonly maxAttempts: string;
  /** `on`, or empty. */
  readonly continueOnError: string;
  /** `on`, or empty: whether a gRPC gateway is asked by `stream_doc`. */
  readonly stream: string;
  /** Seconds. */
  readonly timeout: string;
  /** `gzip`, `deflate` or empty. */
  readonly compression: string;
  readonly returnType: string;
  /** `on`, or empty. */
  readonly returnResponses: string;
  readonly resultsInOrder: string;
  /** Of the dialog GraphQL: the query or mutation, and its variables in JSON. */
  readonly graphqlQuery: string;
  readonly graphqlVariables: string;
  /** The way to the gateway that is wanted, as `Way`. */
  readonly way: string;
}

/** What the Send panel shows before anything was typed. */
export const DEFAULT_FORM: SendForm = {
  ...NO_PARTS,
  endpoint: "/",
  documents: "a red bicycle\ntwo dogs in snow",
  input: "",
  fileForm: "",
  fieldResolver: "",
  tensorField: "",
  fileField: "",
  nameField: "",
  template: "",
  count: "",
  intervalMs: "",
  parameters: "",
  targetExecutor: "",
  requestSize: "100",
  window: "",
  maxAttempts: "",
  continueOnError: "",
  stream: "",
  timeout: "",
  compression: "",
  returnType: "",
  returnResponses: "",
  resultsInOrder: "on",
  graphqlQuery: `mutation ($data: [StrawberryDocumentInput!]) {
  docs(data: $data, execEndpoint: "/search") {
    id
    text
  }
}
`,
  graphqlVariables: '{"data": [{"text": "a red bicycle"}]}',
  way: "bridge",
};

/** The way that the form asks for; what was kept by another version may be anything. */
export function wayOf({ way }: Pick<SendForm, "way">): Way {
  return way === "direct" ? "direct" : "bridge";
}

/** All that is typed of the address, in a line: what was found out under one says nothing of another. */
export function addressOf({ address, form }: Pick<DesignerState, "address" | "form">): string {
  return typedAddress(address, form);
}

/** The state of a page that has just opened this file: no other files, no run, default settings. */
export function initialState(file: OpenFile): DesignerState {
  return {
    file,
    filesBefore: [],
    filesAfter: [],
    closed: [],
    unkept: null,
    tabs: FIRST_TABS,
    narrowPlace: "canvas",
    dialog: null,
    reveal: null,
    centre: null,
    problems: null,
    details: null,
    focusCanvas: null,
    focusInspector: null,
    focusVariable: null,
    focusAddress: null,
    zoom: null,
    drop: null,
    toast: null,
    held: null,
    announcement: "",
    log: [],
    address: "simulator:",
    theme: "system",
    delayMs: 40,
    form: DEFAULT_FORM,
    headers: "",
    inputFiles: [],
    singleKeys: true,
    panes: FIRST_PANES,
    presets: [],
    removedPreset: null,
    removedRequest: null,
    client: null,
    target: { said: "", hits: new Set() },
    stepping: null,
    following: null,
    run: null,
    unsent: null,
    origin: null,
    runs: [],
    shownRun: null,
    chosenRequest: null,
    gatewayFault: null,
    gateway: null,
    connectionTest: null,
    replacedForm: null,
    untaken: null,
  };
}

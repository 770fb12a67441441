/**
 * What the store needs from the outside. App makes the real ones; tests make their own. Nothing in the store touches
 * the browser, the network or a clock in any other way.
 */
import type { Channel } from "../base/channel.ts";
import type { Clock } from "../base/clock.ts";
import type { Database } from "../base/database.ts";
import type { RandomBytes } from "../base/random.ts";
import type { Storage } from "../base/storage.ts";
import type { FlowDocument } from "../formats/read/read-flow.ts";
import type { Variables } from "../formats/read/substitute.ts";
import type { Direction } from "../model/drawing/geometry.ts";
import type { LayoutForm } from "../model/drawing/layout.ts";
import type { BuiltFlow } from "../model/engine/built-flow.ts";
import type { Address, AddressParts, GatewayAddress, Way } from "../model/run/address.ts";
import type { ClientError } from "../model/run/client-error.ts";
import type { Diagnosis, Evidence } from "../model/run/diagnosis.ts";
import type { Doc, DocValue } from "../model/run/document.ts";
import type { DocumentEdit } from "../model/run/document-edit.ts";
import type { GatewayReport } from "../model/run/gateway-report.ts";
import type { GraphqlGateway } from "../model/run/graphql.ts";
import type { Header } from "../model/run/headers.ts";
import type { SendRequest } from "../model/run/request.ts";
import type { InputFile, InputForm, RequestInput } from "../model/run/request-input.ts";
import type { Run } from "../model/run/run.ts";
import type {
  Prediction,
  Scale,
  SimulationEvent,
  SimulationSettings,
  Workload,
} from "../model/run/simulation.ts";
import type { TraceEnd } from "../model/run/trace.ts";
import type { Lacks } from "../model/run/transport.ts";

/** All that the store needs from the outside. */
export interface Ports {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Where documents are kept, for all tabs. */
  readonly database: Database;
  /** To the other tabs that show this page. */
  readonly channel: Channel;
  /** Kept for this tab only; survives a reload. */
  readonly tabStorage: Storage;
  /** Kept for all tabs. */
  readonly storage: Storage;
  readonly platform: Platform;
  readonly reader: Reader;
  /** Loads everything that sends, on first use. */
  readonly loadClient: () => Promise<Client>;
}

/** Reads and lays out texts in another thread, so that the page goes on answering while a long one is read. */
export interface Reader {
  /**
   * What `readFlow` makes of the text, its picture laid out unless its cards stay. Rejects once the signal aborts, and if the other thread
   * fails.
   */
  read(question: ReaderQuestion, signal: AbortSignal): Promise<FlowDocument>;
}

/** A text to be read, with the values that are given for variables, and the form in which it is to be laid out. */
export interface ReaderQuestion {
  readonly text: string;
  readonly given: Variables;
  readonly form: LayoutForm;
  /** What was read of it already: this is laid out, and given back. */
  readonly document?: FlowDocument;
  /** What is drawn, where its cards stay: what has any of them is not laid out. Null where they do not. */
  readonly staying?: FlowDocument | null;
}

/** The browser's files and clipboard, and the room on the page. */
export interface Platform {
  /** Hands YAML to the person as a file, byte for byte in UTF-8, or what is in a Blob. */
  download(fileName: string, content: string | Blob): void;
  /** Shows the file dialog; null if it is dismissed. */
  pickFile(): Promise<OpenedFile | null>;
  /** Asks where a file is to be saved; null if that is dismissed. Absent where the browser lets pages only download. */
  readonly pickPlace: ((fileName: string) => Promise<DiskFile | null>) | undefined;
  /** Asks for leave to read and write, where the browser wants that. Rejects if there is none, or no file. */
  readDisk(file: DiskFile): Promise<Uint8Array>;
  /** Replaces all of the file, in UTF-8, or leaves it as it is and rejects. */
  writeDisk(file: DiskFile, text: string): Promise<void>;
  /** Rejects where the browser refuses the clipboard. */
  copy(text: string): Promise<void>;
  /** The text on the clipboard. Rejects where the browser refuses it. */
  readClipboard(): Promise<string>;
  /** In which direction a Flow has more room on the page as it is now. */
  roomyDirection(): Direction;
}

/** A file on the disk that the browser may let the page write. It can be kept in the database. */
export interface DiskFile {
  readonly kind: "file";
  readonly name: string;
}

/** A file that the person chose, whose bytes are read on demand. `bytes` rejects if the browser cannot read it. */
export interface OpenedFile {
  readonly name: string;
  readonly size: number;
  /** Absent where it can only be read. */
  readonly disk?: DiskFile;
  bytes(): Promise<Uint8Array>;
}

/** The client room as the store sees it. */
export interface Client {
  /** `way`: the one that is wanted, where there are several. `parts`: what is said of it beside the text. */
  understandAddress(text: string, way: Way, parts: AddressParts): UnderstoodAddress | ClientError;
  parseDocuments(text: string): { readonly documents: readonly Doc[] } | ClientError;
  /** The same with no ids but those that were typed. */
  readDocuments(text: string): { readonly documents: readonly Doc[] } | ClientError;
  /** What is typed as documents after an edit; null where it cannot be read, or has no such document. */
  editDocuments(text: string, edit: DocumentEdit): string | null;
  /** One value as JSON spells it, or where and why it cannot be read. */
  readValue(text: string): { readonly value: DocValue } | ClientError;
  /** What the form asks to be sent beside documents that are typed, or why that cannot be. Nothing is read yet. */
  createInput(form: InputForm, files: readonly InputFile[]): RequestInput | ClientError;
  /** The values of a text that holds parameters, as they are typed, by their keys; or why it holds none. */
  parameterTexts(text: string): ReadonlyMap<string, string> | ClientError;
  /** The text of parameters with a value for one key, or without that key for null; or why that cannot be. */
  withParameter(text: string, key: string, typed: string | null): string | ClientError;
  parseParameters(text: string): { readonly parameters: { readonly [key: string]: DocValue } } | ClientError;
  /**
   * What the pattern would hit of executors with these names: `said` in a sentence, "" if there is nothing to say, and
   * `hits` as far as that is known. Never rejects.
   */
  previewTarget(
    pattern: string,
    names: readonly string[],
  ): Promise<{ readonly said: string; readonly hits: readonly string[] }>;
  /**
   * What a workload would come to in the simulated Flow, its executors scaled as `scales` says by their names. Rejects
   * with the signal's reason once that aborts, else with a ClientError where its target_executor cannot be tried.
   */
  predict(
    flow: BuiltFlow,
    settings: SimulationSettings,
    scales: ReadonlyMap<string, Scale>,
    workload: Workload,
    signal: AbortSignal,
  ): Promise<Prediction>;
  /**
   * Follows one of the requests, `index` from 0, through the simulated Flow, or says why that cannot be: the last one
   * where there are not so many. `onSteps` gets its steps in their order, in parts, as they are worked out. Rejects with
   * the signal's reason once that has aborted, and for nothing else.
   */
  trace(
    input: Omit<RunInput, "runId">,
    index: number,
    signal: AbortSignal,
    onSteps: (steps: readonly SimulationEvent[]) => void,
  ): Promise<TraceEnd | ClientError>;
  /** Asks a gateway what it is: null if it answers, else why not. Never rejects. */
  check(address: GatewayAddress, way: Way, headers: readonly Header[]): Promise<ClientError | null>;
  /** What a gateway tells about itself, or why it does not; none of its endpoints is run. Never rejects. */
  readGateway(
    address: GatewayAddress,
    way: Way,
    headers: readonly Header[],
  ): Promise<GatewayReport | ClientError>;
  /**
   * Tests the way to a gateway; `onEvidence` gets each probe as it is known, and `answered` are the requests that were
   * answered there before. Rejects when the signal aborts.
   */
  diagnose(
    target: {
      readonly address: GatewayAddress;
      /** What was changed or taken for granted in reading it. */
      readonly note: string;
      readonly way: Way;
      readonly headers: readonly Header[];
      readonly answered: number;
    },
    signal: AbortSignal,
    onEvidence: (evidence: Evidence) => void,
  ): Promise<Diagnosis>;
  /** Asks a gateway in GraphQL; rejects if the code for that does not come. `timeoutS` is as in a request of documents. */
  graphql(
    address: GatewayAddress,
    way: Way,
    headers: readonly Header[],
    timeoutS: number | undefined,
  ): Promise<GraphqlGateway>;
  /** Starts a run; `onChange` is called after every step, and may read `run` of the handle then or later. */
  start(input: RunInput, onChange: () => void): RunHandle;
}

interface UnderstoodAddress {
  readonly address: Address;
  /** What was understood, as `grpc://127.0.0.1:54321`. */
  readonly summary: string;
  /** How requests get there, as `through the page's server`. */
  readonly via: string;
  /** The way that is taken, and the other one, each null where there is none. */
  readonly way: Way | null;
  readonly otherWay: Way | null;
  /** What cannot be done there by that way, as far as the address tells. */
  readonly lacks: Lacks;
  /** What was changed in the reading, in a sentence; "" if nothing. */
  readonly note: string;
}

/** What is to be run, and where. */
export interface RunInput {
  readonly runId: number;
  readonly address: Address;
  /** Of no meaning for the simulator. */
  readonly way: Way;
  readonly request: SendRequest;
  /** What is sent along. Their values are kept nowhere: they are what the form holds when a run starts. */
  readonly headers: readonly Header[];
  /** The Flow for the simulator to run. */
  readonly flow: BuiltFlow;
  /** What the simulator's executors do, and how long they take. */
  readonly simulation: SimulationSettings;
}

/** A run that was started. */
export interface RunHandle {
  /** The run as it stands. */
  readonly run: Run;
  /** The run as it ended; never rejects. */
  readonly finished: Promise<Run>;
  /** First call: send no more, keep what comes. Second: end at once. */
  stop(): void;
}

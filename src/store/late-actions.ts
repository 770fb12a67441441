/**
 * Actions whose code is no part of the first load, since showing a Flow does not need it: the page asks for it once the
 * Flow stands there, and what is done before is done, in order, as soon as it has come.
 */
import { guardActions } from "./faults.ts";
import { loadLate } from "./late.ts";
import type { Tools } from "./tools.ts";

type Code = typeof import("./actions.ts");
/** All that `createActions` makes. */
export type LateActions = ReturnType<Code["createActions"]>;

let code: Code | null = null;
let coming: Promise<Code> | null = null;

/** Rejects with a LoadError if the code does not come; asking again loads again. */
export function loadActions(): Promise<Code> {
  coming ??= loadLate("The code that makes edits", () => import("./actions.ts")).then(
    (loaded) => {
      code = loaded;
      return loaded;
    },
    (cause) => {
      coming = null;
      throw cause;
    },
  );
  return coming;
}

/** What each action does, for people: goes on after "while". */
const DOING: Readonly<Record<keyof LateActions, string>> = {
  edit: "making that change",
  setArgument: "making that change",
  addItem: "making that change",
  moveItem: "making that change",
  renameKey: "making that change",
  setScales: "making that change",
  addExecutor: "adding an executor",
  copySelected: "copying executors",
  cutSelected: "copying executors",
  duplicateSelected: "duplicating executors",
  paste: "pasting executors",
  loadPresets: "reading the presets",
  savePreset: "saving a preset",
  renamePreset: "renaming a preset",
  removePreset: "removing a preset",
  restorePreset: "bringing back a preset",
  fillForm: "filling the fields of Send",
  restoreForm: "filling the fields of Send",
  setAddressPart: "changing the address",
  keepRequest: "keeping a request",
  renameRequest: "renaming a request",
  removeRequest: "removing a request",
  restoreRequest: "bringing back a request",
  exportRequests: "exporting requests",
  importRequests: "importing requests",
  applyFix: "fixing the file",
  applyAllFixes: "fixing the file",
  type: "taking in what was typed",
  endBurst: "changing the file",
  movePlaced: "moving cards",
  nudge: "moving cards",
  travel: "changing what is selected",
  nextEdge: "changing what is selected",
  tidyUp: "tidying up",
  turn: "tidying up",
  wrap: "tidying up",
  pin: "pinning cards",
  undo: "undoing",
  redo: "redoing",
  markSaved: "changing the file",
  newFlow: "making a new Flow",
  openText: "opening a file",
  openFiles: "opening a file",
  showFile: "showing a file",
  backToFile: "going back to the previous file",
  forwardToFile: "going on to the next file",
  closeFile: "closing a file",
  reopenFile: "opening a file",
  openKept: "opening a file",
  openShared: "opening a link",
  importFile: "reading a file",
  saveFile: "saving the file",
  listKept: "listing what is kept",
  removeKept: "removing a file",
  saveVersion: "saving a version",
  listVersions: "listing versions",
  restoreVersion: "restoring a version",
  removeVersion: "removing a version",
  compareVersion: "comparing a version",
  keep: "keeping your work",
  leave: "keeping your work",
  loadClient: "sending",
  send: "sending",
  profileGateway: "profiling the gateway",
  stop: "sending",
  chooseRequest: "sending",
  chooseRun: "showing a run",
  exportAnswers: "exporting answers",
  resend: "sending",
  previewTarget: "trying the target executor",
  stepThrough: "stepping through a request",
  stopFollowing: "stepping through a request",
  stepTo: "stepping through a request",
  playSteps: "stepping through a request",
  setStepPace: "stepping through a request",
  endStepping: "stepping through a request",
  showSteppedAnswer: "showing an answer",
  askGateway: "asking the gateway",
  showGateway: "asking the gateway",
  testConnection: "testing the connection",
  followFix: "testing the connection",
  simulate: "setting how an executor is simulated",
  setSimulation: "setting how the Flow is simulated",
  drawSeed: "setting how the Flow is simulated",
  tryExecutor: "trying other numbers",
  tryLoad: "trying other numbers",
  resetTrial: "trying other numbers",
  writeTrial: "making that change",
  setVariable: "setting a variable",
  setEnvironment: "setting variables",
};

const UNCHANGED = "A fault of the Designer: nothing was changed.";

type Action = (...args: never[]) => unknown;
type Actions = Readonly<Record<keyof LateActions, Action>>;

/** Those whose answer is not waited for: null until their code has come. */
const ANSWER_AT_ONCE: ReadonlySet<keyof LateActions> = new Set([
  "edit",
  "setArgument",
  "setScales",
  "writeTrial",
  "addItem",
  "moveItem",
  "renameKey",
  "renamePreset",
  "keepRequest",
  "renameRequest",
  "addExecutor",
]);

interface ActionsInTurn {
  /** None of them throws or rejects but `loadClient`: whoever sends reports what that rejects with. */
  readonly actions: LateActions;
  /** Does something after all actions that wait for their code, also if that does not come; at once if none waits. */
  inTurn<Result>(act: () => Result): Result | Promise<Result>;
  /** Whether their code has come. */
  isLoaded(): boolean;
}

/** The actions of a store whose code comes late, each guarded against faults. */
export function createLateActions(tools: Tools): ActionsInTurn {
  let made: Actions | null = null;
  let waiting = 0;
  const make = ({ createActions }: Code): Actions => {
    const actions = createActions(tools);
    const guarded = guardActions(tools, actions, (name) => DOING[name], {
      edit: UNCHANGED,
      setArgument: UNCHANGED,
      setScales: UNCHANGED,
      writeTrial: UNCHANGED,
      addItem: UNCHANGED,
      moveItem: UNCHANGED,
      renameKey: UNCHANGED,
      renamePreset: UNCHANGED,
      keepRequest: UNCHANGED,
      renameRequest: UNCHANGED,
      importRequests: UNCHANGED,
      addExecutor: null,
      leave: true,
      openShared: false,
      listKept: null,
      listVersions: null,
      compareVersion: null,
    });
    made = { ...guarded, loadClient: actions.loadClient };
    return made;
  };
  const later = (name: keyof LateActions, args: never[]) => {
    waiting++;
    const done = () => {
      waiting--;
    };
    const loading = loadActions();
    loading.then(done, done);
    return loading.then((loaded) => (made ?? make(loaded))[name](...args));
  };
  const names = Object.keys(DOING) as (keyof LateActions)[];
  const acts = names.map((name) => {
    const act: Action = (...args) => {
      if (code) {
        return (made ?? make(code))[name](...args);
      }
      if (name === "loadClient") {
        return later(name, args);
      }
      const done = tools.guard(DOING[name], () => later(name, args), undefined);
      return ANSWER_AT_ONCE.has(name) ? null : done;
    };
    return [name, act];
  });
  return {
    actions: Object.fromEntries(acts) as LateActions,
    isLoaded: () => code !== null,
    inTurn: (act) => (waiting > 0 && !code ? loadActions().then(act, act) : act()),
  };
}

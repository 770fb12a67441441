/** Executors that a person has put aside, as YAML, to be added to any Flow: kept by the browser for all tabs. */
import type { Storage } from "../base/storage.ts";
import { copiedItems, printItems } from "../formats/edit/copied-items.ts";
import { editDocument } from "../formats/edit/edit-document.ts";
import { readFlow } from "../formats/read/read-flow.ts";
import { freshName, type Refusal } from "../model/edit/edit.ts";
import { readKept, type Unchecked } from "./kept.ts";
import { selectedExecutors, whyReadOnly } from "./open-file.ts";
import { openTab } from "./panels.ts";
import type { Preset } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What is done to presets. */
export interface PresetActions {
  /** Reads what the browser keeps: another tab may have changed it. */
  loadPresets(): void;
  /** Puts the selected executor aside, without its needs. */
  savePreset(): void;
  /** Gives the reason if the name cannot be. */
  renamePreset(name: string, to: string): string | null;
  removePreset(name: string): void;
  /** Brings back the one that was removed last. */
  restorePreset(): void;
}

const KEY = "jina-flow-designer.presets";
const VERSION = 1;

/** The actions. */
export function createPresetActions(tools: Tools): PresetActions {
  const { get, set, ports, toast, say } = tools;
  const presetsNow = () => readPresets(ports.storage) ?? get().presets;
  /** Changes what all tabs keep, as it is now. False, which is told, where the browser keeps nothing. */
  const change = (make: (presets: readonly Preset[]) => readonly Preset[]) => {
    const known = readPresets(ports.storage);
    const presets = make(known ?? get().presets);
    const isKept = known !== null && ports.storage.set(KEY, JSON.stringify({ version: VERSION, presets }));
    set({ presets });
    if (!isKept) {
      const why = known
        ? "The browser does not keep presets"
        : "The presets that this browser has kept are those of a newer version of this page, or damaged, and stay as they are";
      toast("warning", `${why}: the next reload undoes this.`);
    }
    return isKept;
  };
  const add = (preset: Preset) =>
    change((presets) => {
      const taken = new Set(presets.map(({ name }) => name));
      return [...presets, { ...preset, name: freshName(taken, preset.name) }];
    });
  return {
    loadPresets: () => set({ presets: presetsNow() }),

    savePreset() {
      const { file } = get();
      const [name = ""] = selectedExecutors(file);
      const refused = whyReadOnly(file);
      const made = refused === null ? presetOf(file.text, name) : { refused };
      if ("refused" in made) {
        toast("warning", made.refused);
      } else if (add(made)) {
        set({ tabs: openTab(get().tabs, "palette") });
        toast("info", `Saved ${name} as a preset: it is in the palette, for every Flow.`);
      }
    },

    renamePreset(name, to) {
      const wanted = to.trim();
      if (wanted === "") {
        return "A preset needs a name.";
      }
      if (wanted !== name && presetsNow().some((preset) => preset.name === wanted)) {
        return `There is a preset ${wanted} already.`;
      }
      const isKept = change((presets) =>
        presets.map((preset) => (preset.name === name ? { ...preset, name: wanted } : preset)),
      );
      if (isKept) {
        say(`Renamed preset ${name} to ${wanted}.`);
      }
      return null;
    },

    removePreset(name) {
      const removed = get().presets.find((preset) => preset.name === name) ?? null;
      if (change((presets) => presets.filter((preset) => preset.name !== name))) {
        set({ removedPreset: removed });
        toast("info", `Removed preset ${name}.`, { offer: "restore-preset" });
      }
    },

    restorePreset() {
      const { removedPreset } = get();
      if (removedPreset && add(removedPreset)) {
        set({ removedPreset: null });
        say(`Brought back preset ${removedPreset.name}.`);
      }
    },
  };
}

function presetOf(text: string, name: string): Preset | Refusal {
  const copied = copiedItems(readFlow(text), [name]);
  if ("refused" in copied) {
    return copied;
  }
  const item = printItems(copied.items);
  // Needs mean nothing in another Flow. What cannot go without them stays as it is.
  const alone = readFlow(`jtype: Flow\nexecutors:\n${item}`);
  const own = alone.built.nodes[0]?.name;
  const edited = own === undefined ? null : editDocument(alone, { kind: "unset", name: own, key: "needs" });
  const free =
    edited && own !== undefined && !("refused" in edited) ? copiedItems(edited.document, [own]) : null;
  return { name, text: free && "items" in free ? printItems(free.items) : item };
}

/** Null where what is kept is no list of presets, or one of another version. */
function readPresets(storage: Storage): readonly Preset[] | null {
  const text = storage.get(KEY);
  const kept = readKept<{ version: number; presets: readonly Preset[] }>(
    text,
    ({ version, presets }) => version === VERSION && Array.isArray(presets),
  );
  return text === null ? [] : (kept?.presets.filter(isPreset) ?? null);
}

function isPreset(preset: Unchecked<Preset> | null): preset is Preset {
  return typeof preset?.name === "string" && preset.name !== "" && typeof preset.text === "string";
}

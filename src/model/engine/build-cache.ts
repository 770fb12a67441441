/**
 * What is made once for the same values: an edit builds a Flow several times, and most of it stays. The keys are the
 * mappings of the file themselves, so that what is kept goes with the file.
 */
import type { Flow } from "../flow.ts";
import type { ValueMap } from "../value.ts";
import type { Deployment } from "./deployment.ts";
import { createFlowArguments, type FlowArguments, mostHanded } from "./flow-arguments.ts";

interface CachedSettings {
  readonly section: ValueMap | null;
  readonly most: number;
  readonly settings: FlowArguments;
}

const settingsByWith = new WeakMap<ValueMap, CachedSettings>();

/** What the Flow's `with` says. */
export function settingsOf({ with: flowWith, gateway, entries }: Flow): FlowArguments {
  // Of no other key does it matter what the gateway's section says.
  const hasPort = flowWith.has("port") || flowWith.has("ports") || flowWith.has("port_monitoring");
  const section = hasPort ? gateway : null;
  const most = mostHanded(entries.length);
  const known = settingsByWith.get(flowWith);
  if (known && known.section === section && known.most === most) {
    return known.settings;
  }
  const settings = createFlowArguments(flowWith, section ?? new Map(), most);
  settingsByWith.set(flowWith, { section, most, settings });
  return settings;
}

/** By an entry's arguments, with what else a Deployment depends on. */
type DeploymentCache = WeakMap<ValueMap, { readonly key: string; readonly deployment: Deployment }>;

const bySettings = new WeakMap<FlowArguments, DeploymentCache>();
const withoutSettings: DeploymentCache = new WeakMap();

/** What a Deployment depends on. */
interface DeploymentParts {
  /** Null for one that inherits nothing. */
  readonly settings: FlowArguments | null;
  readonly args: ValueMap;
  /** All else. */
  readonly key: string;
}

/** The Deployment that was made of the same parts before, or a new one. */
export function cachedDeployment(
  { settings, args, key }: DeploymentParts,
  create: () => Deployment,
): Deployment {
  const cache = settings ? cacheOf(settings) : withoutSettings;
  const known = cache.get(args);
  if (known?.key === key) {
    return known.deployment;
  }
  const deployment = create();
  cache.set(args, { key, deployment });
  return deployment;
}

function cacheOf(settings: FlowArguments): DeploymentCache {
  let cache = bySettings.get(settings);
  if (!cache) {
    cache = new WeakMap();
    bySettings.set(settings, cache);
  }
  return cache;
}

const argsWithoutUses = new WeakMap<ValueMap, ValueMap>();

/** The same mapping each time it is asked for, so that what is made of it is made once. */
export function withoutUses(args: ValueMap): ValueMap {
  if (!args.has("uses")) {
    return args;
  }
  let rest = argsWithoutUses.get(args);
  if (!rest) {
    rest = new Map([...args].filter(([key]) => key !== "uses"));
    argsWithoutUses.set(args, rest);
  }
  return rest;
}

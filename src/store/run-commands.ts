/** The commands that send, and those about the gateway that is sent to. */
import { isSimulator } from "../model/run/address.ts";
import { isActive, RUN_UNDER_WAY } from "../model/run/run.ts";
import type { Command } from "./command.ts";
import type { DesignerState } from "./state.ts";
import { steppingOf } from "./stepping.ts";

const unlessGateway = ({ address }: DesignerState) =>
  isSimulator(address) ? "The simulator runs in this page: give the address of a gateway." : null;

const unlessIdle = ({ run }: DesignerState) => (isActive(run) ? RUN_UNDER_WAY : null);

const unlessStepping = (state: DesignerState) =>
  steppingOf(state) ? null : "No request is stepped through.";

/** In the order in which the palette lists them. */
export const RUN_COMMANDS: readonly Command[] = [
  {
    id: "send",
    label: "Send request",
    keys: ["Mod+Enter"],
    refuse: unlessIdle,
    run: ({ do: act }) => act.send(),
  },
  {
    id: "step-through",
    label: "Step through request",
    refuse: (state) =>
      isSimulator(state.address)
        ? null
        : "Only the simulator can be stepped through: give simulator: as the address.",
    run: ({ do: act }) => act.stepThrough(),
  },
  {
    id: "step-on",
    label: "Next step",
    keys: ["."],
    where: "canvas",
    refuse: unlessStepping,
    run: ({ do: act, get }) => act.stepTo((steppingOf(get())?.at ?? 0) + 1),
  },
  {
    id: "step-back",
    label: "Previous step",
    keys: [","],
    where: "canvas",
    refuse: unlessStepping,
    run: ({ do: act, get }) => act.stepTo((steppingOf(get())?.at ?? 0) - 1),
  },
  { id: "what-if", label: "What if", run: ({ do: act }) => act.setTab("what-if") },
  {
    id: "profile-gateway",
    label: "Profile gateway",
    refuse: unlessIdle,
    run: ({ do: act }) => act.profileGateway(),
  },
  {
    id: "test-connection",
    label: "Test connection",
    refuse: unlessGateway,
    run: ({ do: act }) => act.testConnection(),
  },
  {
    id: "gateway",
    label: "About the gateway",
    refuse: unlessGateway,
    run: ({ do: act }) => act.showGateway(),
  },
  { id: "code", label: "Request as code", run: ({ do: act }) => act.openDialog({ kind: "code" }) },
  { id: "graphql", label: "GraphQL", run: ({ do: act }) => act.openDialog({ kind: "graphql" }) },
  {
    id: "from-code",
    label: "Request from code",
    run: ({ do: act }) => act.openDialog({ kind: "from-code" }),
  },
  { id: "requests", label: "Kept requests", run: ({ do: act }) => act.openDialog({ kind: "requests" }) },
  {
    id: "restore-request",
    label: "Bring back the request",
    refuse: ({ removedRequest, file }) =>
      removedRequest?.fileId === file.id ? null : "No request of this file was removed.",
    run: ({ do: act }) => act.restoreRequest(),
  },
  {
    id: "stop",
    label: "Stop",
    refuse: ({ run }) => (isActive(run) ? null : "No run is under way."),
    run: ({ do: act }) => act.stop(),
  },
];

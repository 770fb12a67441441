/**
 * An edit → steps on the values of the file, the needs and names included that have to be written down so that nothing
 * else changes.
 *
 * [E1] An edit changes the effective name or needs of no other executor, save where it is its very point: what would
 *      change otherwise is written down in the same plan, and a note says so. What cannot be written down, as the need
 *      of an inspect or of a Deployment, keeps the edit from being made; a name that the engine counts goes along in
 *      the needs that hold it.
 * [E2] Connecting adds a need. Those that the executor has stay, one that the engine supplies by order too, and a note
 *      says so; only the gateway gives way if it is the only one, since it stands for nothing else.
 * [E3] An executor always receives from something: the last need taken away leaves the gateway.
 * [E4] Taking an executor away hands its followers what remains of their needs, or its own if none does.
 * [E5] Moving an executor changes its place in the file, and nobody's needs, its own included; which executor answers
 *      may change, and then a note says so.
 * [E6] A path may lead to any value of the file. One that leads to an executor's name, needs or method is that edit of
 *      the executor. What an edit of `with` itself changes in the graph is its point: a note says what. So it is with
 *      a fix of what made the graph another one than was meant: others follow it.
 * [E7] What is pasted keeps its arguments. Names that are taken, here or among what is pasted, become fresh ones, and
 *      the needs among what is pasted follow them; a need that goes and leaves none leaves the gateway.
 */

import type { Edit } from "../flow-edit.ts";
import type { Declared, Plan, Refusal } from "./edit.ts";
import { PathPlanner } from "./plan-path.ts";

/** The steps of an edit, or why it is not made. */
export function planEdit(declared: Declared, edit: Edit): Plan | Refusal {
  const planner = new PathPlanner(declared);
  switch (edit.kind) {
    case "add":
      return planner.add(edit);
    case "paste":
      return planner.paste(edit);
    case "remove":
      return planner.remove(edit.names, edit.reconnect, edit.cut);
    case "rename":
      return planner.rename(edit.name, edit.to);
    case "set":
      return planner.set(edit.name, edit.key, edit.value);
    case "unset":
      return planner.unset(edit.name, edit.key);
    case "connect":
      return planner.connect(edit.from, edit.to);
    case "disconnect":
      return planner.disconnect(edit.from, edit.to);
    case "reconnect":
      return planner.reconnect(edit.need, edit.instead);
    case "write-needs":
      return planner.writeNeeds(edit.name);
    case "move":
      return planner.move(edit.name, edit.before);
    case "needs-form":
      return planner.needsForm(edit.name, edit.form);
    case "set-path":
      return planner.setPath(edit.path, edit.value, edit.follows);
    case "unset-path":
      return planner.unsetPath(edit.path, edit);
    case "each":
      return planner.each(edit.edits);
    case "move-item":
      return planner.moveItem(edit.path, edit.before);
    case "rename-key":
      return planner.renameKey(edit.path, edit.to, edit.follows);
  }
}

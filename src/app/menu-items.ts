import { commandById, labelOf, refusalOf, runCommand } from "../store/commands.ts";
import type { Designer } from "../store/designer.ts";
import type { MenuGroup, MenuItem } from "../ui/menu.tsx";
import { showKeys } from "./keys.ts";

/** Commands, by their ids, as the groups of a menu. */
export function menuGroups(
  designer: Designer,
  groups: readonly { readonly label?: string; readonly ids: readonly string[] }[],
): MenuGroup[] {
  return groups.map(({ ids, ...group }) => ({ ...group, items: menuItems(designer, ids) }));
}

function menuItems(designer: Designer, ids: readonly string[]): MenuItem[] {
  const state = designer.get();
  return ids.map((id) => {
    const command = commandById(id);
    const keys = command.keys?.[0];
    return {
      id,
      label: labelOf(command, state),
      keys: keys && showKeys(keys),
      refused: refusalOf(command, state),
      run: () => runCommand(designer, command),
    };
  });
}

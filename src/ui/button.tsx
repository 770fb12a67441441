import type { ComponentProps } from "react";
import "./button.css";
import { Icon, type IconName } from "./icon.tsx";

type Attributes = Omit<ComponentProps<"button">, "className">;

/** A button. A `link` stands in running text; a `plain` one looks as what it holds. */
export function Button({
  kind = "framed",
  isSmall,
  type = "button",
  ...rest
}: Attributes & { kind?: "framed" | "primary" | "link" | "plain"; isSmall?: boolean }) {
  return <button type={type} className={`button is-${kind}${isSmall ? " is-small" : ""}`} {...rest} />;
}

/** A button of one picture, which `label` names to screen readers. */
export function IconButton({
  label,
  icon,
  ...rest
}: Omit<Attributes, "children" | "aria-label" | "type"> & { label: string; icon: IconName }) {
  return (
    <button type="button" className="icon-button" aria-label={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}

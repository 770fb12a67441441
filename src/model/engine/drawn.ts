/**
 * What the engine draws at random: ports and ids that a file does not give. Each draw is an object of its own, so that
 * one port in two places is known to be one; `nameDrawn` gives them names for what is printed.
 */
import type { Value } from "../value.ts";

/** A port or an id that the engine draws. */
export class Drawn {
  readonly what: "port" | "id";

  constructor(what: Drawn["what"]) {
    this.what = what;
  }
}

/** A host with a port that the engine draws, which it keeps as one text. */
export class DrawnAddress {
  readonly host: string;
  readonly port: Drawn;

  constructor(host: string, port: Drawn) {
    this.host = host;
    this.port = port;
  }
}

/** A port as written, which may be text or nothing, or drawn. */
export type Port = Value | Drawn;

/** What an argument holds once the engine has filled in what is not written. */
export type ArgumentValue = Value | Drawn | DrawnAddress | readonly Port[];

/** Whether there is nothing in it but what is drawn. */
export function isDrawn(value: ArgumentValue): boolean {
  const items = isPorts(value) ? value : [value];
  return items.every((item) => item instanceof Drawn);
}

/** Whether something in it is drawn. */
export function hasDrawn(value: ArgumentValue): value is Drawn | DrawnAddress | readonly Port[] {
  return (
    value instanceof Drawn ||
    value instanceof DrawnAddress ||
    (isPorts(value) && value.some((item) => item instanceof Drawn))
  );
}

/** Whether it is a value of the file, or one that could stand there: nothing in it is drawn. */
export function isPlain(value: ArgumentValue | undefined): value is Value {
  return value !== undefined && !hasDrawn(value);
}

/** Whether it is a list, of ports or of anything else. */
export function isPorts(value: ArgumentValue | undefined): value is readonly Port[] {
  return Array.isArray(value);
}

/** Gives names to what is drawn, `RANDOM_PORT_1` and so on, in the order in which it is first asked for. */
export function nameDrawn(): (drawn: Drawn) => string {
  const names = new Map<Drawn, string>();
  return (drawn) => {
    let name = names.get(drawn);
    if (name === undefined) {
      name = `RANDOM_${drawn.what.toUpperCase()}_${names.size + 1}`;
      names.set(drawn, name);
    }
    return name;
  };
}

/** A value in which names stand for what is drawn. */
export function withNames(value: ArgumentValue, nameOf: (drawn: Drawn) => string): Value {
  if (value instanceof Drawn) {
    return nameOf(value);
  }
  if (value instanceof DrawnAddress) {
    return `${value.host}:${nameOf(value.port)}`;
  }
  return hasDrawn(value) ? value.map((item) => (item instanceof Drawn ? nameOf(item) : item)) : value;
}

/**
 * A place in the file: keys and positions from the root on, as `["executors", 2, "needs", 0]`. Keys are as written in
 * the file.
 */
export type Path = readonly (string | number)[];

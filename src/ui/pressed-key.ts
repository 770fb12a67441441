/** What a key press tells beyond its key; React's events have the browser's own within. */
interface Press {
  readonly key: string;
  readonly nativeEvent?: unknown;
  readonly isComposing?: boolean;
  readonly keyCode?: number;
}

/** What browsers give as the code of a key that an input method takes for itself. */
const TAKEN = 229;

/**
 * The key of a key press, as "Enter"; null where it belongs to an input method, as in Japanese, Chinese and Korean: the
 * Enter that ends a composition chooses characters and means nothing else. All handlers of keys ask this, none the
 * event (a test sees to it). Safari tells of that Enter after the composition has ended, by the code alone.
 */
export function pressedKey(event: Press): string | null {
  const { isComposing, keyCode } = (event.nativeEvent ?? event) as Pick<Press, "isComposing" | "keyCode">;
  return isComposing || keyCode === TAKEN ? null : event.key;
}

import { useEffect, useRef, useState } from "react";
import { withBreaks } from "../base/breaks.ts";
import { systemClock } from "../base/clock.ts";

/**
 * What `work` makes of something, worked out with breaks for the page. Null before the first outcome; then the last one,
 * also while that of a newer source is worked out, so that what changes all the time is shown now and then.
 */
export function useWithBreaks<Source, Value>(
  work: (source: Source) => Generator<unknown, Value>,
  source: Source,
): Value | null {
  const [value, setValue] = useState<Value | null>(null);
  const place = useRef({ source, isBusy: false, isMounted: false }).current;
  useEffect(() => {
    place.isMounted = true;
    return () => {
      place.isMounted = false;
    };
  }, [place]);
  useEffect(() => {
    const catchUp = async () => {
      place.isBusy = true;
      let taken: Source;
      do {
        taken = place.source;
        setValue(await withBreaks(work(taken), systemClock, () => place.isMounted));
      } while (taken !== place.source && place.isMounted);
      place.isBusy = false;
    };
    place.source = source;
    if (!place.isBusy) {
      void catchUp();
    }
  }, [place, work, source]);
  return value;
}

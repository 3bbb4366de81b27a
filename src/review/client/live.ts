import { useCallback, useEffect, useState } from "preact/hooks";
import type { ReviewData } from "../review-data.ts";

export interface LiveData {
  readonly data: ReviewData;
  /** Does the page hear of what comes? */
  readonly isLive: boolean;
  /** Looks anew. */
  readonly refresh: () => Promise<void>;
}

/** The page's data; with a server, as they are now: the server says when there is something new. */
export function useLiveData(first: ReviewData, isServed: boolean): LiveData {
  const [data, setData] = useState(first);
  const [isLive, setLive] = useState(isServed);
  const refresh = useCallback(async () => {
    const response = await fetch("data.json").catch(() => undefined);
    if (response?.ok === true) setData((await response.json()) as ReviewData);
  }, []);
  useEffect(() => {
    if (!isServed) return undefined;
    const events = new EventSource("events");
    // The first of them comes at once, and a page that lost its server looks anew when it is back.
    events.addEventListener("changed", () => {
      setLive(true);
      void refresh();
    });
    events.addEventListener("error", () => setLive(false));
    return () => events.close();
  }, [isServed, refresh]);
  return { data, isLive, refresh };
}

/** A clip of many hours takes some ten thousand to be opened. */
const readsOfAny = 300_000;

/**
 * Whoever goes through a clip's packets asks for each of them once or twice, so a large file may be asked more often: this
 * many bytes are fewer than a packet has on the average, of the quietest sound too.
 */
const bytesOfRead = 32;

/**
 * In a broken Matroska file the library (mediabunny 1.61) can search for the next element without end, without ever giving
 * the turn to anybody else. Every step asks the source, so a source that loses its patience ends it.
 *
 * @param bytes the file's size
 */
export function withPatience<T extends object>(source: T, bytes: number): T {
  const read: unknown = Reflect.get(source, "_read");
  if (typeof read !== "function") throw new Error("the library's source reads by another name");
  const mostReads = readsOfAny + bytes / bytesOfRead;
  let reads = 0;
  const counted = (...range: unknown[]): unknown => {
    reads += 1;
    if (reads > mostReads) throw new Error("it leads round in a circle");
    return Reflect.apply(read, source, range);
  };
  return Object.defineProperty(source, "_read", { value: counted });
}

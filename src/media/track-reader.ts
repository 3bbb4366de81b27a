/**
 * What the tracks of a clip are read with. On its own, so that the command line's bundle holds this part of the library
 * alone; whatever decodes or encodes shares the whole of it with `@mediabunny/server`.
 */
export {
  BufferSource,
  CustomSource,
  Input,
  Logging,
  LogLevel,
  MATROSKA,
  MP4,
  MPEG_TS,
  QTFF,
  WEBM,
} from "mediabunny";

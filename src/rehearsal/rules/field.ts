/**
 * What one field of a request's body may hold, as a model's page says it. Written for the rehearsal server alone and from
 * the pages alone, so that it can contradict the contracts.
 */
export type Field =
  | {
      readonly kind: "text";
      /** Characters. */
      readonly most?: number;
      readonly oneOf?: readonly string[];
      readonly form?: RegExp;
    }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly from?: number;
      readonly to?: number;
      /** The only values, or where there is a range, values beside it. */
      readonly oneOf?: readonly number[];
    }
  | { readonly kind: "flag" }
  | {
      /** An http(s) address. */
      readonly kind: "address";
      /** `asset://ID`, too. */
      readonly asset?: boolean;
      /** `data:TYPE/...;base64,...`, too. */
      readonly data?: "image" | "audio";
      /** What a file there has to be. */
      readonly file?: FileLimits;
    }
  | {
      readonly kind: "list";
      readonly of: Field;
      readonly most?: number;
      /** Seconds of the videos in it, taken together. */
      readonly mostSeconds?: number;
      /** The key of an item that says what it is for, and how often each is taken. */
      readonly uses?: { readonly key: string; readonly most: Readonly<Record<string, number>> };
    }
  | {
      readonly kind: "parts";
      readonly parts: Readonly<Record<string, Field>>;
      readonly needs: readonly string[];
      /** Parts that are not named are passed on. */
      readonly open: boolean;
    };

/** From the first to the second, both included. */
type Range = readonly [from: number, to: number];

/** What a page says of a picture or a video. It is asked of files that were uploaded to this server; others are not fetched. */
export interface FileLimits {
  /** `image/png`, `video/mp4`. */
  readonly types?: readonly string[];
  /** Fewer bytes than this, or as many. */
  readonly bytes?: number;
  /** Pixels of each side. */
  readonly sides?: Range;
  /** Width by height. */
  readonly ratio?: Range;
  /** `1280x720` */
  readonly sizes?: readonly string[];
  readonly seconds?: Range;
  /** Pictures a second. */
  readonly rate?: Range;
  /** `avc`, `hevc` */
  readonly codecs?: readonly string[];
}

/** What an uploaded file is. */
export interface FileFacts {
  readonly type: string;
  readonly bytes: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Of videos. */
  readonly seconds?: number;
  readonly rate?: number;
  readonly codec?: string;
}

/** An address whose file the page says something of. */
export function file(limits: FileLimits): Field {
  return { kind: "address", file: limits };
}

/** Pictures that a page lists, of those that an upload takes. */
export const plainPictures: readonly string[] = ["image/jpeg", "image/png", "image/webp"];

export const megabyte = 1024 * 1024;

export const anyText: Field = { kind: "text" };

export function text(most: number): Field {
  return { kind: "text", most };
}

export function oneOf(...values: readonly string[]): Field {
  return { kind: "text", oneOf: values };
}

/** A ratio `W:H`, where a page gives examples only. */
export const anyRatio: Field = { kind: "text", form: /^[1-9]\d{0,2}:[1-9]\d{0,2}$/ };

export const flag: Field = { kind: "flag" };

/** A whole number from the first to the second, or one of the others. */
export function whole(from?: number, to?: number, ...others: readonly number[]): Field {
  return {
    kind: "number",
    whole: true,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(others.length > 0 && { oneOf: others }),
  };
}

export function wholeOf(...values: readonly number[]): Field {
  return { kind: "number", whole: true, oneOf: values };
}

export function decimal(from: number, to: number): Field {
  return { kind: "number", whole: false, from, to };
}

export const address: Field = { kind: "address" };

export function list(of: Field, most?: number): Field {
  return { kind: "list", of, ...(most !== undefined && { most }) };
}

/** A list of objects with an address and what it is for; `most` by use, `Infinity` where the page has no maximum. */
export function byRole(
  url: Field,
  most: Readonly<Record<string, number>>,
  more: { readonly most?: number; readonly roleIsOptional?: boolean } = {},
): Field {
  const needs = more.roleIsOptional === true ? ["url"] : ["url", "role"];
  return {
    kind: "list",
    of: { kind: "parts", parts: { url, role: oneOf(...Object.keys(most)) }, needs, open: false },
    uses: { key: "role", most },
    ...(more.most !== undefined && { most: more.most }),
  };
}

/** An object whose other parts are passed on. */
export function open(parts: Readonly<Record<string, Field>>): Field {
  return { kind: "parts", parts, needs: [], open: true };
}

/** Side of maps in pixels, and of the pictures of most models; some make twice that, as the ImageData says. */
export const SIDE: 256;

/** A label class: what one value of a map means. */
export interface LabelClass {
  /** The value in maps, 0 to 255. */
  readonly id: number;
  readonly name: string;
  /** sRGB bytes: the colour in which people know it. */
  readonly color: readonly [number, number, number];
}

/** The twelve classes of the CMP Facade Database, which the shipped models see; those of another model are in `engine.classes`. */
export const FACADE_CLASSES: readonly LabelClass[];

/** An sRGB colour, a byte a channel. */
export type Color = readonly [number, number, number];

/** A colour for each class: in the order of `engine.classes`, or "#rrggbb" by the classes' names. */
export type Paint = readonly Color[] | Readonly<Record<string, string>>;

export type Backend = "cpu" | "webgpu";

/**
 * - `network` a download broke off or was refused, `missing` there is no such file or model;
 * - `corrupt` what came is not what the list or the bundle promises, or is no model that this engine runs;
 * - `no_adapter` WebGPU is absent, `device_lost` its device went away;
 * - `stale_build` module and engine are of different builds;
 * - `internal` anything else.
 */
export type FailureKind =
  | "network"
  | "missing"
  | "corrupt"
  | "no_adapter"
  | "device_lost"
  | "stale_build"
  | "internal";

/** Its message is one sentence for a person. */
export class EngineError extends Error {
  readonly kind: FailureKind;
  constructor(kind: FailureKind, message: string);
}

export interface LoadOptions {
  /** What computes; `cpu` where it is not said. Nothing falls back: without an adapter `webgpu` is refused. */
  backend?: Backend;
  /** A model's name, where the source is a list of models; its default where it is not said. */
  model?: string;
  /** Workers on a picture, 1 to 8, on the CPU of a cross-origin isolated page; up to 4 where it is not said. */
  threads?: number;
  /** Is told of the model's download; `total_bytes` where the host says. */
  onprogress?: (progress: { received_bytes: number; total_bytes: number | undefined }) => void;
  /** Ends loading, the download included; `load` then rejects with its reason. */
  signal?: AbortSignal;
}

export interface TranslateOptions {
  /** The colours of the classes, where the model takes paint; the first of its palettes where it is not said. */
  paint?: Paint;
  /** Another version of the picture, where `engine.dropout` is not 0; `strength` 0 to 1, 1 where it is not said. */
  variation?: { seed: number; strength?: number };
  /** Calls the picture off, also while it is computed; `translate` then rejects with its reason. Listening costs a few ms. */
  signal?: AbortSignal;
}

/** A model that is loaded, warm, and held by one worker until `dispose`. */
export interface Engine {
  readonly backend: Backend;
  /** The model's name. */
  readonly model: string;
  /** What it sees: maps of class ids (`-labels`), colours, or the luma of colours. */
  readonly input: "one-hot-labels" | "painted-labels" | "rgb" | "grey";
  /** What the values in maps mean, 2 to 256 classes of any ids; none where it sees colours or greys. */
  readonly classes: readonly LabelClass[];
  /** The colours of the drawings that it learnt from, the paper's first; none where it sees classes or learnt from photographs. */
  readonly inks: readonly Color[];
  /** Paints that the model brings, one colour a class; none where it takes no paint. */
  readonly palettes: readonly (readonly Color[])[];
  /** Share that was dropped in training, 0 to 1. */
  readonly dropout: number;
  /** How many workers share a picture. */
  readonly threads: number;
  /** From the model's arrival in the worker until it was ready. */
  readonly load_ms: number;
  /** The translation that warmed it up. */
  readonly warm_ms: number;
  /** The last translation alone. */
  readonly ms: number | undefined;

  /**
   * Translates a drawing, row by row from the top left, which stays the caller's: for models of classes a map of
   * `SIDE * SIDE` class ids, for those of colours (`rgb`) or greys (`grey`) `SIDE` × `SIDE` pixels as ImageData, or as
   * bytes of RGBA or RGB; what is transparent lies on white. Translations are done one after the other, in the order in
   * which they are asked for.
   *
   * Rejects with a RangeError for what is no drawing, paint or variation of this model, with an EngineError, or with the
   * signal's reason; with an AbortError after `dispose`.
   */
  translate(drawing: ArrayLike<number> | ImageData, options?: TranslateOptions): Promise<ImageData>;

  /** Ends the worker and frees its memory. */
  dispose(): void;
}

/**
 * Loads a model and warms it up. The source is the address of a bundle (`NAME.safetensors`, as `trainer export` writes it)
 * or of a list of them (`models.json`), relative to the page, or a bundle as a Blob. Rejects with an EngineError or with
 * the signal's reason.
 */
export function load(source: string | URL | Blob, options?: LoadOptions): Promise<Engine>;

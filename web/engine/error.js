/** What went wrong: `kind` for a program, `message` is one sentence for a person. */
export class EngineError extends Error {
  constructor(kind, message) {
    super(message);
    this.name = "EngineError";
    this.kind = kind;
  }
}

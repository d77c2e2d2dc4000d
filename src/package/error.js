// What a refused call throws. The program's own script imports it, and so does whoever wants to catch it.

export class QuorariumError extends Error {
  constructor(message, kind, line, column) {
    super(message);
    this.name = "QuorariumError";
    this.kind = kind;
    if (line !== undefined) this.line = line;
    if (column !== undefined) this.column = column;
  }
}

/** Where the program is to come from: an address, a response, its bytes, or a module compiled from them. */
export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the program. It must have ended before any other call; further calls of it do nothing. In Node the program is
 * loaded as soon as the package is imported.
 *
 * Without an argument the program is `quorarium_bg.wasm` beside this script. The promise is rejected with the error of
 * `fetch` or of `WebAssembly` where it cannot be loaded.
 */
export default function init(options?: {
  module_or_path: InitInput | Promise<InitInput>;
}): Promise<unknown>;

/** The same at once, from bytes or a compiled module. Throws the error of `WebAssembly` where they are no program. */
export function initSync(options: { module: BufferSource | WebAssembly.Module }): unknown;

/**
 * What a refused call throws. Nothing that was asked has then happened, but for statements that go on for long.
 */
export class QuorariumError extends Error {
  private constructor();
  readonly name: "QuorariumError";
  /**
   * `text`: what was given cannot be read, or names something that does not exist. `move`: it is impossible now.
   * `expectation`: it was expected and does not hold.
   */
  readonly kind: "text" | "move" | "expectation";
  /** The line of the scenario that is wrong, from 1. */
  readonly line?: number;
  /** The column in that line, or in the statement, from 1. */
  readonly column?: number;
}

/** The value of a variable. Words, lengths of time and log entries are texts; whole numbers beyond 2^53 are rounded. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** A protocol that a `cluster` line can name. */
export interface Protocol {
  /** Its name in scenarios, such as `multi-paxos`. */
  name: string;
  /** Its name in prose. */
  title: string;
  /** What it is, in a sentence. */
  says: string;
}

/** A scenario that comes with the package. */
export interface NamedScenario {
  /** Its name, such as `raft/figure-8`. */
  name: string;
  /** The name of its protocol. */
  protocol: string;
  /** What happens in it, in a few words. */
  title: string;
  /** What it shows, in a sentence or two. */
  about: string;
  /** The whole scenario. */
  text: string;
}

/** A line of a scenario that failed when it was opened. */
export interface Problem {
  /** The line, from 1. */
  line: number;
  /** The column, from 1; `null` where it is not known. */
  column: number | null;
  /** What failed. */
  message: string;
}

/** What an event is. */
export type EventKind =
  | "deliver"
  | "lose"
  | "timer"
  | "sync"
  | "duplicate"
  | "delay"
  | "crash"
  | "restart"
  | "wipe"
  | "pause"
  | "resume"
  | "cut"
  | "heal"
  | "request"
  | "retry"
  | "propose"
  | "elect";

/** A step in words, as `quorarium run --json` prints it. */
export interface Step {
  /** Its number, from 1. */
  step: number;
  /** When it happened, in simulated microseconds. */
  time_us: number;
  /** What it was. */
  event: EventKind;
  /** Who sent the message that it is about: a node or a client. */
  from: string | null;
  /** Who was to have that message; without one, the node that the step happened to. */
  to: string | null;
  /** The message's name in the paper, or the name of the timer that fired. */
  kind: string | null;
  /** The message's number. */
  message: number | null;
  /** The rules that it carried out, by id. */
  cited: string[];
  /** `says` and `why` together. */
  text: string;
  /** What happened. */
  says: string;
  /** Why, with the numbers compared; empty where there is nothing to say. */
  why: string;
  /** Paper and section of the rules, or `Simulation`. */
  section: string;
}

/** A step without words, as a timeline marks it. */
export interface TimelineEvent {
  /** The step, from 1. */
  step: number;
  /** When it happened, in simulated microseconds. */
  time_us: number;
  /** What it was. */
  event: EventKind;
  /** The node that it happened to. */
  node: string | null;
  /** The node that leads after it. */
  leader: string | null;
  /** The term, ballot round or epoch of its node after it. */
  epoch: number;
  /** The step that it goes back to; `null` for a move, and for what the set-up began. */
  cause: number | null;
  /** Whether a statement brought it about, and not the course of things. */
  byHand: boolean;
  /** Whether a node became leader in it. */
  elected: boolean;
  /** Whether a command was committed in it that nobody had committed before. */
  committed: boolean;
  /** Whether it is a fault or a request that somebody brought about. */
  act: boolean;
  /** Whether it broke an invariant. */
  broke: boolean;
}

/** The whole state after a step, as `quorarium run --json` prints it last. */
export interface State {
  /** The step. */
  step: number;
  /** Simulated time, in microseconds. */
  time_us: number;
  /** By node, its variables by the paper's names, with the values that conditions know. */
  nodes: Record<string, Record<string, Value>>;
  /** The nodes in order, in words that all protocols share. */
  cluster: ClusterNode[];
  /** The messages in flight, in order of number. */
  inFlight: Message[];
  /** The directions that are cut. */
  cuts: Direction[];
  /** The clients that have asked, in order. */
  clients: Client[];
  /** Whether every invariant has held so far. */
  safe: boolean;
  /** The first invariant that broke. */
  violated: string | null;
}

/** A node, in words that all protocols share. */
export interface ClusterNode {
  /** Its name. */
  name: string;
  /** The part that it plays, such as `acceptor`; `null` where nodes are all alike. */
  part: string | null;
  /** Whether it runs. */
  up: boolean;
  /** Whether its process is stopped for a while. */
  paused: boolean;
  /** Its role, by its name in scenarios; `null` while it is crashed. */
  role: string | null;
  /** Its term, ballot round or epoch; `null` while it is crashed. */
  epoch: number | null;
  /** Whether it leads. */
  leads: boolean;
  /** One line about what it is doing; `null` while it is crashed. */
  doing: string | null;
  /** The last place of its log that it knows to be committed together with all places before it; 0 if there is none. */
  committed: number;
  /** Its log in order; empty while it is crashed. A place that is missing below the last one is a gap. */
  log: LogEntry[];
  /** The timers that are set. */
  timers: Timer[];
}

/** An entry of a log. */
export interface LogEntry {
  /** Its place, from 1. */
  index: number;
  /** The term, ballot round or epoch under which it was accepted. */
  epoch: number;
  /** The whole number of which that is a part, as people write it: `3`, or the ballot `3.A`. */
  number: string;
  /** The command. */
  command: string;
  /** Whether the node itself knows it to be committed. */
  committed: boolean;
}

/** A timer that is set. */
export interface Timer {
  /** Its name in scenarios. */
  name: string;
  /** When it fires, in simulated microseconds. */
  due_us: number;
}

/** A message in flight. */
export interface Message {
  /** Its number: `deliver #41` means it. */
  message: number;
  /** Its name in the paper. */
  kind: string;
  /** Who sent it: a node or a client. */
  from: string | null;
  /** Who is to have it. */
  to: string | null;
  /** When it left, in simulated microseconds. */
  sent_us: number;
  /** When it arrives, in simulated microseconds. */
  due_us: number;
  /** Its fields, by the paper's names. */
  fields: Record<string, Value>;
}

/** One direction of a link. */
export interface Direction {
  /** The node at its beginning. */
  from: string;
  /** The node at its end. */
  to: string;
}

/** A client. */
export interface Client {
  /** Its name. */
  name: string;
  /** Its last command. */
  command: string;
  /** The number of that command. */
  sequence: number;
  /** What it heard: `done`, a value, `none`, or nothing yet (`null`). */
  heard: string | null;
}

/** A line of the history. */
export interface Branch {
  /** Its name, for `switch`. */
  name: string;
  /** The line that it left, and where; `null` of the first line. */
  left: BranchPoint | null;
  /** Its last step. */
  lastStep: number;
  /** Whether it is the present one. */
  current: boolean;
}

/** Where a line left another. */
export interface BranchPoint {
  /** The name of the other. */
  name: string;
  /** The step. */
  step: number;
}

/** A property that the protocol keeps. */
export interface Invariant {
  /** Its name in the paper. */
  name: string;
  /** Paper and section. */
  section: string;
  /** What it says. */
  says: string;
  /** How it broke; `null` while it holds. */
  broken: Breach | null;
}

/** How an invariant broke. */
export interface Breach {
  /** The step in which it did. */
  step: number;
  /** What was seen. */
  because: string;
}

/** A rule of a protocol. */
export interface Rule {
  /** Its id, as steps cite it and `rule off` takes it. */
  id: string;
  /** Paper and section. */
  section: string;
  /** What the paper says, in other words. */
  says: string;
  /** The same as lines of pseudocode. */
  pseudocode: string[];
  /** Whether it is on. */
  on: boolean;
  /** What may be lost when it is switched off; `none` where it cannot be. */
  protects: "safety" | "liveness" | "none";
  /** The invariant or property that breaks without it; `null` where safety does not hang on it. */
  breaks: string | null;
}

/** An option that `set` changes. */
export interface Choice {
  /** Its name in scenarios. */
  name: string;
  /** What it does, in a sentence. */
  says: string;
  /** Its present value, as `set` takes it. */
  value: string;
  /** Its value when nobody sets it. */
  default: string;
  /** The words that it takes; empty if it takes something else. */
  words: string[];
}

/** Whether a condition holds. */
export interface Check {
  /** Whether it does. */
  holds: boolean;
  /** The values that it asks for, in words; empty if there are none. */
  because: string;
}

/** What may be said of a still. */
export interface StillOptions {
  /** The step of the present line that is shown; without it, the present one. */
  step?: number;
}

/** What came of a whole scenario. */
export interface Verdict {
  /** 0: every expectation held. 1: one did not, a move was impossible, or an invariant broke. 2: the text is wrong. */
  code: 0 | 1 | 2;
  /** What is complained of, one problem a line, such as `scenario:3:1: unknown statement "crsh"`; empty if the code is 0. */
  complaint: string;
  /** The steps up to where the run ended. */
  steps: Step[];
  /** The state there; `null` if the text is wrong from the start. */
  end: State | null;
}

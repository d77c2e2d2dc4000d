// Everything that the element of `embed.js` has, for its types: it is compiled, and not run.
import type {
  Checkpoint,
  Failure,
  Message,
  QuorariumStage,
  Ready,
  Request,
  Source,
  State,
  Step,
} from "quorarium/embed.js";

const stage: QuorariumStage = document.querySelector("quorarium-stage")!;

// Attributes are properties too.
stage.scenario = "raft/figure-8";
stage.lesson = null;
stage.step = 50;
stage.step = "50";
stage.theme = "dark";
stage.controls = "step";
stage.faults = "off";
stage.panels = "logs,caption";
stage.view = "space-time";
stage.base = "https://quorarium.example/";
stage.height = 300;
stage.height = null;
stage.label = "Figure 8";
// @ts-expect-error: there is no such theme
stage.theme = "pink";
// @ts-expect-error: faults are on or off
stage.faults = true;

// Every call ends with a state.
const sources: Source[] = [
  { scenario: "zab/new-epoch" },
  { lesson: "raft-roles/2" },
  { text: "cluster raft A B C\n" },
];
export async function all(): Promise<State[]> {
  return [
    await stage.next(),
    await stage.back(),
    await stage.play(),
    await stage.pause(),
    await stage.seek(3),
    ...(await Promise.all(sources.map((source) => stage.load(source)))),
    await stage.act("crash A"),
    await stage.state(),
  ];
}

// Events bubble, and say what they carry.
document.addEventListener("quorarium:ready", ({ detail }: CustomEvent<Ready>) => detail.title);
stage.addEventListener("quorarium:step", ({ detail }: CustomEvent<Step>) => detail.cite);
stage.addEventListener("quorarium:event", ({ detail }) => detail.kind === "elected");
stage.addEventListener("quorarium:checkpoint", ({ detail }: CustomEvent<Checkpoint>) => detail.part);
stage.addEventListener("quorarium:error", ({ detail }: CustomEvent<Failure>) => detail.message);
stage.addEventListener("click", (event) => event.clientX);

// The messages, for those who have a frame alone.
export const asked: Request[] = [
  { ns: "quorarium", v: 1, type: "step" },
  { ns: "quorarium", v: 1, type: "seek", step: 3, id: "a" },
  { ns: "quorarium", v: 1, type: "load", scenario: "raft", id: 2 },
  { ns: "quorarium", v: 1, type: "act", statement: "crash A" },
  { ns: "quorarium", v: 1, type: "theme", theme: "auto" },
];
// @ts-expect-error: a seek has its step
export const wrong: Request = { ns: "quorarium", v: 1, type: "seek" };
export function heard(message: Message): string | number {
  switch (message.type) {
    case "resize":
      return message.height;
    case "event":
      return message.kind;
    case "state":
      return message.scenario ?? message.fingerprint;
    case "error":
      return message.message;
    default:
      return message.type;
  }
}

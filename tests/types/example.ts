// A program that uses every call of the package, compiled under `tsc --strict` and run in Node.

import init, {
  QuorariumError,
  Session,
  initSync,
  protocols,
  run,
  scenarios,
  version,
  type Branch,
  type Check,
  type Choice,
  type ClusterNode,
  type Invariant,
  type NamedScenario,
  type Problem,
  type Protocol,
  type Rule,
  type State,
  type Step,
  type TimelineEvent,
  type Value,
  type Verdict,
} from "quorarium";

function equal<T>(seen: T, wanted: T, what: string): void {
  const [a, b] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (a !== b) throw new Error(`${what}: ${a} is not ${b}`);
}

function holds(truth: boolean, what: string): void {
  if (!truth) throw new Error(`not so: ${what}`);
}

/** Does what must be refused, and gives the error. */
function refused(kind: QuorariumError["kind"], says: string, what: () => unknown): QuorariumError {
  try {
    what();
  } catch (error) {
    if (!(error instanceof QuorariumError)) throw error;
    equal(error.name, "QuorariumError", says);
    equal(error.kind, kind, error.message);
    holds(error.message.includes(says), `"${error.message}" says "${says}"`);
    return error;
  }
  throw new Error(`nothing was thrown: ${says}`);
}

await init();
// The program is there already, so neither does anything.
const loadAgain: typeof initSync = initSync;
holds(typeof loadAgain === "function" && /^\d+\.\d+\.\d+$/.test(version()), "a version");

// What there is.
const all: Protocol[] = protocols();
holds(all.some((protocol) => protocol.name === "zab" && protocol.title === "ZAB"), "ZAB");
const named: NamedScenario[] = scenarios();
for (const { name, title, about, text } of named) {
  const opened = Session.named(name);
  equal(opened.title !== "" && title !== "" && about !== "", true, name);
  equal(opened.problems, [] as Problem[], name);
  const verdict: Verdict = run(text);
  equal([verdict.code, verdict.complaint], [0, ""], name);
  equal(verdict.end, opened.state(), name);
  opened.free();
}

// A fresh cluster: forwards and back.
const session: Session = Session.open("title A day\nnote It begins.\ncluster raft 5\nseed 7\n");
equal([session.protocol, session.title, session.caption], ["raft", "A day", "It begins."], "names");
equal([session.position, session.lastStep, session.now], [0, 0, 0], "the start");
equal(session.back(), false, "nothing lies before the start");
holds((session.nextDue ?? 0) > 0, "something is due");
const first: Step | null = session.step();
equal([first?.step, first?.event], [1, "timer"], "the first step");
session.perform("run until leader != none");
const elected: number = session.position;
const state: State = session.state();
const leader: ClusterNode | undefined = state.cluster.find((node) => node.leads);
if (leader === undefined) throw new Error("nobody leads");
const term: Value | undefined = state.nodes[leader.name]?.["currentTerm"];
equal([leader.role, leader.epoch, term], ["leader", 1, 1], "the leader");
equal([state.step, state.time_us, state.safe], [elected, session.now, true], "the state");
const check: Check = session.check(`leader = ${leader.name}`);
equal(check, { holds: true, because: `leader is ${leader.name}` }, "a condition");

// Words, marks and lists.
const told: Step[] = session.tell(1, elected);
equal(told.length, elected, "steps told");
equal(told[0], first, "a step told twice");
holds(told.every((step) => step.says !== "" && step.section !== ""), "every step has its words");
const events: TimelineEvent[] = session.events();
equal(events.map((event) => event.step), told.map((step) => step.step), "the timeline");
equal(session.events(elected, elected)[0]?.elected, true, "the election is marked");
const rules: Rule[] = session.rules();
holds(rules.some((rule) => told.at(-1)?.cited.includes(rule.id) && rule.on), "a cited rule");
const options: Choice[] = session.options();
holds(options.some((option) => option.name === "loss" && option.value === "0%"), "the loss");
const invariants: Invariant[] = session.invariants();
holds(invariants.every((invariant) => invariant.broken === null), "nothing is broken");

// Acting in the past opens a branch, and the old future stays.
const future: string = session.fingerprint;
holds(/^[0-9a-f]{16}$/.test(future), "a fingerprint");
equal(session.back(), true, "one step back");
session.perform(`crash ${leader.name}`);
const branches: Branch[] = session.branches();
equal(branches.map((branch) => branch.current), [false, true], "a branch");
equal(branches[1]?.left, { name: "main", step: elected - 1 }, "where it left");
const whole: string = session.wholeScenario();
session.perform("switch main");
equal(session.fingerprint, future, "the old future");
const again: Session = Session.open(session.scenario());
equal(again.fingerprint, future, "the same history again");
equal(Session.open(whole).branches().length, 2, "all branches again");

// Stills.
const svg: string = session.svg({ step: 1 });
holds(svg.startsWith("<svg ") && svg.includes("<style>"), "a picture with its own style sheet");
holds(svg !== session.svg(), "pictures of two steps");
holds(session.text().startsWith("A day\n") && session.text({ step: 1 }) !== session.text(), "text");
equal(session.position, elected, "a still moves nothing");
session.seek(0);
equal([session.position, session.lastStep], [0, elected], "the start again");

// What is refused.
const misspelt: QuorariumError = refused("text", "unknown statement", () =>
  Session.open("cluster raft 3\n  crsh A\n"),
);
equal([misspelt.line, misspelt.column], [2, 3], "where it is");
equal(refused("text", "unknown node", () => session.perform("crash Q")).column, 7, "its column");
refused("move", "A is running", () => Session.open("cluster raft 3").perform("restart A"));
refused("expectation", "leader is none", () => session.perform("expect leader = A"));
refused("text", "there is no named scenario", () => Session.named("raft/figure-9"));
refused("text", `the last is step ${elected}`, () => session.seek(elected + 1));
refused("text", "comes after", () => session.tell(3, 2));
refused("text", "unknown variable", () => session.check("leedr = A"));
refused("text", "longer than 1000000 bytes", () => Session.open("#".repeat(1_000_001)));
refused("move", "goes on for longer", () => again.perform("step 1000000"));
for (const wrong of [-1, 0.5, NaN, Infinity, 2 ** 60, "1", null, undefined, {}]) {
  refused("text", "a step is a whole number", () => session.seek(wrong as number));
}
for (const wrong of [7, null, undefined, {}, ["crash A"]]) {
  refused("text", "a statement is a string", () => session.perform(wrong as string));
}
refused("text", "options of a still", () => session.svg("1" as {}));
const deep = "(".repeat(1_900) + "safe" + ")".repeat(1_900);
refused("text", "", () => session.check(`${deep} and`));

// A failing scenario is opened as far as it goes, and judged.
const failing = "cluster register 2\nexpect A.counter = 1\n";
equal(Session.open(failing).problems[0]?.line, 2, "the line that fails");
const verdict: Verdict = run(failing);
equal([verdict.code, verdict.end?.safe], [1, true], "the verdict");
equal(verdict.complaint, "scenario:2: expected A.counter = 1; A.counter is 0", "the complaint");
equal(run("crsh").end, null, "a text that is none");
// A number that JavaScript cannot hold is rounded, as in JSON.
const large = Session.open("cluster register 1\nrequest x=9007199254740993 to A\nsettle\n");
equal(large.state().nodes["A"]?.["state"], { x: 9007199254740992 }, "a large number");

session.free();
try {
  session.step();
  throw new Error("a session that is gone took a step");
} catch (error) {
  holds(error instanceof Error && error.message.includes("null pointer"), String(error));
}
console.log(`every call was made: ${named.length} scenarios, ${elected} steps to a leader`);

/**
 * What `embed.js` defines: the element `<quorarium-stage>`, its events, and the messages behind both.
 *
 * @example
 * const stage = document.querySelector('quorarium-stage')!;
 * stage.addEventListener('quorarium:step', ({ detail }) => console.log(detail.step, detail.says));
 * await stage.act('crash B');
 */

/** How an embed is coloured: `auto` follows the text colour of the page around it. */
export type Theme = 'auto' | 'light' | 'dark';

/** Which controls an embed has: its whole bar, back and forward alone, or none. */
export type Controls = 'full' | 'step' | 'none';

/** What an embed is asked to load: one of the three. */
export type Source =
  /** What stands after `#/embed/` in an address: `raft`, `raft/figure-8`, or `raft?s=1…`, the history of a link. */
  | { scenario: string }
  /** The text of a scenario. */
  | { text: string }
  /** A lesson and, if wanted, its part: `raft-roles/2`. */
  | { lesson: string };

/** An embed is there and shows something. */
export interface Ready {
  type: 'ready';
  /** The protocol that runs, such as `raft`. */
  protocol: string;
  /** The title of the scenario or of the lesson. */
  title: string;
  /** The step on the screen. */
  step: number;
  /** The last step there is. */
  last: number;
}

/** Another step is on the screen. */
export interface Step {
  type: 'step';
  /** The step on the screen. */
  step: number;
  /** The last step there is. */
  last: number;
  /** The simulated time of the step, in milliseconds. */
  time: number;
  /** What happened, in a sentence. */
  says: string;
  /** Why it happened, in a sentence. */
  why: string;
  /** The rule that it carried out, with its place in the paper. */
  cite: string;
  /** 16 hexadecimal digits that stand for the state: equal states have equal ones. */
  fingerprint: string;
}

/** Something worth a note happened in a step that came on the screen. */
export interface Incident {
  type: 'event';
  /** A leader was elected, a command was committed, a fault was made, or an invariant was broken. */
  kind: 'elected' | 'committed' | 'fault' | 'broken';
  /** The step that it happened in. */
  step: number;
  /** What happened, in a sentence. */
  says: string;
}

/** A checkpoint of a lesson was passed. */
export interface Checkpoint {
  type: 'checkpoint';
  /** The name of the lesson. */
  lesson: string;
  /** The number of the part whose task was done, from 1. */
  part: number;
}

/** What an embed shows: the answer to every call. */
export interface State {
  type: 'state';
  /** The protocol that runs, such as `raft`. */
  protocol: string;
  /** The title of the scenario or of the lesson. */
  title: string;
  /** The step on the screen. */
  step: number;
  /** The last step there is. */
  last: number;
  /** The simulated time of the step, in milliseconds. */
  time: number;
  /** The branch on the screen. */
  branch: string;
  /** 16 hexadecimal digits that stand for the state: equal states have equal ones. */
  fingerprint: string;
  /** Whether it plays. */
  playing: boolean;
  /** The text of a scenario that leads to this state. Only `state()` asks for it. */
  scenario?: string;
}

/** Something is wrong; no call asked for it, or there is no embed. */
export interface Failure {
  type: 'error';
  /** What is wrong and what to do, in a sentence. */
  message: string;
}

/** The events of the element by name. They bubble, and `detail` is the message of the embed. */
export interface QuorariumEvents {
  /** The embed is there and shows something. */
  'quorarium:ready': CustomEvent<Ready>;
  /** Another step is on the screen. */
  'quorarium:step': CustomEvent<Step>;
  /** Something worth a note happened. */
  'quorarium:event': CustomEvent<Incident>;
  /** A checkpoint of a lesson was passed. */
  'quorarium:checkpoint': CustomEvent<Checkpoint>;
  /** Something is wrong; errors of calls reject their promises instead. */
  'quorarium:error': CustomEvent<Failure>;
}

/**
 * The element `<quorarium-stage>`: an iframe of Quorarium that is made when it comes near the viewport.
 *
 * What stands inside the element is shown until the embed is ready, and stays if it never is.
 *
 * Properties are the attributes of the same names; `null` removes one. `step`, `theme` and `label` act on the embed that
 * runs; another value of the others loads it anew.
 *
 * Every method resolves with the state after it. It rejects with the embed's own words if the embed refuses, and when the
 * element has nothing to show, is removed or loaded anew, or its embed does not answer within 30 seconds of its first
 * request. A call does not wait until the element is near the viewport.
 */
export interface QuorariumStage extends HTMLElement {
  /** What to show, as after `#/embed/`: `raft`, `raft/figure-8`, or `raft?s=1…`. Either this or `lesson` is needed. */
  scenario: string | null;
  /** A lesson to show and, if wanted, its part: `raft-roles/2`. */
  lesson: string | null;
  /** The step on the screen; before the embed is ready, the attribute. Setting it goes to that step. */
  get step(): number | string | null;
  set step(step: number | string);
  /** The colours; without it `auto`. */
  theme: Theme | null;
  /** The controls; without it `full`. */
  controls: Controls | null;
  /** Whether the reader may make faults; without it `on`. */
  faults: 'on' | 'off' | null;
  /** What is visible beside the cluster: `none`, or a comma list of `logs`, `caption` and `timeline`; without it all. */
  panels: string | null;
  /** The way to look at it, as `v` in a link says it: `stage`, `space-time` and so on. */
  view: string | null;
  /** The address of the folder of Quorarium; without it, the folder that `embed.js` came from. */
  base: string | null;
  /** The height in pixels; without it the embed is as high as its content. */
  get height(): string | null;
  set height(height: number | string | null);
  /** The title of the iframe, which screen readers say; without it the title of the scenario. */
  label: string | null;

  /** Takes one step forward. */
  next(): Promise<State>;
  /** Goes one step back. */
  back(): Promise<State>;
  /** Plays from here. */
  play(): Promise<State>;
  /** Stops playing. */
  pause(): Promise<State>;
  /** Goes to a step. */
  seek(step: number): Promise<State>;
  /** Shows something else in the same embed; the attributes stay as they are. */
  load(source: Source): Promise<State>;
  /** Carries out one statement of the scenario language, such as `crash B`, at the step on the screen. */
  act(statement: string): Promise<State>;
  /** Asks for the state and changes nothing. */
  state(): Promise<State>;

  addEventListener<Name extends keyof QuorariumEvents>(
    name: Name,
    listener: (this: QuorariumStage, event: QuorariumEvents[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    name: Name,
    listener: (this: HTMLElement, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    name: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** What every message has, both ways, beside its own fields. */
export interface Envelope {
  /** Says whose message it is. */
  ns: 'quorarium';
  /** The version of the protocol. */
  v: 1;
}

/** What an embed takes from its host. With an `id`, it is answered by a state or an error of the same id. */
export type Request = Envelope & { id?: string | number } & (
  | { type: 'step' | 'back' | 'play' | 'pause' | 'state' }
  | { type: 'seek'; step: number }
  | ({ type: 'load' } & Source)
  | { type: 'act'; statement: string }
  | { type: 'theme'; theme: Theme }
);

/** The height that the content of an embed has, in pixels. */
export interface Resize {
  type: 'resize';
  /** Pixels of the embed's own. */
  height: number;
}

/** What an embed says to its host. */
export type Message = Envelope & { id?: string | number } & (
  Ready | Resize | Step | Incident | Checkpoint | State | Failure
);

declare global {
  interface HTMLElementTagNameMap {
    'quorarium-stage': QuorariumStage;
  }
  /** Events bubble, so that one listener may serve all embeds of a page. */
  interface GlobalEventHandlersEventMap extends QuorariumEvents {}
}
